package export

import (
	"io"
	"strconv"

	"regulars"
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

// Numbers writes a date's numbers as CSV, a row each.
func Numbers(out io.Writer, date regulars.BusinessDate, rows []view.KPI) error {
	w := newCSV(out)
	header := []string{"date", "scope", "metric", "window", "value", "change_day", "change_week", "change_month", "change_year", "robust_z", "anomaly", "target", "target_gap"}
	if err := w.write(header...); err != nil {
		return err
	}
	for _, r := range rows {
		err := w.write(
			date.String(), r.Scope, r.Metric, r.Window, exact(r.Value),
			exact(r.ChangeDay), exact(r.ChangeWeek), exact(r.ChangeMonth), exact(r.ChangeYear),
			exact(r.RobustZ), strconv.FormatBool(r.Anomaly), exact(r.Target), exact(r.TargetGap),
		)
		if err != nil {
			return err
		}
	}
	return w.close()
}
