package deliver

import (
	"context"
	"time"

	"regulars/schema/ledger"
)

const (
	// LeastComplaints are as many as a rate needs to mean something.
	LeastComplaints = 3

	// askComplaints is how often a sending asks for them: reading the books costs more the
	// more was sent.
	askComplaints = 30 * time.Second
)

// Complaints is what readers said of a run so far.
type Complaints func(ctx context.Context, r ledger.Run) (complaints, sent uint64, err error)

// checkComplaints holds the run when too many readers report its messages as spam. It asks
// before the first batch, and from time to time.
func (s *Sending) checkComplaints(ctx context.Context) error {
	if s.Complaints == nil || time.Since(s.complaintsAsked) < askComplaints {
		return nil
	}
	s.complaintsAsked = time.Now()
	complaints, sent, err := s.Complaints(ctx, s.Block.Run)
	if err != nil || complaints < LeastComplaints || float64(complaints) <= s.MaxComplaintRate*float64(sent) {
		return err
	}
	rate := &ComplaintRateError{Complaints: complaints, Sent: sent}
	if err := s.Store.SetState(ctx, s.Block.Run, ledger.RunHeld, rate.reason(), "the readers"); err != nil {
		return err
	}
	return rate
}
