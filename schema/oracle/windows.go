package oracle

import "regulars/schema/oracle/dates"

// Windows: "end on D inclusive: day; 7d, 28d, 90d, 365d = so many business
// dates; month, year = calendar to date; asof = all up to D".
var Windows = []string{"day", "7d", "28d", "90d", "365d", "month", "year", "asof"}

func windowStart(window string, d dates.Day) dates.Day {
	switch window {
	case "day":
		return d
	case "7d":
		return d - 6
	case "28d":
		return d - 27
	case "90d":
		return d - 89
	case "365d":
		return d - 364
	case "month":
		return d.MonthStart()
	case "year":
		return d.YearStart()
	}
	return dates.LongAgo
}

// frame is one window of one scope.
type frame struct {
	h        *History
	shop     string // empty: the whole brand
	window   string
	from, to dates.Day
}

func (h *History) frame(shop, window string, d dates.Day) frame {
	return frame{h: h, shop: shop, window: window, from: windowStart(window, d), to: d}
}

// holds reports whether an order is of the frame's scope and window.
func (f frame) holds(o *order) bool { return f.inScope(o) && f.from <= o.day && o.day <= f.to }

func (f frame) inScope(o *order) bool { return f.shop == "" || f.shop == o.shop }

// purchases are the frame's purchases that satisfy keep.
func (f frame) purchases(keep func(*order) bool) []*order {
	var kept []*order
	for _, p := range f.h.purchases {
		if f.holds(p) && keep(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

func every(*order) bool { return true }

func withMember(p *order) bool { return p.member != nil }

// returning: "a returning order has seq ≥ 2, also when it is the second on one
// day". "At shop: a member's seq is still brand-wide."
func returning(p *order) bool { return p.member != nil && p.seq >= 2 }

func first(p *order) bool { return p.member != nil && p.seq == 1 }

// distinctMembers are the members behind orders.
func distinctMembers(orders []*order) int {
	seen := map[*member]bool{}
	for _, o := range orders {
		if o.member != nil {
			seen[o.member] = true
		}
	}
	return len(seen)
}
