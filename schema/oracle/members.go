package oracle

import "regulars"

// Member is one row of member_asof. The identifiers stand for the member's id.
type Member struct {
	Identifiers                 []Identifier
	FirstPurchase, LastPurchase regulars.BusinessDate // empty: no purchase
	Purchases, PurchaseDays     int
	Revenue                     regulars.Money
	RecencyDays                 int      // since the last purchase; -1: no purchase
	Frequency                   *float64 // nil where the member has no purchase in the RFM window
	Monetary                    *float64
	RScore, FScore, MScore      int // 0: none
	RFMClass                    string
	CycleDays                   float64
	Stage                       string
	StageSince                  regulars.BusinessDate
	StageBefore                 string
	StageNext                   string // empty: it stays
	StageNextOn                 regulars.BusinessDate
}

// MemberAsOf: "one row per member as of the date": all that are known by D.
func (h *History) MemberAsOf(on regulars.BusinessDate) []Member {
	d := dayOf(on)
	all := h.rfm(d)
	classes := h.classes(all)
	var rows []Member
	for _, m := range h.known(d) {
		row := h.memberRow(m, d)
		for _, a := range all {
			if a.member == m {
				row.score(a, all, classes[m])
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (h *History) memberRow(m *member, d day) Member {
	row := Member{
		Identifiers: m.identifiers,
		RecencyDays: -1,
		CycleDays:   h.cycleOn(d).Days,
		Stage:       h.stageOn(m, d),
		StageSince:  h.stageSince(m, d).date(),
		StageBefore: h.stageBefore(m, d),
	}
	if next, on := h.stageNext(m, d); next != "" {
		row.StageNext, row.StageNextOn = next, on.date()
	}
	bought := m.until(d)
	if len(bought) == 0 {
		return row
	}
	row.FirstPurchase, row.LastPurchase = bought[0].day.date(), bought[len(bought)-1].day.date()
	row.Purchases, row.PurchaseDays = len(bought), purchaseDays(bought)
	row.Revenue = revenueOf(bought)
	row.RecencyDays = int(d - bought[len(bought)-1].day)
	return row
}

func purchaseDays(bought []*order) int {
	seen := map[day]bool{}
	for _, p := range bought {
		seen[p.day] = true
	}
	return len(seen)
}

func (row *Member) score(a axes, all []axes, class string) {
	row.RFMClass = class
	row.Frequency, row.Monetary = number(a.frequency).value, number(a.monetary).value
	row.RScore = score(a, all, recency, false)
	row.FScore = score(a, all, frequency, true)
	row.MScore = score(a, all, monetary, true)
}
