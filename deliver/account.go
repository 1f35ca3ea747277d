package deliver

import (
	"context"

	"regulars/channel"
)

// DefaultInFlight bounds what a process has claimed at once on a channel without
// idempotency keys, over all blocks: one batch being sent and the next one being
// claimed. No more than that is unknown when the process dies.
const DefaultInFlight = 50

// pickAhead is how many batches are picked at once where a batch is small.
const pickAhead = 8

// Account is a provider's account: its sender, which keeps the pace and which all
// blocks of the process share, with what it may have in flight.
type Account struct {
	sender channel.Sender
	batch  int           // messages claimed and handed over together
	slots  chan struct{} // one per batch in flight; nil where the provider knows its keys
}

// NewAccount returns an account. Where the provider has no idempotency keys it
// bounds the messages in flight: at least one batch is sent while the next one is
// claimed. inFlight 0 is DefaultInFlight.
func NewAccount(sender channel.Sender, inFlight int) *Account {
	if sender.Idempotent() {
		return &Account{sender: sender, batch: sender.BatchSize()}
	}
	if inFlight <= 0 {
		inFlight = DefaultInFlight
	}
	batch := max(1, min(sender.BatchSize(), inFlight/2))
	return &Account{sender: sender, batch: batch, slots: make(chan struct{}, max(1, inFlight/batch))}
}

// Idempotent reports whether the provider drops a repeated key.
func (a *Account) Idempotent() bool { return a.sender.Idempotent() }

// Close gives the sender's connections back, once nothing is being sent.
func (a *Account) Close() error { return a.sender.Close() }

// pickSize is how many deliveries are picked at once. With keys a batch is large
// already.
func (a *Account) pickSize() int {
	if a.Idempotent() {
		return a.batch
	}
	return a.batch * pickAhead
}

// take waits until one more batch may be in flight, and reports whether it may:
// not once stop is closed or the context ends.
func (a *Account) take(ctx context.Context, stop <-chan struct{}) bool {
	if a.slots == nil {
		return true
	}
	select {
	case a.slots <- struct{}{}:
		return true
	case <-stop:
		return false
	case <-ctx.Done():
		return false
	}
}

// free ends a batch: its outcome is written down, or it was given back.
func (a *Account) free() {
	if a.slots != nil {
		<-a.slots
	}
}
