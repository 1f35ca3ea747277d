package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deploy/local"
	"regulars/deploy/local/localtest"
	"regulars/worker/service"
)

const workerRole = "worker"

func TestMain(m *testing.M) {
	local.Role(workerRole, func(ctx context.Context) error {
		return service.Run(ctx, service.Options{ConfigPath: os.Args[1]})
	})
	local.RunRole()
	waitSideBySide()
	code := m.Run()
	if err := closeStack(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// waitSideBySide lets more tests run at a time than there are cores: they mostly
// wait for Temporal to miss a worker.
func waitSideBySide() {
	flag.Parse()
	if err := flag.Set("test.parallel", "4"); err != nil {
		panic(err)
	}
}

// engines are ClickHouse and Temporal of these tests alone, because one of them
// stops ClickHouse.
var engines struct {
	once  sync.Once
	dir   string
	data  string // in memory, or empty
	stack *local.Stack
	err   error
}

func stackOf(t *testing.T) *local.Stack {
	t.Helper()
	engines.once.Do(startEngines)
	require.NoError(t, engines.err)
	return engines.stack
}

func startEngines() {
	if engines.dir, engines.err = os.MkdirTemp("", "regulars-e2e-"); engines.err != nil {
		return
	}
	engines.data = localtest.Memory()
	engines.stack, engines.err = local.Up(context.Background(), local.Options{
		Dir: engines.dir, Data: engines.data, Parts: local.ClickHouse | local.Temporal, FreePorts: true, Own: true,
		Feeds:    []string{os.TempDir()}, // the sandbox's files
		Progress: func(line string) { fmt.Fprintln(os.Stderr, "e2e stack:", line) },
	})
}

func closeStack() error {
	if engines.stack == nil {
		return nil
	}
	if err := engines.stack.Close(); err != nil {
		return fmt.Errorf("close the stack: %w", err)
	}
	return errors.Join(os.RemoveAll(engines.data), os.RemoveAll(engines.dir))
}
