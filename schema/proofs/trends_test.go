package proofs

import (
	"fmt"
	"testing"
	"time"

	"regulars/schema/oracle/trend"

	"regulars"
)

// trendDifferences compares kpi_trend with trends made from the published values.
func (e *engine) trendDifferences(t testing.TB, brand string, from, to regulars.BusinessDate) []difference {
	t.Helper()
	series := e.series(t, brand)
	var found []difference
	for at, got := range e.trends(t, brand, from, to) {
		found = append(found, compareTrend(at.date, at.key, got, trend.Of(series[at.key], at.Window, at.date))...)
	}
	return found
}

// dated is the key of a number and its date.
type dated struct {
	key
	date regulars.BusinessDate
}

// series are all published values of a brand.
func (e *engine) series(t testing.TB, brand string) map[key]trend.Series {
	t.Helper()
	rows := e.Query(t, "SELECT date, scope, metric, window, value FROM kpi WHERE brand = ?", brand)
	defer func() { _ = rows.Close() }()
	all := map[key]trend.Series{}
	for rows.Next() {
		var date time.Time
		var k key
		var value *float64
		must(t, rows.Scan(&date, &k.Scope, &k.Metric, &k.Window, &value))
		if all[k] == nil {
			all[k] = trend.Series{}
		}
		all[k][regulars.DateOf(date, time.UTC)] = value
	}
	must(t, rows.Err())
	return all
}

// trendFields are the columns of kpi_trend in addition to the keys and the anomaly.
var trendFields = []string{
	"prev_day", "delta_day", "change_day", "prev_week", "delta_week", "change_week",
	"prev_month", "delta_month", "change_month", "prev_year", "delta_year", "change_year",
	"mean_7d", "mean_7d_prev", "change_7d", "median_8w", "robust_z",
}

func fieldsOf(t trend.Trend) []*float64 {
	return []*float64{
		t.Day.Prev, t.Day.Delta, t.Day.Change, t.Week.Prev, t.Week.Delta, t.Week.Change,
		t.Month.Prev, t.Month.Delta, t.Month.Change, t.Year.Prev, t.Year.Delta, t.Year.Change,
		t.Mean7, t.Mean7Prev, t.Change7, t.Median8w, t.RobustZ,
	}
}

type publishedTrend struct {
	fields  []*float64
	anomaly bool
}

func (e *engine) trends(t testing.TB, brand string, from, to regulars.BusinessDate) map[dated]publishedTrend {
	t.Helper()
	columns := ""
	for _, field := range trendFields {
		columns += ", toNullable(toFloat64(" + field + "))"
	}
	rows := e.Query(t, "SELECT date, scope, metric, window, toUInt8(ifNull(anomaly, 0))"+columns+
		" FROM kpi_trend WHERE brand = ? AND date BETWEEN toDate(?) AND toDate(?)", brand, string(from), string(to))
	defer func() { _ = rows.Close() }()
	all := map[dated]publishedTrend{}
	for rows.Next() {
		var date time.Time
		var k key
		var anomaly uint8
		trend := publishedTrend{fields: make([]*float64, len(trendFields))}
		into := []any{&date, &k.Scope, &k.Metric, &k.Window, &anomaly}
		for i := range trend.fields {
			into = append(into, &trend.fields[i])
		}
		must(t, rows.Scan(into...))
		trend.anomaly = anomaly == 1
		all[dated{k, regulars.DateOf(date, time.UTC)}] = trend
	}
	must(t, rows.Err())
	return all
}

func compareTrend(date regulars.BusinessDate, k key, got publishedTrend, trend trend.Trend) []difference {
	var found []difference
	for i, want := range fieldsOf(trend) {
		if !sameValue(got.fields[i], want) {
			found = append(found, difference{date, k.String() + " " + trendFields[i], text(got.fields[i]), text(want)})
		}
	}
	if got.anomaly != trend.Anomaly {
		found = append(found, difference{date, k.String() + " anomaly", fmt.Sprint(got.anomaly), fmt.Sprint(trend.Anomaly)})
	}
	return found
}

func sameValue(got, want *float64) bool {
	if got == nil || want == nil {
		return got == want
	}
	return near(*got, *want)
}

func text(v *float64) string {
	if v == nil {
		return "null"
	}
	return fmt.Sprint(*v)
}
