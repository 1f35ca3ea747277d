package oracle

import (
	"slices"

	"regulars"
)

// paretoTop20Share: "share of 365d revenue from the top 20 % of its buyers",
// "orders with a member only", "the top ceil(n/5) buyers", each with what the buyer
// returned. Buyers of equal revenue may stand in for each other.
func paretoTop20Share(f frame) figure {
	of := map[*member]regulars.Money{}
	for _, p := range f.purchases(withMember) {
		of[p.member] = p.member.spent(f.from, f.to)
	}
	var all, top regulars.Money
	var spent []regulars.Money
	for _, money := range of {
		spent = append(spent, money)
		all += money
	}
	slices.Sort(spent)
	slices.Reverse(spent)
	for _, money := range spent[:(len(spent)+4)/5] {
		top += money
	}
	return ratio(top.Decimal(), all.Decimal())
}
