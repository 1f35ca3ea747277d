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
	mu      sync.Mutex
	details T
	stop    chan struct{}
	stopped chan struct{}
}

func startBeat[T any](ctx context.Context, details T) *beat[T] {
	b := &beat[T]{details: details, stop: make(chan struct{}), stopped: make(chan struct{})}
	activity.RecordHeartbeat(ctx, details)
	go b.run(ctx)
	return b
}

func (b *beat[T]) run(ctx context.Context) {
	defer close(b.stopped)
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			activity.RecordHeartbeat(ctx, b.get())
		case <-b.stop:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (b *beat[T]) get() T {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.details
}

// set changes the details and heartbeats them at once.
func (b *beat[T]) set(ctx context.Context, details T) {
	b.mu.Lock()
	b.details = details
	b.mu.Unlock()
	activity.RecordHeartbeat(ctx, details)
}

// end stops the beating; it must not outlive the step.
func (b *beat[T]) end() {
	close(b.stop)
	<-b.stopped
}
