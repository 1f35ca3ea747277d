package schema_test

import (
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/schema"
	"regulars/schema/schematest"
)

// openBoth gives a database of ours and a plain connection to it.
func openBoth(t *testing.T) (*schema.DB, driver.Conn) {
	t.Helper()
	options := schematest.Options(t)
	db, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.Migrate(t.Context()))
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{options.Addr}, Auth: clickhouse.Auth{Database: options.Database}})
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = conn.Exec(t.Context(), "DROP DATABASE "+options.Database)
		_ = conn.Close()
	})
	return db, conn
}

func TestShowKPIs(t *testing.T) {
	db, conn := openBoth(t)
	for _, statement := range []string{
		"INSERT INTO generations VALUES ('b', 1, 'backfill', '2026-09-01', '2026-11-19', 'published', 0, now(), now(), 1)",
		"INSERT INTO generations VALUES ('b', 2, 'night', '2026-11-20', '2026-11-20', 'published', 0, now(), now(), 2)",
		"INSERT INTO generations VALUES ('b', 3, 'night', '2026-11-21', '2026-11-21', 'writing', 0, now(), now(), 3)",
		`INSERT INTO kpi_rows (brand, date, scope, metric, window, value, generation)
		 SELECT 'b', toDate('2026-09-01') + number, s, 'revenue', 'day', if(number = 80, 900, 100 + number % 5), if(number = 80, 2, 1)
		 FROM numbers(81) ARRAY JOIN ['brand', 'shop:web'] AS s`,
		"INSERT INTO kpi_rows (brand, date, scope, metric, window, value, generation) VALUES ('b', '2026-11-20', 'brand', 'revenue_x', 'day', 1, 2)",
		"INSERT INTO kpi_rows (brand, date, scope, metric, window, value, generation) VALUES ('b', '2026-11-20', 'brand', 'aov', 'day', NULL, 2)",
		"INSERT INTO targets VALUES ('b', 'brand', 'revenue', 'day', '2026-01-01', 1000, 1, 0)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}

	rows, err := db.KPIs(t.Context(), "b", "2026-11-20", "brand", "revenue", "")
	require.NoError(t, err)
	require.Len(t, rows, 1)
	r := rows[0]
	assert.Equal(t, 900.0, *r.Value)
	assert.Equal(t, 104.0, *r.PrevDay)
	assert.Equal(t, 796.0, *r.DeltaDay)
	assert.InDelta(t, 796.0/104, *r.ChangeDay, 1e-12)
	assert.Nil(t, r.PrevYear)
	assert.True(t, r.Anomaly)
	assert.Equal(t, 1000.0, *r.Target)
	assert.Equal(t, -100.0, *r.TargetGap)

	for want, q := range map[int][3]string{
		4: {"*", "*", ""}, 2: {"*", "revenue", "day"}, 1: {"shop:*", "*", "day"}, 0: {"brand", "reven_e", ""}, 3: {"brand", "", ""},
	} {
		rows, err := db.KPIs(t.Context(), "b", "2026-11-20", q[0], q[1], q[2])
		require.NoError(t, err)
		assert.Len(t, rows, want, q)
	}

	published, err := db.Published(t.Context(), "b")
	require.NoError(t, err)
	assert.Equal(t, schema.Published{Dates: 81, First: "2026-09-01", Last: "2026-11-20"}, published)
	published, err = db.Published(t.Context(), "nobody")
	require.NoError(t, err)
	assert.Zero(t, published.Dates)
}

func TestShowCampaigns(t *testing.T) {
	db, conn := openBoth(t)
	delivery := func(campaign, date, member, state, reason, channel string) string {
		return `INSERT INTO deliveries (brand, campaign, date, member_id, state, reason, channel, version)
			VALUES ('b', '` + campaign + `', '` + date + `', ` + member + `, '` + state + `', '` + reason + `', '` + channel + `', 1)`
	}
	for _, statement := range []string{
		delivery("wake", "2026-11-20", "1", "sent", "", "line"),
		delivery("wake", "2026-11-20", "2", "failed", "refused", "line"),
		delivery("wake", "2026-11-20", "3", "excluded", "no_consent", ""),
		delivery("wake", "2026-11-20", "4", "planned", "", "edm"),
		delivery("wake", "2026-11-19", "1", "sent", "", "line"),
		"INSERT INTO campaign_runs VALUES ('b', 'wake', '2026-11-20', 'held', 'stocktaking', 'ann', 0, now(), 1)",
		"INSERT INTO campaign_runs VALUES ('b', 'wake', '2026-11-19', 'done', '', '', 0, now(), 1)",
		`INSERT INTO reconciliation (brand, date, shop, entity, load_id, platform, received, stored, rejected, ok, reason, at, version)
		 VALUES ('b', '2026-11-20', 'web', 'orders', 'l', 3, 2, 2, 0, false, 'one is missing', now(), 1)`,
		"INSERT INTO certificates VALUES ('b', '2026-11-20', false, ['one is missing'], '### no', now(), 1)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}

	lines, err := db.Deliveries(t.Context(), "b", "2026-11-20")
	require.NoError(t, err)
	assert.Len(t, lines, 4)

	campaigns, err := db.Campaigns(t.Context(), "b", 10)
	require.NoError(t, err)
	require.Len(t, campaigns, 2)
	assert.Equal(t, "held", campaigns[0].State)
	assert.EqualValues(t, 4, campaigns[0].Planned)
	assert.EqualValues(t, 1, campaigns[0].Open)

	holds, err := db.Holds(t.Context(), "b", 10)
	require.NoError(t, err)
	require.Len(t, holds, 1)
	assert.Equal(t, "one is missing", holds[0].Reason)

	certificates, err := db.Certificates(t.Context(), "b", 10)
	require.NoError(t, err)
	require.Len(t, certificates, 1)
	assert.False(t, certificates[0].Whole)
}

func TestPreviewWritesNothing(t *testing.T) {
	db, conn := openBoth(t)
	for _, statement := range []string{
		"INSERT INTO members (brand, member_id, name, email, known_on) SELECT 'b', number + 1, 'n', concat('m', toString(number), '@example.com'), '2026-01-01' FROM numbers(10)",
		"INSERT INTO identity_nodes (brand, node, kind, member_id) SELECT 'b', number + 1, 'email', number + 1 FROM numbers(10)",
		"INSERT INTO stage_intervals (brand, member_id, valid_from, valid_to, stage, stage_before, version) SELECT 'b', number + 1, '2026-11-20', '2027-01-01', 'sleep', 'active', 1 FROM numbers(10)",
		"INSERT INTO consent_facts SELECT 'b', 's', number + 1, 'edm', 'marketing', now() - 10, true, 'form', 'x', 1 FROM numbers(6)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	ledger, err := schema.NewLedger(db, "a key of the tests")
	require.NoError(t, err)
	plan := schema.Plan{
		Run:    schema.Run{Brand: "b", Campaign: "wake", Date: "2026-11-20"},
		Stages: []string{"sleep"}, Entered: true, Channels: []string{"edm"}, Purpose: "marketing",
	}

	lines, err := ledger.Preview(t.Context(), plan)
	require.NoError(t, err)
	sums := map[string]uint64{}
	for _, line := range lines {
		sums[line.State+" "+line.Reason] += line.Members
	}
	assert.Equal(t, map[string]uint64{"planned ": 6, "excluded no_consent": 4}, sums)

	seen := map[string]int{}
	each := func(m schema.AudienceMember) error {
		seen[m.State]++
		assert.NotEmpty(t, m.Email)
		assert.Equal(t, "sleep", m.Stage)
		return nil
	}
	require.NoError(t, ledger.EachOfAudience(t.Context(), plan, each))
	assert.Equal(t, map[string]int{"planned": 6, "excluded": 4}, seen)

	var written uint64
	require.NoError(t, conn.QueryRow(t.Context(), "SELECT count() FROM deliveries").Scan(&written))
	assert.Zero(t, written)

	// Planned once, everybody stays; the export shows the plan, not a second one.
	_, _, err = ledger.Plan(t.Context(), plan)
	require.NoError(t, err)
	lines, err = ledger.Preview(t.Context(), plan)
	require.NoError(t, err)
	assert.Empty(t, lines)
	seen = map[string]int{}
	require.NoError(t, ledger.EachOfAudience(t.Context(), plan, each))
	assert.Equal(t, map[string]int{"planned": 6, "excluded": 4}, seen)
}

func TestRejectedRows(t *testing.T) {
	db, conn := openBoth(t)
	for _, statement := range []string{
		"INSERT INTO rejected (brand, shop, entity, load_id, record, reason, raw, at, version) SELECT 'b', 's', 'orders', 'l1', toString(number), 'no time', 'raw', now(), 1 FROM numbers(8)",
		"INSERT INTO rejected (brand, shop, entity, load_id, record, reason, raw, at, version) VALUES ('b', 's', 'orders', 'other night', '9', 'no time', 'raw', now(), 1)",
		"INSERT INTO reconciliation (brand, date, shop, entity, load_id, rejected) VALUES ('b', '2026-11-20', 's', 'orders feed0', 'l1', 8)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	rows, err := db.RejectedRows(t.Context(), "b", "2026-11-20", 5)
	require.NoError(t, err)
	require.Len(t, rows, 5)
	require.Equal(t, schema.RejectedRow{Shop: "s", Entity: "orders", Record: "0", Reason: "no time", Raw: "raw", All: 8}, rows[0])
	rows, err = db.RejectedRows(t.Context(), "b", "2026-11-19", 5)
	require.NoError(t, err)
	require.Empty(t, rows)
}
