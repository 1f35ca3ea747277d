package metric_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform/file"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/metric"
	"regulars/schema/schematest"
)

// The published results of METRICS come out of the whole way: the example's
// config, the file as it is, ClickHouse's tables and views.

func TestPublishedOnlineRetail(t *testing.T) {
	t.Parallel()
	db := schematest.Open(t)
	l := publishExample(t, db, "online-retail.yaml", "2011-12-09", nil)
	require.Equal(t, map[string]string{
		"members": "4338", "buyers": "4338", "orders": "18532", "revenue": "8911407.904",
		"cycle_median": "28", "cycle_p75": "58", "cycle_p90": "110", "cycle_mean": "45.6569", "gaps": "12425",
	}, asOf(t, db, l.Brand.Name, "members", "buyers", "orders", "revenue", "cycle_median", "cycle_p75", "cycle_p90", "cycle_mean", "gaps"))

	type cohort struct {
		Month string   `ch:"month"`
		Size  uint64   `ch:"size"`
		Row   []uint64 `ch:"row"`
	}
	cohorts := schematest.Query[cohort](t, db, `
		SELECT formatDateTime(cohort_month, '%Y-%m') AS month, any(cohort_size) AS size, groupArray(members) AS row
		FROM (SELECT * FROM cohort_retention ORDER BY cohort_month, month_index)
		GROUP BY cohort_month ORDER BY cohort_month`)
	require.Len(t, cohorts, 13)
	require.Equal(t, cohort{"2010-12", 885, []uint64{885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235}}, cohorts[0])
	require.Equal(t, cohort{"2011-01", 417, []uint64{417, 92, 111, 96, 134, 120, 103, 101, 125, 136, 152, 49}}, cohorts[1])
	var sizes []uint64
	for _, c := range cohorts {
		sizes = append(sizes, c.Size)
	}
	require.Equal(t, []uint64{885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41}, sizes)
}

func TestPublishedCDNOW(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		zero bool
		want map[string]string
	}{
		{true, map[string]string{"buyers": "23570", "orders": "69659", "revenue": "2500315.63", "cycle_median": "34", "cycle_p75": "94", "gaps": "44021"}},
		{false, map[string]string{"buyers": "23502", "orders": "69579", "revenue": "2500315.63", "cycle_median": "34", "cycle_p75": "94", "gaps": "44009"}},
	} {
		t.Run(fmt.Sprintf("zero totals count: %v", c.zero), func(t *testing.T) {
			db := schematest.Open(t)
			l := publishExample(t, db, "cdnow.yaml", "1998-06-30", func(l intake.Load) { l.Shop.CountZeroTotals = c.zero })
			require.Equal(t, c.want, asOf(t, db, l.Brand.Name, "buyers", "orders", "revenue", "cycle_median", "cycle_p75", "gaps"))
		})
	}
}

func publishExample(t *testing.T, db *schema.DB, name string, date regulars.BusinessDate, change func(intake.Load)) intake.Load {
	t.Helper()
	ctx := t.Context()
	l, f := schematest.Example(t, name)
	if change != nil {
		change(l)
	}
	require.NoError(t, derive.SyncSettings(ctx, db, l.Brand))
	files, err := file.NewFeed(f)
	require.NoError(t, err)
	_, err = feed.Import(ctx, db, l, f, files, false, nil)
	require.NoError(t, err)
	_, err = derive.Run(ctx, db, l.Brand, date)
	require.NoError(t, err)
	generation, err := metric.Measure(ctx, db, l.Brand, metric.Measurement{From: date, To: date, Kind: "backfill"}, nil)
	require.NoError(t, err)
	require.NoError(t, metric.Publish(ctx, db, l.Brand.Name, generation))
	return l
}

// asOf reads the numbers of window asof, to four digits. The gaps are what the
// mean cycle is divided by.
func asOf(t *testing.T, db *schema.DB, brand string, metrics ...string) map[string]string {
	t.Helper()
	type row struct {
		Metric string `ch:"metric"`
		Value  string `ch:"text"`
	}
	all := schematest.Query[row](t, db, fmt.Sprintf(`
		SELECT metric, toString(round(assumeNotNull(value), 4)) AS text
		FROM kpi
		WHERE brand = '%[1]s' AND scope = 'brand' AND window = 'asof' AND isNotNull(value)
		UNION ALL
		SELECT 'gaps', toString(assumeNotNull(denominator))
		FROM kpi
		WHERE brand = '%[1]s' AND scope = 'brand' AND metric = 'cycle_mean'`, brand))
	values := map[string]string{}
	for _, r := range all {
		if slices.Contains(metrics, r.Metric) {
			values[r.Metric] = r.Value
		}
	}
	return values
}
