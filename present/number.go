package present

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Unit is what a value counts.
type Unit string

// The units.
const (
	Count    Unit = "count"
	Currency Unit = "currency" // of the brand
	Ratio    Unit = "ratio"    // a part of a whole: 1 is all of it
	Days     Unit = "days"
	Number   Unit = "number" // so many of one thing per another
)

// NoValue stands where there is no value.
const NoValue = "–"

// Numbers writes values for people: in one currency, with the decimals that people
// write in it, and in the words of one language.
type Numbers struct {
	names  *Names
	symbol string // of the currency, such as NT$
	digits int    // of an amount: none in TWD
}

// NewNumbers returns the Numbers of a currency by its ISO code. An unknown code
// stands before the amounts itself, which get two decimals.
func NewNumbers(code string, names *Names) Numbers {
	n := Numbers{names: names, symbol: code + " ", digits: 2}
	unit, err := currency.ParseISO(code)
	if err != nil {
		return n
	}
	n.symbol = message.NewPrinter(language.English).Sprint(currency.Symbol(unit))
	n.digits, _ = currency.Cash.Rounding(unit)
	return n
}

// WithoutSymbol returns Numbers that write amounts without the currency's symbol,
// for tables that name the currency once.
func (n Numbers) WithoutSymbol() Numbers {
	n.symbol = ""
	return n
}

// Value writes a value in its unit; nil is NoValue.
func (n Numbers) Value(unit Unit, value *float64) string {
	if value == nil {
		return NoValue
	}
	switch unit {
	case Currency:
		return n.Money(*value)
	case Ratio:
		return Percent(*value)
	case Days:
		return Grouped(*value, digitsOf(*value)) + n.names.DaysAfter
	case Number:
		return Grouped(*value, smallDigits(*value))
	}
	return Grouped(*value, digitsOf(*value))
}

// Money writes an amount in whole units of the currency and its decimals.
func (n Numbers) Money(amount float64) string {
	text := Grouped(math.Abs(amount), n.digits)
	if amount < 0 && !isZero(text) {
		return minus + n.symbol + text
	}
	return n.symbol + text
}

// Percent writes a ratio as per cent: 0.25 is "25.0 %".
func Percent(ratio float64) string { return Grouped(ratio*100, 1) + " %" }

// Whole writes a count.
func Whole[T int | int64 | uint64](count T) string { return Grouped(float64(count), 0) }

const minus = "−"

// Grouped writes a number with so many decimals and commas between its thousands.
// What rounds to zero has no sign.
func Grouped(v float64, decimals int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, rest, _ := strings.Cut(text, ".")
	var b strings.Builder
	if v < 0 && !isZero(text) {
		b.WriteString(minus)
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(",")
		}
		b.WriteRune(digit)
	}
	if rest != "" {
		b.WriteString("." + rest)
	}
	return b.String()
}

// isZero reports whether a written number shows nothing but zeros.
func isZero(text string) bool { return strings.Trim(text, "0.,") == "" }

// digitsOf returns no decimals for a whole number.
func digitsOf(v float64) int {
	if v == math.Trunc(v) {
		return 0
	}
	return 1
}

// smallDigits returns so many decimals that a small number shows something.
func smallDigits(v float64) int {
	if v != 0 && math.Abs(v) < 0.1 {
		return 4
	}
	return 2
}

// Plural writes how many there are of what an English word names: "1 order",
// "2,000 orders".
func Plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return Whole(n) + " " + what + "s"
}
