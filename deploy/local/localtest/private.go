package localtest

import (
	"context"
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
	data := Memory()
	tb.Cleanup(func() { _ = os.RemoveAll(data) })
	stack, err := local.Up(tb.Context(), local.Options{
		Dir:       filepath.Join(tb.TempDir(), "stack"),
		Data:      data,
		Parts:     parts,
		FreePorts: true,
		Own:       true,
		Progress:  func(line string) { tb.Log(line) },
	})
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

// Failure returns why a child of the stack ended that nobody had asked to; nil
// while all are well, and after an orderly Close.
func Failure(stack *local.Stack) error {
	ended, end := context.WithCancel(context.Background())
	end()
	return stack.Wait(ended)
}

// StopClickHouse ends a stack's ClickHouse in order; the rest goes on, and
// Stack.StartClickHouse starts it again.
func StopClickHouse(stack *local.Stack) error {
	return endClickHouse(stack, (*local.Process).Stop)
}

// KillClickHouse ends a stack's ClickHouse with SIGKILL; the rest goes on, and
// Stack.StartClickHouse starts it again.
func KillClickHouse(stack *local.Stack) error {
	return endClickHouse(stack, (*local.Process).Kill)
}

func endClickHouse(stack *local.Stack, end func(*local.Process) error) error {
	if stack.ClickHouse == nil {
		return errors.New("end ClickHouse: it is not a part of this stack")
	}
	select {
	case <-stack.ClickHouse.Done():
		return errors.New("end ClickHouse: it has ended already")
	default:
		return end(stack.ClickHouse)
	}
}
