package ledger_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/ledger"
)

// A worker that was frozen between picking and claiming claims nothing of a run that
// was settled meanwhile, and the books stay closed, also where its clock is ahead.
func TestNothingIsClaimedOfASettledRun(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(10)...)
	l.plan(planOf("wakeup"))
	ctx, r, c := t.Context(), run("wakeup"), claimant("frozen", "line")
	picked, err := l.Pick(ctx, whole(r), c, 10)
	require.NoError(t, err)
	require.Len(t, picked.Recipients, 10)
	for _, ahead := range []time.Duration{0, time.Hour} {
		books, err := l.Settle(ctx, r, 0, "cancelled")
		require.NoError(t, err)
		require.EqualValues(t, 10, books.Held)

		l.Now = func() time.Time { return time.Now().Add(ahead) }
		batch, err := l.Claim(ctx, r, c, ledger.Batch{ID: "late", Recipients: picked.Recipients})
		require.NoError(t, err)
		require.Empty(t, batch.Recipients)
		require.NoError(t, l.MarkReserved(ctx, r, ledger.Batch{Recipients: picked.Recipients}))
		l.Now = time.Now
		again, err := l.Books(ctx, r)
		require.NoError(t, err)
		require.Equal(t, books, again)
		var open uint64
		require.NoError(t, l.conn.QueryRow(ctx, "SELECT count() FROM delivery_attempts FINAL WHERE state = 'claimed'").Scan(&open))
		require.Zero(t, open, "what isn't handed over stays claimed")
	}
}

// A clock that is ahead keeps no books open: neither what it reserved nor what it
// claimed outlives the end of the run, or an outcome that another clock wrote.
func TestAClockAheadKeepsNoBooksOpen(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(10)...)
	l.plan(planOf("wakeup"))
	ctx, r, c := t.Context(), run("wakeup"), claimant("ahead", "line")
	l.Now = func() time.Time { return time.Now().Add(time.Hour) }
	batch, err := l.reserve(ctx, whole(r), c, "b", 6)
	require.NoError(t, err)
	require.NoError(t, l.MarkReserved(ctx, r, batch))
	released := ledger.Batch{ID: batch.ID, Recipients: batch.Recipients[:4]}
	l.Now = time.Now
	require.NoError(t, l.Record(ctx, r, c, ledger.Batch{ID: "b"}, reports(released, "")))
	books, err := l.Settle(ctx, r, 0, "cancelled")
	require.NoError(t, err)
	require.Zero(t, books.Open)
	require.True(t, books.Closed())
	require.EqualValues(t, 2, books.Unknown, "claimed and not released")
	require.EqualValues(t, 8, books.Held)
}

// The ledger goes on beyond the years that nanoseconds would fit.
func TestTheLedgerIn2100(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(6)...)
	l.plan(planOf("wakeup"))
	ctx, r, c := t.Context(), run("wakeup"), claimant("one", "line")
	l.Now = func() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }
	batch, err := l.reserve(ctx, whole(r), c, "b", 4)
	require.NoError(t, err)
	require.Len(t, batch.Recipients, 4)
	require.NoError(t, l.MarkReserved(ctx, r, batch))
	l.Now = time.Now
	require.NoError(t, l.Record(ctx, r, c, ledger.Batch{ID: "b"}, reports(batch, ledger.DeliverySent)))
	books, err := l.Settle(ctx, r, 0, "not_sent")
	require.NoError(t, err)
	require.EqualValues(t, 4, books.Sent)
	require.EqualValues(t, 2, books.Held)
	require.True(t, books.Closed())
}

// An open batch is returned with how it was claimed first, also when it was reclaimed
// and its claimant ended too; a claim again records the same.
func TestAnOpenBatchSaysHowItWent(t *testing.T) {
	l := openLedger(t)
	l.add("acme", people(4)...)
	l.plan(planOf("wakeup"))
	ctx, r := t.Context(), run("wakeup")
	picked, err := l.Pick(ctx, whole(r), claimant("one", "line"), 10)
	require.NoError(t, err)
	require.Len(t, picked.Recipients, 4)
	contents := map[uint64]uint64{}
	for i := range picked.Recipients {
		picked.Recipients[i].Content = 1<<63 + uint64(i)
		contents[picked.Recipients[i].MemberID] = picked.Recipients[i].Content
	}
	_, err = l.Claim(ctx, r, claimant("one", "line"), ledger.Batch{ID: "b", Way: "multicast", Recipients: picked.Recipients})
	require.NoError(t, err)
	for _, id := range []string{"two", "three"} {
		open, err := l.Prepare(ctx, whole(r), claimant(id, "line"))
		require.NoError(t, err)
		require.Len(t, open, 1)
		require.Equal(t, "multicast", open[0].Way)
		require.Len(t, open[0].Members, 4, "a member stands there once per claim")
		again, err := l.Reclaim(ctx, whole(r), claimant(id, "line"), open[0])
		require.NoError(t, err)
		require.Equal(t, "multicast", again.Way)
		require.Len(t, again.Recipients, 4)
		for _, recipient := range again.Recipients {
			require.Equal(t, contents[recipient.MemberID], recipient.Content)
		}
	}
}
