package ledger_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
)

// A disk that lost rows must not make a campaign look smaller than it was.
func TestLostDeliveriesStopTheBooks(t *testing.T) {
	l := openLedger(t)
	ctx := t.Context()
	l.add("acme", people(5)...)
	state, books := l.plan(planOf("wakeup"))
	require.EqualValues(t, 5, books.Planned)
	require.EqualValues(t, 5, state.Planned)
	_, err := l.Settle(ctx, run("wakeup"), 6, "not_sent")
	require.ErrorIs(t, err, ledger.ErrLost, "the caller knows of more than the ledger holds")
	require.Zero(t, l.trouble(), "nothing is lost yet")

	l.exec("DELETE FROM deliveries WHERE member_id = ?", memberID(2))
	_, err = l.Settle(ctx, run("wakeup"), 0, "not_sent")
	require.ErrorIs(t, err, ledger.ErrLost)
	require.ErrorContains(t, err, "4 of 5: restore the table deliveries")
	require.Equal(t, map[string]uint64{"planned/line": 4}, l.reasons(run("wakeup")), "books that can't close were settled")
	require.Contains(t, l.trouble(), "the ledger holds fewer deliveries than were planned: 4 of 5: restore")

	// The state's moves keep the number, and planning again doesn't lower it.
	require.NoError(t, l.SetState(ctx, run("wakeup"), ledger.RunDone, "", ""))
	l.exec("TRUNCATE TABLE deliveries")
	state, books = l.plan(planOf("wakeup"))
	require.Zero(t, books.Planned)
	require.EqualValues(t, 5, state.Planned)
	require.Contains(t, l.trouble(), "0 of 5: restore")

	// The run's own row may be lost, too: the caller's number is left.
	l.exec("TRUNCATE TABLE campaign_runs")
	_, err = l.Settle(ctx, run("wakeup"), 5, "not_sent")
	require.ErrorIs(t, err, ledger.ErrLost)
}

// trouble is what the date's certificate would say of its one campaign.
func (l *ledgerTest) trouble() string {
	l.t.Helper()
	books, err := ledger.AllBooks(l.t.Context(), l.db, "acme", ledgerDate)
	require.NoError(l.t, err)
	require.Len(l.t, books, 1)
	return books[0].Trouble().Sentence("en")
}
