package proofs

import (
	"fmt"
	"maps"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// a buys on the 1st and the 11th (gap 10), f twice on the 11th, e on the 5th and
// the 25th (gap 20), b once; c looks around on the 4th, d never does.
//
// cycle_mean is 10 from the 11th on, 15 from the 25th on. So a and f are L until
// the 20th (9 days after), P from the 21st, L once more on the 25th (14 days after,
// less than 15) and P from the 26th. e is L from the 25th until February 8th.
func TestAIPL(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "aipl_flow", "aipl"), schematest.Brand(t, "aipl")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Register(t, brand, "2025-01-02", "c")
	e.Register(t, brand, "2025-01-03", "d")
	e.Insert(t, brand, "one",
		prooftest.PaidOn("2025-01-01", "1", "a", 100), prooftest.PaidOn("2025-01-11", "2", "a", 100),
		prooftest.PaidOn("2025-01-05", "3", "e", 100), prooftest.PaidOn("2025-01-25", "4", "e", 100),
		prooftest.PaidOn("2025-01-11", "5", "f", 100), prooftest.PaidOn("2025-01-11", "6", "f", 100), prooftest.PaidOn("2025-01-05", "7", "b", 100))
	e.happen(t, brand, happening{"2025-01-04 04:00:00", "page_view", "c", "", nil}, happening{"2025-01-20 04:00:00", "search", "d", "", nil})
	require.NoError(t, e.Measure(brand, "2024-12-31", "2025-02-10"))

	type counts struct{ a, i, p, l float64 }
	for date, want := range map[regulars.BusinessDate]counts{
		"2024-12-31": {0, 0, 0, 0},
		"2025-01-03": {2, 0, 1, 0},
		"2025-01-04": {1, 1, 1, 0},
		"2025-01-10": {1, 1, 3, 0},
		"2025-01-11": {1, 1, 2, 2},
		"2025-01-20": {1, 1, 2, 2},
		"2025-01-21": {1, 1, 4, 0},
		"2025-01-24": {1, 1, 4, 0},
		"2025-01-25": {1, 1, 1, 3},
		"2025-01-26": {1, 1, 3, 1},
		"2025-02-08": {1, 1, 3, 1},
		"2025-02-09": {1, 1, 4, 0},
	} {
		e.expect(t, brand.Name, date, "day", map[string]any{"aipl_a": want.a, "aipl_i": want.i, "aipl_p": want.p, "aipl_l": want.l})
	}
	e.expect(t, brand.Name, "2025-01-03", "day", map[string]any{"aipl_rate_ai": nil, "aipl_rate_ip": nil, "aipl_rate_pl": 0.})
	e.expect(t, brand.Name, "2025-01-11", "day", map[string]any{"aipl_rate_ai": 5. / 6, "aipl_rate_ip": 4. / 5, "aipl_rate_pl": 2. / 4})

	require.Equal(t, map[string]string{
		"1 none → A": "1, 0", "1 P → P": "1, 100", "28 none → A": "2, 0", "28 none → P": "1, 100", "1 A → A": "1, 0",
	}, e.aiplFlow(t, brand.Name, "2025-01-03"))
	require.Equal(t, map[string]string{
		"1 A → A": "1, 0", "1 I → I": "1, 0", "1 P → P": "1, 100", "1 P → L": "3, 600",
		"28 none → A": "1, 0", "28 none → I": "1, 0", "28 none → P": "1, 100", "28 none → L": "3, 600",
	}, e.aiplFlow(t, brand.Name, "2025-01-25"))
	require.Equal(t, map[string]string{
		"1 A → A": "1, 0", "1 I → I": "1, 0", "1 P → P": "3, 500", "1 L → L": "1, 200",
		"28 A → A": "1, 0", "28 I → I": "1, 0", "28 L → P": "2, 400", "28 P → P": "1, 100", "28 P → L": "1, 200",
	}, e.aiplFlow(t, brand.Name, "2025-02-08"))
}

// The steps of a range, counted by changes, are those of member_asof, which takes
// each member at each date; and a night gives what the range gives.
func TestAIPLOfManyDates(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "aipl_flow", "aipl"), schematest.Brand(t, "manydates")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	prooftest.InsertRandomOrders(t, e.DB, brand, 500, 100)
	var seen []string
	for i := range 30 {
		seen = append(seen, fmt.Sprint(i), fmt.Sprint(200+i))
	}
	e.Register(t, brand, "2024-02-01", seen...)
	var events []happening
	for i := range 60 {
		events = append(events, happening{fmt.Sprintf("2024-%02d-%02d 04:00:00", 1+i%5, 1+i%27), "page_view", fmt.Sprint(i * 4), "", nil})
	}
	e.happen(t, brand, events...)
	require.NoError(t, e.Measure(brand, "2024-01-10", "2024-05-10"))

	ranged := map[regulars.BusinessDate]map[string]string{}
	for _, date := range []regulars.BusinessDate{"2024-01-10", "2024-01-30", "2024-05-10"} {
		ranged[date] = e.aiplFlow(t, brand.Name, date)
		require.NotEmpty(t, ranged[date])
		require.Equal(t, e.aiplAsOf(t, brand.Name, date), ranged[date], date)
	}
	for _, date := range []regulars.BusinessDate{"2024-01-30", "2024-05-10"} {
		require.NoError(t, e.Measure(brand, date, date))
		require.Equal(t, ranged[date], e.aiplFlow(t, brand.Name, date), "the night of %s differs from the range", date)
	}
}

func (e *engine) aiplFlow(t *testing.T, brand string, date regulars.BusinessDate) map[string]string {
	t.Helper()
	return e.flows(t, "SELECT span, toString(`from`), toString(`to`), members, revenue FROM aipl_flow WHERE brand = ? AND date = toDate(?)", brand, string(date))
}

// aiplAsOf is the flow by what each member is on both dates.
func (e *engine) aiplAsOf(t *testing.T, brand string, date regulars.BusinessDate) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, span := range []int{1, 28} {
		maps.Copy(all, e.flows(t, fmt.Sprintf(`
			SELECT toUInt16(%[4]d), if(w.member_id = 0, 'none', w.aipl) AS was, n.aipl AS now, count(), toDecimal128(sum(o.spent), 4)
			FROM (SELECT member_id, aipl FROM member_asof(brand = '%[1]s', date = '%[2]s')) AS n
			LEFT JOIN (SELECT member_id, aipl FROM member_asof(brand = '%[1]s', date = '%[3]s')) AS w ON w.member_id = n.member_id
			LEFT JOIN
			(
				SELECT member_id, sum(revenue) AS spent FROM member_orders FINAL
				WHERE brand = '%[1]s' AND seq > 0 AND date > toDate('%[2]s') - 365 AND date <= toDate('%[2]s')
				GROUP BY member_id
			) AS o ON o.member_id = n.member_id
			GROUP BY was, now`, brand, date, date.AddDays(-span), span)))
	}
	return all
}

func (e *engine) flows(t *testing.T, query string, args ...any) map[string]string {
	t.Helper()
	rows := e.Query(t, query, args...)
	defer func() { _ = rows.Close() }()
	all := map[string]string{}
	for rows.Next() {
		var span uint16
		var from, to string
		var members uint64
		var revenue decimal.Decimal
		require.NoError(t, rows.Scan(&span, &from, &to, &members, &revenue))
		all[fmt.Sprintf("%d %s → %s", span, from, to)] = fmt.Sprintf("%d, %s", members, revenue)
	}
	require.NoError(t, rows.Err())
	return all
}
