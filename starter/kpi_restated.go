package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/trace"
)

// How much of the restatements a table shows, and how many orders each names, and
// how many of the other late changes.
const (
	shownRestatements = 60
	namedChanges      = 3
	namedInFiles      = 100
)

// showRestated lists the numbers that were published otherwise than before, and
// the orders or what else did it.
func showRestated(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) error {
	query, err := restatedQuery(brand, date, q)
	if err != nil {
		return err
	}
	rows, err := trace.Restated(ctx, db, brand.Name, query)
	if err != nil {
		return err
	}
	switch q.format {
	case "json":
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(rows)
	case "csv":
		return writeRestated(out, rows)
	}
	showRestatements(out, brand, query, rows)
	return nil
}

// restatedQuery asks for one date's numbers, or for all that were restated of
// late.
func restatedQuery(brand *config.Brand, date regulars.BusinessDate, q kpiQuery) (trace.RestatedQuery, error) {
	query := trace.RestatedQuery{
		From: "1970-01-01", To: "2149-06-06", Scope: q.scope, Metric: q.metric, Window: q.window, Changes: namedInFiles,
	}
	if q.format == "table" {
		query.Changes = namedChanges
	}
	if !q.anyDate {
		query.From, query.To = date, date
	}
	if q.since == "" {
		if q.anyDate {
			query.Since = time.Now().AddDate(0, 0, -7)
		}
		return query, nil
	}
	since, err := regulars.ParseBusinessDate(q.since)
	if err != nil {
		return query, fmt.Errorf("--since: %w", err)
	}
	at := since.Time()
	query.Since = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, brand.Zone)
	return query, nil
}

func writeRestated(out io.Writer, rows []trace.Restatement) error {
	w := csv.NewWriter(out)
	header := []string{"date", "scope", "metric", "window", "from", "to", "generation", "published_at", "orders", "late", "which"}
	if err := w.Write(header); err != nil {
		return err
	}
	for _, r := range rows {
		err := w.Write([]string{
			r.Date.String(), r.Scope, r.Metric, r.Window, exact(r.Was), exact(r.Is), strconv.FormatUint(r.Generation, 10),
			r.PublishedAt.UTC().Format(time.RFC3339), strconv.Itoa(r.AllChanges), strconv.Itoa(r.AllLate), strings.Join(changesOf(r), "; "),
		})
		if err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func changesOf(r trace.Restatement) []string {
	var said []string
	for _, c := range r.Changes {
		said = append(said, c.String())
	}
	for _, c := range r.Late {
		said = append(said, c.String())
	}
	return said
}

func showRestatements(out io.Writer, brand *config.Brand, q trace.RestatedQuery, rows []trace.Restatement) {
	what := "restated"
	if !q.Since.IsZero() {
		what += " since " + stamp(q.Since, brand)
	}
	fmt.Fprintf(out, "%s  %s %s\n\n", bold.Sprint(brand.Name), plural(len(rows), "number"), what)
	if len(rows) == 0 {
		return
	}
	t := newTable(out, "date", "number", "from", "to", "published", "by")
	t.SetColumnConfigs(append(right(3, 4), wrap(2, 24), wrap(6, 36)))
	for _, r := range rows[:min(len(rows), shownRestatements)] {
		u := unitOf(r.Metric)
		t.AppendRow(table.Row{
			r.Date, nameOf(r), number(r.Was, u, brand.Currency), number(r.Is, u, brand.Currency),
			faint.Sprint(stamp(r.PublishedAt, brand)), strings.Join(saidBy(r), "\n"),
		})
	}
	t.Render()
	if more := len(rows) - shownRestatements; more > 0 {
		fmt.Fprintf(out, "and %s more: --format csv has them all, --metric, --scope and --window choose\n", whole(uint64(more)))
	}
}

func nameOf(r trace.Restatement) string {
	name := r.Metric + " " + r.Window
	if r.Scope != "brand" {
		name = r.Scope + " " + name
	}
	return name
}

// saidBy names what did it; where nothing came in, it was the settings or the
// formula.
func saidBy(r trace.Restatement) []string {
	said := changesOf(r)
	if len(said) == 0 {
		return []string{"nothing that came in: settings or formulas changed"}
	}
	if more := r.AllChanges + r.AllLate - len(said); more > 0 {
		said = append(said, fmt.Sprintf("and %s more", whole(uint64(more))))
	}
	return said
}
