package local

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"regulars/deploy/local/address"
)

const (
	// TemporalVersion is the version of the CLI, as in temporal/go.mod.
	TemporalVersion = "1.5.1"
	temporalPackage = "github.com/temporalio/cli/cmd/temporal"
)

// buildTemporal builds the Temporal CLI once into the cache and returns its path.
func buildTemporal(ctx context.Context, progress func(string)) (string, error) {
	name := "temporal-" + TemporalVersion
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	binary := filepath.Join(Cache(), name)
	err := once(ctx, binary, func(scratch string) error {
		return goBuild(ctx, scratch, progress)
	})
	if err != nil {
		return "", fmt.Errorf("build Temporal %s: %w", TemporalVersion, err)
	}
	return binary, nil
}

func goBuild(ctx context.Context, output string, progress func(string)) error {
	if _, err := exec.LookPath("go"); err != nil {
		return fmt.Errorf("it is built with Go: install Go and put it on the PATH, or set %s to a server that runs: %w", address.TemporalEnv, err)
	}
	dir, err := temporalModule()
	if err != nil {
		return err
	}
	var compiled, total atomic.Int64
	stop := every(5*time.Second, func(passed time.Duration) {
		progress(buildProgress(passed, compiled.Load(), total.Load()))
	})
	defer stop()

	deps, err := goCommand(ctx, dir, "list", "-deps", temporalPackage).Output()
	if err != nil {
		return withOutput(err, nil)
	}
	total.Store(int64(bytes.Count(deps, []byte("\n"))))

	build := goCommand(ctx, dir, "build", "-v", "-buildvcs=false", "-ldflags=-s -w", "-o", output, temporalPackage)
	var said bytes.Buffer
	stderr, err := build.StderrPipe()
	if err != nil {
		return err
	}
	if err := build.Start(); err != nil {
		return err
	}
	// go build -v says one line per package it compiles.
	lines := bufio.NewScanner(io.TeeReader(stderr, &said))
	for lines.Scan() {
		compiled.Add(1)
	}
	return withOutput(build.Wait(), said.Bytes())
}

func buildProgress(passed time.Duration, compiled, total int64) string {
	const first = "Temporal is being built, which takes minutes the first time and is kept"
	if total == 0 {
		return fmt.Sprintf("%s: fetching its modules, %s so far", first, passed)
	}
	return fmt.Sprintf("%s: %d of at most %d packages compiled, %s so far", first, compiled, total, passed)
}

func goCommand(ctx context.Context, dir string, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=-mod=readonly")
	return command
}

// withOutput adds the end of what a command said to its error.
func withOutput(err error, output []byte) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && len(output) == 0 {
		output = exit.Stderr
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, output[max(0, len(output)-4096):])
	}
	return nil
}

// temporalModule is the directory of the small module that pins the CLI: next to
// this source file, or in the checkout around the working directory.
func temporalModule() (string, error) {
	_, source, _, _ := runtime.Caller(0)
	candidates := []string{filepath.Join(filepath.Dir(source), "temporal")}
	if wd, err := os.Getwd(); err == nil {
		for ; wd != filepath.Dir(wd); wd = filepath.Dir(wd) {
			candidates = append(candidates, filepath.Join(wd, "deploy", "local", "temporal"))
		}
	}
	for _, dir := range candidates {
		if exists(filepath.Join(dir, "go.mod")) {
			return dir, nil
		}
	}
	return "", fmt.Errorf("its module deploy/local/temporal is not found; run inside a checkout once, or set %s to a server that runs", address.TemporalEnv)
}
