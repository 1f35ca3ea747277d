package oracle

import (
	"math/big"
	"slices"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/exact"

	"regulars"
)

// RFMClasses from HHH to LLL in the order R F M.
var RFMClasses = []string{
	"rfm_vip", "rfm_attention", "rfm_frequent", "rfm_developing",
	"rfm_keep", "rfm_maintain", "rfm_winback", "rfm_dormant",
}

// classOf: "rfm_vip HHH, rfm_attention HLH, rfm_frequent HHL, rfm_developing
// HLL, rfm_keep LHH, rfm_maintain LHL, rfm_winback LLH, rfm_dormant LLL".
var classOf = map[string]string{
	"HHH": "rfm_vip", "HLH": "rfm_attention", "HHL": "rfm_frequent", "HLL": "rfm_developing",
	"LHH": "rfm_keep", "LHL": "rfm_maintain", "LLH": "rfm_winback", "LLL": "rfm_dormant",
}

// axes are R, F and M of one member with a purchase in the RFM window.
type axes struct {
	member                       *member
	recency, frequency, monetary *big.Rat
}

// rfm: "R, F, M of each member with a purchase in rfm.window (default all)":
// days since the last purchase, purchases, and money: total or average.
func (h *History) rfm(d dates.Day) []axes {
	from := dates.LongAgo
	if h.settings.RFM.WindowDays > 0 {
		from = d - dates.Day(h.settings.RFM.WindowDays) + 1
	}
	var all []axes
	for _, m := range h.members {
		if bought := m.between(from, d); len(bought) > 0 {
			all = append(all, h.axesOf(m, bought, m.spent(from, d), d))
		}
	}
	return all
}

func (h *History) axesOf(m *member, bought []*order, spent regulars.Money, d dates.Day) axes {
	last := bought[len(bought)-1].day
	money := moneyRat(spent)
	if h.settings.RFM.Monetary == "average" {
		money.Quo(money, big.NewRat(int64(len(bought)), 1))
	}
	return axes{m, big.NewRat(int64(d-last), 1), big.NewRat(int64(len(bought)), 1), money}
}

func moneyRat(m regulars.Money) *big.Rat { return m.Decimal().Rat() }

func recency(a axes) *big.Rat   { return a.recency }
func frequency(a axes) *big.Rat { return a.frequency }
func monetary(a axes) *big.Rat  { return a.monetary }

// cut: "mean (default), median or a number"; "means are exact, over members
// with a purchase in the window".
func cut(kind string, all []axes, of func(axes) *big.Rat) *big.Rat {
	values := make([]*big.Rat, len(all))
	for i, a := range all {
		values[i] = of(a)
	}
	switch kind {
	case "", "mean":
		return exact.Mean(values)
	case "median":
		slices.SortFunc(values, (*big.Rat).Cmp)
		return exact.Quantile(values, big.NewRat(1, 2))
	}
	number, _ := new(big.Rat).SetString(kind)
	return number
}

// classes: "High: days since last purchase ≤ cut, purchases ≥ cut, money ≥ cut";
// "≥ and ≤ include equality".
func (h *History) classes(all []axes) map[*member]string {
	rules, of := h.settings.RFM, map[*member]string{}
	r := cut(rules.RecencyCut, all, recency)
	f := cut(rules.OrdersCut, all, frequency)
	m := cut(rules.MoneyCut, all, monetary)
	for _, a := range all {
		key := level(a.recency.Cmp(r) <= 0) + level(a.frequency.Cmp(f) >= 0) + level(a.monetary.Cmp(m) >= 0)
		of[a.member] = classOf[key]
	}
	return of
}

func level(high bool) string {
	if high {
		return "H"
	}
	return "L"
}

// members of each class.
func (h *History) byClass(d dates.Day) map[string][]*member {
	of := map[string][]*member{}
	for m, class := range h.classes(h.rfm(d)) {
		of[class] = append(of[class], m)
	}
	return of
}
