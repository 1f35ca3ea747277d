package localtest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"regulars/deploy/local"
)

// Private starts a stack of the test's own, for tests that stop or kill parts
// of it. It ends with the test. The package's TestMain has to call
// local.RunRole.
func Private(tb testing.TB, parts local.Parts) *local.Stack {
	tb.Helper()
	return PrivateWith(tb, local.Options{Parts: parts})
}

// PrivateWith is Private with more options; where the stack stands is its own.
func PrivateWith(tb testing.TB, options local.Options) *local.Stack {
	tb.Helper()
	data := Memory()
	tb.Cleanup(func() { _ = os.RemoveAll(data) })
	options.Dir, options.Data = filepath.Join(tb.TempDir(), "stack"), data
	options.FreePorts, options.Own = true, true
	options.Progress = func(line string) { tb.Log(line) }
	stack, err := local.Up(tb.Context(), options)
	if err != nil {
		tb.Fatalf("private stack: %v", err)
	}
	tb.Cleanup(func() {
		if err := stack.Close(); err != nil {
			tb.Errorf("close private stack: %v", err)
		}
	})
	return stack
}

// Failure returns why children of the stack ended that nobody had asked to, also
// those that were started again; nil while all are well, and after an orderly Close.
func Failure(stack *local.Stack) error { return errors.Join(stack.Deaths()...) }

// StopClickHouse ends a stack's ClickHouse in order; the rest goes on, and
// Stack.StartClickHouse starts it again.
func StopClickHouse(stack *local.Stack) error {
	return stack.EndClickHouse((*local.Process).Stop)
}

// KillTemporal ends a stack's Temporal with SIGKILL; the rest goes on, and
// Stack.StartTemporal starts it again.
func KillTemporal(stack *local.Stack) error {
	return stack.EndTemporal((*local.Process).Kill)
}

// KillClickHouse ends a stack's ClickHouse with SIGKILL; the rest goes on, and
// Stack.StartClickHouse starts it again.
func KillClickHouse(stack *local.Stack) error {
	return stack.EndClickHouse((*local.Process).Kill)
}
