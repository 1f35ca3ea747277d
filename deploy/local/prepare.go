package local

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"regulars/deploy/local/flock"
)

// tools are the files that a stack needs, downloaded and built.
type tools struct {
	library  string // libchdb
	temporal string // the Temporal CLI
	maildev  string // its script
}

// Prepare downloads and builds what the stack's parts need, and starts nothing.
// It is quick when everything is there already.
func Prepare(ctx context.Context, options Options) error {
	_, err := prepare(ctx, options.withDefaults())
	return err
}

func prepare(ctx context.Context, options Options) (tools, error) {
	var t tools
	group, ctx := errgroup.WithContext(ctx)
	if options.Parts&ClickHouse != 0 {
		group.Go(func() (err error) {
			t.library, err = installLibrary(ctx, options.Progress)
			return err
		})
	}
	if options.Parts&Temporal != 0 {
		group.Go(func() (err error) {
			t.temporal, err = buildTemporal(ctx, options.Progress)
			return err
		})
	}
	if options.Parts&Mail != 0 {
		group.Go(func() (err error) {
			t.maildev, err = installPackage(ctx, "maildev", "bin/maildev", "the mail catcher", options.Progress)
			return err
		})
	}
	err := group.Wait() // before t is read: within one return either may come first
	return t, err
}

func installLibrary(ctx context.Context, progress func(string)) (string, error) {
	name, err := libraryPackage()
	if err != nil {
		return "", err
	}
	return installPackage(ctx, name, "libchdb.so", "ClickHouse (about 180 MB)", progress)
}

// Cache is the user's directory for what is downloaded and built once for all
// checkouts; a temporary one for a user without a home.
func Cache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "regulars")
}

// once produces the file or directory target unless it is there: produce gets a
// scratch path, which becomes target in one step when it has succeeded. Two
// processes do not produce the same thing at the same time.
func once(ctx context.Context, target string, produce func(scratch string) error) error {
	if exists(target) {
		return nil
	}
	lock, err := flock.Lock(ctx, target+".lock")
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	if exists(target) {
		return nil
	}
	scratch := target + ".part"
	if err := os.RemoveAll(scratch); err != nil {
		return fmt.Errorf("clear %s: %w", scratch, err)
	}
	if err := produce(scratch); err != nil {
		return err
	}
	return os.Rename(scratch, target)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
