package oracle

import (
	"regulars"
	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"
)

// Member is one row of member_asof. The identifiers stand for the member's id.
type Member struct {
	Identifiers                 []input.Identifier
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
	LifePhase                   string
	ValueTier                   string // empty: no purchase
	AIPL                        string
}

// MemberAsOf: "one row per member as of the date": all that are known by D.
func (h *History) MemberAsOf(on regulars.BusinessDate) []Member {
	d := dates.Of(on)
	all := h.rfm(d)
	classes, tiers, scores := h.classes(all), h.tiers(d), h.scores(d)
	var rows []Member
	for _, m := range h.known(d) {
		row := h.memberRow(m, d)
		row.LifePhase, row.ValueTier, row.AIPL = h.phaseOn(m, d), tiers[m], h.aiplOn(m, d)
		for i, a := range all {
			if a.member == m {
				row.score(a, scores[i], classes[m])
			}
		}
		rows = append(rows, row)
	}
	return rows
}

func (h *History) memberRow(m *member, d dates.Day) Member {
	row := Member{
		Identifiers: m.identifiers,
		RecencyDays: -1,
		CycleDays:   h.cycleOn(d).Days,
		Stage:       h.stageOn(m, d),
		StageSince:  h.stageSince(m, d).Date(),
		StageBefore: h.stageBefore(m, d),
	}
	if next, on := h.stageNext(m, d); next != "" {
		row.StageNext, row.StageNextOn = next, on.Date()
	}
	row.Revenue = m.spentBy(d)
	bought := m.until(d)
	if len(bought) == 0 {
		return row
	}
	row.FirstPurchase, row.LastPurchase = bought[0].day.Date(), bought[len(bought)-1].day.Date()
	row.Purchases, row.PurchaseDays = len(bought), purchaseDays(bought)
	row.RecencyDays = int(d - bought[len(bought)-1].day)
	return row
}

func purchaseDays(bought []*order) int {
	seen := map[dates.Day]bool{}
	for _, p := range bought {
		seen[p.day] = true
	}
	return len(seen)
}

func (row *Member) score(a axes, s scored, class string) {
	row.RFMClass = class
	row.Frequency, row.Monetary = number(a.frequency).value, number(a.monetary).value
	row.RScore, row.FScore, row.MScore = s.r, s.f, s.m
}
