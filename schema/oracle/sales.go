package oracle

import (
	"github.com/shopspring/decimal"

	"regulars"
)

// orders: "purchases".
func orders(f frame) figure { return count(len(f.purchases(every))) }

// buyers: "distinct members buying".
func buyers(f frame) figure { return count(distinctMembers(f.purchases(every))) }

// revenue: "net revenue of the purchases of the date − returns of the date".
func revenue(f frame) figure { return money(f.revenue()) }

func (f frame) revenue() regulars.Money { return revenueOf(f.purchases(every)) - f.returned(every) }

// memberRevenue is what members bought, less what members returned.
func (f frame) memberRevenue() regulars.Money {
	return revenueOf(f.purchases(withMember)) - f.returned(withMember)
}

// returnsOf: "where a return names no receipt, its amount counts in returns on its own date".
func returnsOf(f frame) figure { return money(f.returned(every)) }

// returned is the amount of the frame's returns that satisfy keep.
func (f frame) returned(keep func(*order) bool) regulars.Money {
	var sum regulars.Money
	for _, o := range f.h.orders {
		if f.holds(o) && keep(o) {
			sum += o.returned
		}
	}
	return sum
}

// units: "items". "Units aren't reduced by partial refunds."
func units(f frame) figure {
	all := decimal.Zero
	for _, p := range f.purchases(every) {
		all = all.Add(p.units)
	}
	return sum(all)
}

// aov: "revenue / orders".
func aov(f frame) figure {
	bought := f.purchases(every)
	return ratio(f.revenue().Decimal(), whole(len(bought)))
}

// gross: total and discount of purchases, so that revenue = gross − discounts −
// the refunds of those orders.
func gross(f frame) figure {
	return f.total(func(p *order) regulars.Money { return p.total + p.discount })
}

func discounts(f frame) figure {
	return f.total(func(p *order) regulars.Money { return p.discount })
}

func shipping(f frame) figure {
	return f.total(func(p *order) regulars.Money { return p.shipping })
}

func tax(f frame) figure {
	return f.total(func(p *order) regulars.Money { return p.tax })
}

func (f frame) total(of func(*order) regulars.Money) figure {
	var all regulars.Money
	for _, p := range f.purchases(every) {
		all += of(p)
	}
	return money(all)
}

// refunds: "also counted on its own date as refunds"; every refund, also of
// fully refunded and cancelled orders. One that is dated before its order counts
// when the order does.
func refunds(f frame) figure {
	var all regulars.Money
	for _, o := range f.h.orders {
		for _, r := range o.refunds {
			if on := max(r.day, o.day); f.inScope(o) && f.from <= on && on <= f.to {
				all += r.amount
			}
		}
	}
	return money(all)
}

// cancelledOrders counts cancelled orders on the order's date.
func cancelledOrders(f frame) figure {
	n := 0
	for _, o := range f.h.orders {
		if f.holds(o) && o.cancelled {
			n++
		}
	}
	return count(n)
}

// ordersWithoutMember: "an order without any identity counts in orders and
// revenue, belongs to no member, and is shown as orders_without_member".
func ordersWithoutMember(f frame) figure {
	return count(len(f.purchases(func(p *order) bool { return p.member == nil })))
}

// memberOrders are purchases with a member.
func memberOrders(f frame) figure { return count(len(f.purchases(withMember))) }

func memberRevenue(f frame) figure { return money(f.memberRevenue()) }

// purchaseFrequency: "purchases / buyers", of orders with a member only.
func purchaseFrequency(f frame) figure {
	bought := f.purchases(withMember)
	return share(len(bought), distinctMembers(bought))
}

// spendPerMember: "revenue / buyers", of orders with a member only.
func spendPerMember(f frame) figure {
	bought := f.purchases(withMember)
	return ratio(f.memberRevenue().Decimal(), whole(distinctMembers(bought)))
}
