package localtest

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"time"

	"regulars/deploy/local"
)

// idle is how long the shared stack stays up when nobody holds a lease: long
// enough for the next package to be compiled.
const idle = 20 * time.Second

// home is where a shared stack lives: its lease socket, its locks, its log and
// its data.
type home struct {
	dir     string
	idle    time.Duration
	program string // of the daemon; built from this checkout when empty
}

// checkoutHome belongs to the checkout around the working directory, so that
// two checkouts on one machine don't share a stack.
func checkoutHome() home {
	sum := sha256.Sum256([]byte(root()))
	return home{
		dir:  filepath.Join(local.Cache(), "localtest-"+hex.EncodeToString(sum[:4])),
		idle: idle,
	}
}

func (h home) socket() string     { return filepath.Join(h.dir, "lease") }
func (h home) log() string        { return filepath.Join(h.dir, "daemon.log") }
func (h home) startLock() string  { return filepath.Join(h.dir, "start.lock") }
func (h home) daemonLock() string { return filepath.Join(h.dir, "serve.lock") }
func (h home) stack() string      { return filepath.Join(h.dir, "stack") }

// root is the directory of the outermost go.mod around the working directory,
// which is a package's directory in a test.
func root() string {
	wd, err := os.Getwd()
	if err != nil {
		return ""
	}
	found := wd
	for dir := wd; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			found = dir
		}
		if dir == filepath.Dir(dir) {
			return found
		}
	}
}
