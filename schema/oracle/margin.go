package oracle

import "regulars"

// grossMargin: "sum over purchases whose lines' costs are all known of revenue -
// cost; null when the window has no such purchase".
func grossMargin(f frame) figure {
	bought := f.purchases(func(p *order) bool { return p.cost != nil })
	if len(bought) == 0 {
		return figure{}
	}
	var margin regulars.Money
	for _, p := range bought {
		margin += p.revenue - *p.cost
	}
	return money(margin)
}
