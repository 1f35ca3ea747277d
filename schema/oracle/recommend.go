package oracle

import (
	"regulars"
	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/recommend"
)

// Recommendations are those of a date for each member with a purchase.
func (h *History) Recommendations(on regulars.BusinessDate) []recommend.Recommendation {
	d := dates.Of(on)
	var shoppers []recommend.Shopper
	for _, m := range h.buyers(d) {
		s := recommend.Shopper{Identifiers: m.identifiers}
		for _, p := range m.until(d) {
			for _, l := range p.lines {
				s.Lines = append(s.Lines, recommend.Line{On: p.day, Product: l.product, Category: l.category})
			}
		}
		shoppers = append(shoppers, s)
	}
	return recommend.Recommendations(shoppers, d)
}
