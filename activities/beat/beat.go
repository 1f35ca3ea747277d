package beat

import (
	"context"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
)

// every is how often a long step shows that it lives; the SDK sends fewer.
const every = 5 * time.Second

// Beat heartbeats the latest details of a long step, also while it waits for a
// page or a query. The details are a hint for the next attempt and for people.
type Beat[T any] struct {
	ctx     context.Context
	mu      sync.Mutex
	details T
	stop    chan struct{}
	stopped chan struct{}
}

// Start heartbeats the details of a step, at once and until End.
func Start[T any](ctx context.Context, details T) *Beat[T] {
	b := &Beat[T]{ctx: ctx, details: details, stop: make(chan struct{}), stopped: make(chan struct{})}
	activity.RecordHeartbeat(ctx, details)
	go b.run()
	return b
}

func (b *Beat[T]) run() {
	defer close(b.stopped)
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			b.Update(func(*T) {})
		case <-b.stop:
			return
		case <-b.ctx.Done():
			return
		}
	}
}

// Get returns the details as they are now.
func (b *Beat[T]) Get() T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.details
}

// Update changes the details under a lock and heartbeats them at once: several
// goroutines change different parts of them, and none may put back what another
// has moved on. Heartbeats leave in the order of the changes.
func (b *Beat[T]) Update(change func(*T)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.details)
	activity.RecordHeartbeat(b.ctx, b.details)
}

// Set replaces the details and heartbeats them at once.
func (b *Beat[T]) Set(details T) { b.Update(func(d *T) { *d = details }) }

// End stops the beating; it must not outlive the step.
func (b *Beat[T]) End() {
	close(b.stop)
	<-b.stopped
}
