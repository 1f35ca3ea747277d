package oracle

import (
	"slices"

	"regulars/schema/oracle/dates"

	"regulars"
)

// AIPL are the steps of a known member, from first to last.
var AIPL = []string{"A", "I", "P", "L"}

// aiplOn: "A: known member without interest event or purchase. I: interest event
// (dated <= D), no purchase. P: purchased. L: at least two purchases, the last
// within cycle_mean. The highest that holds." "Within cycle_mean is t < limit."
// "No gaps: nobody is L." "A member not yet known comes from none."
func (h *History) aiplOn(m *member, d dates.Day) string {
	if m.knownOn > d {
		return unknown
	}
	bought := m.until(d)
	switch {
	case len(bought) >= 2 && h.withinCycleMean(d-bought[len(bought)-1].day, d):
		return "L"
	case len(bought) >= 1:
		return "P"
	case h.interested(m, d):
		return "I"
	}
	return "A"
}

// withinCycleMean: age < cycle_mean as of d, in whole numbers.
func (h *History) withinCycleMean(age, d dates.Day) bool {
	total, n := 0, 0
	for _, gap := range h.gapsOn(d) {
		total += gap
		n++
	}
	return n > 0 && int(age)*n < total
}

// gapsOn remembers the gaps as of a day, which every member asks for.
func (h *History) gapsOn(d dates.Day) []int {
	if gaps, done := h.pooled[d]; done {
		return gaps
	}
	h.pooled[d] = h.gaps(d)
	return h.pooled[d]
}

func (h *History) interested(m *member, d dates.Day) bool {
	return slices.ContainsFunc(h.events, func(e *event) bool {
		return e.member == m && e.day <= d && slices.Contains(interest, e.kind)
	})
}

// aiplRows: "aipl_p excludes L; aipl_rate_pl = L / (P + L)"; "step rates on
// cumulative counts (at least I / at least A, …)". Event-based rates are null
// without events: those that need I, where the brand has no interest event by D.
func (h *History) aiplRows(d dates.Day) []Row {
	n := map[string]int{}
	for _, m := range h.known(d) {
		n[h.aiplOn(m, d)]++
	}
	toInterest, toPurchase := figure{}, figure{}
	if h.anyEvent(d, interest...) {
		toInterest = share(n["I"]+n["P"]+n["L"], n["A"]+n["I"]+n["P"]+n["L"])
		toPurchase = share(n["P"]+n["L"], n["I"]+n["P"]+n["L"])
	}
	return []Row{
		row("brand", "aipl_a", "day", count(n["A"])),
		row("brand", "aipl_i", "day", count(n["I"])),
		row("brand", "aipl_p", "day", count(n["P"])),
		row("brand", "aipl_l", "day", count(n["L"])),
		row("brand", "aipl_rate_ai", "day", toInterest),
		row("brand", "aipl_rate_ip", "day", toPurchase),
		row("brand", "aipl_rate_pl", "day", share(n["L"], n["P"]+n["L"])),
	}
}

// AIPLFlow: "spans 1 and 28, none for a member not yet known; revenue 365d to D;
// each date's own cycle_mean".
func (h *History) AIPLFlow(on regulars.BusinessDate, span int) []FlowRow {
	return h.flow(dates.Of(on), span, h.aiplOn)
}
