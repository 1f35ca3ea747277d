package backup_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/deploy/local"
	"regulars/deploy/local/localtest"
	"regulars/schema"
	"regulars/schema/backup"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
)

func TestMain(m *testing.M) {
	local.RunRole()
	os.Exit(m.Run())
}

// machine is a stack of its own with the database of a worker in it.
type machine struct {
	stack *local.Stack
	db    *schema.DB
}

func newMachine(t *testing.T) machine {
	t.Helper()
	stack := localtest.Private(t, local.ClickHouse)
	password, err := stack.Addresses.Password()
	require.NoError(t, err)
	db, err := schema.Open(t.Context(), schema.Options{Addr: stack.Addresses.ClickHouse, Password: password})
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	return machine{stack, db}
}

func (m machine) exec(t *testing.T, statement string) {
	t.Helper()
	require.NoError(t, m.db.Conn().Exec(t.Context(), statement), statement)
}

func (m machine) number(t *testing.T, query string) uint64 {
	t.Helper()
	var n uint64
	require.NoError(t, m.db.Conn().QueryRow(t.Context(), query).Scan(&n), query)
	return n
}

func (m machine) ledger(t *testing.T) *ledger.Ledger {
	t.Helper()
	l, err := ledger.New(m.db, "a key of the test")
	require.NoError(t, err)
	return l
}

// sums are marks over the content of every table.
func (m machine) sums(t *testing.T) map[string]uint64 {
	t.Helper()
	var tables []struct {
		Name string `ch:"name"`
	}
	require.NoError(t, m.db.Conn().Select(t.Context(), &tables, `SELECT name FROM system.tables WHERE database = currentDatabase()
		AND engine LIKE '%MergeTree' AND total_rows > 0 AND name NOT IN ('restores', 'campaign_runs')`))
	all := map[string]uint64{}
	for _, table := range tables {
		final := ""
		if m.number(t, "SELECT count() FROM system.tables WHERE database = currentDatabase() AND engine LIKE 'Replacing%' AND name = '"+table.Name+"'") > 0 {
			final = " FINAL"
		}
		all[table.Name] = m.number(t, "SELECT sum(cityHash64(formatRow('TSV', *))) FROM "+table.Name+final)
	}
	return all
}

func plan(campaign string, date regulars.BusinessDate, zone *time.Location) ledger.Plan {
	return ledger.Plan{
		Run:      ledger.Run{Brand: "acme", Campaign: campaign, Date: date},
		Audience: audience.Audience{Is: []string{"sleep"}}, Channels: []string{"edm"}, Purpose: "marketing", Zone: zone,
	}
}

// fill makes members, whom every campaign addresses.
func (m machine) fill(t *testing.T) {
	t.Helper()
	const members = 40
	ids := "FROM (SELECT (number + 1) * 6148914691236517 AS id FROM numbers(40))"
	m.exec(t, "CREATE OR REPLACE VIEW member_asof AS SELECT member_id, 'sleep' AS stage, 'active' AS stage_before, {date:Date} AS stage_since, "+
		"'loyal' AS rfm_class, {date:Date} AS last_purchase, 80 AS recency_days, 3 AS purchases, 10. AS revenue"+schematest.MemberColumns+" FROM members WHERE brand = {brand:String}")
	m.exec(t, "INSERT INTO members (brand, member_id, name, email) SELECT 'acme', id, 'A B', concat('m', toString(id), '@x.test') "+ids)
	m.exec(t, "INSERT INTO identity_nodes (brand, node, member_id, kind) SELECT 'acme', id, id, 'email' "+ids)
	m.exec(t, "INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) SELECT 'acme', 'web', id, 'edm', 'marketing', toDateTime('2026-01-01'), true, 1 "+ids)
	m.exec(t, "INSERT INTO orders (brand, shop, order_id, placed_at, date, total, version, is_deleted) SELECT 'acme', 'web', toString(number), '2026-11-01 00:00:00', '2026-11-01', number, 1, 0 FROM numbers(5000)")
	require.EqualValues(t, members, m.number(t, "SELECT count() FROM members"))
}

// send sends what is open of a run, as a worker does, and returns how many it was.
func (m machine) send(t *testing.T, p ledger.Plan, most int) int {
	t.Helper()
	ctx, l := t.Context(), m.ledger(t)
	c := ledger.Claimant{ID: time.Now().String(), Channel: "edm", Purpose: "marketing"}
	block := ledger.Block{Run: p.Run}
	_, err := l.Prepare(ctx, block, c)
	require.NoError(t, err)
	picked, err := l.Pick(ctx, block, c, most)
	require.NoError(t, err)
	if len(picked.Recipients) == 0 {
		return 0
	}
	batch, err := l.Claim(ctx, p.Run, c, ledger.Batch{ID: "a batch", Recipients: picked.Recipients})
	require.NoError(t, err)
	require.NoError(t, l.MarkReserved(ctx, p.Run, batch))
	reports := make([]ledger.Report, len(batch.Recipients))
	for i, r := range batch.Recipients {
		reports[i] = ledger.Report{Recipient: r, State: ledger.DeliverySent}
	}
	require.NoError(t, l.Record(ctx, p.Run, c, batch, reports))
	return len(reports)
}

// What was backed up is whole on another machine, where the ledger sends nothing for
// which it can't vouch until a person says so, and everything else as always.
func TestARestoredMachineSendsNothingTwice(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	ctx, old := t.Context(), newMachine(t)
	old.fill(t)
	last := regulars.EndedAt(time.Now(), zone)
	done, half := plan("done", last.AddDays(-1), zone), plan("half", last.AddDays(-1), zone)
	for _, p := range []ledger.Plan{done, half} {
		state, _, err := old.ledger(t).Plan(ctx, p)
		require.NoError(t, err)
		require.Equal(t, ledger.RunPlanned, state.Name, "a ledger that was never restored vouches")
	}
	require.Equal(t, 40, old.send(t, done, 100))
	require.NoError(t, old.ledger(t).SetState(ctx, done.Run, ledger.RunDone, "", ""))
	require.Equal(t, 10, old.send(t, half, 10))

	dir := filepath.Join(t.TempDir(), "backup")
	before := time.Now()
	taken, err := backup.Take(ctx, old.db, old.stack.Backups(), dir)
	require.NoError(t, err)
	require.WithinDuration(t, before, taken.TakenAt, time.Minute)
	require.Equal(t, regulars.Version, taken.Release)
	sums := old.sums(t)
	require.Greater(t, len(sums), 5)

	// The machine goes on sending, and is lost.
	require.Equal(t, 30, old.send(t, half, 100))
	yesterday := plan("yesterday", last, zone)
	_, _, err = old.ledger(t).Plan(ctx, yesterday)
	require.NoError(t, err)
	require.Equal(t, 40, old.send(t, yesterday, 100))

	machine := newMachine(t)
	m, err := backup.Restore(ctx, machine.db, dir, machine.stack.Backups(), nil)
	require.NoError(t, err)
	require.Equal(t, taken, m)
	require.Equal(t, sums, machine.sums(t), "every table is as it was")
	require.NoError(t, ledger.MarkRestored(ctx, machine.db, m.TakenAt, time.Now(), m.Release))

	l := machine.ledger(t)
	state, books, err := l.Plan(ctx, done)
	require.NoError(t, err)
	require.Equal(t, ledger.RunDone, state.Name)
	require.EqualValues(t, 40, books.Sent)
	for _, p := range []ledger.Plan{half, yesterday} {
		state, books, err = l.Plan(ctx, p)
		require.NoError(t, err)
		require.Equal(t, ledger.RunHeld, state.Name, p.Campaign)
		require.Contains(t, state.Reason, "what was sent later is not in it")
		require.EqualValues(t, 40, books.Planned)
		require.True(t, state.Stopped())
	}
	for _, p := range []ledger.Plan{done, half, yesterday} {
		require.Zero(t, machine.trySend(ctx, t, p), "%s went twice", p.Campaign)
	}

	// What ends from now on is sent as always.
	today := plan("today", last.AddDays(1), zone)
	state, _, err = l.Plan(ctx, today)
	require.NoError(t, err)
	require.Equal(t, ledger.RunPlanned, state.Name)
	require.Equal(t, 40, machine.send(t, today, 100))

	// A person releases one, which stays released.
	require.NoError(t, l.SetState(ctx, half.Run, ledger.RunPlanned, "", "anna"))
	state, _, err = l.Plan(ctx, half)
	require.NoError(t, err)
	require.Equal(t, ledger.RunPlanned, state.Name)
	require.Equal(t, 30, machine.send(t, half, 100), "those whom the restored ledger doesn't have as sent")
}

// trySend sends as a worker does, who asks before every batch where the run stands.
func (m machine) trySend(ctx context.Context, t *testing.T, p ledger.Plan) int {
	t.Helper()
	state, err := m.ledger(t).State(ctx, p.Run)
	require.NoError(t, err)
	if state.Stopped() {
		return 0
	}
	return m.send(t, p, 100)
}

// views are the texts of the database's views.
func (m machine) views(t *testing.T) []string {
	t.Helper()
	var views []struct {
		Text string `ch:"text"`
	}
	require.NoError(t, m.db.Conn().Select(t.Context(), &views, "SELECT create_table_query AS text FROM system.tables WHERE database = currentDatabase() AND engine = 'View' ORDER BY name"))
	texts := make([]string, len(views))
	for i, v := range views {
		texts[i] = v.Text
	}
	return texts
}

func TestWhatIsNotRestored(t *testing.T) {
	ctx, m := t.Context(), newMachine(t)
	m.exec(t, "INSERT INTO members (brand, member_id) VALUES ('acme', 1)")
	views := m.views(t)
	require.Greater(t, len(views), 3)
	dir := filepath.Join(t.TempDir(), "backup")
	_, err := backup.Take(ctx, m.db, m.stack.Backups(), dir)
	require.NoError(t, err)
	_, err = backup.Take(ctx, m.db, m.stack.Backups(), dir)
	require.ErrorContains(t, err, "is not empty: name a new folder")
	left, err := os.ReadDir(m.stack.Backups())
	require.NoError(t, err)
	require.Empty(t, left, "nothing stays between")

	_, err = backup.Restore(ctx, m.db, dir, m.stack.Backups(), nil)
	require.ErrorIs(t, err, backup.ErrNotEmpty)
	require.ErrorContains(t, err, "members has 1 rows in regulars")
	_, err = backup.Restore(ctx, m.db, t.TempDir(), m.stack.Backups(), nil)
	require.ErrorContains(t, err, "holds no backup")

	m.exec(t, "TRUNCATE TABLE members")
	manifest := filepath.Join(dir, "backup.json")
	text, err := os.ReadFile(manifest)
	require.NoError(t, err)
	other := bytes.Replace(text, []byte(`"regulars"`), []byte(`"another"`), 1)
	require.NoError(t, os.WriteFile(manifest, other, 0o600))
	_, err = backup.Restore(ctx, m.db, dir, m.stack.Backups(), nil)
	require.ErrorIs(t, err, backup.ErrOtherName)
	newer := bytes.Replace(text, []byte(`"migrations": [`), []byte(`"migrations": ["9999_future.sql",`), 1)
	require.NoError(t, os.WriteFile(manifest, newer, 0o600))
	_, err = backup.Restore(ctx, m.db, dir, m.stack.Backups(), nil)
	require.ErrorIs(t, err, schema.ErrNewer)
	require.NoError(t, os.WriteFile(manifest, text, 0o600))
	_, err = backup.Restore(ctx, m.db, dir, m.stack.Backups(), nil)
	require.NoError(t, err)
	require.EqualValues(t, 1, m.number(t, "SELECT count() FROM members"))
	require.Equal(t, views, m.views(t), "the views are as they were")

	// Until what must be done before anything else is done, no worker gets in.
	m.exec(t, "TRUNCATE TABLE members")
	failed, settled := errors.New("not yet"), 0
	_, err = backup.Restore(ctx, m.db, dir, m.stack.Backups(), func(_ context.Context, found backup.Manifest) error {
		settled++
		require.EqualValues(t, 1, m.number(t, "SELECT count() FROM members"))
		require.Equal(t, m.db.Database(), found.Database)
		return failed
	})
	require.ErrorIs(t, err, failed)
	require.Equal(t, 1, settled)
	require.ErrorIs(t, m.db.Migrate(ctx), schema.ErrRestoring)
	_, err = backup.Restore(ctx, m.db, dir, m.stack.Backups(), nil)
	require.NoError(t, err, "a restore that was cut short begins again")
	require.NoError(t, m.db.Migrate(ctx))
	require.EqualValues(t, 1, m.number(t, "SELECT count() FROM members"))

	archive, err := os.OpenFile(filepath.Join(dir, "clickhouse.tar"), os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = archive.WriteAt([]byte("x"), 700)
	require.NoError(t, err)
	require.NoError(t, archive.Close())
	_, err = backup.Restore(ctx, m.db, dir, m.stack.Backups(), nil)
	require.ErrorContains(t, err, "is damaged")
}
