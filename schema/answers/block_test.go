package answers

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// What comes while a block is being written is the next one, whole; each caller hears
// what became of its own.
func TestBlocks(t *testing.T) {
	const callers = 100
	begun, release := make(chan int, 10), make(chan error, 10)
	b := &blocks[int]{insert: func(_ context.Context, rows []int) error {
		begun <- len(rows)
		return <-release
	}}
	var heard, failed atomic.Int64
	var all sync.WaitGroup
	write := func(rows ...int) {
		all.Go(func() {
			if b.write(t.Context(), rows) != nil {
				failed.Add(1)
				return
			}
			heard.Add(1)
		})
	}
	write(1)
	require.Equal(t, 1, <-begun)
	for range callers {
		write(1, 2)
	}
	for waiting := 0; waiting < 1+2*callers; { // until every caller has added its rows
		b.mu.Lock()
		waiting = b.waiting
		b.mu.Unlock()
	}
	require.Zero(t, heard.Load(), "nobody hears before the disk has it")
	release <- errors.New("no disk")
	require.Equal(t, 2*callers, <-begun, "one block of all that waited")
	release <- nil
	all.Wait()
	require.EqualValues(t, 1, failed.Load())
	require.EqualValues(t, callers, heard.Load())

	// The memory is bounded.
	require.ErrorIs(t, b.write(t.Context(), make([]int, maxWaiting+1)), ErrBusy)
	write(1)
	<-begun
	require.ErrorIs(t, b.write(t.Context(), make([]int, maxWaiting)), ErrBusy)
	release <- nil
	all.Wait()
	require.NoError(t, b.write(t.Context(), nil))
}

// Who doesn't wait any longer doesn't hear that it was written.
func TestBlocksWithoutPatience(t *testing.T) {
	release := make(chan struct{})
	b := &blocks[int]{insert: func(context.Context, []int) error { <-release; return nil }}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, b.write(ctx, []int{1}), context.Canceled)
	close(release)
}
