package view_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/view"
)

// The rejected records of a night are those of the loads that its gate stands on now.
func TestRejectedRowsOfANight(t *testing.T) {
	r := openRows(t)
	r.put("reconciliation (brand, date, shop, entity, load_id, version)",
		"('b', '2026-11-20', 'web', 'orders', 'replaced', 1), ('b', '2026-11-20', 'web', 'customers', 'l2', 1), ('b', '2026-11-19', 'web', 'orders', 'yesterday', 1)",
		"('b', '2026-11-20', 'web', 'orders', 'l1', 2)", "('other', '2026-11-20', 'web', 'orders', 'theirs', 1), ('other', '2026-11-20', 'web', 'customers', 'l1', 1)")
	r.put("rejected (brand, shop, entity, load_id, record, reason, raw, version)",
		"('b', 'web', 'orders', 'l1', '2', 'no time', 'as read first', 1), ('b', 'web', 'orders', 'l1', '1', 'no time', '', 1), ('b', 'web', 'customers', 'l2', '9', 'no id', '', 1)",
		"('b', 'web', 'orders', 'l1', '2', 'no time', 'as read last', 2)",
		"('b', 'web', 'orders', 'replaced', '1', 'no time', '', 1), ('b', 'web', 'orders', 'yesterday', '1', 'no time', '', 1), ('b', 'web', 'orders', 'theirs', '1', 'no time', '', 1), ('other', 'web', 'orders', 'l1', '3', 'no time', '', 1)")
	all := []view.RejectedRow{
		{Shop: "web", Entity: "customers", Record: "9", Reason: "no id", All: 3},
		{Shop: "web", Entity: "orders", Record: "1", Reason: "no time", All: 3},
		{Shop: "web", Entity: "orders", Record: "2", Reason: "no time", Raw: "as read last", All: 3},
	}
	for _, limit := range []int{10, 2} {
		found, err := view.RejectedRows(t.Context(), r.db, "b", "2026-11-20", limit)
		require.NoError(t, err)
		require.Equal(t, all[:min(limit, len(all))], found)
	}
}

// A status word is unmapped while an order has it now that is no test and that nobody mapped.
func TestUnmappedWords(t *testing.T) {
	r := openRows(t)
	r.put("orders (brand, shop, order_id, status, unmapped, test, version)",
		"('b', 'web', '1', 'odd', true, false, 1), ('b', 'web', '2', 'odd', true, false, 1), ('b', 'web', '3', 'odd', true, true, 1), ('b', 'web', '4', 'paid', false, false, 1), ('b', 'web', '5', 'was odd', true, false, 1)",
		"('b', 'web', '5', 'paid', false, false, 2)",
		"('b', 'store', '1', 'odd', true, false, 1), ('b', 'app', '1', 'strange', true, false, 1), ('b', 'app', '2', 'even', true, false, 1), ('other', 'web', '6', 'odd', true, false, 1), ('other', 'web', '7', 'theirs', true, false, 1)")
	found, err := view.UnmappedWords(t.Context(), r.db, "b")
	require.NoError(t, err)
	require.Equal(t, []view.UnmappedWord{
		{Shop: "web", Word: "odd", Orders: 2}, {Shop: "app", Word: "even", Orders: 1}, {Shop: "app", Word: "strange", Orders: 1}, {Shop: "store", Word: "odd", Orders: 1},
	}, found)
}

// A day's pace is the middle one of the last twenty backfills, by day; nights count where
// nothing was backfilled.
func TestPace(t *testing.T) {
	r := openRows(t)
	const generations = "generations (brand, generation, kind, from_date, to_date, state, started_at, published_at, version)"
	r.put(generations,
		// Two days in 8 s, in 12 s and in 18 s, next to what would make the middle one another.
		`('b', 1, 'backfill', '2026-11-01', '2026-11-02', 'published', '2026-11-20 01:00:00', '2026-11-20 01:00:08', 1),
		('b', 2, 'backfill', '2026-11-01', '2026-11-02', 'forgotten', '2026-11-20 02:00:00', '2026-11-20 02:00:12', 1),
		('b', 3, 'backfill', '2026-11-01', '2026-11-02', 'published', '2026-11-20 03:00:00', '2026-11-20 03:00:18', 1),
		('b', 4, 'night', '2026-11-01', '2026-11-01', 'published', '2026-11-20 04:00:00', '2026-11-20 04:10:00', 1),
		('b', 5, 'night', '2026-11-01', '2026-11-01', 'published', '2026-11-20 05:00:00', '2026-11-20 05:10:00', 1),
		('b', 6, 'backfill', '2026-11-01', '2026-11-02', 'published', '2026-11-20 06:00:00', '2026-11-20 07:00:00', 1),
		('b', 7, 'backfill', '2026-11-01', '2026-11-02', 'published', '2026-11-20 08:00:00', '2026-11-20 08:00:00', 1),
		('b', 8, 'backfill', '2026-11-01', '2026-11-02', 'published', '2026-11-20 08:00:00', '2026-11-20 08:00:00', 1),
		('nights', 1, 'night', '2026-11-01', '2026-11-01', 'published', '2026-11-20 01:00:00', '2026-11-20 01:00:30', 1),
		('nights', 2, 'night', '2026-11-02', '2026-11-02', 'published', '2026-11-20 02:00:00', '2026-11-20 02:00:20', 1),
		('nights', 3, 'night', '2026-11-03', '2026-11-03', 'published', '2026-11-20 03:00:00', '2026-11-20 03:00:10', 1)`,
		"('b', 6, 'backfill', '2026-11-01', '2026-11-02', 'dropped', '2026-11-20 06:00:00', '2026-11-20 07:00:00', 2)")
	require.NoError(t, r.conn.Exec(t.Context(), `INSERT INTO `+generations+`
		SELECT 'busy', number, 'backfill', '2026-11-01', '2026-11-01', 'published', toDateTime64('2026-11-20 01:00:00', 3, 'UTC') + number * 1000,
			toDateTime64('2026-11-20 01:00:00', 3, 'UTC') + number * 1000 + if(number < 10, 100, number), 1
		FROM numbers(30)`))
	for brand, want := range map[string]time.Duration{"b": 6 * time.Second, "nights": 20 * time.Second, "busy": 20 * time.Second, "nobody": 0} {
		pace, err := view.Pace(t.Context(), r.db, brand)
		require.NoError(t, err)
		require.Equal(t, want, pace, brand)
	}
}
