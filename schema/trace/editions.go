package trace

import (
	"context"
	"slices"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/schema"
	"regulars/schema/metric"
)

// Edition is a value that was published of a number, and why there was another
// computation.
type Edition struct {
	Scope           string           `ch:"scope"`
	Metric          string           `ch:"metric"`
	Window          string           `ch:"window"`
	Value           *float64         `ch:"value"` // nil is null, here and below
	Numerator       *decimal.Decimal `ch:"numerator"`
	Denominator     *decimal.Decimal `ch:"denominator"`
	Generation      uint64           `ch:"generation"`
	Before          uint64           `ch:"before"` // the generation that it replaced; 0: it is the first
	Kind            string           `ch:"kind"`   // night or backfill
	PublishedAt     time.Time        `ch:"published_at"`
	Derivation      uint64           `ch:"derivation"` // the last one since then; 0: none
	DerivedAt       time.Time        `ch:"derived_at"`
	SettingsChanged bool             `ch:"settings_changed"` // since then
	Orders          uint64           `ch:"orders"`           // that had changed since then and touch the date
	Late            []LateChange     `ch:"-"`                // what else had changed since then
}

type editionsParams struct {
	Brand                 string
	Date                  regulars.BusinessDate
	Scope, Metric, Window string // patterns
}

var editionsScript = schema.NewScript[editionsParams]("trace", files, "editions.sql")

// Editions returns all published values of a date's numbers, the newest of each
// first; none is no error. Scope, metric and window may hold * for any text; an empty one is any.
func Editions(ctx context.Context, db *schema.DB, brand string, f Figure) ([]Edition, error) {
	var all []Edition
	err := editionsScript.Select(ctx, db, &all, editionsParams{
		Brand: brand, Date: f.Date, Scope: schema.Pattern(f.Scope), Metric: schema.Pattern(f.Metric), Window: schema.Pattern(f.Window),
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, nameLate(ctx, db, brand, f.Date, all)
}

// nameLate finds the late changes before each computation after the first.
func nameLate(ctx context.Context, db *schema.DB, brand string, date regulars.BusinessDate, all []Edition) error {
	newest, oldest := all[0].Generation, all[0].Generation
	for _, e := range all {
		newest, oldest = max(newest, e.Generation), min(oldest, e.Generation)
	}
	late, err := lateChanges(ctx, db, brand, oldest, newest, date, date)
	if err != nil {
		return err
	}
	for i := range all {
		e := &all[i]
		d := definitionOf(e.Metric, e.Scope)
		if !slices.Contains(d.Reads, metric.Orders) {
			e.Orders = 0
		}
		if e.Before == 0 {
			continue
		}
		step := Restatement{Date: date, Scope: e.Scope, Metric: e.Metric, Window: e.Window, before: e.Before, Generation: e.Generation}
		e.Late = lateTouching(late, step, d)
	}
	return nil
}
