package trace

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/schema"
	"regulars/schema/metric"
)

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

type orderChangesParams struct {
	Brand         string
	After, Before uint64 // generations
}

var orderChangesScript = schema.NewScript[orderChangesParams]("trace", files, "order_changes.sql")

func orderChanges(ctx context.Context, db *schema.DB, brand string, after, before uint64) ([]OrderChange, error) {
	var all []OrderChange
	if err := orderChangesScript.Select(ctx, db, &all, orderChangesParams{Brand: brand, After: after, Before: before}); err != nil {
		return nil, fmt.Errorf("read which orders changed of brand %s: %w", brand, err)
	}
	return all, nil
}

// touching returns the changes that can have moved a number of a metric that reads
// orders: those that lie in its window, or else those that reach into it from
// before, by moving a member's later orders.
func touching(changes []OrderChange, r Restatement, d metric.Definition) []OrderChange {
	if !slices.Contains(d.Reads, metric.Orders) {
		return nil
	}
	var inside, before []OrderChange
	from, to, shop := regulars.Window(r.Window).Start(r.Date).Time(), r.Date.Time(), partOf(r.Scope, "shop:")
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
		return "no longer cancelled"
	case field == "counts" && is == "yes":
		return "counts as a purchase now"
	case field == "counts":
		return "no longer counts as a purchase"
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
