package oracle

// ltvHistoric: "mean revenue per buyer as of D"; "purchase_frequency,
// spend_per_member, ltv_historic and pareto use orders with a member only". At a
// shop, that shop's orders and buyers.
func ltvHistoric(f frame) figure {
	bought := f.purchases(withMember)
	return ratio(f.memberRevenue().Decimal(), whole(distinctMembers(bought)))
}
