package main

import (
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/currency"
)

// unit says how a metric's value is written.
type unit string

const (
	count    unit = "count"
	money    unit = "money"
	share    unit = "share" // 0..1, shown as per cent
	days     unit = "days"
	fraction unit = "fraction"
)

// number writes a value in its unit; a value that isn't there is a dash.
func number(value *float64, u unit, code string) string {
	if value == nil {
		return "–"
	}
	v := *value
	switch u {
	case money:
		return grouped(v, moneyDigits(code))
	case share:
		return grouped(v*100, 1) + " %"
	case days:
		return grouped(v, digitsFor(v)) + " d"
	case fraction:
		return grouped(v, 2)
	}
	return grouped(v, digitsFor(v))
}

// moneyDigits is how many decimals people write in a currency: none in TWD.
func moneyDigits(code string) int {
	u, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	digits, _ := currency.Cash.Rounding(u)
	return digits
}

func digitsFor(v float64) int {
	if v == math.Trunc(v) {
		return 0
	}
	return 1
}

// grouped writes a number with commas between its thousands.
func grouped(v float64, digits int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', digits, 64)
	whole, rest, _ := strings.Cut(text, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(text, "0.") != "" {
		b.WriteString("-")
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

func whole(n uint64) string { return grouped(float64(n), 0) }

// short writes a duration without the zeros of Go's form: 6h, 1m30s.
func short(d time.Duration) string {
	if d >= time.Minute {
		d = d.Round(time.Second)
	}
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}
