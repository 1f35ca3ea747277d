package proposal

import (
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// Orders are how the rows come out as orders.
type Orders struct {
	Orders     int // that are grouped
	Rows       int64
	Total      decimal.Decimal
	Returns    int // with a total below zero
	Zero       int // with a total of zero
	Cancelled  int
	Nobody     int // that name nobody
	Incomplete int // without a time or an amount on any row
	From, To   time.Time
	First      Order
	Smallest   Order // above zero
	Largest    Order
	Beyond     int64 // rows of orders that were too many to be grouped
	Refused    []Refused
	Bad        int64 // rows that would be rejected

	all []Order
}

// Order is one of them.
type Order struct {
	ID        string
	At        time.Time
	Total     decimal.Decimal
	Lines     int
	Person    string // masked
	Status    string
	Cancelled bool
	File      string
	Line      int64
}

// ordersOf are the orders that the rows are, as the feed says.
func (l *look) ordersOf(g *grouping) *Orders {
	o := &Orders{Beyond: g.beyond, Refused: g.refused, Bad: g.bad}
	for _, one := range g.list {
		o.Rows += int64(one.rows)
		if !one.timed || !one.valued {
			o.Incomplete++
			continue
		}
		o.count(l.orderOf(one), one.hasPeople())
	}
	return o
}

func (l *look) orderOf(o *group) Order {
	firstRow := l.Feed.OrderCells == "first_row"
	order := Order{
		ID: o.id, At: o.first, Total: l.totalOf(o), Lines: 1, Person: masked(o.person), Status: o.status,
		Cancelled: o.isCancelled(firstRow), File: l.found[o.file-1].Name, Line: o.line,
	}
	if l.Feed.Grain == "line" {
		order.Lines = int(o.holding().rows)
	}
	return order
}

// totalOf is what an order comes to: of lines, their sum in the file that holds; of
// states, the newest.
func (l *look) totalOf(o *group) decimal.Decimal {
	if l.Feed.Grain != "line" && l.Feed.OnRepeat != "sum" {
		return o.newest
	}
	if l.Feed.OrderCells == "every_row" && !o.amounts {
		return o.amount
	}
	byLine := o.statuses == o.rows && l.Feed.OrderCells != "first_row" && o.voids < o.rows
	if byLine && len(o.parts) == 1 {
		return o.parts[0].sum.Sub(o.voidTotal)
	}
	return o.holding().sum
}

// holding is the newest file's part of an order.
func (o *group) holding() part {
	return slices.MaxFunc(o.parts, func(a, b part) int {
		if c := a.updated.Compare(b.updated); c != 0 {
			return c
		}
		return int(a.file - b.file)
	})
}

func (o *Orders) count(one Order, somebody bool) {
	o.all = append(o.all, one)
	first := o.Orders == 0
	o.Orders++
	o.Total = o.Total.Add(one.Total)
	if first || one.At.Before(o.From) {
		o.From, o.First = one.At, one
	}
	if one.At.After(o.To) {
		o.To = one.At
	}
	switch {
	case one.Total.IsNegative():
		o.Returns++
	case one.Total.IsZero():
		o.Zero++
	default:
		if o.Smallest.ID == "" || one.Total.LessThan(o.Smallest.Total) {
			o.Smallest = one
		}
		if o.Largest.ID == "" || one.Total.GreaterThan(o.Largest.Total) {
			o.Largest = one
		}
	}
	if one.Cancelled {
		o.Cancelled++
	}
	if !somebody {
		o.Nobody++
	}
}

// masked shows of an identifier what its owner recognises.
func masked(text string) string {
	if name, domain, mail := strings.Cut(text, "@"); mail {
		runes := []rune(name)
		return string(runes[:1]) + "…@" + domain
	}
	if runes := []rune(text); len(runes) > 4 {
		return "…" + string(runes[len(runes)-3:])
	}
	if text != "" {
		return "…"
	}
	return ""
}
