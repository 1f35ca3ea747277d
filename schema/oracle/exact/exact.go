package exact

import (
	"math/big"

	"regulars"
)

// Quantile: "quantiles are linear (type 7)"; "the median of an even count is
// the mean of the middle two". Nil of nothing.
func Quantile(sorted []*big.Rat, p *big.Rat) *big.Rat {
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

// Of are whole numbers as exact ones.
func Of(numbers []int) []*big.Rat {
	all := make([]*big.Rat, len(numbers))
	for i, n := range numbers {
		all[i] = big.NewRat(int64(n), 1)
	}
	return all
}

// Mean of nothing is nil.
func Mean(values []*big.Rat) *big.Rat {
	if len(values) == 0 {
		return nil
	}
	total := new(big.Rat)
	for _, v := range values {
		total.Add(total, v)
	}
	return total.Quo(total, big.NewRat(int64(len(values)), 1))
}

// Shares: "the order's net revenue shared over its lines by amount, in 1/10000
// units with whole numbers, so that the shares add up exactly: cumulative share
// after line i = revenue × cum_amount_i / sum_amount (truncated), line's share =
// difference; amounts < 0 count as 0; an order whose line amounts sum to 0 gives
// 0 to each line".
func Shares(revenue regulars.Money, amounts []regulars.Money) []regulars.Money {
	var sum regulars.Money
	for _, a := range amounts {
		sum += max(a, 0)
	}
	of := make([]regulars.Money, len(amounts))
	if sum == 0 {
		return of
	}
	var cumulated, given regulars.Money
	for i, a := range amounts {
		cumulated += max(a, 0)
		part := new(big.Int).Mul(big.NewInt(int64(revenue)), big.NewInt(int64(cumulated)))
		until := regulars.Money(part.Quo(part, big.NewInt(int64(sum))).Int64())
		of[i], given = until-given, until
	}
	return of
}
