package formula

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var header = []string{"id", "amount", "Lineitem price", "訂單金額", "a`b", "Price", "price", "day"}

func TestColumnNamed(t *testing.T) {
	for text, want := range map[string]int{
		"id": 0, "ID": 0, "`id`": 0, `"id"`: 0, "Lineitem price": 2, "lineitem PRICE": 2, "`Lineitem price`": 2, "訂單金額": 3, "`a\\`b`": 4, "`a``b`": 4,
		"Price": 5, "price": 6, "PRICE": -1, "nope": -1, "id + 1": -1, "": -1, "`nope`": -1,
	} {
		require.Equal(t, want, ColumnNamed(header, text), text)
	}
}

func TestRewritten(t *testing.T) {
	alias := map[string]string{"amount": "amount as Int64"}
	for text, want := range map[string]string{
		"amount * 2":                         "`amount as Int64` * 2",
		"Lineitem price*amount":              "`Lineitem price`*`amount as Int64`",
		"訂單金額 - 1":                           "`訂單金額` - 1",
		"'amount' = `amount` -- amount":      "'amount' = `amount as Int64` -- amount",
		"concat('it''s id', id) /* id */":    "concat('it''s id', `id`) /* id */",
		"ids + amounts + id(1) + my_id":      "ids + amounts + id(1) + my_id",
		"toDate(day)":                        "toDate(`day`)",
		"x.id":                               "x.id",
		"`a\\`b` = 1":                        "`a\\`b` = 1",
		"if(price > 1, \"Price\", '\\'day')": "if(`price` > 1, `Price`, '\\'day')",
	} {
		require.Equal(t, want, rewritten(Tokens(text, header), alias), text)
	}
	require.Equal(t, []string{"price", "day"}, NamesIn(Tokens("price + day * price", header)))
}

// Whatever the text, its tokens are all of it.
func TestTokensAreTheWholeText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"id", "amount", "'", "`", `"`, "\\", " ", "(", "--", "/*", "*/", "\n", "訂單金額", "x", "1.5", ">", "é"})).Draw(t, "text"), "")
		var all strings.Builder
		for _, one := range Tokens(text, nil) {
			all.WriteString(one.text)
		}
		require.Equal(t, text, all.String())
	})
}

func TestLiteral(t *testing.T) {
	for text, want := range map[string]string{"'ads'": "ads", "''": "", "'a b'": "a b"} {
		got, is := Literal(text)
		require.True(t, is, text)
		require.Equal(t, want, got)
	}
	for _, text := range []string{"ads", "'a' || 'b'", `'a\'b'`, "'a''b'", "'", ""} {
		_, is := Literal(text)
		require.False(t, is, text)
	}
}

// Numbers are those of a pattern written otherwise.
func TestPlainNumbers(t *testing.T) {
	pattern := regexp.MustCompile(`^[-+]?[0-9]{1,18}(\.[0-9]{1,8})?$`)
	canonical := regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+]?[0-9]{0,20}\.?[0-9]{0,9}[x ]?`).Filter(func(s string) bool { return s != "" }).Draw(t, "text")
		n, is := plainNumber(text)
		require.Equal(t, pattern.MatchString(text), is, text)
		if is {
			require.Equal(t, canonical.MatchString(text), n.canonical, text)
		}
	})
}

func TestOffers(t *testing.T) {
	for _, c := range []struct {
		cells string
		want  []string
		most  bool // are numbers, and no ids
	}{
		{"1 2 3", []string{"Int64"}, true}, {"1 2.5 x", []string{"Decimal(38, 6)", "Float64"}, true}, {"1 2 x y", nil, false},
		{"007 12", []string{"Int64"}, false}, {"1.12345678 2", []string{"Decimal(38, 8)", "Float64"}, true}, {"2026-11-02 2026-11-03T10:00:00", []string{"DateTime64(3)"}, false},
		{"1.234 5", nil, true}, {"1.234 0.5", []string{"Decimal(38, 6)", "Float64"}, true}, {"1234.567 0.123", []string{"Decimal(38, 6)", "Float64"}, true},
		{"31/10/2026 10/31/2026", nil, false}, {"20261102", []string{"Int64"}, true}, {"", nil, false}, {"1.50", []string{"Decimal(38, 6)", "Float64"}, true},
	} {
		var f Facts
		for cell := range strings.FieldsSeq(c.cells) {
			f.Add(cell)
		}
		f.Add("")
		require.Equal(t, c.want, f.offers(), c.cells)
		require.Equal(t, c.most, f.isNumbers(), c.cells)
	}
	var none *Facts
	require.Nil(t, none.offers())
}

func TestReadingsAreTriedInOrder(t *testing.T) {
	facts := func(cells ...string) *Facts {
		f := &Facts{}
		for _, c := range cells {
			f.Add(c)
		}
		return f
	}
	s := &Scope{Facts: map[string]*Facts{"id": facts("1", "2"), "amount": facts("1.5"), "day": facts("x")}}
	kinds := func(text string) (all []string) {
		list := Tokens(text, header)
		for _, offers := range s.readings(list, NamesIn(list)) {
			var some []string
			for _, o := range offers {
				some = append(some, o.name())
			}
			all = append(all, strings.Join(some, "+"))
		}
		return all
	}
	require.Equal(t, []string{""}, kinds("day"))
	require.Equal(t, []string{"", "id as Int64"}, kinds("id + 1"), "text first")
	require.Equal(t, "id as Int64", kinds("id > 9")[0], "9 and 10 are in another order as text")
	require.Equal(t, "", kinds("toDate(id) > 9")[0], "a number would be another date")
	require.Equal(t, "id as Int64", kinds("toDate( id) > id")[0], "it stands there as it is, too")
	require.Equal(t, []string{"amount"}, asWritten(Tokens("toDate(id) > toFloat64(amount) + amount", header)))
	require.Equal(t, []string{"", "id as Int64", "amount as Decimal(38, 6)", "amount as Float64", "id as Int64+amount as Decimal(38, 6)", "id as Int64+amount as Float64"},
		slices.Compact(kinds("id * amount")))
}
