package metric_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// What a killed run wrote goes a day later; what was published stays, also the
// values that were replaced since.
func TestForgetWhatWasNeverPublished(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t, "sales", "flow"), schematest.Brand(t, "forget"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 500))
	range1 := metric.Measurement{From: "2025-03-01", To: "2025-03-02", Kind: "backfill", Only: []string{"sales", "flow"}}
	require.NoError(t, e.Measure(brand, range1.From, range1.To))
	require.NoError(t, e.Measure(brand, range1.From, range1.To))
	killed, err := metric.Measure(ctx, e.DB, brand, range1, nil)
	require.NoError(t, err)
	fresh, err := metric.Measure(ctx, e.DB, brand, range1, nil)
	require.NoError(t, err)
	const generations = "SELECT toString(uniqExact(generation)) FROM kpi_rows WHERE brand = 'forget'"
	require.Equal(t, "4", e.Text(t, generations))

	require.NoError(t, e.Conn.Exec(ctx, `INSERT INTO generations
		SELECT brand, generation, kind, from_date, to_date, state, restates, started_at - INTERVAL 2 DAY, published_at, version + 1
		FROM generations FINAL WHERE brand = 'forget' AND generation != ?`, fresh))
	hash, err := metric.PublishedHash(context.Background(), e.DB, brand.Name)
	require.NoError(t, err)
	last, err := metric.Measure(ctx, e.DB, brand, range1, nil)
	require.NoError(t, err)

	require.Equal(t, "4", e.Text(t, generations), "two published ones, the fresh one and the last")
	require.Equal(t, "0", e.Text(t, "SELECT toString(count()) FROM kpi_rows WHERE brand = 'forget' AND generation = ?", killed))
	require.Equal(t, "0", e.Text(t, "SELECT toString(count()) FROM flow_rows WHERE brand = 'forget' AND generation = ?", killed))
	after, err := metric.PublishedHash(context.Background(), e.DB, brand.Name)
	require.NoError(t, err)
	require.Equal(t, hash, after)

	err = metric.Publish(ctx, e.DB, brand.Name, killed)
	require.ErrorIs(t, err, metric.ErrForgotten)
	require.ErrorContains(t, err, "compute it again")
	require.Equal(t, "dropped", e.Text(t, "SELECT toString(state) FROM generations FINAL WHERE brand = 'forget' AND generation = ?", killed))
	require.NoError(t, metric.Publish(ctx, e.DB, brand.Name, last))
	require.NoError(t, metric.Publish(ctx, e.DB, brand.Name, last))
}

// A generation is invisible until it is published, and then it is what readers see,
// alone and whole; a number that was never opened can't be published.
func TestPublishMakesVisible(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t, "sales"), schematest.Brand(t, "visible"), t.Context()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	e.Loaded(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 500))
	require.NoError(t, e.Measure(brand, "2025-03-01", "2025-03-02"))
	revenue := func() string {
		return e.Text(t, "SELECT toString(groupArray(value)) FROM kpi WHERE brand = 'visible' AND date = '2025-03-01' AND scope = 'brand' AND metric = 'revenue' AND window = 'day'")
	}
	require.Equal(t, "[500]", revenue())

	e.Loaded(t, brand, "two", prooftest.PaidOn("2025-03-01", "2", "b", 70))
	_, err := derive.Run(ctx, e.DB, brand, "2025-03-02")
	require.NoError(t, err)
	hash, err := metric.PublishedHash(ctx, e.DB, brand.Name)
	require.NoError(t, err)
	next, err := metric.Measure(ctx, e.DB, brand, metric.Measurement{From: "2025-03-01", To: "2025-03-01", Kind: "night", Only: []string{"sales"}}, nil)
	require.NoError(t, err)
	const written = "SELECT toString(value) FROM kpi_rows WHERE brand = 'visible' AND generation = ? AND date = '2025-03-01' AND scope = 'brand' AND metric = 'revenue' AND window = 'day'"
	require.Equal(t, "570", e.Text(t, written, next))
	require.Equal(t, "[500]", revenue(), "it isn't published yet")
	unpublished, err := metric.PublishedHash(ctx, e.DB, brand.Name)
	require.NoError(t, err)
	require.Equal(t, hash, unpublished)

	require.ErrorIs(t, metric.Publish(ctx, e.DB, brand.Name, next+1), schema.ErrNoRows)
	require.ErrorIs(t, metric.Publish(ctx, e.DB, "another", next), schema.ErrNoRows)
	require.Equal(t, "[500]", revenue())
	require.NoError(t, metric.Publish(ctx, e.DB, brand.Name, next))
	require.Equal(t, "[570]", revenue())
	require.Equal(t, "night of 2025-03-01 is published", e.Text(t, `SELECT concat(kind, ' of ', toString(from_date), ' is ', state)
		FROM generations FINAL WHERE brand = 'visible' AND generation = ?`, next))
}
