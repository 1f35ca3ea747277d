package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/trace"
	"regulars/starter/screen"
)

// explain says what a number is, what its parts count, and every value of it that
// was published for the date, with the reason for each.
func explain(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) error {
	d, err := metric.DefinitionOf(q.explain, q.scope)
	if err != nil {
		return err
	}
	editions, err := trace.Editions(ctx, db, brand.Name, trace.Figure{Metric: q.explain, Scope: q.scope, Window: q.window, Date: date})
	if err != nil {
		return err
	}
	slices.SortStableFunc(editions, func(a, b trace.Edition) int {
		return cmp.Or(strings.Compare(a.Scope, b.Scope), screen.WindowPlace(a.Window)-screen.WindowPlace(b.Window))
	})
	screen.Definition(out, q.explain, d)
	showParts(out, q, date, editions)
	if len(editions) == 0 {
		fmt.Fprintf(out, "\nNothing of it is published for %s at this scope and window.\n", date)
		return nil
	}
	screen.Editions(out, brand, date, editions)
	return nil
}

func showParts(out io.Writer, q kpiQuery, date regulars.BusinessDate, editions []trace.Edition) {
	e, err := trace.EvidenceOf(q.explain, q.scope)
	if err != nil {
		return
	}
	screen.Parts(out, e, screen.ExportCommand(q.explain, q.scope, q.window, date, editions))
}
