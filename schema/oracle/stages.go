package oracle

import "regulars/schema/oracle/dates"

// Stages of a member with a purchase; every other known member is a prospect.
var Stages = []string{"new", "active", "sleep", "lost", "deep"}

const (
	prospect = "prospect"
	unknown  = "none" // not a member yet
)

// stageOf: "c = cycle in days; t = D minus the purchase date. n3 = purchases
// with 0 ≤ t < 3c, n6 = purchases with 3c ≤ t < 6c. new: n3 = 1. active: n3 ≥ 2.
// sleep: n6 ≥ 2 and nothing with t < c. lost: n6 = 1 and nothing with t < c.
// deep: neither. overlap recent lets active and new win; history lets sleep
// and lost win." "n3 and n6 count purchases, not merged dates."
func stageOf(bought []*order, d dates.Day, c float64, overlap string) string {
	n3, n6, within := 0, 0, 0
	for _, p := range bought {
		t := float64(d - p.day)
		if 0 <= t && t < 3*c {
			n3++
		}
		if 3*c <= t && t < 6*c {
			n6++
		}
		if 0 <= t && t < c {
			within++
		}
	}
	recent, history := "", ""
	switch {
	case n3 == 1:
		recent = "new"
	case n3 >= 2:
		recent = "active"
	}
	switch {
	case n6 >= 2 && within == 0:
		history = "sleep"
	case n6 == 1 && within == 0:
		history = "lost"
	}
	if overlap == "history" {
		return firstOf(history, recent, "deep")
	}
	return firstOf(recent, history, "deep")
}

func firstOf(names ...string) string {
	for _, name := range names {
		if name != "" {
			return name
		}
	}
	return ""
}

// stageOn is a member's stage on a date: "every date uses the c that held on
// it"; "every member with a purchase is in exactly one stage, every other one
// is prospect"; before it is known it is none.
func (h *History) stageOn(m *member, d dates.Day) string {
	if stage, done := m.stages[d]; done {
		return stage
	}
	stage := h.computeStage(m, d, h.cycleOn(d).Days)
	m.stages[d] = stage
	return stage
}

func (h *History) computeStage(m *member, d dates.Day, c float64) string {
	if m.knownOn > d {
		return unknown
	}
	bought := m.until(d)
	if len(bought) == 0 {
		return prospect
	}
	return stageOf(bought, d, c, h.settings.Overlap)
}

// stageSince is the first date of the member's current unbroken stay.
func (h *History) stageSince(m *member, d dates.Day) dates.Day {
	stage, since := h.stageOn(m, d), d
	for since > m.knownOn && h.stageOn(m, since-1) == stage {
		since--
	}
	return since
}

// stageBefore: "the last different stage of the member (prospect before the
// first purchase)"; of a prospect, none.
func (h *History) stageBefore(m *member, d dates.Day) string {
	if h.stageOn(m, d) == prospect {
		return unknown
	}
	since := h.stageSince(m, d)
	if before := h.stageOn(m, since-1); before != unknown {
		return before
	}
	return prospect
}

// stageNext: "what the member becomes, and when, without another purchase";
// "stage_next holds D's c into the future". Nothing after deep.
func (h *History) stageNext(m *member, d dates.Day) (string, dates.Day) {
	now, c := h.stageOn(m, d), h.cycleOn(d).Days
	if now == prospect {
		return "", dates.Never
	}
	for ahead := dates.Day(1); float64(ahead) <= 6*c+1; ahead++ {
		if next := h.stageAhead(m, d, ahead, c); next != now {
			return next, d + ahead
		}
	}
	return "", dates.Never
}

// stageAhead is the stage so many days after d if nothing is bought after d.
func (h *History) stageAhead(m *member, d, ahead dates.Day, c float64) string {
	bought := m.until(d)
	if len(bought) == 0 {
		return prospect
	}
	return stageOf(bought, d+ahead, c, h.settings.Overlap)
}

func (h *History) inStage(d dates.Day, stage string) []*member {
	var all []*member
	for _, m := range h.members {
		if h.stageOn(m, d) == stage {
			all = append(all, m)
		}
	}
	return all
}

// stageCount: "members per stage".
func (h *History) stageCount(d dates.Day, stage string) figure {
	return count(len(h.inStage(d, stage)))
}

// stageShare: "of members with a purchase (prospect has a count, no share)".
func (h *History) stageShare(d dates.Day, stage string) figure {
	return share(len(h.inStage(d, stage)), len(h.buyers(d)))
}

// stageRevenue: "the revenue of the last 365 days by the stage of D".
func (h *History) stageRevenue(d dates.Day, stage string) figure {
	return money(revenue365(h.inStage(d, stage), d))
}

// stageRevenueBefore: the same by the stage of D "and (scope stage_before) the
// stage before".
func (h *History) stageRevenueBefore(d dates.Day, stage, before string) figure {
	var came []*member
	for _, m := range h.inStage(d, stage) {
		if h.stageBefore(m, d) == before {
			came = append(came, m)
		}
	}
	return money(revenue365(came, d))
}

// stageDue: "members who will enter the stage within so many days unless they
// buy"; "stage_due counts every stage entered on D+1..D+n if nothing is bought",
// D's c held into the future.
func (h *History) stageDue(d dates.Day, stage string, within dates.Day) figure {
	c, due := h.cycleOn(d).Days, 0
	for _, m := range h.known(d) {
		if h.enters(m, d, stage, within, c) {
			due++
		}
	}
	return count(due)
}

func (h *History) enters(m *member, d dates.Day, stage string, within dates.Day, c float64) bool {
	for ahead := dates.Day(1); ahead <= within; ahead++ {
		if h.stageAhead(m, d, ahead, c) == stage && h.stageAhead(m, d, ahead-1, c) != stage {
			return true
		}
	}
	return false
}
