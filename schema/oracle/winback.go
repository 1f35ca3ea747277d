package oracle

import (
	"slices"

	"regulars/schema/oracle/dates"
)

// lookBack is how many days before D churn and winback start from.
const lookBack dates.Day = 28

// churnRate: "of new, active and sleep at D-28, the share lost or deep at D";
// "every date uses the c that held on it".
func (h *History) churnRate(d dates.Day) figure {
	before, gone := 0, 0
	for _, m := range h.members {
		if !h.inOneOf(m, d-lookBack, "new", "active", "sleep") {
			continue
		}
		before++
		if h.inOneOf(m, d, "lost", "deep") {
			gone++
		}
	}
	return share(gone, before)
}

// winbackRate: "of those then sleep, lost or deep, the share who bought since":
// "a purchase dated D-27..D".
func (h *History) winbackRate(d dates.Day) figure {
	away, back := 0, 0
	for _, m := range h.members {
		if !h.inOneOf(m, d-lookBack, "sleep", "lost", "deep") {
			continue
		}
		away++
		if len(m.between(d-lookBack+1, d)) > 0 {
			back++
		}
	}
	return share(back, away)
}

func (h *History) inOneOf(m *member, d dates.Day, stages ...string) bool {
	return slices.Contains(stages, h.stageOn(m, d))
}
