package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"
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
	Late            []LateChange     `ch:"-"`                // what else had come since then
}

// Editions are all published values of a date's numbers, the newest of each
// first. Scope, metric and window may hold * for any text; an empty one is any.
func Editions(ctx context.Context, db *schema.DB, brand string, f Figure) ([]Edition, error) {
	var all []Edition
	err := db.Select(ctx, &all, "trace/editions.sql", schema.Params{
		"brand": brand, "date": f.Date, "scope": schema.Pattern(f.Scope), "metric": schema.Pattern(f.Metric), "window": schema.Pattern(f.Window),
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all, nameLate(ctx, db, brand, f.Date, all)
}

// nameLate finds what came late before each computation after the first.
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
		if !strings.Contains(d.Reads, "orders") {
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

// Restatement is a published number that became another one, and what did it:
// orders, and what came late beside them.
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

// OrderChange is what a derivation changed in an order whose date had been
// published.
type OrderChange struct {
	Shop         string   `ch:"shop" json:"shop"`
	OrderID      string   `ch:"order_id" json:"order_id"` // empty: it is a member that changed
	MemberBefore uint64   `ch:"member_before" json:"member_from"`
	MemberAfter  uint64   `ch:"member_after" json:"member_to"`
	Fields       []string `ch:"fields" json:"fields"`
	Was          []string `ch:"was" json:"from"`
	Is           []string `ch:"now_is" json:"to"`
	Link         string   `ch:"link" json:"link"` // why it moved to another member

	Touches    time.Time   `ch:"touches" json:"-"`
	Dates      []time.Time `ch:"dates" json:"-"`
	Derivation uint64      `ch:"derivation" json:"derivation"`
}

// RestatedQuery says which restatements are asked for.
type RestatedQuery struct {
	From, To              regulars.BusinessDate // of the numbers
	Since                 time.Time             // published since then
	Scope, Metric, Window string                // * stands for any text; empty: any
	Changes               int                   // how many orders each may name, and how much of what came late
}

// Restated finds the numbers that were published otherwise than before, the
// newest date first.
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

// nameCauses finds what moved each number. Numbers of one date, window and scope
// whose metrics read the same have the same causes.
func nameCauses(ctx context.Context, db *schema.DB, brand string, all []Restatement) error {
	after, before := all[0].before, all[0].Generation
	from, to := all[0].Date, all[0].Date
	for _, r := range all {
		after, before = min(after, r.before), max(before, r.Generation)
		from, to = min(from, r.Date), max(to, r.Date)
	}
	var orders []OrderChange
	err := db.Select(ctx, &orders, "trace/order_changes.sql", schema.Params{"brand": brand, "after": after, "before": before})
	if err != nil {
		return fmt.Errorf("read which orders changed of brand %s: %w", brand, err)
	}
	late, err := lateChanges(ctx, db, brand, after, before, from, to)
	if err != nil {
		return err
	}
	type reach struct {
		before, generation uint64
		date               regulars.BusinessDate
		window, shop       string
		category, campaign string
		reads, restates    string
	}
	type causes struct {
		orders []OrderChange
		late   []LateChange
	}
	known := map[reach]causes{}
	for i := range all {
		r := &all[i]
		d := definitionOf(r.Metric, r.Scope)
		of := reach{
			r.before, r.Generation, r.Date, r.Window, partOf(r.Scope, "shop:"),
			partOf(r.Scope, "category:"), campaignOf(r.Scope), d.Reads, d.Restates,
		}
		found, done := known[of]
		if !done {
			found.late = lateTouching(late, *r, d)
			if strings.Contains(d.Reads, "orders") {
				found.orders = touching(orders, *r)
			}
			known[of] = found
		}
		r.Changes, r.Late = found.orders, found.late
	}
	return nil
}

// definitionOf is a metric's header; one that is no longer there read orders.
func definitionOf(name, scope string) metric.Definition {
	d, err := metric.DefinitionOf(name, scope)
	if err != nil {
		return metric.Definition{Reads: "orders"}
	}
	return d
}

func restatements(ctx context.Context, db *schema.DB, brand string, q RestatedQuery) ([]Restatement, error) {
	rows, err := db.Query(ctx, "trace/restated.sql", schema.Params{
		"brand": brand, "from": q.From, "to": q.To, "since": q.Since,
		"scope": schema.Pattern(q.Scope), "metric": schema.Pattern(q.Metric), "window": schema.Pattern(q.Window),
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
	return all, rows.Err()
}

// touching are the changes that can have moved a number: those that lie in its
// window, or else those that reach into it from before, by moving a member's
// later orders.
func touching(changes []OrderChange, r Restatement) []OrderChange {
	var inside, before []OrderChange
	from, to, shop := windowStart(r.Window, r.Date).Time(), r.Date.Time(), partOf(r.Scope, "shop:")
	for _, c := range changes {
		if c.Derivation <= r.before || c.Derivation >= r.Generation || c.Touches.After(to) {
			continue
		}
		if (shop == "" || c.Shop == shop) && slices.ContainsFunc(c.Dates, func(d time.Time) bool { return !d.Before(from) && !d.After(to) }) {
			inside = append(inside, c)
			continue
		}
		before = append(before, c)
	}
	if len(inside) > 0 {
		return inside
	}
	return before
}

// partOf is the name behind the kind of a scope; empty: it is of another kind.
func partOf(scope, kind string) string {
	name, found := strings.CutPrefix(scope, kind)
	if !found {
		return ""
	}
	return name
}

// String says the change in words, such as web/17: refunded 0 → 120.
func (c OrderChange) String() string {
	name := c.Shop + "/" + c.OrderID
	if c.OrderID == "" {
		name = fmt.Sprintf("member %d", max(c.MemberBefore, c.MemberAfter))
	}
	var said []string
	for i, field := range c.Fields {
		if text := c.say(field, c.Was[i], c.Is[i]); text != "" {
			said = append(said, text)
		}
	}
	return name + ": " + strings.Join(said, ", ")
}

// consequences follow from other fields, and are said only where none of those
// changed.
var consequences = map[string][]string{
	"counts":       {"order", "cancelled", "refunded", "total"},
	"revenue":      {"order", "cancelled", "refunded", "total", "counts"},
	"refund dates": {"order", "refunded"},
	"lines":        {"order", "cancelled", "refunded", "total", "counts"},
	"refunded":     {"order"},
	"time":         {"date"},
}

func (c OrderChange) say(field, was, is string) string {
	if slices.ContainsFunc(consequences[field], func(cause string) bool { return slices.Contains(c.Fields, cause) }) {
		return ""
	}
	switch {
	case field == "order":
		return map[string]string{"new": "new order", "gone": "order gone"}[is]
	case field == "cancelled" && is == "yes":
		return "cancelled"
	case field == "cancelled":
		return "not cancelled any more"
	case field == "counts" && is == "yes":
		return "counts as a purchase now"
	case field == "counts":
		return "counts as a purchase no more"
	case field == "member":
		return sayMoved(was, is, c.Link)
	case field == "lines":
		return "lines " + shortened(was) + " → " + shortened(is)
	case field == "known":
		return "known since " + orNone(is) + ", was " + orNone(was)
	case was == "":
		return field + " " + is
	case is == "":
		return field + " was " + was
	}
	return field + " " + was + " → " + is
}

func sayMoved(was, is, link string) string {
	text := "moved from member " + was + " to " + is
	switch {
	case was == "0":
		text = "given to member " + is
	case is == "0":
		text = "taken from member " + was
	}
	if link == "" {
		return text
	}
	return text + " (" + link + ")"
}

// shortened keeps the start of a long list.
func shortened(text string) string {
	const enough = 80
	if letters := []rune(text); len(letters) > enough {
		return string(letters[:enough]) + "…"
	}
	return orNone(text)
}

func orNone(text string) string {
	if text == "" {
		return "never"
	}
	return text
}
