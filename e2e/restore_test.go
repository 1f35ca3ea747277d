package e2e

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema"
	"regulars/schema/backup"
	"regulars/schema/ledger"
)

// A machine is backed up, runs a night that sends, and loses its database. What was
// backed up goes on in a new one: its night comes to the same numbers, and sends nobody a second
// time what the lost machine had sent.
func TestNightAfterARestore(t *testing.T) {
	w := newWorld(t, "restored", small())
	k := w.startWorker()
	w.backfillOf(w.startBackfill(w.date.AddDays(-3), w.date.AddDays(-1)))
	dir := filepath.Join(t.TempDir(), "backup")
	taken, err := backup.Take(t.Context(), w.db, w.stack.Backups(), dir)
	require.NoError(t, err)

	w.night()
	const open = "SELECT count() FROM campaign_runs FINAL WHERE state NOT IN ('done', 'cancelled')"
	w.until("every campaign is over", func() bool { return w.number(open) == 0 })
	runs := w.number("SELECT count() FROM campaign_runs FINAL")
	require.Positive(t, runs)
	numbers, arrived := w.hash(), w.arrived()
	require.Greater(t, arrived.of("edm"), 20)
	require.NoError(t, k.Stop())

	require.NoError(t, w.db.Drop(t.Context()))
	password, err := w.stack.Addresses.Password()
	require.NoError(t, err)
	db, err := schema.Open(t.Context(), schema.Options{Addr: w.stack.Addresses.ClickHouse, Password: password, Database: w.brand})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.Zero(t, w.number("SELECT count() FROM system.tables WHERE database = currentDatabase()"), "all is lost")
	_, err = backup.Restore(t.Context(), db, dir, w.stack.Backups(), nil)
	require.NoError(t, err)
	require.NoError(t, ledger.MarkRestored(t.Context(), db, taken.TakenAt, time.Now(), taken.Release))

	w.startWorker()
	w.night()
	require.Equal(t, numbers, w.hash(), "the same numbers")
	const held = "SELECT count() FROM campaign_runs FINAL WHERE state = 'held' AND by = 'restore'"
	w.until("every campaign is planned and held", func() bool { return w.number(held) == runs })
	require.Equal(t, arrived, w.arrived(), "nothing was sent again")
	w.requireOnce()
}
