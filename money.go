package regulars

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"
)

// Money is an amount in ten-thousandths of a currency unit: what ClickHouse
// stores as Decimal(18, 4). 12.5 is Money(125000).
type Money int64

// MoneyScale is the number of decimals that Money keeps.
const MoneyScale = 4

// ParseMoney reads a decimal such as "1280.0", "-490" or "466.666667". Digits
// beyond the fourth decimal are rounded half away from zero. The empty string
// is an error: the caller decides what a missing amount means.
func ParseMoney(s string) (Money, error) {
	d, err := decimal.NewFromString(s)
	if err != nil {
		return 0, fmt.Errorf("amount %q is not a decimal number", s)
	}
	return moneyOf(d)
}

func moneyOf(d decimal.Decimal) (Money, error) {
	shifted := d.Round(MoneyScale).Shift(MoneyScale)
	if shifted.Abs().GreaterThan(decimal.NewFromInt(math.MaxInt64)) {
		return 0, fmt.Errorf("amount %s is larger than Decimal(18, 4) holds", d)
	}
	return Money(shifted.IntPart()), nil
}

// Decimal is m as a decimal number with four digits behind the point.
func (m Money) Decimal() decimal.Decimal { return decimal.New(int64(m), -MoneyScale) }

// String prints m without trailing zeros: "12.5".
func (m Money) String() string { return m.Decimal().String() }
