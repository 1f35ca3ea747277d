package oracle

import (
	"math/big"

	"regulars/schema/oracle/dates"

	"regulars"
)

// Phases of all known members, and tiers of those with a purchase.
var (
	Phases = []string{"acquired", "activated", "growing", "retained", "churned"}
	Tiers  = []string{"high", "potential", "low", "churned"}
)

// phaseOn: "life_phase, exhaustive: acquired (registered, no purchase),
// activated (one purchase, within 6c), growing (two or more, last within 6c, and
// growing), retained (the others with two or more, last within 6c), churned (=
// stage deep)". "acquired: every known member without a purchase." Who is
// none of them is empty, so that a phase that is missing shows.
func (h *History) phaseOn(m *member, d dates.Day) string {
	bought := m.until(d)
	if len(bought) == 0 {
		return "acquired"
	}
	if h.stageOn(m, d) == "deep" {
		return "churned"
	}
	if t := float64(d - bought[len(bought)-1].day); t >= 6*h.cycleOn(d).Days {
		return ""
	}
	switch {
	case len(bought) == 1:
		return "activated"
	case m.growsOn(d):
		return "growing"
	}
	return "retained"
}

// growsOn: "revenue of D-89..D at least 1.2 × that of D-179..D-90, which is
// above 0".
func (m *member) growsOn(d dates.Day) bool {
	now, before := m.spent(d-89, d), m.spent(d-179, d-90)
	return before > 0 && 5*now >= 6*before
}

// byPhase are the members known by d.
func (h *History) byPhase(d dates.Day) map[string][]*member {
	of := map[string][]*member{}
	for _, m := range h.known(d) {
		phase := h.phaseOn(m, d)
		of[phase] = append(of[phase], m)
	}
	return of
}

// tiers: "value_tier: churned (stage lost or deep), high (purchases ≥ brand's
// purchases / members with a purchase, and average order ≥ brand's revenue /
// purchases, both over all members with a purchase as of D), potential (the
// first, not the second), low (the rest); prospects have none".
func (h *History) tiers(d dates.Day) map[*member]string {
	var all int
	var revenue regulars.Money
	buyers := h.buyers(d)
	for _, m := range buyers {
		all += len(m.until(d))
		revenue += m.spentBy(d)
	}
	of := map[*member]string{}
	if len(buyers) == 0 {
		return of
	}
	perBuyer, perOrder := big.NewRat(int64(all), int64(len(buyers))), averageOrder(revenue, all)
	for _, m := range buyers {
		bought := len(m.until(d))
		often := big.NewRat(int64(bought), 1).Cmp(perBuyer) >= 0
		much := averageOrder(m.spentBy(d), bought).Cmp(perOrder) >= 0
		of[m] = tierOf(h.inOneOf(m, d, "lost", "deep"), often, much)
	}
	return of
}

func (h *History) byTier(d dates.Day) map[string][]*member {
	of := map[string][]*member{}
	for m, tier := range h.tiers(d) {
		of[tier] = append(of[tier], m)
	}
	return of
}

func tierOf(gone, often, much bool) string {
	switch {
	case gone:
		return "churned"
	case often && much:
		return "high"
	case often:
		return "potential"
	}
	return "low"
}

func averageOrder(revenue regulars.Money, purchases int) *big.Rat {
	return new(big.Rat).Quo(moneyRat(revenue), big.NewRat(int64(purchases), 1))
}
