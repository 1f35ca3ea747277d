// Command daemon has the stack up that the tests of a checkout share, until
// nobody has held a lease for a while. Package localtest builds and starts it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"regulars/deploy/local"
	"regulars/deploy/local/localtest"
)

func main() {
	local.RunRole()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "daemon:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("give the directory and the idle time, such as 20s")
	}
	idle, err := time.ParseDuration(args[1])
	if err != nil {
		return fmt.Errorf("the idle time: %w", err)
	}
	return localtest.Serve(ctx, args[0], idle)
}
