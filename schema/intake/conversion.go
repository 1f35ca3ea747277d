package intake

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"regulars"
)

// conversion makes amounts those of the brand's currency, as ClickHouse's Decimal(18, 4)
// holds them.
type conversion struct {
	rate decimal.Decimal
	same bool  // the rate is one
	err  error // the first amount that no Decimal holds
}

var one = decimal.NewFromInt(1)

// rateScale is the number of decimals of a stored rate.
const rateScale = 8

// of converts an amount.
func (c *conversion) of(m regulars.Money) int64 {
	if c.same {
		return int64(m)
	}
	return c.units(c.exact(m), regulars.MoneyScale)
}

// exact converts an amount that is to be computed with.
func (c *conversion) exact(m regulars.Money) decimal.Decimal {
	return m.Decimal().Mul(c.rate).Round(regulars.MoneyScale)
}

var errTooLarge = errors.New("the amount is larger than the table can hold")

// units are how many of the smallest parts of a Decimal of a scale a number is.
func (c *conversion) units(d decimal.Decimal, scale int32) int64 {
	units := d.Shift(scale).BigInt()
	if !units.IsInt64() {
		if c.err == nil {
			c.err = fmt.Errorf("%s: %w", d, errTooLarge)
		}
		return 0
	}
	return units.Int64()
}
