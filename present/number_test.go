package present

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func value(v float64) *float64 { return &v }

// Each value as the page writes it in both languages, and as a table does that
// names the currency once.
func TestValue(t *testing.T) {
	for _, c := range []struct {
		code             string
		unit             Unit
		value            *float64
		en, zh, noSymbol string
	}{
		{"TWD", Currency, value(1234567.8), "NT$1,234,568", "NT$1,234,568", "1,234,568"},
		{"TWD", Currency, value(-0.2), "NT$0", "NT$0", "0"},
		{"TWD", Currency, value(-1500), "−NT$1,500", "−NT$1,500", "−1,500"},
		{"EUR", Currency, value(1234.5), "€1,234.50", "€1,234.50", "1,234.50"},
		{"USD", Currency, value(-1234.5), "−$1,234.50", "−$1,234.50", "−1,234.50"},
		{"EUR", Currency, value(-0.5), "−€0.50", "−€0.50", "−0.50"},
		{"tea", Currency, value(3), "tea 3.00", "tea 3.00", "3.00"},
		{"TWD", Ratio, value(6.0 / 28), "21.4 %", "21.4 %", "21.4 %"},
		{"TWD", Ratio, value(-0.0213), "−2.1 %", "−2.1 %", "−2.1 %"},
		{"TWD", Ratio, value(1), "100.0 %", "100.0 %", "100.0 %"},
		{"TWD", Days, value(27), "27 d", "27 天", "27 d"},
		{"TWD", Days, value(45.66), "45.7 d", "45.7 天", "45.7 d"},
		{"TWD", Count, value(999), "999", "999", "999"},
		{"TWD", Count, value(1000), "1,000", "1,000", "1,000"},
		{"TWD", Count, value(100000), "100,000", "100,000", "100,000"},
		{"TWD", Count, value(1234567890), "1,234,567,890", "1,234,567,890", "1,234,567,890"},
		{"TWD", Count, value(0.25), "0.2", "0.2", "0.2"},
		{"TWD", Number, value(4.2711), "4.27", "4.27", "4.27"},
		{"TWD", Number, value(0.0213), "0.0213", "0.0213", "0.0213"},
		{"TWD", Number, value(0.1), "0.10", "0.10", "0.10"},
		{"TWD", Number, value(-0.0999), "−0.0999", "−0.0999", "−0.0999"},
		{"TWD", Number, value(0), "0.00", "0.00", "0.00"},
		{"TWD", "furlongs", value(7), "7", "7", "7"},
		{"TWD", Currency, nil, "–", "–", "–"},
		{"TWD", Ratio, nil, "–", "–", "–"},
	} {
		english := NewNumbers(c.code, &English)
		assert.Equal(t, c.en, english.Value(c.unit, c.value), "%s %s in English", c.code, c.unit)
		assert.Equal(t, c.zh, NewNumbers(c.code, &Chinese).Value(c.unit, c.value), "%s %s in Chinese", c.code, c.unit)
		assert.Equal(t, c.noSymbol, english.WithoutSymbol().Value(c.unit, c.value), "%s %s without a symbol", c.code, c.unit)
	}
}

func TestPlainNumbers(t *testing.T) {
	assert.Equal(t, "12,345,678", Whole(uint64(12345678)))
	assert.Equal(t, "0", Whole(int64(0)))
	assert.Equal(t, "−1,000", Whole(-1000))
	assert.Equal(t, "37.5 %", Percent(.375))
	assert.Equal(t, "−1,234.57", Grouped(-1234.567, 2))
	assert.Equal(t, []string{"1 order", "0 orders", "2,000 orders"}, []string{Plural(1, "order"), Plural(0, "order"), Plural(2000, "order")})
	assert.Equal(t, "0.00", Grouped(-0.001, 2), "what rounds to zero has no sign")
}
