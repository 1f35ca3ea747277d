package local

import (
	"context"
	"fmt"
	"net"
	"time"
)

// probe connects to an address, to see that something listens there.
func probe(ctx context.Context, address string) error {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	return conn.Close()
}

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
