package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"regulars"
	"regulars/config"
	"regulars/export"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/trace"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// namedInFiles is how many orders, and how many of the other late changes, a file
// names of each restatement.
const namedInFiles = 100

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
	if q.file != "" {
		names, err := session.NamesFor(q.lang, brand)
		if err == nil {
			err = export.RestatedFile(q.file, names, rows)
		}
		if err == nil {
			fmt.Fprintf(out, "%s: %s\n", present.Plural(len(rows), "restatement"), q.file)
		}
		return err
	}
	switch q.format {
	case "json":
		return export.JSON(out, rows)
	case "csv":
		return export.Restated(out, rows)
	}
	screen.Restatements(out, brand, query, rows)
	return nil
}

// restatedQuery asks for one date's numbers, or for all that were restated of
// late.
func restatedQuery(brand *config.Brand, date regulars.BusinessDate, q kpiQuery) (trace.RestatedQuery, error) {
	query := trace.RestatedQuery{
		From: "1970-01-01", To: "2149-06-06", Scope: q.scope, Metric: q.metric, Window: q.window, Changes: namedInFiles,
	}
	if q.format == "table" && q.file == "" {
		query.Changes = screen.NamedChanges
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
