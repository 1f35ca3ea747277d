package report

import (
	"strings"

	"regulars"
	"regulars/present"
	"regulars/schema/view"
)

func (w *writer) trends() section {
	s := section{ID: "trends", Title: w.words.Trends, Lead: w.words.TrendsLead}
	days := w.trendDays()
	t := &table{Caption: w.words.Trends, Head: []string{w.words.Date}, Texts: 1}
	for _, day := range days {
		t.Rows = append(t.Rows, cellsOf(day.String()))
	}
	for _, h := range headlines {
		values := valuesOn(days, w.series[h.key()])
		name := w.names.Metric(h.metric)
		if h.window != "day" {
			name += " · " + w.names.Window(h.window)
		}
		t.Head = append(t.Head, name)
		for i, v := range values {
			t.Rows[i] = append(t.Rows[i], cell{Text: w.of(h.metric, v)})
		}
		if c := trendChart(h, name, days, values); c != nil {
			s.Parts = append(s.Parts, part{Title: name, Chart: c})
		}
	}
	s.Parts = append(s.Parts, part{Table: t, Folded: true})
	return s
}

// trendDays are the days to show: from the first that has a number.
func (w *writer) trendDays() []regulars.BusinessDate {
	first := w.date
	for _, points := range w.series {
		if len(points) > 0 {
			first = min(first, dateOf(points[0].Date))
		}
	}
	var days []regulars.BusinessDate
	for day := first; day <= w.date; day = day.AddDays(1) {
		days = append(days, day)
	}
	return days
}

func valuesOn(days []regulars.BusinessDate, points []view.Point) []*float64 {
	known := map[regulars.BusinessDate]*float64{}
	for _, p := range points {
		known[dateOf(p.Date)] = p.Value
	}
	values := make([]*float64, len(days))
	for i, day := range days {
		values[i] = known[day]
	}
	return values
}

// trendChart is nil for a line without a single number.
func trendChart(h headlineMetric, name string, days []regulars.BusinessDate, values []*float64) *chart {
	labels, rows, scale := make([]string, len(days)), 0, 1.0
	unit := scriptUnit(h.metric)
	if unit == "percent" {
		scale = 100
	}
	shown := make([]*float64, len(values))
	for i, day := range days {
		labels[i] = day.String()[5:]
		if values[i] != nil {
			v := *values[i] * scale
			shown[i] = &v
			rows++
		}
	}
	if rows == 0 {
		return nil
	}
	return &chart{
		ID: "trend-" + strings.ReplaceAll(h.key(), "/", "-"), Title: name, Unit: unit, Marks: "point", Rows: rows, Height: 150,
		Options: lineChart(name, labels, shown, nil),
	}
}

// scriptUnit is how the script writes a metric's values.
func scriptUnit(name string) string {
	switch unitOf(name) {
	case present.Currency:
		return "money"
	case present.Ratio:
		return "percent"
	default:
		return "count"
	}
}
