package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

// RoleEnv selects, in a child started by this package, which role it plays.
const RoleEnv = "REGULARS_ROLE"

// lifelineEnv holds the number of the inherited pipe whose end means "end".
const lifelineEnv = "REGULARS_LIFELINE"

// roleGrace is how long a role may take to end once it was asked to.
const roleGrace = 20 * time.Second

// roles are the package's own two, and those that Role registers.
var roles = map[string]func(ctx context.Context) error{
	guardRole:      runGuard,
	clickhouseRole: runClickHouse,
}

// rolesRun is set once RunRole was called, without which Up starts no children.
var rolesRun atomic.Bool

// Role registers what a re-exec'd child of this binary does when it was
// started for that role (see Child). The context ends when the child is asked
// to end or its owner has died. Arguments are in os.Args[1:].
func Role(name string, run func(ctx context.Context) error) {
	roles[name] = run
}

// RunRole plays the role this process was started for, and exits. In a process
// that was started for none it returns at once. Call it first in main or
// TestMain, after the calls of Role.
func RunRole() {
	rolesRun.Store(true)
	name := os.Getenv(RoleEnv)
	if name == "" {
		return
	}
	os.Unsetenv(RoleEnv)
	run, ok := roles[name]
	if !ok {
		fmt.Fprintf(os.Stderr, "this binary has no role %q; register it with local.Role before local.RunRole\n", name)
		os.Exit(2)
	}
	if err := confine(name); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
	if name == guardRole || name == clickhouseRole {
		keepPrivate() // the files of a database are people's
	}
	if err := playRole(run); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func playRole(run func(ctx context.Context) error) error {
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	if err := watchLifeline(cancel); err != nil {
		return err
	}
	context.AfterFunc(ctx, func() {
		time.Sleep(roleGrace)
		fmt.Fprintf(os.Stderr, "did not end within %s, gave up\n", roleGrace)
		os.Exit(1)
	})
	err := run(ctx)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// watchLifeline calls ended when the owner closes the pipe, which the kernel
// does for an owner that was killed.
func watchLifeline(ended func()) error {
	value := os.Getenv(lifelineEnv)
	if value == "" {
		return nil
	}
	os.Unsetenv(lifelineEnv)
	fd, err := strconv.Atoi(value)
	if err != nil {
		return fmt.Errorf("%s=%s is not a file descriptor: %w", lifelineEnv, value, err)
	}
	pipe := os.NewFile(uintptr(fd), "lifeline")
	go func() {
		_, _ = io.Copy(io.Discard, pipe)
		ended()
	}()
	return nil
}
