package local

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// Lock waits until this process alone holds the lock file, and gives what
// releases it. A holder that was killed has released it.
func Lock(ctx context.Context, path string) (release func(), err error) {
	file, err := lockFile(ctx, path)
	if err != nil {
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}

func lockFile(ctx context.Context, path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	for {
		file, ok, err := tryLock(path)
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if ok {
			return file, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("lock %s: %w", path, context.Cause(ctx))
		case <-time.After(100 * time.Millisecond):
		}
	}
}
