package localtest

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"

	"regulars/deploy/local/flock"
)

// daemonPackage is the program that owns the shared stack.
const daemonPackage = "regulars/deploy/local/localtest/daemon"

// buildDaemon compiles the daemon from this checkout's sources, once for all
// that need it: Go links it again only when something has changed.
func buildDaemon(ctx context.Context) (program string, err error) {
	program = filepath.Join(checkoutHome().dir, "daemon")
	lock, err := flock.Lock(ctx, program+".lock")
	if err != nil {
		return "", err
	}
	defer func() { _ = lock.Close() }()
	command := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", program, daemonPackage)
	command.Dir = root()
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the shared stack's daemon (is Go on the PATH?): %w\n%s", err, output)
	}
	return program, nil
}
