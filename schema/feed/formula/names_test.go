package formula

import (
	"fmt"
	"maps"
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
	for _, c := range []struct {
		columns string
		text    string
		want    int
	}{
		{"price,Price", "price", 0}, {"price,Price", "PRICE", -1}, {"ab,a`b", "`a`b`", -1}, {"a`", "`a```", 0}, {"a\\", "`a\\`", 0}, {" id ", "ID", 0}, {"a", "`", -1}, {"b", "aba", -1}, {"", "``", 0}, {"a", "`a\"", -1},
	} {
		require.Equal(t, c.want, ColumnNamed(strings.Split(c.columns, ","), c.text), c.columns+": "+c.text)
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
		"/* it''s id */ id":                  "/* it''s id */ `id`",
		"/*/ id */ id":                       "/*/ id */ `id`",
		"-- id\nid":                          "-- id\n`id`",
		"/* id":                              "/* id",
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
	for _, text := range []string{"ads", "'a' || 'b'", `'a\'b'`, "'a''b'", "'", "", "'ads", "ads'"} {
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

func TestWhatIsNoPlainNumber(t *testing.T) {
	for _, text := range []string{"-", "+", ".", ".5", "1.", "-.5", "1.2.3", ".5.1", "1e3", "1,5", "--1", "1234567890123456789", "0.123456789"} {
		_, is := plainNumber(text)
		require.False(t, is, text)
	}
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
		{"123.456", nil, true}, {"1234.567", []string{"Decimal(38, 6)", "Float64"}, true}, {"0.125", []string{"Decimal(38, 6)", "Float64"}, true}, {"2026-11-02 x", nil, false}, {"12 13 2026-11-02", []string{"Int64"}, true},
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
	require.Equal(t, "id as Int64", kinds("id BETWEEN 1 AND 9")[0])
	require.Equal(t, "id as Int64", kinds("id < 9")[0])
	require.Equal(t, "id as Int64", kinds("total + id > 9")[0], "a word in front of it converts nothing")
	require.Equal(t, "id as Int64", kinds("greatest(id, 5)")[0])
	require.Equal(t, "amount as Decimal(38, 6)", kinds("amount > 9")[0], "a fraction first as what it is")
	require.Equal(t, "", kinds("parseDateTime(id) > 9")[0])
	require.Equal(t, "id as Int64", kinds("length(id) > 9")[0])
	require.Equal(t, "", kinds("toDate(id) > 9")[0], "a number would be another date")
	require.Equal(t, "id as Int64", kinds("toDate( id) > id")[0], "it stands there as it is, too")
	require.Equal(t, []string{"amount"}, asWritten(Tokens("toDate(id) > toFloat64(amount) + amount", header)))
	many := &Scope{Facts: map[string]*Facts{}}
	for i := range 7 {
		name := fmt.Sprint("n", i)
		many.Facts[name] = facts("1")
		list := Tokens("n0 + n1 + n2 + n3 + n4 + n5 + n6", slices.Sorted(maps.Keys(many.Facts)))
		require.Len(t, many.readings(list, NamesIn(list)), []int{2, 4, 8, 16, 32, 64, 2}[i], "of many columns all are numbers or none")
	}
	least := Tokens("concat(id, least)", []string{"id", "least"})
	require.Empty(t, s.readings(least, NamesIn(least))[0], "a column may be called as a function is")
	require.Equal(t, []string{"", "id as Int64", "amount as Decimal(38, 6)", "amount as Float64", "id as Int64+amount as Decimal(38, 6)", "id as Int64+amount as Float64"},
		slices.Compact(kinds("id * amount")))
}

func TestAnExpressionIsWrongWhereMostRowsFail(t *testing.T) {
	for _, c := range []struct {
		failed, rows int
		want         bool
	}{{99, 99, false}, {100, 100, true}, {100, 199, true}, {100, 200, false}, {5000, 40_000, false}} {
		require.Equal(t, c.want, isHopeless(c.failed, c.rows), "%d of %d", c.failed, c.rows)
	}
}
