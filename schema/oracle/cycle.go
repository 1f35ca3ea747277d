package oracle

import (
	"math/big"
	"slices"
	"strconv"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/exact"
	"regulars/schema/oracle/input"

	"regulars"
)

// Gaps are the "days between consecutive purchase dates of a member, pooled, as
// of D"; "purchases of one business date are merged into one". Sorted.
func (h *History) Gaps(on regulars.BusinessDate) []int { return h.gaps(dates.Of(on)) }

func (h *History) gaps(d dates.Day) []int {
	var gaps []int
	for _, m := range h.members {
		bought := m.until(d)
		for i := 1; i < len(bought); i++ {
			if gap := bought[i].day - bought[i-1].day; gap > 0 {
				gaps = append(gaps, int(gap))
			}
		}
	}
	slices.Sort(gaps)
	return gaps
}

func (h *History) cycleQuantile(d dates.Day, p *big.Rat) figure {
	return number(exact.Quantile(exact.Of(h.gaps(d)), p))
}

func (h *History) cycleMean(d dates.Day) figure {
	total, gaps := 0, h.gaps(d)
	for _, gap := range gaps {
		total += gap
	}
	return share(total, len(gaps))
}

// CycleUsed are the cycles that hold on dates: "a number, or auto: for each
// month cycle_median as of the last day of the month before (once the history
// spans 365 days and has min_gaps gaps; until then fallback_days)".
func (h *History) CycleUsed(on []regulars.BusinessDate) []input.Cycle {
	var used []input.Cycle
	for _, date := range on {
		used = append(used, h.cycleOn(dates.Of(date)))
	}
	return used
}

func (h *History) cycleOn(d dates.Day) input.Cycle {
	if h.settings.Cycle != "auto" {
		days, _ := strconv.ParseFloat(h.settings.Cycle, 64)
		return input.Cycle{From: "1970-01-01", Days: days, Source: "config"}
	}
	month := d.MonthStart()
	if days, kept := h.kept[month]; kept {
		return input.Cycle{From: month.Date(), Days: days, Source: "kept"}
	}
	if c, computed := h.cycles[month]; computed {
		return c
	}
	c := h.autoCycle(month)
	h.cycles[month] = c
	return c
}

// autoCycle: the history spans from the first purchase to the last day of the
// month before, both included.
func (h *History) autoCycle(month dates.Day) input.Cycle {
	lastDay, start := month-1, dates.Never
	for _, p := range h.purchases {
		start = min(start, p.day)
	}
	gaps := h.gaps(lastDay)
	if lastDay-start+1 < 365 || len(gaps) < h.settings.MinGaps {
		return input.Cycle{From: month.Date(), Days: float64(h.settings.FallbackDays), Source: "fallback", Gaps: len(gaps)}
	}
	median, _ := exact.Quantile(exact.Of(gaps), big.NewRat(1, 2)).Float64()
	return input.Cycle{From: month.Date(), Days: median, Source: "median", Gaps: len(gaps)}
}
