package export

import (
	"io"

	"regulars"
	"regulars/present"
	"regulars/schema/metric"
	"regulars/schema/view"
)

// NumbersJSON writes a date's numbers as JSON, a row each.
func NumbersJSON(out io.Writer, date regulars.BusinessDate, rows []view.KPI) error {
	type dated struct {
		Date regulars.BusinessDate `json:"date"`
		view.KPI
	}
	all := make([]dated, len(rows))
	for i, r := range rows {
		all[i] = dated{date, r}
	}
	return JSON(out, all)
}

var numberColumns = []string{
	"date", "scope", "metric", "window", "value", "change_day", "change_week", "change_month", "change_year", "robust_z", "anomaly", "target", "target_gap",
}

// Numbers writes a date's numbers as CSV, a row each.
func Numbers(out io.Writer, date regulars.BusinessDate, rows []view.KPI) error {
	w := newCSV(out)
	if err := writeNumbers(w, date, rows); err != nil {
		return err
	}
	return w.close()
}

// NumbersFile writes a date's numbers into a file, a row each: CSV, or an Excel sheet
// with headers in a language.
func NumbersFile(path string, names *present.Names, date regulars.BusinessDate, rows []view.KPI) error {
	return writeTable(path, names, func(t table) error { return writeNumbers(t, date, rows) })
}

func writeNumbers(t table, date regulars.BusinessDate, rows []view.KPI) error {
	if err := t.header(numberColumns...); err != nil {
		return err
	}
	for _, r := range rows {
		kind := kindOfUnit(metric.UnitOf(r.Metric))
		err := t.write(
			day(date.Time()), r.Scope, r.Metric, r.Window, optional(r.Value, kind),
			optional(r.ChangeDay, asRatio), optional(r.ChangeWeek, asRatio), optional(r.ChangeMonth, asRatio), optional(r.ChangeYear, asRatio),
			optional(r.RobustZ, asAmount), r.Anomaly, optional(r.Target, kind), optional(r.TargetGap, kind),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

// kindOfUnit returns the kind of a metric's values.
func kindOfUnit(unit metric.Unit) func(float64) any {
	switch unit {
	case metric.Currency:
		return func(v float64) any { return money(v) }
	case metric.Ratio:
		return func(v float64) any { return ratio(v) }
	}
	return func(v float64) any { return amount(v) }
}
