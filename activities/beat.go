package activities

import (
	"context"
	"sync"
	"time"

	"go.temporal.io/sdk/activity"
)

// beatEvery is how often a long step shows that it lives; the SDK sends fewer.
const beatEvery = 5 * time.Second

// beat heartbeats the latest details of a long step, also while it waits for a
// page or a query. The details are a hint for the next attempt and for people.
type beat[T any] struct {
	ctx     context.Context
	mu      sync.Mutex
	details T
	stop    chan struct{}
	stopped chan struct{}
}

func startBeat[T any](ctx context.Context, details T) *beat[T] {
	b := &beat[T]{ctx: ctx, details: details, stop: make(chan struct{}), stopped: make(chan struct{})}
	activity.RecordHeartbeat(ctx, details)
	go b.run()
	return b
}

func (b *beat[T]) run() {
	defer close(b.stopped)
	ticker := time.NewTicker(beatEvery)
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

func (b *beat[T]) get() T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.details
}

// Update changes the details under a lock and heartbeats them at once: several
// goroutines change different parts of them, and none may put back what another
// has moved on. Heartbeats leave in the order of the changes.
func (b *beat[T]) Update(change func(*T)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.details)
	activity.RecordHeartbeat(b.ctx, b.details)
}

// set replaces the details and heartbeats them at once.
func (b *beat[T]) set(details T) { b.Update(func(d *T) { *d = details }) }

// end stops the beating; it must not outlive the step.
func (b *beat[T]) end() {
	close(b.stop)
	<-b.stopped
}
