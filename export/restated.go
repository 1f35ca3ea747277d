package export

import (
	"io"
	"strconv"
	"strings"

	"regulars/present"
	"regulars/schema/metric"
	"regulars/schema/trace"
)

var restatedColumns = []string{"date", "scope", "metric", "window", "from", "to", "generation", "published_at", "orders", "late", "which"}

// Restated writes restatements as CSV, a line each.
func Restated(out io.Writer, rows []trace.Restatement) error {
	w := newCSV(out)
	if err := writeRestated(w, rows); err != nil {
		return err
	}
	return w.close()
}

// RestatedFile writes restatements into a file, a row each: CSV, or an Excel sheet with
// headers in a language.
func RestatedFile(path string, names *present.Names, rows []trace.Restatement) error {
	return writeTable(path, names, func(t table) error { return writeRestated(t, rows) })
}

func writeRestated(t table, rows []trace.Restatement) error {
	if err := t.header(restatedColumns...); err != nil {
		return err
	}
	for _, r := range rows {
		kind := kindOfUnit(metric.UnitOf(r.Metric))
		err := t.write(
			day(r.Date.Time()), r.Scope, r.Metric, r.Window, optional(r.Was, kind), optional(r.Is, kind), strconv.FormatUint(r.Generation, 10),
			moment(r.PublishedAt), r.AllChanges, r.AllLate, strings.Join(Changes(r), "; "),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

// Changes says in words what restated a number, as far as it was asked for.
func Changes(r trace.Restatement) []string {
	var said []string
	for _, c := range r.Changes {
		said = append(said, c.String())
	}
	for _, c := range r.Late {
		said = append(said, c.String())
	}
	return said
}
