package answers

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// ErrBusy is returned where more waits to be written than fits in memory: report it
// again later.
var ErrBusy = errors.New("too much waits to be written")

const (
	maxWaiting = 50_000           // rows
	writeFor   = 15 * time.Second // one block
)

// blocks writes rows of many callers together: while one block is written, the next one
// gathers. One connection of the process is used, however many callers wait.
type blocks[T any] struct {
	insert func(ctx context.Context, rows []T) error

	mu      sync.Mutex
	next    *block[T]
	waiting int // rows, those that are being written among them
	writing bool
}

type block[T any] struct {
	rows []T
	done chan struct{} // closed when it was written, or wasn't
	err  error
}

// write returns when the rows are on the disk. It returns ErrBusy (wrapped), what the
// insert returns, or the context's error; then they may be written all the same.
func (b *blocks[T]) write(ctx context.Context, rows []T) error {
	if len(rows) == 0 {
		return nil
	}
	mine, err := b.add(rows)
	if err != nil {
		return err
	}
	select {
	case <-mine.done:
		return mine.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *blocks[T]) add(rows []T) (*block[T], error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting+len(rows) > maxWaiting {
		return nil, fmt.Errorf("%d rows: %w", b.waiting, ErrBusy)
	}
	if b.next == nil {
		b.next = &block[T]{done: make(chan struct{})}
	}
	b.next.rows = append(b.next.rows, rows...)
	b.waiting += len(rows)
	if !b.writing {
		b.writing = true
		go b.writeAll()
	}
	return b.next, nil
}

// writeAll writes one block after the other until none has gathered.
func (b *blocks[T]) writeAll() {
	for {
		b.mu.Lock()
		now := b.next
		b.next = nil
		b.writing = now != nil
		b.mu.Unlock()
		if now == nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), writeFor)
		now.err = b.insert(ctx, now.rows)
		cancel()
		close(now.done)
		b.mu.Lock()
		b.waiting -= len(now.rows)
		b.mu.Unlock()
	}
}
