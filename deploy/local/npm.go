package local

import (
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

//go:embed package.json
var packageJSON []byte

// locks hold, per package, npm's lock of it and of all that it needs: a hash for each,
// and no host that it comes from.
//
//go:embed locks/*.json
var locks embed.FS

// npmPackage is a package at its pinned version, with the lock that it must match.
type npmPackage struct {
	name, version string
	lock          []byte // nil where this release has seen no such package
}

func pinnedPackage(name string) (npmPackage, error) {
	version, err := pinnedVersion(name)
	if err != nil {
		return npmPackage{}, err
	}
	lock, err := locks.ReadFile("locks/" + strings.ReplaceAll(strings.TrimPrefix(name, "@"), "/", "-") + ".json")
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return npmPackage{name: name, version: version, lock: lock}, err
}

// target is where the package is installed: what was installed by another lock, or by
// none, isn't taken for it.
func (p npmPackage) target() string {
	name := strings.ReplaceAll(p.name, "/", "-") + "-" + p.version
	if p.lock != nil {
		sum := sha256.Sum256(p.lock)
		name += "-" + hex.EncodeToString(sum[:6])
	}
	return filepath.Join(Cache(), "npm", name)
}

// installPackage installs an npm package at its pinned version into the cache
// and returns the path of one of its files.
func installPackage(ctx context.Context, name, file, what string, progress func(string)) (string, error) {
	p, err := pinnedPackage(name)
	if err != nil {
		return "", err
	}
	target := p.target()
	if err := once(ctx, target, func(scratch string) error { return p.install(ctx, scratch, what, progress) }); err != nil {
		return "", err
	}
	path := filepath.Join(target, "node_modules", filepath.FromSlash(name), filepath.FromSlash(file))
	if !exists(path) {
		return "", fmt.Errorf("%s is not in the npm package %s %s; remove %s and try again", file, name, p.version, target)
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

// install lets npm install the package in dir. npm refuses what differs from the lock.
func (p npmPackage) install(ctx context.Context, dir, what string, progress func(string)) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("%s comes from npm: install Node.js 18 or newer with npm: %w", what, err)
	}
	arguments, err := p.prepare(dir, progress)
	if err != nil {
		return fmt.Errorf("install %s: %w", p.name, err)
	}
	stop := every(5*time.Second, func(passed time.Duration) {
		progress(fmt.Sprintf("%s is being downloaded by npm: %s so far", what, passed))
	})
	defer stop()
	install := exec.CommandContext(ctx, npm, append(arguments, "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error")...)
	install.Dir = dir
	output, err := install.CombinedOutput()
	if bytes.Contains(output, []byte("EINTEGRITY")) {
		return fmt.Errorf("npm install %s %s: what came is not what this release was made with, and is not used: %w\n%s", p.name, p.version, err, output)
	}
	if err != nil {
		return fmt.Errorf("npm install %s %s: %w (is the network up?)\n%s", p.name, p.version, err, output)
	}
	return nil
}

// prepare writes what npm installs by into dir, and returns npm's command.
func (p npmPackage) prepare(dir string, progress func(string)) ([]string, error) {
	manifest, err := json.Marshal(map[string]map[string]string{"dependencies": {p.name: p.version}})
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, "package.json"), manifest, 0o600); err != nil {
		return nil, err
	}
	if p.lock == nil {
		progress(fmt.Sprintf("this release knows no hash of %s %s: it is taken as it comes", p.name, p.version))
		return []string{"install", "--no-save", "--no-package-lock"}, nil
	}
	return []string{"ci"}, os.WriteFile(filepath.Join(dir, "package-lock.json"), p.lock, 0o600)
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
