package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/metric"
	"regulars/schema/trace"
)

// exportOrders writes the orders behind a number and says whether they add up to
// it.
func exportOrders(ctx context.Context, out io.Writer, db *schema.DB, brand *config.Brand, date regulars.BusinessDate, q kpiQuery) error {
	if q.file == "" {
		return errors.New("--out is missing: name the file to write, such as --out orders.csv")
	}
	figure, published, err := oneNumber(ctx, db, brand, date, q)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(q.file, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("--out can't be written: %w", err)
	}
	sums, err := writeOrders(ctx, db, brand, figure, file)
	if closeErr := file.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	showSums(out, q.file, figure, sums, published)
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

// sums are what the exported rows add up to.
type sums struct {
	rows                   int
	numerator, denominator decimal.Decimal
}

var proofColumns = []string{
	"part", "record", "shop", "order_id", "number", "date", "placed_at", "member_id", "seq", "revenue", "units", "numerator", "denominator",
	"campaign", "channel", "delivered_on", "delivery",
}

func writeOrders(ctx context.Context, db *schema.DB, brand *config.Brand, figure trace.Figure, out io.Writer) (sums, error) {
	w := csv.NewWriter(out)
	if err := w.Write(proofColumns); err != nil {
		return sums{}, err
	}
	var s sums
	err := trace.Prove(ctx, db, brand, figure, func(p trace.Proof) error {
		s.rows++
		s.add(p)
		return w.Write(proofLine(p))
	})
	if err != nil {
		return s, err
	}
	w.Flush()
	return s, w.Error()
}

func (s *sums) add(p trace.Proof) {
	if p.Numerator != nil {
		s.numerator = s.numerator.Add(*p.Numerator)
	}
	if p.Denominator != nil {
		s.denominator = s.denominator.Add(*p.Denominator)
	}
}

func proofLine(p trace.Proof) []string {
	line := []string{p.Part, p.Record, p.Shop, p.ID, p.Number, "", "", "", "", "", "", "", "", p.Campaign, p.Channel, "", p.Delivery}
	if p.Date != nil {
		line[5] = p.Date.Format(time.DateOnly)
	}
	if p.PlacedAt != nil {
		line[6] = p.PlacedAt.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	if p.MemberID != 0 {
		line[7] = strconv.FormatUint(p.MemberID, 10)
	}
	if p.Record == "order" {
		line[8], line[9], line[10] = strconv.FormatUint(uint64(p.Seq), 10), p.Revenue.String(), exact(&p.Units)
	}
	if p.Numerator != nil {
		line[11] = p.Numerator.String()
	}
	if p.Denominator != nil {
		line[12] = p.Denominator.String()
	}
	if p.DeliveredOn != nil {
		line[15] = p.DeliveredOn.Format(time.DateOnly)
	}
	return line
}

// showSums compares what the rows add up to with what is published.
func showSums(out io.Writer, file string, f trace.Figure, s sums, published trace.Edition) {
	fmt.Fprintf(out, "%s behind %s %s %s, %s: %s\n", plural(s.rows, "row"), f.Scope, f.Metric, f.Window, f.Date, file)
	right := samePart(out, "numerator", s.numerator, published.Numerator)
	right = samePart(out, "denominator", s.denominator, published.Denominator) && right
	if !right {
		fmt.Fprintf(out, "%s orders have changed since it was published: the next night computes it again\n", warn.Sprint("!"))
	}
}

func samePart(out io.Writer, part string, sum decimal.Decimal, published *decimal.Decimal) bool {
	if published == nil {
		return true
	}
	if sum.Equal(*published) {
		fmt.Fprintf(out, "%s the column %s adds up to %s, as published\n", good.Sprint("✓"), part, sum)
		return true
	}
	fmt.Fprintf(out, "%s the column %s adds up to %s, published is %s\n", bad.Sprint("✗"), part, sum, published)
	return false
}
