package proofs

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/internal/seed"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
)

// The scores and cross tables of a date are the sums over its members, whose own
// scores are ranked otherwise (by a sort of all, in member_asof).
func TestScoresAreThoseOfTheMembers(t *testing.T) {
	t.Parallel()
	e, first := openEngine(t, "rfm_scores"), seed.New(t)
	for name, rules := range map[string]config.RFM{
		"quintiles": {},
		"average":   {Monetary: "average", WindowDays: 40},
		"bins": {
			WindowDays: 60, RecencyBins: []float64{3, 10, 20, 45}, OrdersBins: []float64{2, 3, 4, 6}, MoneyBins: []float64{10, 33.3333, 60, 100.5},
		},
		"bins-average": {Monetary: "average", MoneyBins: []float64{10, 20, 30, 40}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			brand := prooftest.TradingBrand("scores-" + name)
			brand.RFM = rules
			require.NoError(t, derive.SyncSettings(context.Background(), e.DB, brand))
			r := rand.New(rand.NewPCG(first, uint64(len(name))))
			e.Trade(t, brand, "web", scattered(r, 400, 70, 120)...)
			from, to := regulars.BusinessDate("2025-05-09").AddDays(1-prooftest.Provings(3, 20)), regulars.BusinessDate("2025-05-09")
			require.NoError(t, e.Measure(brand, from, to))
			for _, date := range []regulars.BusinessDate{from, from.AddDays(prooftest.Provings(1, 7)), to} {
				want := e.memberScores(t, brand.Name, date)
				require.NotEmpty(t, want)
				require.Equal(t, want, e.scoreRows(t, brand.Name, date), date)
			}
		})
	}
}

// scattered are orders of few amounts over so many days from 2025-01-01 on.
func scattered(r *rand.Rand, orders, people, days int) []regulars.Order {
	var all []regulars.Order
	for i := range orders {
		at := regulars.BusinessDate("2025-01-01").AddDays(r.IntN(days)).Time().Add(12 * 3600e9).Format("2006-01-02 15:04:05")
		of := []float64{10, 33.3333, 20.5, 9.9999, 100, float64(1+r.IntN(500000)) / 10000}[r.IntN(6)]
		all = append(all, prooftest.Lined(fmt.Sprint(i), fmt.Sprint("p", r.IntN(people)), at, of))
	}
	return all
}

func (e *engine) memberScores(t *testing.T, brand string, date regulars.BusinessDate) map[string]string {
	t.Helper()
	rows := e.Query(t, strings.NewReplacer("BRAND", brand, "DATE", string(date)).Replace(`
		WITH
			year AS
			(
				SELECT member_id AS buyer, sum(revenue) AS money
				FROM member_orders FINAL
				WHERE brand = 'BRAND' AND seq > 0 AND date BETWEEN toDate('DATE') - 364 AND 'DATE'
				GROUP BY member_id
			),
			members AS
			(
				SELECT assumeNotNull(r_score) AS r, assumeNotNull(f_score) AS f, assumeNotNull(m_score) AS m, y.money AS money
				FROM member_asof(brand = 'BRAND', date = 'DATE') AS a
				LEFT JOIN year AS y ON y.buyer = a.member_id
				WHERE isNotNull(r_score)
			)
		SELECT row.1 AS name, toString(sum(row.2)) AS total
		FROM members
		ARRAY JOIN
		[
			(format('score:{} rfm_score_r', toString(r)), toDecimal128(1, 4)),
			(format('score:{} rfm_score_f', toString(f)), toDecimal128(1, 4)),
			(format('score:{} rfm_score_m', toString(m)), toDecimal128(1, 4)),
			(format('r:{}/f:{} rfm_cross_rf', toString(r), toString(f)), toDecimal128(1, 4)),
			(format('r:{}/m:{} rfm_cross_rm', toString(r), toString(m)), toDecimal128(1, 4)),
			(format('f:{}/m:{} rfm_cross_fm', toString(f), toString(m)), toDecimal128(1, 4)),
			(format('r:{}/f:{} rfm_cross_revenue_rf', toString(r), toString(f)), toDecimal128(money, 4)),
			(format('r:{}/m:{} rfm_cross_revenue_rm', toString(r), toString(m)), toDecimal128(money, 4)),
			(format('f:{}/m:{} rfm_cross_revenue_fm', toString(f), toString(m)), toDecimal128(money, 4))
		] AS row
		GROUP BY name`))
	defer func() { _ = rows.Close() }()
	all := map[string]string{}
	for _, axis := range []string{"r", "f", "m"} {
		for n := 1; n <= 5; n++ {
			all[fmt.Sprintf("score:%d rfm_score_%s", n, axis)] = "0"
		}
	}
	for rows.Next() {
		var name, total string
		require.NoError(t, rows.Scan(&name, &total))
		all[name] = total
	}
	require.NoError(t, rows.Err())
	return all
}

func (e *engine) scoreRows(t *testing.T, brand string, date regulars.BusinessDate) map[string]string {
	t.Helper()
	rows := e.Query(t, `SELECT concat(scope, ' ', metric), toString(assumeNotNull(numerator))
		FROM kpi WHERE brand = ? AND date = toDate(?) AND (metric LIKE 'rfm_score%' OR metric LIKE 'rfm_cross%')`, brand, string(date))
	defer func() { _ = rows.Close() }()
	all := map[string]string{}
	for rows.Next() {
		var name, total string
		require.NoError(t, rows.Scan(&name, &total))
		require.NotContains(t, all, name)
		all[name] = total
	}
	require.NoError(t, rows.Err())
	return all
}
