package cell

import (
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"regulars"
)

// longestNumber is in bytes; exact binary fractions, written out, take some 60 digits.
const longestNumber = 128

// number is a decimal number: digits before and behind the point, and a power of ten.
type number struct {
	negative    bool
	whole, frac string
	exponent    int
}

// Money reads an amount as Amount does, rounded half away from zero to four decimals.
// More than regulars.MaxMoney is an error.
func Money(text string, s NumberStyle) (regulars.Money, error) {
	n, err := readAmount(text, s)
	if err != nil {
		return 0, err
	}
	if n.exponent != 0 || len(n.whole) > 14 {
		m, err := regulars.ParseMoney(n.decimal().String())
		if err != nil {
			return 0, refuse("amount", text, "is beyond 99,999,999,999,999.9999")
		}
		return m, nil
	}
	var m regulars.Money
	for i := range len(n.whole) {
		m = m*10 + regulars.Money(n.whole[i]-'0')
	}
	for i := range regulars.MoneyScale {
		m *= 10
		if i < len(n.frac) {
			m += regulars.Money(n.frac[i] - '0')
		}
	}
	if len(n.frac) > regulars.MoneyScale && n.frac[regulars.MoneyScale] >= '5' {
		m++
	}
	if m > regulars.MaxMoney {
		return 0, refuse("amount", text, "is beyond 99,999,999,999,999.9999")
	}
	if n.negative {
		m = -m
	}
	return m, nil
}

// Amount reads an amount of money: 1234.5, NT$ 1,234.50, 490 元, (490) and 490- for
// less than nothing, １２３, −5. What stands in the style decides between the signs;
// without it 1,234 is refused, for it may be 1234 or 1.234.
func Amount(text string, s NumberStyle) (decimal.Decimal, error) {
	n, err := readAmount(text, s)
	if err != nil {
		return decimal.Decimal{}, err
	}
	return n.decimal(), nil
}

// Quantity reads a number that is no money.
func Quantity(text string, s NumberStyle) (float64, error) {
	n, err := read("quantity", text, s)
	if err != nil {
		return 0, err
	}
	if n.exponent == 0 && n.frac == "" && len(n.whole) <= 15 {
		v, _ := strconv.ParseInt(n.whole, 10, 64) // of at most 15 digits there is always one
		if n.negative {
			v = -v
		}
		return float64(v), nil
	}
	v, _ := strconv.ParseFloat(n.text(), 64) // of at most 128 digits and an exponent of two there is always one
	return v, nil
}

func readAmount(text string, s NumberStyle) (number, error) { return read("amount", text, s) }

func read(what, text string, style NumberStyle) (number, error) {
	if n, ok := readPlain(text, style); ok {
		return n, nil
	}
	s := plain(text)
	switch {
	case Nothing(s):
		return number{}, ErrNothing
	case len(s) > longestNumber:
		return number{}, refuse(what, text, "is longer than 128 signs")
	case style.Typed:
		return readTyped(what, text, s)
	}
	core, negative, ok := bare(s, what == "amount")
	if !ok {
		return number{}, refuse(what, text, "is no number")
	}
	whole, frac, why := readStyled(core, style)
	if why != "" {
		return number{}, refuse(what, text, why)
	}
	return number{negative: negative, whole: whole, frac: frac}, nil
}

// readPlain reads what most cells are, without a copy: -1234.50 and 1234.
func readPlain(s string, style NumberStyle) (number, bool) {
	var n number
	if len(s) > 0 && s[0] == '-' {
		n.negative, s = true, s[1:]
	}
	end := digits(s)
	if end == 0 || len(s) > longestNumber {
		return n, false
	}
	n.whole = s[:end]
	if end == len(s) {
		return n, true
	}
	n.frac = s[end+1:]
	if s[end] != '.' || n.frac == "" || digits(n.frac) != len(n.frac) {
		return n, false
	}
	evident := len(n.frac) != 3 || end > 3 || s[0] == '0'
	return n, style.Decimal == '.' || style == NumberStyle{} && evident
}

// digits returns how many digits a text begins with.
func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

func readTyped(what, text, s string) (number, error) {
	var n number
	mantissa, power, scientific := strings.Cut(strings.ToLower(s), "e")
	if scientific {
		e, err := strconv.Atoi(power)
		if err != nil || e > 99 || e < -99 {
			return n, refuse(what, text, "is no number")
		}
		n.exponent = e
	}
	n.negative = strings.HasPrefix(mantissa, "-")
	var ok bool
	n.whole, n.frac, ok = split(strings.TrimLeft(mantissa, "+-"), NumberStyle{Decimal: '.'})
	if !ok || strings.LastIndexAny(mantissa, "+-") > 0 {
		return n, refuse(what, text, "is no number")
	}
	return n, nil
}

// readStyled returns the digits of a number without sign and currency, or why it has none.
func readStyled(core string, style NumberStyle) (whole, frac, why string) {
	if style.Decimal != 0 || style.Group != 0 {
		whole, frac, ok := split(core, style.filled())
		if !ok {
			return "", "", unlike(core, style)
		}
		return whole, frac, ""
	}
	fits := fitting(core)
	switch {
	case fits == 0:
		return "", "", "is no number"
	case !agree(core, fits):
		whole, _, _ := split(core, numberStyles[0])
		other, _, _ := split(core, numberStyles[1])
		return "", "", "may be " + max(whole, other) + " or " + strings.Replace(core, ",", ".", 1) + ": declare how its numbers are written"
	}
	whole, frac, _ = split(core, numberStyles[first(fits)])
	return whole, frac, ""
}

// unlike says how a number stands against the style of its column.
func unlike(core string, style NumberStyle) string {
	if scientific(core) {
		return "has lost digits: write it out in the file"
	}
	if fitting(core) == 0 {
		return "is no number"
	}
	return "is not written as the others are, " + style.String()
}

// fitting returns which of numberStyles read the text, a bit for each. A number whose
// groups are blanks needs a fraction: 100 200 is two.
func fitting(core string) int {
	fits := 0
	for i, style := range numberStyles {
		if _, frac, ok := split(core, style); ok && (frac != "" || !strings.Contains(core, " ")) {
			fits |= 1 << i
		}
	}
	return fits
}

// agree reports whether all the styles read the same number.
func agree(core string, fits int) bool {
	var whole, frac string
	for i, style := range numberStyles {
		if fits&(1<<i) == 0 {
			continue
		}
		w, f, _ := split(core, style)
		if whole+frac == "" {
			whole, frac = w, f
		} else if w != whole || f != frac {
			return false
		}
	}
	return true
}

func first(fits int) int {
	for i := range numberStyles {
		if fits&(1<<i) != 0 {
			return i
		}
	}
	return 0
}

// split returns the digits before and behind the decimal sign. It is false for what is
// no number in the style: groups hold three digits each, the first one to three.
func split(s string, style NumberStyle) (whole, frac string, ok bool) {
	decimalSign := strings.LastIndexByte(s, byte(style.Decimal))
	whole = s
	if decimalSign >= 0 {
		whole, frac = s[:decimalSign], s[decimalSign+1:]
		if frac == "" || digits(frac) != len(frac) {
			return "", "", false
		}
	}
	if digits(whole) == len(whole) {
		return whole, frac, whole != "" || frac != ""
	}
	if style.Group == 0 {
		return "", "", false
	}
	group := byte(style.Group)
	lead := digits(whole)
	if lead == 0 || lead > 3 || whole[0] == '0' {
		return "", "", false
	}
	for rest := whole[lead:]; rest != ""; rest = rest[4:] {
		if len(rest) < 4 || rest[0] != group || digits(rest[1:4]) != 3 {
			return "", "", false
		}
	}
	return strings.ReplaceAll(whole, string(rune(group)), ""), frac, true
}

// bare takes sign and currency off a number. It is false where more than one sign
// stands there.
func bare(s string, money bool) (core string, negative, ok bool) {
	signs, before := 0, ""
	for s != before {
		before = s
		s = strings.Trim(s, " ")
		if s == "" {
			return "", false, false
		}
		switch last := s[len(s)-1]; {
		case s[0] == '-' || s[0] == '+':
			signs, negative, s = signs+1, s[0] == '-', s[1:]
		case last == '-' || last == '+':
			signs, negative, s = signs+1, last == '-', s[:len(s)-1]
		case s[0] == '(' && last == ')':
			signs, negative, s = signs+1, true, s[1:len(s)-1]
		}
		if money {
			s, _ = withoutCurrency(s)
		}
	}
	return s, negative, signs <= 1
}

// text returns the number as strconv reads it.
func (n number) text() string {
	s := n.whole + "." + n.frac + "e" + strconv.Itoa(n.exponent)
	if n.negative {
		return "-" + s
	}
	return s
}

func (n number) decimal() decimal.Decimal {
	figures := n.whole + n.frac
	exponent := int32(n.exponent - len(n.frac))
	if len(figures) > 18 {
		d, err := decimal.NewFromString(figures)
		if err != nil {
			return decimal.Decimal{} // digits alone are always a number
		}
		d = d.Shift(exponent)
		if n.negative {
			return d.Neg()
		}
		return d
	}
	v, _ := strconv.ParseInt(figures, 10, 64) // of at most 18 digits there is always one
	if n.negative {
		v = -v
	}
	return decimal.New(v, exponent)
}

// Evident reports whether a cell is a plain number that can be read in no other way, such
// as 1234 or 12.5, and whether it has a fraction.
func Evident(text string) (number, fraction bool) {
	n, ok := readPlain(text, NumberStyle{})
	return ok, ok && n.frac != ""
}
