package oracle

import (
	"math/big"

	"github.com/shopspring/decimal"

	"regulars"
)

// figure is the value of one metric; ratios have a numerator and a denominator.
type figure struct {
	value                  *float64
	numerator, denominator *decimal.Decimal
}

// ratio: "ratios are formed last; a denominator of 0 gives null, not 0 and not NaN".
func ratio(numerator, denominator decimal.Decimal) figure {
	f := figure{numerator: &numerator, denominator: &denominator}
	if denominator.IsZero() {
		return f
	}
	value, _ := new(big.Rat).Quo(numerator.Rat(), denominator.Rat()).Float64()
	f.value = &value
	return f
}

func share(numerator, denominator int) figure { return ratio(whole(numerator), whole(denominator)) }

func sum(d decimal.Decimal) figure {
	value, _ := d.Rat().Float64()
	return figure{value: &value}
}

func count(n int) figure { return sum(whole(n)) }

func money(m regulars.Money) figure { return sum(m.Decimal()) }

func number(r *big.Rat) figure {
	if r == nil {
		return figure{}
	}
	value, _ := r.Float64()
	return figure{value: &value}
}

func whole(n int) decimal.Decimal { return decimal.NewFromInt(int64(n)) }
