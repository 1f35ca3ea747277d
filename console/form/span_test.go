package form_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/console/form"
)

// What is typed and its unit are a value again; what can't be one stays what was typed.
func TestSettle(t *testing.T) {
	twenty := strings.Repeat("1", 20)
	for name, c := range map[string]struct{ number, unit, want string }{
		"days":                              {" 3 ", "d", "3d"},
		"hours":                             {"3", "h", "3h"},
		"days where no unit is given":       {"3", "", "3d"},
		"no time":                           {"0", "d", "0d"},
		"leading zeros":                     {"03", "d", "3d"},
		"the most that a span holds":        {"2147483647", "d", "2147483647d"},
		"more than a span holds":            {"2147483648", "d", "2147483648"},
		"nothing":                           {" ", "d", ""},
		"no number":                         {"soon", "d", "soon"},
		"a number of its own":               {"03", form.UnitPlain, "03"},
		"a word in place of both":           {"3", "=last", "last"},
		"the word for nothing":              {"3", "=", ""},
		"percent":                           {"12.5", form.UnitPercent, "0.125"},
		"percent with its sign":             {"50%", form.UnitPercent, "0.5"},
		"percent without a digit before it": {".5", form.UnitPercent, "0.005"},
		"whole percent":                     {"100", form.UnitPercent, "1"},
		"no percent":                        {"ten", form.UnitPercent, "ten"},
		"no percent, negative":              {"-5", form.UnitPercent, "-5"},
		"as many digits as are read":        {twenty, form.UnitPercent, twenty[:18] + "." + twenty[18:]},
		"more digits than are read":         {twenty + "1", form.UnitPercent, twenty + "1"},
		"on the expected day":               {"0", form.UnitExpected, "expected_purchase"},
		"before the expected day":           {"3", form.UnitExpected, "expected_purchase - 3d"},
		"no day before the expected one":    {"x", form.UnitExpected, "x"},
	} {
		got := form.Settle(url.Values{"steps[0].after~n": {c.number}, "steps[0].after~unit": {c.unit}, "steps[0].after": {"hidden"}, "other": {"a", "b"}})
		require.Equal(t, url.Values{"steps[0].after": {c.want}, "other": {"a", "b"}}, got, name)
	}
}

// A control that nobody touched keeps its value to the letter, also one that its parts can't show.
func TestUntouchedControlsKeepTheirValue(t *testing.T) {
	for name, c := range map[string]struct{ number, unit, shown, want string }{
		"untouched":                        {"3", "d", "3 d", "3d # as it was"},
		"line ends that a browser changed": {"3\r\n", "d", "3\n d", "3d # as it was"},
		"another number":                   {"4", "d", "3 d", "4d"},
		"another unit":                     {"3", "h", "3 d", "3h"},
	} {
		got := form.Settle(url.Values{"again~n": {c.number}, "again~unit": {c.unit}, "again~shown": {c.shown}, "again~was": {"3d # as it was"}})
		require.Equal(t, url.Values{"again": {c.want}}, got, name)
	}
	require.Equal(t, url.Values{"again": {"d"}}, form.Settle(url.Values{"again~n": {"d"}, "again~was": {"x"}}), "nothing says what was shown")
	require.Empty(t, form.Settle(url.Values{"a~unit": {"d"}, "a~shown": {"3 d"}, "a~was": {"3d"}}), "parts alone are no value")
}

// A value is shown as what is typed and its unit.
func TestSpan(t *testing.T) {
	for name, c := range map[string]struct {
		value        string
		units        []string
		number, unit string
	}{
		"days":                               {"7d", []string{"d", "h"}, "7", "d"},
		"hours":                              {"7h", []string{"d", "h"}, "7", "h"},
		"a unit that isn't there":            {"7m", []string{"d", "h"}, "7m", "d"},
		"more than a span":                   {"7d12h", []string{"d", "h"}, "7d12h", "d"},
		"nothing":                            {"", []string{"d", "h"}, "", "d"},
		"a word":                             {"last", []string{form.UnitPlain, "=last"}, "", "=last"},
		"the word for nothing":               {"", []string{"again:d", "again:="}, "", "="},
		"a number in place of a word":        {"2", []string{"=last", form.UnitPlain}, "2", form.UnitPlain},
		"nothing in place of a word":         {"", []string{"=last", form.UnitPlain}, "", "=last"},
		"a share":                            {"0.125", []string{form.UnitPercent}, "12.5", form.UnitPercent},
		"a share with a space":               {" 0.125", []string{form.UnitPercent}, "12.5", form.UnitPercent},
		"what isn't known, next to expected": {"soon", []string{form.UnitExpected}, "soon", form.UnitExpected},
		"no share":                           {"ten", []string{form.UnitPercent}, "ten", form.UnitPercent},
		"before the expected day":            {"expected_purchase - 3d", []string{"d", form.UnitExpected}, "3", form.UnitExpected},
		"before the expected day, tight":     {"expected_purchase-3d", []string{"d", form.UnitExpected}, "3", form.UnitExpected},
		"on the expected day":                {"expected_purchase", []string{"d", form.UnitExpected}, "", form.UnitExpected},
		"expected, where nobody is":          {"expected_purchase", []string{"d", "h"}, "expected_purchase", "d"},
		"what isn't known, of one unit":      {"soon", []string{"d"}, "soon", "d"},
		"what isn't known, of the first":     {"soon", []string{"h", "d"}, "soon", "h"},
	} {
		s := sheet(url.Values{"at_most": {c.value}})
		field := s.Span("at_most", s.Units(c.units...)...)
		require.Equal(t, c.number, field.Number, name)
		require.Equal(t, c.number+" "+c.unit, field.Value, name)
		require.Equal(t, c.value, field.Was, name)
		require.Equal(t, []string{c.unit}, chosen(field.Options), name)
		require.Equal(t, len(c.units) == 1, field.One(), name)
		require.Equal(t, "unit", field.Units)
	}
	s := sheet(nil)
	require.Equal(t, form.Option{Value: "d", Text: "days later"}, s.Units("again:d")[0])
	require.Equal(t, form.Option{Value: "d", Text: "days"}, s.Units("d")[0])
}

func chosen(options []form.Option) []string {
	var all []string
	for _, o := range options {
		if o.Chosen {
			all = append(all, o.Value)
		}
	}
	return all
}
