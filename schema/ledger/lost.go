package ledger

import (
	"context"
	"errors"
	"fmt"
)

// ErrLost means that deliveries which were planned are no longer in the ledger, so
// it can't prove that nothing goes twice.
var ErrLost = errors.New("the ledger holds fewer deliveries than were planned")

// lostRemedy is what to do about it.
const lostRemedy = "restore the table deliveries from a backup taken after the plan, before anything of this campaign is sent again"

// checkKept compares what the ledger holds of a run with both numbers that were
// kept of its plan: the run's own, and the caller's.
func (l *Ledger) checkKept(ctx context.Context, r Run, planned uint64) error {
	state, err := l.State(ctx, r)
	if err != nil {
		return err
	}
	books, err := l.Books(ctx, r)
	if err != nil {
		return err
	}
	if expected := max(planned, state.Planned); books.Planned < expected {
		return fmt.Errorf("%s: %w: %d of %d: %s", r, ErrLost, books.Planned, expected, lostRemedy)
	}
	return nil
}
