package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"regulars/config"
	"regulars/deploy/local"
)

func main() {
	registerRoles()
	local.RunRole()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := newRoot().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "starter: "+sentence(err))
		os.Exit(1)
	}
}

// sentence makes one sentence of an error; of a file full of mistakes it names
// the first and the command that lists all.
func sentence(err error) string {
	var mistakes config.Mistakes
	if errors.As(err, &mistakes) && len(mistakes) > 1 {
		return fmt.Sprintf("%s has %d mistakes, the first is %s; `go run ./starter check` lists all", mistakes[0].File, len(mistakes), mistakes[0])
	}
	return err.Error()
}
