package proofs

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/schematest"
)

// What a killed run wrote goes a day later; what was published stays, also the
// values that were replaced since.
func TestForgetWhatWasNeverPublished(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "forget"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.db, brand))
	e.loaded(t, brand, "one", paidOn("2025-03-01", "1", "a", 500))
	range1 := metric.Measurement{From: "2025-03-01", To: "2025-03-02", Kind: "backfill"}
	require.NoError(t, e.measure(brand, range1.From, range1.To))
	require.NoError(t, e.measure(brand, range1.From, range1.To))
	killed, err := metric.Measure(ctx, e.db, brand, range1, nil)
	require.NoError(t, err)
	fresh, err := metric.Measure(ctx, e.db, brand, range1, nil)
	require.NoError(t, err)
	const generations = "SELECT toString(uniqExact(generation)) FROM kpi_rows WHERE brand = 'forget'"
	require.Equal(t, "4", e.text(t, generations))

	require.NoError(t, e.conn.Exec(ctx, `INSERT INTO generations
		SELECT brand, generation, kind, from_date, to_date, state, restates, started_at - INTERVAL 2 DAY, published_at, version + 1
		FROM generations FINAL WHERE brand = 'forget' AND generation != ?`, fresh))
	hash, err := metric.PublishedHash(context.Background(), e.db, brand.Name)
	require.NoError(t, err)
	last, err := metric.Measure(ctx, e.db, brand, range1, nil)
	require.NoError(t, err)

	require.Equal(t, "4", e.text(t, generations), "two published ones, the fresh one and the last")
	require.Equal(t, "0", e.text(t, "SELECT toString(count()) FROM kpi_rows WHERE brand = 'forget' AND generation = ?", killed))
	require.Equal(t, "0", e.text(t, "SELECT toString(count()) FROM flow_rows WHERE brand = 'forget' AND generation = ?", killed))
	after, err := metric.PublishedHash(context.Background(), e.db, brand.Name)
	require.NoError(t, err)
	require.Equal(t, hash, after)

	require.ErrorContains(t, metric.Publish(ctx, e.db, brand.Name, killed), "compute it again")
	require.NoError(t, metric.Publish(ctx, e.db, brand.Name, last))
	require.NoError(t, metric.Publish(ctx, e.db, brand.Name, last))
}
