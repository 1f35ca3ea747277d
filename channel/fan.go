package channel

import (
	"context"
	"sync"
)

// Fan hands the indexes 0..n-1 to send, on several workers at once. After the
// first error, or when the context ends, it hands out no more; what is in flight
// is waited for and never cut off, for a message that is cut off is one whose
// outcome nobody knows. It returns the first error of send, or the context's.
func Fan(ctx context.Context, n, workers int, send func(i int) error) error {
	stop := make(chan struct{})
	var once sync.Once
	var first error
	fail := func(err error) {
		once.Do(func() {
			first = err
			close(stop)
		})
	}

	todo := make(chan int)
	var working sync.WaitGroup
	for range min(workers, n) {
		working.Go(func() {
			for i := range todo {
				if err := send(i); err != nil {
					fail(err)
				}
			}
		})
	}
	for i := range n {
		if !handOut(ctx, todo, stop, i) {
			break
		}
	}
	close(todo)
	working.Wait()
	if first == nil {
		return ctx.Err()
	}
	return first
}

// handOut gives i to a worker. It reports false if no more may be handed out.
func handOut(ctx context.Context, todo chan<- int, stop <-chan struct{}, i int) bool {
	if ctx.Err() != nil {
		return false
	}
	select {
	case <-stop:
		return false
	default:
	}
	select {
	case todo <- i:
		return true
	case <-stop:
		return false
	case <-ctx.Done():
		return false
	}
}
