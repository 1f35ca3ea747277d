package oracle

import (
	"math/big"
	"slices"
	"strconv"

	"regulars"
)

// Gaps are the "days between consecutive purchase dates of a member, pooled, as
// of D"; "purchases of one business date are merged into one". Sorted.
func (h *History) Gaps(on regulars.BusinessDate) []int { return h.gaps(dayOf(on)) }

func (h *History) gaps(d day) []int {
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

// quantile: "quantiles are linear (type 7)"; "the median of an even count is
// the mean of the middle two". Nil of nothing.
func quantile(sorted []*big.Rat, p *big.Rat) *big.Rat {
	if len(sorted) == 0 {
		return nil
	}
	position := new(big.Rat).Mul(p, big.NewRat(int64(len(sorted)-1), 1))
	below := int(new(big.Int).Quo(position.Num(), position.Denom()).Int64())
	if below == len(sorted)-1 {
		return sorted[below]
	}
	part := new(big.Rat).Sub(position, big.NewRat(int64(below), 1))
	step := new(big.Rat).Sub(sorted[below+1], sorted[below])
	return new(big.Rat).Add(sorted[below], step.Mul(step, part))
}

func rationals(numbers []int) []*big.Rat {
	all := make([]*big.Rat, len(numbers))
	for i, n := range numbers {
		all[i] = big.NewRat(int64(n), 1)
	}
	return all
}

func mean(values []*big.Rat) *big.Rat {
	if len(values) == 0 {
		return nil
	}
	total := new(big.Rat)
	for _, v := range values {
		total.Add(total, v)
	}
	return total.Quo(total, big.NewRat(int64(len(values)), 1))
}

func (h *History) cycleQuantile(d day, p *big.Rat) figure {
	return number(quantile(rationals(h.gaps(d)), p))
}

func (h *History) cycleMean(d day) figure {
	total, gaps := 0, h.gaps(d)
	for _, gap := range gaps {
		total += gap
	}
	return share(total, len(gaps))
}

// CycleUsed are the cycles that hold on dates: "a number, or auto: for each
// month cycle_median as of the last day of the month before (once the history
// spans 365 days and has min_gaps gaps; until then fallback_days)".
func (h *History) CycleUsed(dates []regulars.BusinessDate) []Cycle {
	var used []Cycle
	for _, date := range dates {
		used = append(used, h.cycleOn(dayOf(date)))
	}
	return used
}

func (h *History) cycleOn(d day) Cycle {
	if h.settings.Cycle != "auto" {
		days, _ := strconv.ParseFloat(h.settings.Cycle, 64)
		return Cycle{From: "1970-01-01", Days: days, Source: "config"}
	}
	month := d.monthStart()
	if days, kept := h.kept[month]; kept {
		return Cycle{From: month.date(), Days: days, Source: "kept"}
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
func (h *History) autoCycle(month day) Cycle {
	lastDay, start := month-1, never
	for _, p := range h.purchases {
		start = min(start, p.day)
	}
	gaps := h.gaps(lastDay)
	if lastDay-start+1 < 365 || len(gaps) < h.settings.MinGaps {
		return Cycle{From: month.date(), Days: float64(h.settings.FallbackDays), Source: "fallback", Gaps: len(gaps)}
	}
	median, _ := quantile(rationals(gaps), big.NewRat(1, 2)).Float64()
	return Cycle{From: month.date(), Days: median, Source: "median", Gaps: len(gaps)}
}
