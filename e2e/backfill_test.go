package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Two backfills that overlap meet each other and tonight's run. All end, and
// what is published is what a single computation gives.
func TestBackfillsMeetTheNight(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "meet", small())
	w.startWorker()
	first := w.startBackfill(w.date.AddDays(-20), w.date.AddDays(-6))
	second := w.startBackfill(w.date.AddDays(-12), w.date.AddDays(-1))
	night := w.startNight()

	require.Equal(t, 15, w.backfillOf(first).DaysDone)
	require.Equal(t, 12, w.backfillOf(second).DaysDone)
	w.nightOf(night)
	w.requireRight(nil)
	w.requireOnce()
	require.EqualValues(t, 21, w.number("SELECT uniqExact(date) FROM kpi"))

	alone := w.twin("meet_alone")
	alone.startWorker()
	w.ForgetReceived()
	alone.backfillOf(alone.startBackfill(w.date.AddDays(-20), w.date))
	w.requireSame(alone, "the numbers of a single computation")
	require.Zero(t, w.arrived().total(), "a backfill sends nothing")
}
