package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// guardRole runs a program that knows nothing of us and ends it with its owner.
const guardRole = "guard"

// guardGrace is how long a guarded program may take to end after SIGTERM.
const guardGrace = 10 * time.Second

// runGuard runs os.Args[1:] in the guard's own process group until it ends or
// the owner is gone; then the whole group is ended.
func runGuard(ctx context.Context) error {
	if len(os.Args) < 2 {
		return errors.New("nothing to guard: give a program and its arguments")
	}
	// The parent-death signal belongs to the thread that started the program.
	runtime.LockOSThread()
	program := exec.Command(os.Args[1], os.Args[2:]...)
	program.Stdout, program.Stderr = os.Stdout, os.Stderr
	program.SysProcAttr = diesWithParent()
	if err := program.Start(); err != nil {
		return fmt.Errorf("start %s: %w", os.Args[1], err)
	}
	context.AfterFunc(ctx, func() {
		_ = terminateGroup(os.Getpid())
		time.Sleep(guardGrace)
		_ = killGroup(os.Getpid())
	})
	err := program.Wait()
	if ctx.Err() != nil {
		// Whatever the program left behind goes now, and the guard with it.
		return killGroup(os.Getpid())
	}
	if err != nil {
		return fmt.Errorf("%s: %w", os.Args[1], err)
	}
	return fmt.Errorf("%s ended unasked", os.Args[1])
}
