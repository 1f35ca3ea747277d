package deliver_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/deliver"
	"regulars/schema/ledger"
)

// A run is held, before anything more goes, once more readers complain than is allowed; few
// complaints, and a share that is allowed, hold nothing.
func TestSendingStopsAtTheComplaintRate(t *testing.T) {
	for _, c := range []struct {
		complaints, sent uint64
		held             bool
	}{{0, 0, false}, {2, 10, false}, {3, 1000, false}, {4, 1000, true}, {3, 20, true}} {
		w := newWorld(t, 30, newProvider(false, 10))
		s := w.sending()
		s.MaxComplaintRate = 0.003
		s.Complaints = func(context.Context, ledger.Run) (uint64, uint64, error) { return c.complaints, c.sent, nil }
		err := s.Run(t.Context(), &deliver.Totals{})
		if !c.held {
			require.NoError(t, err)
			require.Equal(t, 30, w.store.count(ledger.DeliverySent), c)
			continue
		}
		var rate *deliver.ComplaintRateError
		require.ErrorAs(t, err, &rate)
		require.Equal(t, deliver.ComplaintRateError{Complaints: c.complaints, Sent: c.sent}, *rate)
		require.Zero(t, w.store.count(ledger.DeliverySent))
		require.Equal(t, ledger.RunHeld, w.store.state.Name)
		require.Contains(t, w.store.state.Reason, "reported as spam")
	}
	w := newWorld(t, 5, newProvider(false, 10))
	s := w.sending()
	s.Complaints = func(context.Context, ledger.Run) (uint64, uint64, error) { return 0, 0, errors.New("no answer") }
	require.ErrorContains(t, s.Run(t.Context(), &deliver.Totals{}), "no answer")
}
