package view_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/schema/schematest"
	"regulars/schema/view"
)

func TestShowKPIs(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
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

	rows, err := view.KPIs(t.Context(), db, "b", "2026-11-20", "brand", "revenue", "")
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
		rows, err := view.KPIs(t.Context(), db, "b", "2026-11-20", q[0], q[1], q[2])
		require.NoError(t, err)
		assert.Len(t, rows, want, q)
	}

	scopes, err := view.ScopesOf(t.Context(), db, "b", "2026-11-20", "revenue", "day", 5)
	require.NoError(t, err)
	assert.Equal(t, []string{"brand", "shop:web"}, scopes)
	points, err := view.Series(t.Context(), db, "b", "shop:web", "2026-11-20", 2, []string{"revenue/day"})
	require.NoError(t, err)
	assert.Len(t, points, 2)

	published, err := view.PublishedDates(t.Context(), db, "b")
	require.NoError(t, err)
	assert.Equal(t, view.Published{Dates: 81, First: "2026-09-01", Last: "2026-11-20"}, published)
	published, err = view.PublishedDates(t.Context(), db, "nobody")
	require.NoError(t, err)
	assert.Zero(t, published.Dates)
}

func TestShowCampaigns(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
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
		"INSERT INTO campaign_runs (brand, campaign, date, state, reason, by, bits, at, version, planned) VALUES ('b', 'wake', '2026-11-20', 'held', 'stocktaking', 'ann', 0, now(), 1, 4)",
		"INSERT INTO campaign_runs (brand, campaign, date, state, reason, by, bits, at, version, planned) VALUES ('b', 'wake', '2026-11-19', 'done', '', '', 0, now(), 1, 1)",
		`INSERT INTO reconciliation (brand, date, shop, entity, load_id, platform, received, stored, rejected, ok, reason, at, version)
		 VALUES ('b', '2026-11-20', 'web', 'orders', 'l', 3, 2, 2, 0, false, 'one is missing', now(), 1)`,
		"INSERT INTO certificates (brand, date, whole, reasons, shops, campaigns, at, version) VALUES ('b', '2026-11-20', false, ['one is missing'], '[]', '[]', now(), 1)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}

	lines, err := view.Deliveries(t.Context(), db, "b", "2026-11-20")
	require.NoError(t, err)
	assert.Len(t, lines, 4)

	campaigns, err := view.Campaigns(t.Context(), db, "b", 10)
	require.NoError(t, err)
	require.Len(t, campaigns, 2)
	assert.Equal(t, "held", campaigns[0].State)
	assert.EqualValues(t, 4, campaigns[0].Planned)
	assert.EqualValues(t, 1, campaigns[0].Open)

	// What waits is never cut away, however old it is; what is over may be.
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO campaign_runs (brand, campaign, date, state, reason, by, bits, at, version, planned) VALUES ('b', 'aaa', '2026-11-21', 'done', '', '', 0, now(), 1, 1)"))
	campaigns, err = view.Campaigns(t.Context(), db, "b", 1)
	require.NoError(t, err)
	require.Len(t, campaigns, 2)
	assert.Equal(t, []string{"aaa", "wake"}, []string{campaigns[0].Campaign, campaigns[1].Campaign})
	assert.Equal(t, []bool{false, true}, []bool{campaigns[0].Waits(), campaigns[1].Waits()})

	// Of what is over and isn't shown no delivery is read.
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO campaign_runs (brand, campaign, date, state, reason, by, bits, at, version, planned) VALUES ('b', 'huge', '2026-11-18', 'done', '', '', 0, now(), 1, 1)"))
	require.NoError(t, conn.Exec(t.Context(), "INSERT INTO deliveries (brand, campaign, date, member_id, state, version) SELECT 'b', 'huge', '2026-11-18', number, 'sent', 1 FROM numbers(100000)"))
	read := uint64(0)
	ctx := clickhouse.Context(t.Context(), clickhouse.WithProgress(func(p *clickhouse.Progress) { read += p.Rows }))
	again, err := view.Campaigns(ctx, db, "b", 1)
	require.NoError(t, err)
	require.Equal(t, campaigns, again)
	require.Less(t, read, uint64(50_000))
	_, err = view.Campaigns(ctx, db, "b", 10)
	require.NoError(t, err)
	require.Greater(t, read, uint64(100_000), "nothing says how many rows are read")

	holds, err := view.Holds(t.Context(), db, "b", 10)
	require.NoError(t, err)
	require.Len(t, holds, 1)
	assert.Equal(t, "one is missing", holds[0].Reason)

	// The night is run again, and everything came, as another line of the gate.
	require.NoError(t, conn.Exec(t.Context(), `INSERT INTO reconciliation (brand, date, shop, entity, load_id, platform, received, stored, rejected, ok, reason, at, version)
		 VALUES ('b', '2026-11-20', 'web', '*', 'l2', 3, 3, 3, 0, true, '', now(), 2)`))
	holds, err = view.Holds(t.Context(), db, "b", 10)
	require.NoError(t, err)
	require.Empty(t, holds, "a hold that is over")

	certificates, err := view.Certificates(t.Context(), db, "b", 10)
	require.NoError(t, err)
	require.Len(t, certificates, 1)
	assert.False(t, certificates[0].Whole)
}

func TestRejectedRows(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	for _, statement := range []string{
		"INSERT INTO rejected (brand, shop, entity, load_id, record, reason, raw, at, version) SELECT 'b', 's', 'orders', 'l1', toString(number), 'no time', 'raw', now(), 1 FROM numbers(8)",
		"INSERT INTO rejected (brand, shop, entity, load_id, record, reason, raw, at, version) VALUES ('b', 's', 'orders', 'other night', '9', 'no time', 'raw', now(), 1)",
		"INSERT INTO reconciliation (brand, date, shop, entity, load_id, rejected) VALUES ('b', '2026-11-20', 's', 'orders feed0', 'l1', 8)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	rows, err := view.RejectedRows(t.Context(), db, "b", "2026-11-20", 5)
	require.NoError(t, err)
	require.Len(t, rows, 5)
	require.Equal(t, view.RejectedRow{Shop: "s", Entity: "orders", Record: "0", Reason: "no time", Raw: "raw", All: 8}, rows[0])
	rows, err = view.RejectedRows(t.Context(), db, "b", "2026-11-19", 5)
	require.NoError(t, err)
	require.Empty(t, rows)
}

// What `status` shows is the newest of the brand alone: a hold that a later gate lifted is
// none, and of two certificates of a night the later one holds.
func TestStatusShowsTheNewest(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	for _, statement := range []string{
		`INSERT INTO reconciliation (brand, date, shop, entity, ok, reason, version) VALUES
			('b', '2026-11-20', 'web', 'orders', false, 'lifted', 1), ('b', '2026-11-20', 'web', 'orders', true, '', 2),
			('b', '2026-11-20', 'gone', 'orders', false, 'of a shop that the later gate has no more', 1),
			('b', '2026-11-19', 'web', 'orders', true, '', 1), ('b', '2026-11-19', 'web', 'customers', false, 'lost', 1), ('b', '2026-11-19', 'a', 'orders', false, 'down', 1),
			('b', '2026-11-07', 'web', 'orders', false, 'late', 1), ('b', '2026-11-06', 'web', 'orders', false, 'long past', 1),
			('other', '2026-11-20', 'web', 'orders', false, 'another brand', 1), ('other', '2026-12-20', 'web', 'orders', true, '', 1)`,
		`INSERT INTO certificates (brand, date, whole, reasons, version) VALUES
			('b', '2026-11-18', true, [], 1), ('b', '2026-11-20', false, ['held'], 1), ('b', '2026-11-20', true, [], 2),
			('b', '2026-11-19', true, [], 2), ('b', '2026-11-19', false, ['lost'], 3), ('other', '2026-11-21', false, ['another brand'], 1)`,
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}
	holds := func(limit int) (texts []string) {
		found, err := view.Holds(t.Context(), db, "b", limit)
		require.NoError(t, err)
		for _, h := range found {
			texts = append(texts, h.Date.Format("02 ")+h.Shop+"/"+h.Entity+" "+h.Reason)
		}
		return texts
	}
	all := []string{"19 a/orders down", "19 web/customers lost", "07 web/orders late"}
	require.Equal(t, all, holds(10))
	require.Equal(t, all[:2], holds(2))
	certificates := func(limit int) (texts []string) {
		found, err := view.Certificates(t.Context(), db, "b", limit)
		require.NoError(t, err)
		for _, c := range found {
			texts = append(texts, fmt.Sprint(c.Date.Format("02 "), c.Whole, c.Reasons))
		}
		return texts
	}
	newest := []string{"20 true []", "19 false [lost]", "18 true []"}
	require.Equal(t, newest, certificates(10))
	require.Equal(t, newest[:2], certificates(2))

	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	want := []view.Worker{{Identity: "a", Config: "/a.yaml", Fingerprint: "2", Refused: "no brand", At: at.Add(time.Hour), Brands: []string{"b", "c"}}, {Identity: "z", Config: "/z.yaml", At: at, Brands: []string{}}}
	for _, w := range []view.Worker{want[1], {Identity: "a", Config: "/old.yaml", Fingerprint: "1", At: at}, want[0]} {
		require.NoError(t, view.PutWorker(t.Context(), db, w))
	}
	workers, err := view.Workers(t.Context(), db)
	require.NoError(t, err)
	require.Equal(t, want, workers)
}
