package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"regulars"
	"regulars/config"
	"regulars/export"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/trace"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// exportOrders writes the orders behind a number and says whether they add up to
// it.
func exportOrders(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) error {
	if q.file == "" {
		return errors.New("--out is missing: name the file to write, such as --out orders.csv")
	}
	names, err := session.NamesFor(q.lang, brand)
	if err != nil {
		return err
	}
	figure, published, err := oneNumber(ctx, db, brand, date, q)
	if err != nil {
		return err
	}
	sums, err := export.Orders(q.file, names, identity.NewMask(brand.HashKey.Reveal(), brand.Name), func(write func(trace.Proof) error) error { return trace.Prove(ctx, db, brand, figure, write) })
	if err != nil {
		return err
	}
	screen.Sums(out, q.file, figure, sums, published)
	return nil
}

// oneNumber finds the published number of the query, which must be one.
func oneNumber(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) (trace.Figure, trace.Edition, error) {
	figure := trace.Figure{Metric: q.orders, Scope: q.scope, Window: q.window, Date: date}
	if _, err := metric.DefinitionOf(q.orders, q.scope); err != nil {
		return figure, trace.Edition{}, err
	}
	editions, err := trace.Editions(ctx, db, brand.Name, figure)
	if err != nil {
		return figure, trace.Edition{}, err
	}
	if len(editions) == 0 {
		return figure, trace.Edition{}, fmt.Errorf("nothing of %s is published for %s at this scope and window: `starter kpi --explain %s --date %s` shows what is known of it", q.orders, date, q.orders, date)
	}
	newest := editions[0]
	for _, e := range editions {
		if e.Scope == newest.Scope && e.Window == newest.Window {
			continue
		}
		return figure, newest, fmt.Errorf("%s has several numbers on %s, such as %s %s and %s %s: choose one with --scope and --window",
			q.orders, date, newest.Scope, newest.Window, e.Scope, e.Window)
	}
	figure.Scope, figure.Window = newest.Scope, newest.Window
	return figure, newest, nil
}
