package trace

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/schema"
	"regulars/schema/metric"
)

// Restatement is a published number that became another one, and what did it:
// orders, and other late changes.
type Restatement struct {
	Date           regulars.BusinessDate `json:"date"`
	Scope          string                `json:"scope"`
	Metric         string                `json:"metric"`
	Window         string                `json:"window"`
	Was            *float64              `json:"from"` // nil is null
	Is             *float64              `json:"to"`
	NumeratorWas   *decimal.Decimal      `json:"numerator_from"`
	NumeratorIs    *decimal.Decimal      `json:"numerator_to"`
	DenominatorWas *decimal.Decimal      `json:"denominator_from"`
	DenominatorIs  *decimal.Decimal      `json:"denominator_to"`
	Generation     uint64                `json:"generation"`
	PublishedAt    time.Time             `json:"published_at"`
	Changes        []OrderChange         `json:"orders"` // at most so many as were asked for
	AllChanges     int                   `json:"all_orders"`
	Late           []LateChange          `json:"late"` // likewise
	AllLate        int                   `json:"all_late"`

	before uint64
}

// RestatedQuery says which restatements are asked for.
type RestatedQuery struct {
	From, To              regulars.BusinessDate // of the numbers
	Since                 time.Time             // published since then
	Scope, Metric, Window string                // * stands for any text; empty: any
	Changes               int                   // how many orders each may name, and how many late changes
}

// Restated returns the numbers that were published otherwise than before, the
// newest date first; none is no error.
func Restated(ctx context.Context, db *schema.DB, brand string, q RestatedQuery) ([]Restatement, error) {
	all, err := restatements(ctx, db, brand, q)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	if err := nameCauses(ctx, db, brand, all); err != nil {
		return nil, err
	}
	for i := range all {
		r := &all[i]
		r.AllChanges, r.AllLate = len(r.Changes), len(r.Late)
		r.Changes, r.Late = r.Changes[:min(q.Changes, r.AllChanges)], r.Late[:min(q.Changes, r.AllLate)]
	}
	return all, nil
}

// reach is what decides what can have moved a number: numbers of one date, window and
// scope whose metrics read the same have the same causes.
type reach struct {
	before, generation uint64
	date               regulars.BusinessDate
	window, shop       string
	category, campaign string
	reads              string
	restates           metric.Reach
}

type causes struct {
	orders []OrderChange
	late   []LateChange
}

// nameCauses finds what moved each number.
func nameCauses(ctx context.Context, db *schema.DB, brand string, all []Restatement) error {
	after, before := all[0].before, all[0].Generation
	from, to := all[0].Date, all[0].Date
	for _, r := range all {
		after, before = min(after, r.before), max(before, r.Generation)
		from, to = min(from, r.Date), max(to, r.Date)
	}
	orders, err := orderChanges(ctx, db, brand, after, before)
	if err != nil {
		return err
	}
	late, err := lateChanges(ctx, db, brand, after, before, from, to)
	if err != nil {
		return err
	}
	known := map[reach]causes{}
	for i := range all {
		r := &all[i]
		d := definitionOf(r.Metric, r.Scope)
		of := reachOf(*r, d)
		found, done := known[of]
		if !done {
			found = causes{orders: touching(orders, *r, d), late: lateTouching(late, *r, d)}
			known[of] = found
		}
		r.Changes, r.Late = found.orders, found.late
	}
	return nil
}

func reachOf(r Restatement, d metric.Definition) reach {
	return reach{
		before: r.before, generation: r.Generation, date: r.Date, window: r.Window, shop: partOf(r.Scope, "shop:"),
		category: partOf(r.Scope, "category:"), campaign: campaignOf(r.Scope), reads: fmt.Sprint(d.Reads), restates: d.Restates,
	}
}

// definitionOf returns a metric's definition; one that no header names any more
// read orders.
func definitionOf(name, scope string) metric.Definition {
	d, err := metric.DefinitionOf(name, scope)
	if err != nil {
		return metric.Definition{Reads: []metric.Source{metric.Orders}}
	}
	return d
}

type restatedParams struct {
	Brand                 string
	From, To              regulars.BusinessDate
	Since                 time.Time
	Scope, Metric, Window string // patterns
}

var restatedScript = schema.NewScript[restatedParams]("trace", files, "restated.sql")

func restatements(ctx context.Context, db *schema.DB, brand string, q RestatedQuery) ([]Restatement, error) {
	rows, err := restatedScript.Query(ctx, db, restatedParams{
		Brand: brand, From: q.From, To: q.To, Since: q.Since,
		Scope: schema.Pattern(q.Scope), Metric: schema.Pattern(q.Metric), Window: schema.Pattern(q.Window),
	})
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var all []Restatement
	for rows.Next() {
		var r Restatement
		var date time.Time
		err := rows.Scan(&date, &r.Scope, &r.Metric, &r.Window, &r.before, &r.Generation, &r.PublishedAt, &r.Was, &r.Is,
			&r.NumeratorWas, &r.NumeratorIs, &r.DenominatorWas, &r.DenominatorIs)
		if err != nil {
			return nil, fmt.Errorf("read what was restated of brand %s: %w", brand, err)
		}
		r.Date = regulars.DateOf(date, time.UTC)
		all = append(all, r)
	}
	return all, schema.Redact(rows.Err())
}

// partOf is the name behind the kind of a scope; empty: it is of another kind.
func partOf(scope, kind string) string {
	name, found := strings.CutPrefix(scope, kind)
	if !found {
		return ""
	}
	return name
}
