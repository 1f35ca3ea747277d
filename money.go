package regulars

import (
	"fmt"

	"github.com/shopspring/decimal"
)

// Money is an amount in ten-thousandths of a currency unit: what ClickHouse
// stores as Decimal(18, 4). 12.5 is Money(125000).
type Money int64

// MoneyScale is the number of decimals that Money keeps.
const MoneyScale = 4

// MaxMoney is the largest amount that Decimal(18, 4) holds,
// 99,999,999,999,999.9999; the smallest is -MaxMoney.
const MaxMoney Money = 999_999_999_999_999_999

// An amount's text is not longer than this: exact binary fractions, written out
// by some shops, take some 60 digits.
const longestAmount = 128

// ParseMoney reads a decimal such as "1280.0", "-490", "466.666667" or "1.28e3".
// It rounds half away from zero to four decimals: "0.00005" is 0.0001 and
// "-0.00005" is -0.0001. What is beyond MaxMoney after rounding is an error, and
// so is the empty string: the caller decides what a missing amount means.
func ParseMoney(s string) (Money, error) {
	if len(s) > longestAmount {
		return 0, fmt.Errorf("amount %q… is longer than %d characters", s[:longestAmount/4], longestAmount)
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return 0, fmt.Errorf("amount %q is not a decimal number", s)
	}
	shifted := d.Round(MoneyScale).Shift(MoneyScale)
	if shifted.Abs().GreaterThan(decimal.NewFromInt(int64(MaxMoney))) {
		return 0, fmt.Errorf("amount %s is beyond 99,999,999,999,999.9999, the most that Decimal(18, 4) holds", s)
	}
	return Money(shifted.IntPart()), nil
}

// Decimal returns m as a decimal number with four digits behind the point.
func (m Money) Decimal() decimal.Decimal { return decimal.New(int64(m), -MoneyScale) }

// String returns m without trailing zeros: "12.5".
func (m Money) String() string { return m.Decimal().String() }
