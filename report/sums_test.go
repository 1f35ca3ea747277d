package report_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/view"
)

// checkSums compares what only the report reads with the published numbers.
func (w *world) checkSums(t *testing.T, brand *config.Brand) {
	t.Helper()
	w.checkCurve(t, brand)
	ahead, err := view.LookAhead(t.Context(), w.db, brand.Name, w.date, 20)
	require.NoError(t, err)
	members, due := map[string]float64{}, map[string]float64{}
	for _, d := range ahead.Due {
		members[d.Stage] += float64(d.Members)
		if d.On != "" {
			assert.True(t, d.On > w.date && d.On <= w.date.AddDays(14), d.On)
			due[d.Becomes] += float64(d.Members)
		}
	}
	for _, known := range regulars.Stages {
		stage := string(known)
		assert.Equal(t, w.number(t, brand, "stage_"+stage, "day"), members[stage], "%s members of stage %s", brand.Name, stage)
		if stage != "prospect" {
			assert.LessOrEqual(t, due[stage], w.number(t, brand, "stage_due_"+stage+"_14d", "day"), "%s due for %s", brand.Name, stage)
		}
	}
	for i, b := range ahead.Likeliest {
		assert.NotEmpty(t, b.Stage)
		assert.Positive(t, b.Expected14d)
		assert.True(t, i == 0 || b.Expected14d <= ahead.Likeliest[i-1].Expected14d, "the likeliest come first")
	}
}

// checkCurve: at 20 % the curve is the metric, and it never falls.
func (w *world) checkCurve(t *testing.T, brand *config.Brand) {
	t.Helper()
	curve, err := view.ParetoCurve(t.Context(), w.db, brand.Name, w.date)
	require.NoError(t, err)
	if w.number(t, brand, "buyers", "365d") == 0 {
		assert.Empty(t, curve)
		return
	}
	require.Len(t, curve, 100)
	assert.InDelta(t, w.number(t, brand, "pareto_top20_share", "365d"), *curve[19].Share, 1e-9)
	assert.InDelta(t, 1, *curve[99].Share, 1e-9)
	for i := 1; i < len(curve); i++ {
		assert.GreaterOrEqual(t, *curve[i].Share, *curve[i-1].Share)
	}
}

// number is a published value at brand scope; one that isn't there is 0.
func (w *world) number(t *testing.T, brand *config.Brand, metric, window string) float64 {
	t.Helper()
	rows, err := view.KPIs(t.Context(), w.db, brand.Name, w.date, "brand", metric, window)
	require.NoError(t, err)
	if len(rows) == 0 || rows[0].Value == nil {
		return 0
	}
	return *rows[0].Value
}
