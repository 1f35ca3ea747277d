package oracle

import (
	"fmt"
	"math/big"
	"slices"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"
)

// scored are the scores of one member.
type scored struct {
	member  *member
	r, f, m int
}

func (h *History) scores(d dates.Day) []scored {
	all := h.rfm(d)
	r, f, m := sorted(all, recency), sorted(all, frequency), sorted(all, monetary)
	rules := h.settings.RFM
	var scores []scored
	for _, a := range all {
		s := scored{a.member, score(older(r, a.recency), all), score(less(f, a.frequency), all), score(less(m, a.monetary), all)}
		scores = append(scores, s.binned(a, rules))
	}
	return scores
}

// score: "1 + floor(5 × members strictly worse / members): equal values get
// equal scores, a score may be empty". Worse is older, fewer, less.
func score(worse int, all []axes) int { return 1 + 5*worse/len(all) }

func sorted(all []axes, of func(axes) *big.Rat) []*big.Rat {
	values := make([]*big.Rat, len(all))
	for i, a := range all {
		values[i] = of(a)
	}
	slices.SortFunc(values, (*big.Rat).Cmp)
	return values
}

// less counts what is strictly less than v.
func less(sorted []*big.Rat, v *big.Rat) int {
	n, _ := slices.BinarySearchFunc(sorted, v, (*big.Rat).Cmp)
	return n
}

// older counts what is strictly more than v.
func older(sorted []*big.Rat, v *big.Rat) int {
	upTo, _ := slices.BinarySearchFunc(sorted, v, func(a, b *big.Rat) int {
		if a.Cmp(b) > 0 {
			return 1
		}
		return -1
	})
	return len(sorted) - upTo
}

// binned: "configured bins: score = 1 + number of bins reached (orders, money:
// value >= bin; recency: given ascending in days, score = 5 - number of bins with
// recency > bin)".
func (s scored) binned(a axes, rules input.RFM) scored {
	if len(rules.RecencyBins) > 0 {
		s.r = 5 - countBins(rules.RecencyBins, func(bin *big.Rat) bool { return a.recency.Cmp(bin) > 0 })
	}
	if len(rules.OrdersBins) > 0 {
		s.f = 1 + countBins(rules.OrdersBins, func(bin *big.Rat) bool { return a.frequency.Cmp(bin) >= 0 })
	}
	if len(rules.MoneyBins) > 0 {
		s.m = 1 + countBins(rules.MoneyBins, func(bin *big.Rat) bool { return a.monetary.Cmp(bin) >= 0 })
	}
	return s
}

func countBins(bins []float64, reached func(*big.Rat) bool) int {
	n := 0
	for _, bin := range bins {
		if reached(new(big.Rat).SetFloat64(bin)) {
			n++
		}
	}
	return n
}

// scoreRows: "rfm_score_r/_f/_m with scope score:<1..5> (members; rows for all
// five, 0 too, when any member is in the RFM window), rfm_cross_rf scope
// r:<n>/f:<n>, rfm_cross_rm, rfm_cross_fm (members; rows where > 0), and
// rfm_cross_revenue_rf/_rm/_fm (365d revenue of those members, same scopes)".
func (h *History) scoreRows(d dates.Day) []Row {
	scores := h.scores(d)
	if len(scores) == 0 {
		return nil
	}
	var rows []Row
	for n := 1; n <= 5; n++ {
		scope := fmt.Sprint("score:", n)
		rows = append(rows,
			row(scope, "rfm_score_r", "day", countScores(scores, func(s scored) bool { return s.r == n })),
			row(scope, "rfm_score_f", "day", countScores(scores, func(s scored) bool { return s.f == n })),
			row(scope, "rfm_score_m", "day", countScores(scores, func(s scored) bool { return s.m == n })))
	}
	rows = append(rows, crossRows(scores, "rf", d, func(s scored) string { return fmt.Sprintf("r:%d/f:%d", s.r, s.f) })...)
	rows = append(rows, crossRows(scores, "rm", d, func(s scored) string { return fmt.Sprintf("r:%d/m:%d", s.r, s.m) })...)
	return append(rows, crossRows(scores, "fm", d, func(s scored) string { return fmt.Sprintf("f:%d/m:%d", s.f, s.m) })...)
}

func countScores(scores []scored, is func(scored) bool) figure {
	n := 0
	for _, s := range scores {
		if is(s) {
			n++
		}
	}
	return count(n)
}

func crossRows(scores []scored, axes string, d dates.Day, cell func(scored) string) []Row {
	in := map[string][]*member{}
	for _, s := range scores {
		in[cell(s)] = append(in[cell(s)], s.member)
	}
	var rows []Row
	for scope, members := range in {
		rows = append(rows,
			row(scope, "rfm_cross_"+axes, "day", count(len(members))),
			row(scope, "rfm_cross_revenue_"+axes, "day", money(revenue365(members, d))))
	}
	return rows
}
