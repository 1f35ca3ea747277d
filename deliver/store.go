package deliver

import (
	"context"
	"time"

	"regulars/schema/ledger"
	"regulars/schema/ledger/clock"
)

// Store is what a sending needs of the ledger; *ledger.Ledger is one. Each method
// does what the ledger's of the same name does.
type Store interface {
	State(ctx context.Context, r ledger.Run) (ledger.State, error)
	SetState(ctx context.Context, r ledger.Run, name ledger.RunState, reason, by string) error
	Prepare(ctx context.Context, b ledger.Block, c ledger.Claimant) ([]ledger.OpenBatch, error)
	Pick(ctx context.Context, b ledger.Block, c ledger.Claimant, limit int) (ledger.Picked, error)
	Claim(ctx context.Context, r ledger.Run, c ledger.Claimant, batch ledger.Batch) (ledger.Batch, error)
	Reclaim(ctx context.Context, b ledger.Block, c ledger.Claimant, open ledger.OpenBatch) (ledger.Batch, error)
	MarkReserved(ctx context.Context, r ledger.Run, batch ledger.Batch) error
	NextDue(ctx context.Context, b ledger.Block, channel string, quiet ...clock.Quiet) (*time.Time, error)
	Skip(ctx context.Context, b ledger.Block, channel, reason string, zones ...string) error
	Record(ctx context.Context, r ledger.Run, c ledger.Claimant, batch ledger.Batch, reports []ledger.Report) error
}

// Progress is who watches a sending. Its methods are called from one goroutine at a
// time per sending.
type Progress interface {
	// Recorded is called after each batch, with what was done so far.
	Recorded(Totals)
	// Waits is called when an outcome can't be written down for the moment.
	Waits(err error)
}

// Totals are what an attempt did; the ledger holds the whole truth.
type Totals struct {
	Sent     int
	Failed   int
	Unknown  int
	Excluded int  // opted out, or no longer reachable, since the plan
	Deferred int  `json:",omitempty"` // refused for now: open for a later run
	Stopped  bool // held or cancelled before the block was through
	// StoppedBy is who stopped every campaign, and why; empty where only this one is held
	// or cancelled.
	StoppedBy string `json:",omitempty"`
	Limited   bool   `json:",omitempty"` // the Limit was reached before the block was through

	QuietUntil *time.Time `json:",omitempty"` // messages are left open, as their channel is quiet until then, or their hour has not come
}

func (t *Totals) waitUntil(end time.Time) {
	if t.QuietUntil == nil || end.Before(*t.QuietUntil) {
		t.QuietUntil = &end
	}
}

func (t *Totals) count(reports []ledger.Report) {
	for _, report := range reports {
		if report.Deferred {
			t.Deferred++
		}
		switch report.State {
		case ledger.DeliverySent:
			t.Sent++
		case ledger.DeliveryFailed:
			t.Failed++
		case ledger.DeliveryUnknown:
			t.Unknown++
		}
	}
}
