package metric_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// Targets stand with the numbers of their scope and window from their date on,
// and no longer once the config has none.
func TestTargets(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t, "sales", "buyers", "repurchase"), schematest.Brand(t, "targets"), t.Context()
	prooftest.InsertRandomOrders(t, e.DB, brand, 300, 50)
	shop := "shop:" + brand.Shops[0].Name
	all := []config.Target{
		{Metric: "revenue", Value: 1000},
		{Metric: "revenue", From: "2025-10-20", Value: 1500},
		{Metric: "revenue", Window: "28d", Scope: shop, Value: 30000},
		{Metric: "repeat_order_rate", Window: "365d", From: "2025-11-01", Value: 0.3},
	}
	brand.Targets = all
	brand.WithDefaults()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	require.NoError(t, e.Measure(brand, "2025-10-19", "2025-10-20"))
	require.Equal(t, map[string]float64{
		"2025-10-19 brand revenue day":        1000,
		"2025-10-20 brand revenue day":        1500,
		"2025-10-19 " + shop + " revenue 28d": 30000,
		"2025-10-20 " + shop + " revenue 28d": 30000,
	}, e.targets(t))

	brand.Targets = all[:1]
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	require.Equal(t, map[string]float64{"2025-10-19 brand revenue day": 1000, "2025-10-20 brand revenue day": 1000}, e.targets(t))

	other := schematest.Brand(t, "no-targets")
	require.NoError(t, derive.SyncSettings(ctx, e.DB, other))
	require.Len(t, e.targets(t), 2, "another brand's targets are its own")

	brand.Targets = nil
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	require.Empty(t, e.targets(t))

	brand.Targets = all[1:2]
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	require.Equal(t, map[string]float64{"2025-10-20 brand revenue day": 1500}, e.targets(t))
}

// targets are those that kpi_trend shows; the gaps must fit.
func (e *engine) targets(t *testing.T) map[string]float64 {
	t.Helper()
	rows := e.Query(t, `SELECT toString(date), toString(scope), toString(metric), toString(window), value, assumeNotNull(target), target_gap
		FROM kpi_trend WHERE target IS NOT NULL`)
	defer func() { _ = rows.Close() }()
	found := map[string]float64{}
	for rows.Next() {
		var date, scope, metric, window string
		var value, gap *float64
		var target float64
		require.NoError(t, rows.Scan(&date, &scope, &metric, &window, &value, &target, &gap))
		require.NotNil(t, gap)
		require.InDelta(t, *value-target, *gap, 1e-9)
		found[fmt.Sprintf("%s %s %s %s", date, scope, metric, window)] = target
	}
	require.NoError(t, rows.Err())
	return found
}
