package export

import (
	"io"
	"strings"
	"time"

	"regulars/schema/trace"
)

// Restated writes restatements as CSV, a line each.
func Restated(out io.Writer, rows []trace.Restatement) error {
	w := newCSV(out)
	header := []string{"date", "scope", "metric", "window", "from", "to", "generation", "published_at", "orders", "late", "which"}
	if err := w.header(header...); err != nil {
		return err
	}
	for _, r := range rows {
		err := w.write(
			r.Date.String(), r.Scope, r.Metric, r.Window, optional(r.Was, asAmount), optional(r.Is, asAmount), r.Generation,
			r.PublishedAt.UTC().Format(time.RFC3339), r.AllChanges, r.AllLate, strings.Join(Changes(r), "; "),
		)
		if err != nil {
			return err
		}
	}
	return w.close()
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
