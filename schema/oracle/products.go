package oracle

import (
	"math/big"
	"slices"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/exact"

	"github.com/shopspring/decimal"

	"regulars"
)

// assortment is one product or one category and the purchases with it.
type assortment struct {
	scope  string
	has    func(line) bool
	orders []*order
}

// during are the purchases with it in a window that satisfy keep.
func (a *assortment) during(f frame, keep func(*order) bool) []*order {
	var kept []*order
	for _, p := range a.orders {
		if f.holds(p) && keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

func (h *History) productScopes() []*assortment {
	return h.assortments("product:", func(l line) string { return l.product })
}

func (h *History) categoryScopes() []*assortment {
	return h.assortments("category:", func(l line) string { return l.category })
}

// assortments: "lines with neither belong to none".
func (h *History) assortments(prefix string, of func(line) string) []*assortment {
	var all []*assortment
	known := map[string]*assortment{}
	for _, p := range h.purchases {
		for _, l := range p.lines {
			name := of(l)
			if name == "" {
				continue
			}
			a := known[name]
			if a == nil {
				a = &assortment{scope: prefix + name, has: func(l line) bool { return of(l) == name }}
				known[name] = a
				all = append(all, a)
			}
			if n := len(a.orders); n == 0 || a.orders[n-1] != p {
				a.orders = append(a.orders, p)
			}
		}
	}
	return all
}

// assortmentRows: "orders (purchases with such a line), buyers, units (sum of
// quantities), revenue, new_buyers (members whose seq 1 has such a line),
// returning_buyers (members with an order of seq >= 2 with such a line),
// repeat_buyer_rate (returning/buyers); windows day, 28d, 365d; rows only where
// orders > 0".
func (h *History) assortmentRows(a *assortment, d dates.Day) []Row {
	var rows []Row
	for _, window := range []string{"day", "28d", "365d"} {
		f := h.frame("", window, d)
		bought := a.during(f, every)
		if len(bought) == 0 {
			continue
		}
		buyers := distinctMembers(bought)
		again := distinctMembers(a.during(f, returning))
		newly := distinctMembers(a.during(f, first))
		rows = append(rows,
			row(a.scope, "orders", window, count(len(bought))),
			row(a.scope, "buyers", window, count(buyers)),
			row(a.scope, "units", window, a.units(bought)),
			row(a.scope, "revenue", window, a.revenue(bought)),
			row(a.scope, "new_buyers", window, count(newly)),
			row(a.scope, "returning_buyers", window, count(again)),
			row(a.scope, "repeat_buyer_rate", window, share(again, buyers)))
	}
	return rows
}

func (a *assortment) units(bought []*order) figure {
	all := decimal.Zero
	for _, p := range bought {
		for _, l := range p.lines {
			if a.has(l) {
				all = all.Add(decimal.NewFromFloat(l.quantity))
			}
		}
	}
	return sum(all)
}

func (a *assortment) revenue(bought []*order) figure {
	var all regulars.Money
	for _, p := range bought {
		for _, l := range p.lines {
			if a.has(l) {
				all += l.revenue
			}
		}
	}
	return money(all)
}

// categoryCycleRows: "gaps between a member's consecutive purchase dates with
// that category; no row where there is no gap".
func (h *History) categoryCycleRows(a *assortment, d dates.Day) []Row {
	gaps := h.gapsWith(a, d)
	if len(gaps) == 0 {
		return nil
	}
	total := 0
	for _, gap := range gaps {
		total += gap
	}
	at := func(num, denom int64) figure { return number(exact.Quantile(exact.Of(gaps), big.NewRat(num, denom))) }
	return []Row{
		row(a.scope, "cycle_median", "asof", at(1, 2)),
		row(a.scope, "cycle_mean", "asof", share(total, len(gaps))),
		row(a.scope, "cycle_p75", "asof", at(3, 4)),
		row(a.scope, "cycle_p90", "asof", at(9, 10)),
	}
}

func (h *History) gapsWith(a *assortment, d dates.Day) []int {
	var gaps []int
	for _, m := range h.members {
		before := dates.Never
		for _, p := range m.until(d) {
			if !slices.ContainsFunc(p.lines, a.has) {
				continue
			}
			if p.day > before {
				gaps = append(gaps, int(p.day-before))
			}
			before = p.day
		}
	}
	slices.Sort(gaps)
	return gaps
}
