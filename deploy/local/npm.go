package local

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed package.json
var packageJSON []byte

// installPackage installs an npm package at its pinned version into the cache
// and returns the path of one of its files.
func installPackage(ctx context.Context, name, file, what string, progress func(string)) (string, error) {
	version, err := pinnedVersion(name)
	if err != nil {
		return "", err
	}
	target := filepath.Join(Cache(), "npm", strings.ReplaceAll(name, "/", "-")+"-"+version)
	err = once(ctx, target, func(scratch string) error {
		return npmInstall(ctx, scratch, name+"@"+version, what, progress)
	})
	if err != nil {
		return "", err
	}
	path := filepath.Join(target, "node_modules", filepath.FromSlash(name), filepath.FromSlash(file))
	if !exists(path) {
		return "", fmt.Errorf("%s is not in the npm package %s %s; remove %s and try again", file, name, version, target)
	}
	return path, nil
}

func pinnedVersion(name string) (string, error) {
	var pins struct {
		OptionalDependencies map[string]string `json:"optionalDependencies"`
	}
	if err := json.Unmarshal(packageJSON, &pins); err != nil {
		return "", fmt.Errorf("package.json: %w", err)
	}
	version, ok := pins.OptionalDependencies[name]
	if !ok {
		return "", fmt.Errorf("package.json does not pin %s", name)
	}
	return version, nil
}

func npmInstall(ctx context.Context, dir, spec, what string, progress func(string)) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("%s comes from npm: install Node.js 18 or newer with npm: %w", what, err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("install %s: %w", spec, err)
	}
	stop := every(5*time.Second, func(passed time.Duration) {
		progress(fmt.Sprintf("%s is being downloaded by npm: %s so far", what, passed))
	})
	defer stop()
	install := exec.CommandContext(ctx, npm, "install", "--prefix", dir,
		"--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error", spec)
	install.Dir = dir
	output, err := install.CombinedOutput()
	if err != nil {
		return fmt.Errorf("npm install %s: %w (is the network up?)\n%s", spec, err, output)
	}
	return nil
}

// every calls report at once and then at each interval, with the time passed,
// until stop is called.
func every(interval time.Duration, report func(passed time.Duration)) (stop func()) {
	ended := make(chan struct{})
	start := time.Now()
	report(0)
	go func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			select {
			case <-ended:
				return
			case <-ticker.C:
				report(time.Since(start).Round(time.Second))
			}
		}
	}()
	return func() { close(ended) }
}
