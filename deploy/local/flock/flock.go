// Package flock locks files between processes. The kernel releases the lock of
// a process that ends, however it ends, so no lock is ever stale. A child that
// inherits the file shares the lock with its parent.
package flock

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// retryEvery is how often a lock that another process holds is tried again.
const retryEvery = 100 * time.Millisecond

// Lock waits until this process alone holds the lock file at path, and returns
// the open file, to be closed for the release. It makes the file's directory.
// It returns the context's cause when ctx ends first.
func Lock(ctx context.Context, path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	for {
		file, ok, err := Try(path)
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if ok {
			return file, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("lock %s: %w", path, context.Cause(ctx))
		case <-time.After(retryEvery):
		}
	}
}
