package activities

import (
	"context"

	"regulars/channel"
)

// account is a channel's sender, which all blocks of the process share, with
// what it may have in flight.
type account struct {
	sender channel.Sender
	batch  int           // messages claimed and handed over together
	slots  chan struct{} // one per batch in flight; nil where the provider knows its keys
}

// newAccount bounds what is in flight where the provider has no idempotency
// keys: at least one batch is sent while the next one is claimed.
func newAccount(sender channel.Sender, inFlight int) *account {
	if sender.Idempotent() {
		return &account{sender: sender, batch: sender.BatchSize()}
	}
	batch := max(1, min(sender.BatchSize(), inFlight/2))
	return &account{sender: sender, batch: batch, slots: make(chan struct{}, max(1, inFlight/batch))}
}

// take waits until one more batch may be in flight. It is false when that is
// not wanted any more.
func (a *account) take(ctx context.Context, stop <-chan struct{}) bool {
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
func (a *account) free() {
	if a.slots != nil {
		<-a.slots
	}
}
