package cell_test

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars"
	"regulars/cell"
)

var (
	point = cell.NumberStyle{Decimal: '.', Group: ','}
	comma = cell.NumberStyle{Decimal: ',', Group: '.'}
)

func TestAmount(t *testing.T) {
	for _, c := range []struct {
		text  string
		style cell.NumberStyle
		want  string // "!…" is why it is refused
	}{
		{"1234", cell.NumberStyle{}, "1234"},
		{"0012", cell.NumberStyle{}, "12"},
		{"12.5", cell.NumberStyle{}, "12.5"},
		{"12.50", cell.NumberStyle{}, "12.5"},
		{".5", cell.NumberStyle{}, "0.5"},
		{"0.234", cell.NumberStyle{}, "0.234"},
		{"1234.567", cell.NumberStyle{}, "1234.567"},
		{"1,234.50", cell.NumberStyle{}, "1234.5"},
		{"1,234,567", cell.NumberStyle{}, "1234567"},
		{"1.234,50", cell.NumberStyle{}, "1234.5"},
		{"12,5", cell.NumberStyle{}, "12.5"},
		{"1.234.567", cell.NumberStyle{}, "1234567"},
		{"1'234.50", cell.NumberStyle{}, "1234.5"},
		{"1’234", cell.NumberStyle{}, "1234"},
		{"1\u202f234,50", cell.NumberStyle{}, "1234.5"},
		{"1 234", cell.NumberStyle{Decimal: ',', Group: ' '}, "1234"},
		{"1,234", cell.NumberStyle{}, "!may be 1234 or 1.234"},
		{"1.234", cell.NumberStyle{}, "!may be 1234 or 1.234"},
		{"1,234", point, "1234"},
		{"1.234", point, "1.234"},
		{"1,234", comma, "1.234"},
		{"1.234", comma, "1234"},
		{"1.234", cell.NumberStyle{Group: '.'}, "1234"},
		{"1.234.567", point, "!is not written as the others are, 1,234.50"},
		{"12,50", point, "!is not written as the others are, 1,234.50"},
		{"1,234.50", cell.NumberStyle{Decimal: '.'}, "!is not written as the others are, 1234.50"},
		{"12.5", comma, "!is not written as the others are, 1.234,50"},
		{"1234,567", point, "!is not written as the others are, 1,234.50"},
		{"1,2x4", point, "!is no number"},
		{"1,234", cell.NumberStyle{Group: ','}, "1234"},
		{"1,234.5", cell.NumberStyle{Group: ','}, "1234.5"},
		{"1.234,5", cell.NumberStyle{Group: '.'}, "1234.5"},
		{"1 234.5", cell.NumberStyle{Group: ' '}, "1234.5"},
		// Less than nothing.
		{"-490", cell.NumberStyle{}, "-490"},
		{"490-", cell.NumberStyle{}, "-490"},
		{"(490)", cell.NumberStyle{}, "-490"},
		{"(1,234.50)", point, "-1234.5"},
		{"−5", cell.NumberStyle{}, "-5"},
		{"－５", cell.NumberStyle{}, "-5"},
		{"- 5", cell.NumberStyle{}, "-5"},
		{"+5", cell.NumberStyle{}, "5"},
		{"-NT$490", cell.NumberStyle{}, "-490"},
		{"NT$-490", cell.NumberStyle{}, "-490"},
		{"($1,234.56)", cell.NumberStyle{}, "-1234.56"},
		{"(-5)", cell.NumberStyle{}, "!is no number"},
		{"--5", cell.NumberStyle{}, "!is no number"},
		{"-5-", cell.NumberStyle{}, "!is no number"},
		{"(5", cell.NumberStyle{}, "!is no number"},
		{"(45", cell.NumberStyle{}, "!is no number"},
		{"45)", cell.NumberStyle{}, "!is no number"},
		{"5+", cell.NumberStyle{}, "5"},
		{"+5+", cell.NumberStyle{}, "!is no number"},
		// Currencies.
		{"NT$ 1,234.50", cell.NumberStyle{}, "1234.5"},
		{"ＮＴ＄１，２３４．５０", cell.NumberStyle{}, "1234.5"},
		{"TWD 490", cell.NumberStyle{}, "490"},
		{"490 TWD", cell.NumberStyle{}, "490"},
		{"490元", cell.NumberStyle{}, "490"},
		{"NT$490元", cell.NumberStyle{}, "490"},
		{"¥1,234,567", cell.NumberStyle{}, "1234567"},
		{"￥100", cell.NumberStyle{}, "100"},
		{"12,50 €", cell.NumberStyle{}, "12.5"},
		{"Rp 1.234.567", cell.NumberStyle{}, "1234567"},
		{"$", cell.NumberStyle{}, "!is no number"},
		{"5 apples", cell.NumberStyle{}, "!is no number"},
		{"10%", cell.NumberStyle{}, "!is no number"},
		{`="490"`, cell.NumberStyle{}, "490"},
		{" １２３ ", cell.NumberStyle{}, "123"},
		// No numbers.
		{"-", cell.NumberStyle{}, "!is no number"},
		{".", cell.NumberStyle{}, "!is no number"},
		{"+", cell.NumberStyle{}, "!is no number"},
		{"5.", cell.NumberStyle{}, "!is no number"},
		{"1e", cell.NumberStyle{}, "!is no number"},
		{"1e5", cell.NumberStyle{}, "!is no number"},
		{"1.5E+3", point, "!has lost digits"},
		{"0x10", cell.NumberStyle{}, "!is no number"},
		{"100 200", cell.NumberStyle{}, "!is no number"},
		{"12.50.00", cell.NumberStyle{}, "!is no number"},
		{"12.50.00", comma, "!is no number"},
		{"1,23,456", point, "!is no number"},
		{"1,2345", point, "!is not written as the others are"},
		{"0,123", point, "!is not written as the others are"},
		{",123", point, "!is not written as the others are"},
		{"Infinity", cell.NumberStyle{}, "!is no number"},
		{"1_000", cell.NumberStyle{}, "!is no number"},
		{strings.Repeat("1", 128), cell.NumberStyle{}, strings.Repeat("1", 128)},
		{strings.Repeat("1", 129), cell.NumberStyle{}, "!is longer than 128 signs"},
		{"+" + strings.Repeat("1", 127), cell.NumberStyle{}, strings.Repeat("1", 127)},
		{"+" + strings.Repeat("1", 128), cell.NumberStyle{}, "!is longer than 128 signs"},
		// Numbers of the file's own types.
		{"1234.567", cell.TypedNumbers, "1234.567"},
		{"1.5e3", cell.TypedNumbers, "1500"},
		{"-1.5E-05", cell.TypedNumbers, "-0.000015"},
		{"912345678.0", cell.TypedNumbers, "912345678"},
		{"1,234", cell.TypedNumbers, "!is no number"},
		{"1e999999999", cell.TypedNumbers, "!is no number"},
		{"1e99", cell.TypedNumbers, "1" + strings.Repeat("0", 99)},
		{"1e100", cell.TypedNumbers, "!is no number"},
		{"1e-99", cell.TypedNumbers, "0." + strings.Repeat("0", 98) + "1"},
		{"1e-100", cell.TypedNumbers, "!is no number"},
		{"1e", cell.TypedNumbers, "!is no number"},
		{"1ex", cell.TypedNumbers, "!is no number"},
		{"+5", cell.TypedNumbers, "5"},
		{"+-5", cell.TypedNumbers, "!is no number"},
		{"5-", cell.TypedNumbers, "!is no number"},
		{"12345678901234567890.123", cell.TypedNumbers, "12345678901234567890.123"},
	} {
		d, err := cell.Amount(c.text, c.style)
		if why, refused := strings.CutPrefix(c.want, "!"); refused {
			require.ErrorContains(t, err, why, c.text)
			require.ErrorContains(t, err, "not an amount: ")
			require.LessOrEqual(t, len([]rune(err.Error())), 160)
			continue
		}
		require.NoError(t, err, c.text)
		require.Equal(t, c.want, d.String(), c.text)
		q, err := cell.Quantity(strings.Trim(d.String(), "()"), cell.TypedNumbers)
		require.NoError(t, err, c.text)
		want, _ := d.Float64()
		require.InEpsilon(t, want+1e9, q+1e9, 1e-12, c.text)
	}
}

// A plain number means one thing without any style; 1.234 may mean two.
func TestEvident(t *testing.T) {
	for text, want := range map[string][2]bool{
		"1234": {true, false}, "-5": {true, false}, "0": {true, false}, "12.5": {true, true}, "-12.50": {true, true}, "1234.567": {true, true}, "0.234": {true, true}, "1.2345": {true, true},
		"1.234": {}, "123.456": {}, "1,234": {}, "12,5": {}, "5.": {}, ".5": {}, "NT$5": {}, "x": {}, "": {}, "-": {}, "1.5.2": {}, "1e5": {},
	} {
		number, fraction := cell.Evident(text)
		require.Equal(t, want, [2]bool{number, fraction}, text)
	}
}

// A cell in an error is one line of at most forty signs.
func TestHowErrorsShowACell(t *testing.T) {
	for text, shown := range map[string]string{
		"a\tb\x01c": "a·b·c", " a b ": "a b", strings.Repeat("長", 39): strings.Repeat("長", 39), strings.Repeat("長", 40): strings.Repeat("長", 39) + "…",
	} {
		_, err := cell.Quantity(text, cell.NumberStyle{})
		require.EqualError(t, err, "not a quantity: "+shown+" is no number")
	}
	_, err := cell.Amount("x", cell.NumberStyle{})
	require.EqualError(t, err, "not an amount: x is no number")
}

func TestMoney(t *testing.T) {
	for text, want := range map[string]regulars.Money{
		"12.5": 125_000, "0.00005": 1, "-0.00005": -1, "0.00004999": 0, "99999999999999.9999": regulars.MaxMoney, "-99999999999999.99994": -regulars.MaxMoney, "00000000000000000001.5": 15_000,
	} {
		m, err := cell.Money(text, cell.NumberStyle{Decimal: '.'})
		require.NoError(t, err, text)
		require.Equal(t, want, m, text)
	}
	for _, text := range []string{"99999999999999.99995", "100000000000000", "-100000000000000", "123456789012345678901234567890"} {
		_, err := cell.Money(text, cell.NumberStyle{Decimal: '.'})
		require.ErrorContains(t, err, "is beyond 99,999,999,999,999.9999", text)
	}
	m, err := cell.Money("1.5e3", cell.TypedNumbers)
	require.NoError(t, err)
	require.Equal(t, regulars.Money(15_000_000), m)
}

// Money rounds as regulars.ParseMoney does.
func TestMoneyIsParseMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{1,16}(\.[0-9]{1,9})?`).Draw(t, "text")
		want, wrong := regulars.ParseMoney(text)
		got, err := cell.Money(text, cell.NumberStyle{Decimal: '.', Group: ','})
		require.Equal(t, wrong == nil, err == nil, text)
		require.Equal(t, want, got, text)
	})
}

// written writes a number in a dialect: digits in groups, signs, a currency, wide digits.
func written(t *rapid.T, whole, frac string, negative bool, style cell.NumberStyle) string {
	var b strings.Builder
	for i, d := range whole {
		if left := len(whole) - i; i > 0 && left%3 == 0 && style.Group != 0 {
			b.WriteRune(style.Group)
		}
		b.WriteRune(d)
	}
	if frac != "" {
		b.WriteRune(style.Decimal)
		b.WriteString(frac)
	}
	text := b.String()
	currency := rapid.SampledFrom([]string{"", "", "$", "NT$ ", "€", "TWD "}).Draw(t, "currency")
	if negative {
		text = rapid.SampledFrom([]string{"-" + currency + text, currency + "-" + text, "(" + currency + text + ")", currency + text + "-", "−" + text}).Draw(t, "negative")
	} else {
		text = currency + text + rapid.SampledFrom([]string{"", "", " 元", " EUR", "円"}).Draw(t, "behind")
	}
	if rapid.Bool().Draw(t, "wide") {
		text = strings.Map(func(r rune) rune {
			if r > ' ' && r <= '~' {
				return r - '!' + '！'
			}
			return r
		}, text)
	}
	return rapid.SampledFrom([]string{"", " ", "\u00a0", "\u200b"}).Draw(t, "before") + text + rapid.SampledFrom([]string{"", " ", "\t"}).Draw(t, "after")
}

var styles = []cell.NumberStyle{
	{Decimal: '.', Group: ','}, {Decimal: ',', Group: '.'}, {Decimal: ',', Group: ' '}, {Decimal: '.', Group: '\''}, {Decimal: '.'}, {Decimal: ','},
}

func TestAmountsReadBackAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		style := rapid.SampledFrom(styles).Draw(t, "style")
		whole := rapid.StringMatching(`0|[1-9][0-9]{0,11}`).Draw(t, "whole")
		frac := rapid.StringMatching(`[0-9]{0,5}`).Draw(t, "frac")
		negative := rapid.Bool().Draw(t, "negative")
		text := written(t, whole, frac, negative, style)
		want, ok := new(big.Rat).SetString(whole + "." + frac + "0")
		require.True(t, ok)
		if negative {
			want.Neg(want)
		}
		got, err := cell.Amount(text, style)
		require.NoError(t, err, text)
		require.Zero(t, want.Cmp(got.Rat()), "%q is %s, not %s", text, got, want)

		// Without the style it is the same, or a question.
		if evident, err := cell.Amount(text, cell.NumberStyle{}); err == nil {
			require.Zero(t, want.Cmp(evident.Rat()), "%q is %s, not %s", text, evident, want)
		} else if style.Group != ' ' {
			require.ErrorContains(t, err, " or ")
		}
	})
}

// What is a number in a style is what a grammar says.
func TestNumbersAreThoseOfTheGrammar(t *testing.T) {
	grammar := map[cell.NumberStyle]*regexp.Regexp{
		point:                          regexp.MustCompile(`^(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)?(?:\.[0-9]+)?$`),
		comma:                          regexp.MustCompile(`^(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)?(?:,[0-9]+)?$`),
		cell.NumberStyle{Decimal: '.'}: regexp.MustCompile(`^[0-9]*(?:\.[0-9]+)?$`),
	}
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.SampledFrom([]rune("00112345,,..e ")), 1, 9, -1).Draw(t, "text")
		sign := rapid.SampledFrom([]string{"", "-"}).Draw(t, "sign")
		for style, g := range grammar {
			core := strings.Trim(text, " ")
			got, err := cell.Amount(sign+text, style)
			if core == "" || !g.MatchString(core) {
				require.Error(t, err, "%q", sign+text)
				continue
			}
			accepted++
			require.NoError(t, err, "%q", sign+text)
			plain := strings.ReplaceAll(core, string(style.Group), "")
			want, wrong := decimal.NewFromString(sign + "0" + strings.Replace(plain, ",", ".", 1))
			require.NoError(t, wrong)
			require.True(t, want.Equal(got), "%q is %s, not %s", text, got, want)
		}
	})
	require.Positive(t, accepted)
}

func TestQuantity(t *testing.T) {
	for text, want := range map[string]float64{"2": 2, "2.0": 2, "1.5": 1.5, "-1": -1, "(3)": -3, "２": 2, "0.125": 0.125, "12345678901234567890": 12345678901234567890} {
		q, err := cell.Quantity(text, cell.NumberStyle{})
		require.NoError(t, err, text)
		require.InDelta(t, want, q, 0, text)
	}
	for text, want := range map[string]float64{"2e3": 2000, "-2e3": -2000, "25e-1": 2.5, "123456789012345": 123456789012345, "-1234567890123456": -1234567890123456} {
		q, err := cell.Quantity(text, cell.TypedNumbers)
		require.NoError(t, err, text)
		require.InDelta(t, want, q, 0, text)
	}
	for _, text := range []string{"-", "x", "NT$2", "2 pcs", "NaN", "Inf", "1e3", "0x10", ""} {
		_, err := cell.Quantity(text, cell.NumberStyle{})
		require.Error(t, err, text)
	}
}

func TestCurrency(t *testing.T) {
	for text, want := range map[string]string{
		"NT$ 490": "TWD", "490 TWD": "TWD", "US$5": "USD", "(US$5)": "USD", "-€5": "EUR", "5 €": "EUR", "$5": "", "¥5": "", "5元": "", "5": "", "": "", "RM5.90": "MYR", "ＮＴ＄５": "TWD",
	} {
		require.Equal(t, want, cell.Currency(text), text)
	}
	for sign, code := range map[string]string{
		"NT$": "TWD", "NTD": "TWD", "TWD": "TWD", "US$": "USD", "USD": "USD", "HK$": "HKD", "HKD": "HKD", "SGD": "SGD", "AUD": "AUD", "CAD": "CAD", "CNY": "CNY", "RMB": "CNY", "JPY": "JPY",
		"KRW": "KRW", "EUR": "EUR", "GBP": "GBP", "CHF": "CHF", "MYR": "MYR", "THB": "THB", "VND": "VND", "IDR": "IDR", "PHP": "PHP", "INR": "INR", "MOP": "MOP", "NZD": "NZD", "BRL": "BRL",
		"台幣": "TWD", "臺幣": "TWD", "新台幣": "TWD", "新臺幣": "TWD", "人民币": "CNY", "港幣": "HKD", "美元": "USD", "日圓": "JPY", "S$": "SGD", "A$": "AUD", "C$": "CAD", "R$": "BRL", "NT": "TWD", "RM": "MYR",
		"Rp": "IDR", "€": "EUR", "£": "GBP", "₩": "KRW", "₫": "VND", "฿": "THB", "₱": "PHP", "₹": "INR", "円": "JPY", "$": "", "¥": "", "元": "", "圓": "", "塊": "",
	} {
		for _, text := range []string{sign + "5", sign + " 5", "5" + sign, "5 " + strings.ToLower(sign), strings.ToLower(sign) + "5"} {
			require.Equal(t, code, cell.Currency(text), text)
			amount, err := cell.Amount(text, cell.NumberStyle{})
			require.NoError(t, err, text)
			require.Equal(t, "5", amount.String(), text)
		}
	}
	for _, alone := range []string{"TWD", "€", "元", "aud"} {
		require.Empty(t, cell.Currency(alone), "there is no amount of it")
	}
}
