package proofs

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
)

func withCost(l regulars.Line, cost float64) regulars.Line {
	l.Cost, l.HasCost = prooftest.Amount(cost), true
	return l
}

// shown writes the rows of a date's scopes that begin so, one a line: scope
// metric window value.
func (e *engine) shown(t *testing.T, brand string, date regulars.BusinessDate, scope string, metrics ...string) []string {
	t.Helper()
	rows := e.Query(t, `SELECT concat(scope, ' ', metric, ' ', window, ' ', ifNull(toString(round(value, 6)), 'null'))
		FROM kpi WHERE brand = ? AND date = toDate(?) AND startsWith(scope, ?) AND (has(splitByChar(',', ?), toString(metric)))
		ORDER BY scope, metric, window`, brand, string(date), scope, strings.Join(metrics, ","))
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var line string
		require.NoError(t, rows.Scan(&line))
		all = append(all, line)
	}
	require.NoError(t, rows.Err())
	return all
}

// The net revenue of an order is shared by amounts, adds up exactly, and a
// product that stands on two lines of an order is one order.
func TestProductsShareTheRevenue(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "products", "category_cycle"), prooftest.TradingBrand("products")
	require.NoError(t, derive.SyncSettings(context.Background(), e.DB, brand))
	e.Trade(t, brand, "web",
		prooftest.Lined("1", "ann", "2025-01-02 10:00:00", 100,
			prooftest.LineOf("tea", "p1", "drinks", 2, 10), prooftest.LineOf("tea", "p1", "drinks", 1, 10), prooftest.LineOf("", "p2", "", 1, 10)),
		prooftest.Lined("2", "ann", "2025-01-20 10:00:00", 50, prooftest.LineOf("tea", "", "", 1.5, -5), prooftest.LineOf("cup", "", "ware", 1, 50)),
		prooftest.Lined("3", "", "2025-01-20 11:00:00", 30, prooftest.LineOf("", "", "drinks", 1, 0)),
		prooftest.Lined("4", "bob", "2025-01-20 12:00:00", 7))
	err := e.Conn.Exec(context.Background(), `INSERT INTO products (brand, shop, product_id, sku, category, version)
		VALUES ('products', 'web', 'p2', 'x', 'old', 1), ('products', 'web', 'p2', 'y', 'sweets', 2), ('products', 'web', 'p1', 'tea', 'drinks', 1)`)
	require.NoError(t, err)
	require.NoError(t, e.Measure(brand, "2025-01-20", "2025-01-21"))

	require.Equal(t, []string{
		"category:drinks orders 28d 3", "category:drinks orders 365d 3", "category:drinks orders day 2",
		"category:drinks revenue 28d 66.6666", "category:drinks revenue 365d 66.6666", "category:drinks revenue day 0",
		"category:sweets orders 28d 1", "category:sweets orders 365d 1",
		"category:sweets revenue 28d 33.3334", "category:sweets revenue 365d 33.3334",
		"category:ware orders 28d 1", "category:ware orders 365d 1", "category:ware orders day 1",
		"category:ware revenue 28d 50", "category:ware revenue 365d 50", "category:ware revenue day 50",
	}, e.shown(t, "products", "2025-01-20", "category:", "orders", "revenue"))
	require.Equal(t, []string{
		"product:tea buyers 28d 1", "product:tea new_buyers 28d 1", "product:tea orders 28d 2", "product:tea repeat_buyer_rate 28d 1",
		"product:tea returning_buyers 28d 1", "product:tea revenue 28d 66.6666", "product:tea units 28d 4.5",
	}, only(e.shown(t, "products", "2025-01-21", "product:tea", "orders", "buyers", "units", "revenue", "new_buyers", "returning_buyers", "repeat_buyer_rate"), " 28d "))
	require.Equal(t, []string{
		"category:drinks cycle_mean asof 18", "category:drinks cycle_median asof 18",
		"category:drinks cycle_p75 asof 18", "category:drinks cycle_p90 asof 18",
	}, e.shown(t, "products", "2025-01-20", "category:", "cycle_mean", "cycle_median", "cycle_p75", "cycle_p90"))
}

func only(lines []string, with string) []string {
	var kept []string
	for _, line := range lines {
		if strings.Contains(line, with) {
			kept = append(kept, line)
		}
	}
	return kept
}

// A purchase counts towards the margin when all its lines' costs are known.
func TestMargin(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "sales", "margin"), prooftest.TradingBrand("margin")
	require.NoError(t, derive.SyncSettings(context.Background(), e.DB, brand))
	e.Trade(t, brand, "web",
		prooftest.Lined("1", "ann", "2025-01-02 10:00:00", 100, withCost(prooftest.LineOf("a", "", "", 1, 50), 30), withCost(prooftest.LineOf("b", "", "", 1, 50), 20.5)),
		prooftest.Lined("2", "ann", "2025-01-03 10:00:00", 100, withCost(prooftest.LineOf("a", "", "", 1, 50), 30), prooftest.LineOf("b", "", "", 1, 50)),
		prooftest.Lined("3", "", "2025-01-04 10:00:00", 10, withCost(prooftest.LineOf("a", "", "", 1, 10), 30)))
	require.NoError(t, e.Measure(brand, "2025-01-02", "2025-01-09"))
	for date, want := range map[regulars.BusinessDate][]string{
		"2025-01-02": {"49.5", "49.5"}, "2025-01-03": {"null", "49.5"}, "2025-01-04": {"-20", "29.5"}, "2025-01-09": {"null", "-20"},
	} {
		got := e.shown(t, "margin", date, "brand", "gross_margin")
		require.Len(t, got, 8)
		require.Contains(t, got, "brand gross_margin day "+want[0], date)
		require.Contains(t, got, "brand gross_margin 7d "+want[1], date)
		require.Contains(t, e.shown(t, "margin", date, "shop:store", "gross_margin"), "shop:store gross_margin day null")
	}
}

// Who came from one kind of shop to the other.
func TestMovementBetweenShops(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "cross_shop"), prooftest.TradingBrand("moves")
	require.NoError(t, derive.SyncSettings(context.Background(), e.DB, brand))
	e.Trade(t, brand, "web",
		prooftest.Lined("1", "ann", "2024-01-01 10:00:00", 10), prooftest.Lined("2", "bob", "2024-01-01 10:00:00", 10),
		prooftest.Lined("3", "eve", "2024-06-01 10:00:00", 10), prooftest.Lined("4", "dan", "2024-01-05 10:00:00", 10))
	load := []regulars.Order{
		prooftest.Lined("5", "ann", "2024-12-31 10:00:00", 10), prooftest.Lined("6", "cat", "2024-01-01 10:00:00", 10), prooftest.Lined("7", "dan", "2024-01-05 12:00:00", 10),
	}
	for i := range load {
		load[i].CustomerID, load[i].Email = "s"+load[i].CustomerID, load[i].CustomerID+"@x.tw"
	}
	e.Trade(t, brand, "store", load...)
	web := []regulars.Order{prooftest.Lined("1", "ann", "2024-01-01 10:00:00", 10), prooftest.Lined("4", "dan", "2024-01-05 10:00:00", 10)}
	web[0].Email, web[1].Email = "ann@x.tw", "dan@x.tw"
	e.Trade(t, brand, "web", web...)
	require.NoError(t, e.Measure(brand, "2024-12-29", "2025-01-10"))
	moves := func(date regulars.BusinessDate) string {
		return strings.Join(e.shown(t, "moves", date, "brand", "cross_shop_members", "online_to_offline", "offline_to_online"), "; ")
	}
	want := "brand cross_shop_members asof %s; brand offline_to_online 365d %s; brand online_to_offline 365d %s"
	require.Equal(t, fmt.Sprintf(want, "1", "null", "null"), moves("2024-12-30"))
	require.Equal(t, fmt.Sprintf(want, "2", "0", "0.5"), moves("2024-12-31"))
	require.Equal(t, fmt.Sprintf(want, "2", "0", "0.5"), moves("2025-01-10"))

	single := prooftest.TradingBrand("single")
	single.Shops = single.Shops[:1]
	require.NoError(t, derive.SyncSettings(context.Background(), e.DB, single))
	e.Trade(t, single, "web", prooftest.Lined("1", "ann", "2024-01-01 10:00:00", 10))
	require.NoError(t, e.Measure(single, "2025-01-01", "2025-01-01"))
	require.Empty(t, e.shown(t, "single", "2025-01-01", "brand", "cross_shop_members", "online_to_offline", "offline_to_online"))
}
