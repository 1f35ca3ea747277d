package report

import (
	"math"
	"strconv"
	"strings"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"regulars/schema/metric"
)

const noValue = "–"

// numbers writes values for people: in the brand's currency with the decimals
// that people use, shares as per cent.
type numbers struct {
	words  *text
	symbol string // of the currency, such as NT$
	digits int    // that people write in it: none in TWD
}

func newNumbers(code string, words *text) numbers {
	n := numbers{words: words, symbol: code + " ", digits: 2}
	unit, err := currency.ParseISO(code)
	if err != nil {
		return n
	}
	n.symbol = message.NewPrinter(language.English).Sprint(currency.Symbol(unit))
	n.digits, _ = currency.Cash.Rounding(unit)
	return n
}

// of writes a metric's value in its unit.
func (n numbers) of(name string, value *float64) string {
	if value == nil {
		return noValue
	}
	switch metric.UnitOf(name) {
	case metric.Currency:
		return n.money(*value)
	case metric.Ratio:
		return n.share(*value)
	case metric.Days:
		return grouped(*value, 1) + n.words.DaysAfter
	case metric.Number:
		return grouped(*value, smallDigits(*value))
	}
	return grouped(*value, digitsOf(*value))
}

func (n numbers) money(v float64) string {
	text := grouped(math.Abs(v), n.digits)
	if v < 0 && strings.Trim(text, "0.") != "" {
		return "−" + n.symbol + text
	}
	return n.symbol + text
}

func (n numbers) share(v float64) string { return grouped(v*100, 1) + " %" }

func (n numbers) count(v uint64) string { return grouped(float64(v), 0) }

// change writes how far a value moved: per cent of what it was, a share in
// percentage points.
func (n numbers) change(metric string, delta, change *float64) string {
	if delta == nil {
		return noValue
	}
	text := n.moved(metric, *delta, change)
	switch {
	case strings.Trim(text, "0., %"+n.words.Points) == "":
		return "="
	case *delta > 0:
		return "▲ " + text
	}
	return "▼ " + text
}

func (n numbers) moved(name string, delta float64, change *float64) string {
	if metric.UnitOf(name) == metric.Ratio {
		return grouped(math.Abs(delta)*100, 1) + " " + n.words.Points
	}
	if change == nil {
		delta = math.Abs(delta)
		return n.of(name, &delta)
	}
	if percent := math.Abs(*change) * 100; percent < 1000 {
		return grouped(percent, 1) + " %"
	}
	return "> 999 %"
}

// tone says whether a movement is welcome.
func tone(name string, delta *float64) string {
	better := metric.Better(name)
	switch {
	case delta == nil || *delta == 0 || better == metric.Neither:
		return "same"
	case (*delta > 0) == (better == metric.Less):
		return "worse"
	}
	return "better"
}

func digitsOf(v float64) int {
	if v == math.Trunc(v) {
		return 0
	}
	return 1
}

// smallDigits shows something of a small number.
func smallDigits(v float64) int {
	if v != 0 && math.Abs(v) < 0.1 {
		return 4
	}
	return 2
}

// grouped writes a number with commas between its thousands.
func grouped(v float64, digits int) string {
	text := strconv.FormatFloat(math.Abs(v), 'f', digits, 64)
	whole, rest, _ := strings.Cut(text, ".")
	var b strings.Builder
	if v < 0 && strings.Trim(text, "0.") != "" {
		b.WriteString("−")
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
