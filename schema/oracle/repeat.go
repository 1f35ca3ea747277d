package oracle

import "regulars/schema/oracle/dates"

// newBuyers: "members whose first purchase is in the window".
func newBuyers(f frame) figure { return count(distinctMembers(f.purchases(first))) }

// returningBuyers: "members with a returning order in it".
func returningBuyers(f frame) figure { return count(distinctMembers(f.purchases(returning))) }

// returningOrders and returningRevenue are of returning orders.
func returningOrders(f frame) figure { return count(len(f.purchases(returning))) }

func returningRevenue(f frame) figure { return money(revenueOf(f.purchases(returning))) }

// repeatOrderRate: "returning orders / purchases with a member".
func repeatOrderRate(f frame) figure {
	return share(len(f.purchases(returning)), len(f.purchases(withMember)))
}

// repeatMemberRate: "members with a returning order in the window / all members
// as of its end"; the brand's members in every scope.
func repeatMemberRate(f frame) figure {
	return share(distinctMembers(f.purchases(returning)), len(f.h.known(f.to)))
}

// repeatBuyerRate: "members with a returning order / buyers of the window".
func repeatBuyerRate(f frame) figure {
	return share(distinctMembers(f.purchases(returning)), distinctMembers(f.purchases(every)))
}

// repeatRevenueShare: "revenue of returning orders / revenue".
func repeatRevenueShare(f frame) figure {
	return ratio(revenueOf(f.purchases(returning)).Decimal(), f.revenue().Decimal())
}

// repeatCustomerRevenueShare: "all revenue of members with two or more
// purchases as of D / revenue"; "the window's revenue, two purchases as of D
// counted over all shops".
func repeatCustomerRevenueShare(f frame) figure {
	ofRegulars := func(o *order) bool { return o.member != nil && len(o.member.until(f.to)) >= 2 }
	return ratio((revenueOf(f.purchases(ofRegulars)) - f.returned(ofRegulars)).Decimal(), f.revenue().Decimal())
}

// newToReturning: "of members whose first purchase is in the calendar year of
// D, the share with a second purchase by D". At a shop: "the members whose seq
// 1 was there, seq 2 anywhere".
func newToReturning(f frame) figure {
	started, returned := 0, 0
	for _, m := range f.h.members {
		bought := m.until(f.to)
		if len(bought) == 0 || !f.holds(bought[0]) {
			continue
		}
		started++
		if len(bought) >= 2 {
			returned++
		}
	}
	return share(returned, started)
}

// newToReturningWithin: "of all members with first date + N ≤ D, the share
// whose seq 2 has date ≤ first date + N".
func newToReturningWithin(f frame, n dates.Day) figure {
	started, returned := 0, 0
	for _, m := range f.h.members {
		if len(m.purchases) == 0 || !f.inScope(m.purchases[0]) || m.purchases[0].day+n > f.to {
			continue
		}
		started++
		if len(m.purchases) >= 2 && m.purchases[1].day <= m.purchases[0].day+n {
			returned++
		}
	}
	return share(returned, started)
}
