package local

import (
	"context"
	"fmt"
	"time"
)

// ready waits until ask succeeds, the child ends, or the time is up.
func ready(ctx context.Context, process *Process, within time.Duration, ask func(ctx context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-process.Done():
			return process.Err()
		case <-ctx.Done():
			return fmt.Errorf("%s does not answer: %w; the end of its log:\n%s", process.name, err, process.LogTail())
		case <-time.After(100 * time.Millisecond):
		}
	}
}
