package view_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/schematest"
	"regulars/schema/view"
)

// What operators see is of the newest night, of the shops that are still asked, and of runs
// that are new or not over.
func TestHealth(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	for _, statement := range []string{
		`INSERT INTO loads (brand, shop, entity, load_id, kind, state, received, rejected, window_to, started_at, version) VALUES
			('b', 'web', 'orders', '1', 'window', 'done', 10, 1, '2026-11-19 20:00:00', '2026-11-19 20:00:00', 1),
			('b', 'web', 'orders', '2', 'window', 'running', 90, 90, '2026-11-20 20:00:00', '2026-11-20 20:00:00', 1),
			('b', 'web', 'orders', '2', 'window', 'done', 20, 2, '2026-11-20 20:00:00', '2026-11-20 20:00:00', 2),
			('b', 'web', 'orders', '3', 'window', 'failed', 40, 4, '2026-11-21 20:00:00', '2026-11-21 20:00:00', 1),
			('b', 'web', 'orders', '4', 'reread', 'done', 80, 0, '2026-11-22 20:00:00', '2026-11-20 20:10:00', 1),
			('b', 'web', 'gone', '5', 'window', 'done', 5, 0, '2026-11-14 20:00:00', '2026-11-14 20:00:00', 1),
			('b', 'web', 'kept', '6', 'window', 'done', 6, 0, '2026-11-14 21:00:00', '2026-11-14 21:00:00', 1),
			('b', 'till', 'orders', '7', 'file', 'done', 50, 3, '2026-11-10 20:00:00', '2026-11-10 20:00:00', 1),
			('b', 'till', 'orders', '8', 'unchanged', 'done', 50, 3, '2026-11-11 20:00:00', '2026-11-11 20:00:00', 1),
			('b', 'till', 'people', '9', 'erase', 'done', 1, 0, '2026-11-11 20:00:00', '2026-11-11 20:00:00', 1),
			('other', 'web', 'orders', '2', 'window', 'done', 1, 1, '2026-11-29 20:00:00', '2026-11-29 20:00:00', 1)`,
		`INSERT INTO reconciliation (brand, date, shop, entity, load_id, platform, received, stored, rejected, ok, version) VALUES
			('b', '2026-11-20', 'web', 'orders', '1', 9, 9, 9, 9, false, 1), ('b', '2026-11-20', 'gone', '*', '1', NULL, 0, 0, 0, false, 1),
			('b', '2026-11-20', 'web', 'orders', '2', 22, 20, 19, 2, true, 2), ('b', '2026-11-20', 'web', 'late', '4', NULL, 80, 80, 0, true, 2),
			('b', '2026-11-19', 'web', 'orders', '1', 1, 1, 1, 1, true, 3), ('other', '2026-11-29', 'web', 'orders', '2', 1, 1, 1, 1, true, 9)`,
		`INSERT INTO certificates (brand, date, whole, reasons, at, version) VALUES
			('b', '2026-11-20', false, ['held'], '2026-11-20 21:00:00', 1), ('b', '2026-11-20', true, [], '2026-11-20 22:00:00', 2),
			('b', '2026-11-19', false, ['lost'], '2026-11-19 22:00:00', 3), ('other', '2026-11-29', false, ['x'], now(), 1)`,
		`INSERT INTO campaign_runs (brand, campaign, date, state, version) VALUES
			('b', 'wake', '2026-11-20', 'planning', 1), ('b', 'wake', '2026-11-20', 'done', 2), ('b', 'wake', '2026-11-19', 'done', 1), ('b', 'wake', '2026-11-18', 'held', 1), ('b', 'wake', '2026-11-17', 'cancelled', 1),
			('b', 'past', '2026-10-20', 'held', 1), ('b', 'begun', '2026-10-21', 'planned', 1), ('other', 'wake', '2026-11-29', 'held', 1)`,
		`INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version)
			SELECT 'b', 'wake', toDate('2026-11-20') - number % 4, number, if(number % 4 = 2, 'held', if(number < 8, 'sent', 'failed')), 'line', 1 FROM numbers(12)`,
		"INSERT INTO deliveries (brand, campaign, date, member_id, state, channel, version) VALUES ('b', 'wake', '2026-11-20', 0, 'failed', 'line', 2), ('b', 'past', '2026-10-20', 1, 'held', 'line', 1), ('other', 'wake', '2026-11-20', 77, 'sent', 'line', 1)",
	} {
		require.NoError(t, conn.Exec(t.Context(), statement))
	}

	h, err := view.ReadHealth(t.Context(), db, "b")
	require.NoError(t, err)
	at := func(day, hour int) time.Time { return time.Date(2026, 11, day, hour, 0, 0, 0, time.UTC) }
	require.Equal(t, []view.HealthShop{
		{Shop: "till", Entity: "orders", Received: 50, Rejected: 3, Until: at(11, 20)},
		{Shop: "web", Entity: "kept", Received: 6, Until: at(14, 21)},
		{Shop: "web", Entity: "orders", Received: 110, Rejected: 3, Until: at(20, 20)},
	}, h.Shops)
	h.Night.Date = h.Night.Date.UTC()
	for i := range h.Campaigns {
		h.Campaigns[i].Date = h.Campaigns[i].Date.UTC()
	}
	platform := uint64(22)
	require.Equal(t, []view.HealthLine{
		{Shop: "web", Entity: "late", Received: 80, Stored: 80, OK: true},
		{Shop: "web", Entity: "orders", Platform: &platform, Received: 20, Stored: 19, Rejected: 2, OK: true},
	}, h.Gate)
	require.Equal(t, &view.HealthNight{Date: at(20, 0), Whole: true, Began: at(20, 20), Certified: at(20, 22)}, h.Night)
	line := func(day int, run string, newest bool, state string, members uint64) view.HealthCampaign {
		return view.HealthCampaign{Campaign: "wake", Date: at(day, 0), Run: run, Newest: newest, Channel: "line", State: state, Members: members}
	}
	begun := view.HealthCampaign{Campaign: "begun", Date: time.Date(2026, 10, 21, 0, 0, 0, 0, time.UTC), Run: "planned", Newest: true}
	require.Equal(t, []view.HealthCampaign{begun, line(18, "held", false, "held", 3), line(20, "done", true, "failed", 2), line(20, "done", true, "sent", 1)}, h.Campaigns)
	require.False(t, begun.Waits())
	require.Equal(t, []bool{true, false, false}, []bool{h.Campaigns[1].Waits(), h.Campaigns[2].Waits(), h.Campaigns[3].Waits()})

	nothing, err := view.ReadHealth(t.Context(), db, "nobody")
	require.NoError(t, err)
	require.Equal(t, view.Health{}, nothing)
}
