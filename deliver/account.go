package deliver

import (
	"context"
	"sync/atomic"
	"time"

	"regulars/channel"
)

// What a process has claimed at once on a channel without idempotency keys, over all
// blocks, is bounded: no more than that is unknown when the process dies. It is one batch
// being sent and the next one being claimed.
const (
	// DefaultInFlight is the bound of a provider that isn't fast.
	DefaultInFlight = 50

	// inFlightTime is how much of a fast provider's time a batch may take: claiming and
	// writing it down costs nearly the same for one message as for a thousand, some tenths of
	// a second where ClickHouse shares two processors with all else.
	inFlightTime = 500 * time.Millisecond

	// keyedTime is that of a provider that knows its keys: nothing of it stays unknown, but a
	// hold waits for as long.
	keyedTime = 2 * time.Second

	// firstKeyed is how many messages the first batch of such a provider holds at most.
	firstKeyed = 500

	// MostInFlight is the bound however fast a provider is.
	MostInFlight = 8000
)

const (
	// pickAhead is how many batches are picked at once where a batch is small.
	pickAhead = 8

	// mostPicked is how many deliveries are picked at once, where all are used while they
	// are fresh.
	mostPicked = 16_000
)

// Account is a provider's account: its sender, which keeps the pace and which all
// blocks of the process share, with what it may have in flight.
type Account struct {
	sender channel.Sender
	slots  chan struct{} // one per batch in flight; nil where the provider knows its keys
	batch  atomic.Int64  // messages claimed and handed over together
	least  int           // of batch
	most   int           // of batch
	within time.Duration // how long a batch may take
	cast   int           // messages of a batch that goes by one request at most; 0: no such bound
}

// NewAccount returns an account. Where the provider has no idempotency keys it
// bounds the messages in flight: at least one batch is sent while the next one is
// claimed. inFlight 0 is DefaultInFlight, and more while the provider takes it within a
// moment.
func NewAccount(sender channel.Sender, inFlight int) *Account {
	a := &Account{sender: sender, least: min(firstKeyed, sender.BatchSize()), most: sender.BatchSize(), within: keyedTime}
	if m, casts := sender.(channel.Multicaster); casts {
		a.cast = m.MulticastSize()
	}
	if sender.KeyLife() == 0 {
		bound := inFlight
		if bound <= 0 {
			bound = DefaultInFlight
		}
		a.least = max(1, min(sender.BatchSize(), bound/2))
		a.slots = make(chan struct{}, max(1, bound/a.least))
		a.most, a.within = a.least, inFlightTime
		if inFlight <= 0 {
			a.most = max(a.least, min(sender.BatchSize(), MostInFlight/cap(a.slots)))
		}
	}
	a.batch.Store(int64(a.least))
	return a
}

// batchSize is how many messages are claimed and handed over together now.
func (a *Account) batchSize() int { return int(a.batch.Load()) }

// handed learns how long the provider took for a batch: the next ones hold what it takes
// within inFlightTime, or keyedTime. They grow step by step, and shrink at once.
func (a *Account) handed(messages int, took time.Duration) {
	if a.least == a.most || messages == 0 {
		return
	}
	fits := int64(float64(messages) * float64(a.within) / float64(max(took, time.Microsecond)))
	now := a.batch.Load()
	a.batch.Store(max(int64(a.least), min(fits, 2*now, int64(a.most))))
}

// KeyLife is for how long the provider drops a repeated key; 0: it knows none.
func (a *Account) KeyLife() time.Duration { return a.sender.KeyLife() }

// Close gives the sender's connections back, once nothing is being sent.
func (a *Account) Close() error { return a.sender.Close() }

// pickSize is how many deliveries are picked at once, after before of which left are left,
// some time after they were picked. Picking asks ClickHouse nearly the same for one as for
// thousands, so it is done for as many as are used while they are fresh.
func (a *Account) pickSize(before, left int, since time.Duration) int {
	batch := a.batchSize()
	size := max(before, min(batch*pickAhead, MostInFlight))
	switch {
	case left > 0 && since > freshFor: // what is left is asked again
		size /= 2
	case before > 0 && left == 0 && since < freshFor/2:
		size = min(2*size, mostPicked)
	}
	return max(batch, size)
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
