package view_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/view"
)

// published are the dates of 1 to 20 November of the brand, the last of them computed again,
// next to a generation that isn't published yet, and one of another brand.
func (r rows) publish() {
	r.put("generations (brand, generation, kind, from_date, to_date, state, version)",
		"('b', 1, 'backfill', '2026-11-01', '2026-11-20', 'published', 1), ('b', 2, 'night', '2026-11-20', '2026-11-20', 'published', 1), ('b', 3, 'night', '2026-11-21', '2026-11-21', 'published', 1), ('b', 4, 'night', '2026-11-20', '2026-11-20', 'writing', 1)",
		"('b', 3, 'night', '2026-11-21', '2026-11-21', 'dropped', 2)",
		"('other', 1, 'night', '2026-10-01', '2026-12-20', 'published', 1), ('other', 2, 'night', '2026-11-20', '2026-11-20', 'published', 1)")
}

// Lines, cells and scopes are of one brand, date, metric and window, and of what is published.
func TestPublishedNumbers(t *testing.T) {
	r := openRows(t)
	r.publish()
	r.put("kpi_rows (brand, generation, date, scope, metric, window, value)",
		"('b', 1, '2026-11-17', 'brand', 'revenue', 'day', 17), ('b', 1, '2026-11-18', 'brand', 'revenue', 'day', 18), ('b', 1, '2026-11-19', 'brand', 'revenue', 'day', 19), ('b', 1, '2026-11-20', 'brand', 'revenue', 'day', 1), ('b', 2, '2026-11-20', 'brand', 'revenue', 'day', 20), ('b', 4, '2026-11-20', 'brand', 'revenue', 'day', 4), ('b', 3, '2026-11-21', 'brand', 'revenue', 'day', 21), ('other', 2, '2026-11-19', 'brand', 'revenue', 'day', 99), ('other', 2, '2026-11-20', 'brand', 'revenue', 'day', 99)",
		"('b', 2, '2026-11-20', 'brand', 'revenue', '7d', 70), ('b', 2, '2026-11-20', 'brand', 'aov', 'day', NULL), ('b', 2, '2026-11-20', 'brand', 'aov', '7d', 7), ('b', 2, '2026-11-20', 'shop:web', 'revenue', 'day', 5), ('b', 2, '2026-11-20', 'a', 'revenue', 'day', 6), ('b', 1, '2026-11-19', 'shop:gone', 'revenue', 'day', 5), ('b', 2, '2026-11-20', 'shop:week', 'revenue', '7d', 5), ('b', 2, '2026-11-20', 'shop:aov', 'aov', 'day', 5), ('other', 2, '2026-11-20', 'shop:theirs', 'revenue', 'day', 5)",
		"('b', 2, '2026-11-20', 'r:5/f:1', 'rfm_cross_rf', 'day', 3), ('b', 2, '2026-11-20', 'r:4/f:1', 'rfm_cross_rf', 'day', NULL), ('b', 2, '2026-11-20', 'f:2', 'members_by', 'day', 1), ('b', 2, '2026-11-20', 'm:1', 'members_by', 'day', 2), ('b', 2, '2026-11-20', 'score:r', 'members_by', 'day', 3), ('b', 2, '2026-11-20', 'phase:growing', 'members_by', 'day', 4), ('b', 2, '2026-11-20', 'tier:high', 'members_by', 'day', 5), ('b', 2, '2026-11-20', 'stage_before:new', 'members_by', 'day', 6)",
		"('b', 2, '2026-11-20', 'stage:new', 'members_by', 'day', 9), ('b', 2, '2026-11-20', 'f:3', 'members_by', '7d', 9), ('b', 1, '2026-11-19', 'f:4', 'members_by', 'day', 9), ('b', 1, '2026-11-20', 'f:5', 'members_by', 'day', 9), ('other', 2, '2026-11-20', 'f:6', 'members_by', 'day', 9)")
	const today = "2026-11-20"

	points, err := view.Series(t.Context(), r.db, "b", "brand", today, 3, []string{"revenue/day", "aov/day", "revenue/28d"})
	require.NoError(t, err)
	require.Equal(t, []view.Point{
		{Metric: "aov", Window: "day", Date: day(today)},
		{Metric: "revenue", Window: "day", Date: day("2026-11-18"), Value: ref(18.0)},
		{Metric: "revenue", Window: "day", Date: day("2026-11-19"), Value: ref(19.0)},
		{Metric: "revenue", Window: "day", Date: day(today), Value: ref(20.0)},
	}, inUTC(points))

	cells, err := view.Cells(t.Context(), r.db, "b", today)
	require.NoError(t, err)
	require.Equal(t, []view.Cell{
		{Metric: "members_by", Scope: "f:2", Value: ref(1.0)}, {Metric: "members_by", Scope: "m:1", Value: ref(2.0)}, {Metric: "members_by", Scope: "phase:growing", Value: ref(4.0)},
		{Metric: "members_by", Scope: "score:r", Value: ref(3.0)}, {Metric: "members_by", Scope: "stage_before:new", Value: ref(6.0)}, {Metric: "members_by", Scope: "tier:high", Value: ref(5.0)},
		{Metric: "rfm_cross_rf", Scope: "r:4/f:1"}, {Metric: "rfm_cross_rf", Scope: "r:5/f:1", Value: ref(3.0)},
	}, cells)

	scopes := []string{"brand", "a", "shop:web"}
	for _, limit := range []int{9, 2} {
		found, err := view.ScopesOf(t.Context(), r.db, "b", today, "revenue", "day", limit)
		require.NoError(t, err)
		require.Equal(t, scopes[:min(limit, len(scopes))], found)
	}

	dates, err := view.PublishedDates(t.Context(), r.db, "b")
	require.NoError(t, err)
	require.Equal(t, view.Published{Dates: 20, First: "2026-11-01", Last: today}, dates)
}

// Who moved between stages, and the cohorts of the newest date that has them, are those of
// the published generation.
func TestPublishedFlowAndCohorts(t *testing.T) {
	r := openRows(t)
	r.publish()
	r.put("flow_rows (brand, generation, date, span, from, to, members, revenue)",
		"('b', 2, '2026-11-20', 28, 'new', 'active', 4, 40.5), ('b', 2, '2026-11-20', 1, 'new', 'sleep', 3, 30), ('b', 2, '2026-11-20', 1, 'new', 'active', 2, 20), ('b', 2, '2026-11-20', 1, 'active', 'sleep', 1, 10)",
		"('b', 1, '2026-11-20', 1, 'lost', 'new', 9, 9), ('b', 4, '2026-11-20', 1, 'lost', 'new', 9, 9), ('b', 1, '2026-11-19', 1, 'lost', 'new', 9, 9), ('other', 2, '2026-11-20', 1, 'lost', 'new', 9, 9)")
	flows, err := view.StageFlow(t.Context(), r.db, "b", "2026-11-20")
	require.NoError(t, err)
	require.Equal(t, []view.Flow{
		{Span: 1, Was: "active", Is: "sleep", Members: 1, Revenue: 10}, {Span: 1, Was: "new", Is: "active", Members: 2, Revenue: 20},
		{Span: 1, Was: "new", Is: "sleep", Members: 3, Revenue: 30}, {Span: 28, Was: "new", Is: "active", Members: 4, Revenue: 40.5},
	}, flows)

	r.put("cohort_rows (brand, generation, date, cohort_month, month_index, cohort_size, members, revenue)",
		"('b', 1, '2026-11-15', '2026-10-01', 1, 8, 3, 30), ('b', 1, '2026-11-15', '2026-10-01', 0, 8, 8, 80.5), ('b', 1, '2026-11-15', '2026-09-01', 0, 5, 5, 50), ('b', 1, '2026-11-10', '2026-09-01', 0, 4, 4, 40), ('b', 2, '2026-11-20', '2026-09-01', 0, 6, 6, 60)",
		"('b', 2, '2026-11-18', '2026-09-01', 0, 9, 9, 9), ('b', 3, '2026-11-17', '2026-09-01', 0, 9, 9, 9), ('other', 1, '2026-11-18', '2026-09-01', 0, 9, 9, 9), ('other', 1, '2026-11-15', '2026-08-01', 0, 9, 9, 9)")
	fifteenth := []view.CohortMonth{
		{AsOf: day("2026-11-15"), Month: day("2026-09-01"), Size: 5, Members: 5, Revenue: 50},
		{AsOf: day("2026-11-15"), Month: day("2026-10-01"), Size: 8, Members: 8, Revenue: 80.5},
		{AsOf: day("2026-11-15"), Month: day("2026-10-01"), Index: 1, Size: 8, Members: 3, Revenue: 30},
	}
	for date, want := range map[string][]view.CohortMonth{
		"2026-11-09": nil, "2026-11-15": fifteenth, "2026-11-19": fifteenth,
		"2026-11-14": {{AsOf: day("2026-11-10"), Month: day("2026-09-01"), Size: 4, Members: 4, Revenue: 40}},
		"2026-11-20": {{AsOf: day("2026-11-20"), Month: day("2026-09-01"), Size: 6, Members: 6, Revenue: 60}},
	} {
		found, err := view.Cohorts(t.Context(), r.db, "b", regulars.BusinessDate(date))
		require.NoError(t, err)
		require.Equal(t, want, inUTC(found), date)
	}
}

// The curve is of the last 365 days' purchases less returns; who only returned something is
// no buyer, and what nobody bought isn't counted.
func TestParetoCurveOfBuyers(t *testing.T) {
	r := openRows(t)
	r.put("member_orders (brand, member_id, shop, order_id, date, seq, revenue, returned, version)",
		"('b', 1, 'web', '1', '2026-11-20', 1, 900, 0, 1), ('b', 1, 'web', '2', '2026-11-19', 2, 50, 0, 1), ('b', 1, 'web', '3', '2026-11-20', 0, 0, 30, 1), ('b', 1, 'web', '4', '2026-11-20', 0, 500, 0, 1), ('b', 2, 'web', '5', '2025-11-21', 1, 60, 0, 1), ('b', 4, 'web', '6', '2026-11-01', 1, 20, 0, 1)",
		"('b', 1, 'web', '1', '2026-11-20', 1, 100, 0, 2)",
		"('b', 2, 'web', '7', '2025-11-20', 1, 700, 0, 1), ('b', 2, 'web', '8', '2026-11-21', 1, 700, 0, 1), ('b', 3, 'web', '9', '2026-11-20', 0, 0, 40, 1), ('b', 0, 'web', '10', '2026-11-20', 0, 0, 70, 1), ('other', 1, 'web', '1', '2026-11-20', 1, 70, 0, 1)",
		"('free', 1, 'web', '1', '2026-11-20', 1, 0, 0, 1), ('gone', 1, 'web', '1', '2025-11-20', 1, 5, 0, 1)")
	curve := func(brand string) []view.ParetoPoint {
		points, err := view.ParetoCurve(t.Context(), r.db, brand, "2026-11-20")
		require.NoError(t, err)
		for i, p := range points {
			require.EqualValues(t, i+1, p.Percent)
		}
		return points
	}
	points := curve("b") // 120, 60 and 20
	require.Len(t, points, 100)
	for percent, want := range map[int]view.ParetoPoint{
		1: {Buyers: 1, Share: ref(0.6)}, 33: {Buyers: 1, Share: ref(0.6)}, 34: {Buyers: 2, Share: ref(0.9)}, 66: {Buyers: 2, Share: ref(0.9)}, 67: {Buyers: 3, Share: ref(1.0)}, 100: {Buyers: 3, Share: ref(1.0)},
	} {
		want.Percent = uint8(percent)
		require.Equal(t, want, points[percent-1])
	}
	require.Equal(t, view.ParetoPoint{Percent: 100, Buyers: 1}, curve("free")[99], "of nothing there is no share")
	require.Empty(t, curve("gone"))
	require.Empty(t, curve("nobody"))
}
