//go:build unix

package e2e

import (
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/workflows"
)

// A worker is frozen while it sends, for longer than Temporal waits for a sign
// of life, and wakes up while another one goes on with its blocks. Nobody gets
// a message twice.
func TestFrozenWorkerWakesUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "frozen", small())
	w.slowProviders()
	zombie := w.startWorker()
	run := w.startNight()
	w.until("every channel sends", func() bool {
		a := w.arrived()
		return a.of("line") > 0 && a.of("sms") > 0 && a.of("edm") > 20
	})
	require.NoError(t, syscall.Kill(zombie.PID(), syscall.SIGSTOP))
	w.untilHandedInsertsEnd()
	frozen, doubtful := w.arrived(), w.open()
	w.startWorker()
	mails := workflows.CampaignID(w.brand, "edm-all", w.date)
	w.until("the second worker goes on with the mails", func() bool {
		return w.attempt(mails) > 1 && w.arrived().of("edm") > frozen.of("edm")+20
	})
	woken := w.arrived()
	require.NoError(t, syscall.Kill(zombie.PID(), syscall.SIGCONT))

	w.nightOf(run)
	w.requireWhole()
	w.requireOnce()
	w.requireUnknown(doubtful)
	require.NoError(t, zombie.Err())
	t.Logf("mails when frozen %d, when woken %d, at the end %d", frozen.of("edm"), woken.of("edm"), w.arrived().of("edm"))
	require.Less(t, woken.of("edm"), w.arrived().of("edm"), "it woke up too late to disturb")
}

// untilHandedInsertsEnd waits until ClickHouse has done what it was handed whole by a worker that
// is frozen: such a claim holds, too. One that still waits for the worker's rows after ten
// seconds goes on when it wakes up.
func (w *world) untilHandedInsertsEnd() {
	w.t.Helper()
	w.until("the frozen worker's inserts end", func() bool {
		return w.number("SELECT count() FROM system.processes WHERE current_database = ? AND query_kind = 'Insert' AND elapsed < 10", w.brand) == 0
	})
}

// attempt is the highest attempt of a workflow's pending activities.
func (w *world) attempt(workflow string) int {
	w.t.Helper()
	answer, err := w.temporal.DescribeWorkflowExecution(w.t.Context(), workflow, "")
	require.NoError(w.t, err)
	highest := 0
	for _, activity := range answer.PendingActivities {
		highest = max(highest, int(activity.Attempt))
	}
	return highest
}
