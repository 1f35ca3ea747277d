package formula_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/cell"
	"regulars/schema"
	"regulars/schema/feed/formula"
	"regulars/schema/schematest"
)

// sheet is a file in a few words: its columns, and its rows with their cells between bars.
type sheet struct {
	columns  string
	rows     []string
	declared map[string]string
}

func (s sheet) header() []string { return strings.Split(s.columns, "|") }

// scope has the facts of all columns, as if the expressions named them.
func (s sheet) scope(db *schema.DB) *formula.Scope {
	scope := &formula.Scope{DB: db, Feed: "orders.csv", Declared: s.declared, Facts: map[string]*formula.Facts{}}
	for i, name := range s.header() {
		if s.declared[name] != "" {
			continue
		}
		scope.Facts[name] = &formula.Facts{}
		for _, row := range s.rows {
			scope.Facts[name].Add(strings.Split(row, "|")[i])
		}
	}
	return scope
}

// evaluate computes expressions, which are named a, b, c, over the sheet.
func (s sheet) evaluate(t *testing.T, db *schema.DB, where string, wanted ...formula.Wanted) (e *formula.Evaluated, err error) {
	t.Helper()
	set, err := s.scope(db).New(t.Context(), s.header(), wanted, where)
	require.NoError(t, err)
	file, used := &table{}, []int{}
	for i, row := range s.rows {
		file.rows = append(file.rows, cell.Row{Line: int64(i + 2), Cells: strings.Split(row, "|")})
	}
	for i := range s.header() {
		used = append(used, i)
	}
	set.Place(s.header(), []int{len(used)}) // the last call counts
	set.Place(s.header(), used)
	_, readErr := formula.ReadBatches(file, used, nil, func(b *formula.Batch) error {
		e, err = set.Evaluate(t.Context(), "a.csv", b)
		return nil
	})
	require.NoError(t, readErr)
	return e, err
}

func numeric(name, text string) formula.Wanted {
	return formula.Wanted{Name: name, Text: text, Numeric: true}
}

func plain(name, text string) formula.Wanted { return formula.Wanted{Name: name, Text: text} }

// rowsOf writes each row's values, or why it has none.
func rowsOf(e *formula.Evaluated) (all []string) {
	for i, kept := range e.Kept {
		switch {
		case !kept:
			all = append(all, "left out")
		case e.Problems[i] != "":
			all = append(all, "no: "+e.Problems[i])
		default:
			var values []string
			for _, v := range e.Values {
				values = append(values, v[i])
			}
			all = append(all, strings.Join(values, "|"))
		}
	}
	return all
}

// The tests with a database share one.
func TestExpressions(t *testing.T) {
	db := schematest.Open(t)
	for name, test := range map[string]func(*testing.T, *schema.DB){
		"values": values, "failing rows": failingRows, "no sense": noSense, "sets": sets, "texts": texts,
	} {
		t.Run(name, func(t *testing.T) { test(t, db) })
	}
}

func values(t *testing.T, db *schema.DB) {
	for _, c := range []struct {
		name   string
		sheet  sheet
		where  string
		wanted []formula.Wanted
		want   []string
	}{
		{name: "cells are text where that makes sense", sheet: sheet{columns: "id|day", rows: []string{"007|a", "8|b"}},
			wanted: []formula.Wanted{plain("a", "concat(id, day)"), plain("b", "upper(day)")}, want: []string{"007a|A", "8b|B"}},
		{name: "columns are numbers where text makes no sense, in several expressions", sheet: sheet{columns: "price|count", rows: []string{"2.5|3", "-1|2", "x|1", "|4", "4|x"}},
			wanted: []formula.Wanted{numeric("a", "price * count"), numeric("b", "count + 1"), numeric("c", "count * 2")},
			want:   []string{"7.5|4|6", "-2|3|4", "no: price is not a number", "|5|8", "no: count is not a number"}},
		{name: "numbers are compared as numbers, and a row of which nobody knows is not left out", sheet: sheet{columns: "n|id", rows: []string{"9|a", "10|b", "11|c", "x|d", "|e"}},
			where: "n >= 10", wanted: []formula.Wanted{plain("a", "lower(id)")}, want: []string{"left out", "b", "c", "no: n is not a number", "left out"}},
		{name: "what where doesn't read decides nothing", sheet: sheet{columns: "n|price", rows: []string{"9|x", "10|x", "11|2", "12|3", "13|4"}}, where: "n > 9",
			wanted: []formula.Wanted{numeric("a", "price * 2")}, want: []string{"left out", "no: price is not a number", "4", "6", "8"}},
		{name: "without where all rows stay, and a comment ends with its line", sheet: sheet{columns: "a|b", rows: []string{"1|2"}},
			wanted: []formula.Wanted{plain("a", "concat(a, b) -- both")}, want: []string{"12"}},
		{name: "where alone", sheet: sheet{columns: "a|b", rows: []string{"1|2", "2|3"}}, where: " a = '2' -- why ", want: []string{"left out", ""}},
		{name: "times", sheet: sheet{columns: "day|at", rows: []string{"2026-03-01|2026-03-02 10:00:00", "2026-03-03 04:05:06|2026-03-03", "soon|2026-03-03"}},
			wanted: []formula.Wanted{plain("a", "toStartOfHour(day)"), numeric("b", "dateDiff('day', day, at)")},
			want:   []string{"2026-03-01T00:00:00.000Z|1", "2026-03-03T04:00:00.000Z|0", "no: day is not a time"}},
		{name: "the row's number and the file's name", sheet: sheet{columns: "a", rows: []string{"x", "y"}},
			wanted: []formula.Wanted{plain("a", "concat(_file, ':', toString(_row), a)")}, want: []string{"a.csv:1x", "a.csv:2y"}},
		{name: "declared types", sheet: sheet{columns: "n|day|list|text|some", rows: []string{`1|2026-03-01|["a","b"]||5`, `x|2026-03-02|[]|t|`, `3|x|["c"]||7`, "|2026-03-04|[]||x"},
			declared: map[string]string{"n": "UInt8", "day": "Date", "list": "Array(String)", "text": "String", "some": "Nullable(Int32)"}},
			wanted: []formula.Wanted{numeric("a", "n + 1"), plain("b", "addDays(day, 1)"), plain("c", "list"), numeric("d", "length(list)"), plain("e", "concat(text, '.')"), numeric("f", "some * 2")},
			want:   []string{`2|2026-03-02|["a","b"]|2|.|10`, "no: n is no UInt8", "no: day is no Date", "no: some is no Int32"}},
		{name: "declared maps and tuples are read out of JSON", sheet: sheet{columns: "m|p", rows: []string{`{"a":"1"}|{"x":5,"y":"b"}`, `{}|{}`}, declared: map[string]string{"m": "Map(String, String)", "p": "Tuple(x Int32, y String)"}},
			wanted: []formula.Wanted{plain("a", "m['a']"), plain("b", "p.y")}, want: []string{"1|b", "|"}},
		{name: "an empty cell of a declared column without null is its type's zero", sheet: sheet{columns: "n", rows: []string{"", "2"}, declared: map[string]string{"n": "Int64"}},
			wanted: []formula.Wanted{numeric("a", "n + 1")}, want: []string{"1", "3"}},
	} {
		e, err := c.sheet.evaluate(t, db, c.where, c.wanted...)
		require.NoError(t, err, c.name)
		require.Equal(t, c.want, rowsOf(e), c.name)
	}
}

// A row on which an expression fails is found by halves, and says which of them it is.
func failingRows(t *testing.T, db *schema.DB) {
	s := sheet{columns: "id|n|day", rows: []string{"1|5|2026-03-01", "2|50|2026-03-01", "3|7|soon", "4|50|2026-03-09", "5|9|2026-03-01", "6|1|2026-03-02", "7|2|soon"}}
	e, err := s.evaluate(t, db, "parseDateTimeBestEffort(day) < '2026-03-09'", plain("a", "concat(id, day)"), numeric("b", "intDiv(100, toInt32(n) - 50)"))
	require.NoError(t, err)
	require.Equal(t, []string{"12026-03-01|-2", "no: b: intDiv(100, toInt32(n) - 50) fails with ILLEGAL_DIVISION",
		"no: where: parseDateTimeBestEffort(day) < '2026-03-09' fails with CANNOT_PARSE_DATETIME", "left out", "52026-03-01|-2", "62026-03-02|-2",
		"no: where: parseDateTimeBestEffort(day) < '2026-03-09' fails with CANNOT_PARSE_DATETIME"}, rowsOf(e))

	few := sheet{columns: "day", rows: []string{"soon", "later", "2026-03-01"}}
	e, err = few.evaluate(t, db, "", plain("a", "parseDateTimeBestEffort(day)"))
	require.NoError(t, err, "most rows of few say nothing about the expression")
	require.Equal(t, "2026-03-01T00:00:00.000Z", rowsOf(e)[2])
}

func noSense(t *testing.T, db *schema.DB) {
	s := sheet{columns: "id|price|open", rows: []string{"1|2.5|1.234", "1|2.5|5.678"}}
	for _, c := range []struct{ name, field, where, want string }{
		{"more than one", "id), (price", "", "feed orders.csv: columns.a: id), (price is more than one expression"},
		{"a column that isn't there", "upper(nope)", "", "feed orders.csv: columns.a: upper(nope) can't be computed: Unknown expression or function identifier `nope`"},
		{"the columns that are there are named", "upper(nope)", "", "the file's columns are id, price, open"},
		{"in where", "id", "nope = 1", "feed orders.csv: where: nope = 1 can't be computed"},
		{"what is wrong with the text, though numbers are tried first", "upper(id) > nope", "", "Unknown expression or function identifier `nope`"},
		{"points that may stand between thousands", "open * 2", "", "feed orders.csv: columns.a: open * 2 can't be computed: 1.234 of open may be 1234: write toDecimal64(`open`, 4)"},
		{"such points in a comparison that would do as text", "id", "open > '1'", "feed orders.csv: where: open > '1' can't be computed: 1.234 of open may be 1234"},
	} {
		_, err := s.scope(db).New(t.Context(), s.header(), []formula.Wanted{plain("a", c.field)}, c.where)
		require.ErrorContains(t, err, c.want, c.name)
	}
	set, err := s.scope(db).New(t.Context(), s.header(), []formula.Wanted{plain("a", "toDecimal64(open, 3) > 1")}, "")
	require.NoError(t, err, "a conversion says itself what the point is")
	require.Equal(t, []string{"open"}, set.Columns)

	ended, end := context.WithCancel(t.Context())
	end()
	_, err = s.scope(db).New(ended, s.header(), []formula.Wanted{plain("a", "id")}, "")
	require.ErrorContains(t, err, "check the expressions of feed orders.csv", "the expression isn't to blame for the moment")
	_, err = formula.ReadBatches(&table{rows: []cell.Row{{Cells: []string{"1", "2", "3"}}}}, []int{0, 1, 2}, nil, func(b *formula.Batch) error {
		set.Place(s.header(), b.Used)
		_, err := set.Evaluate(ended, "a.csv", b)
		return err
	})
	require.ErrorContains(t, err, "compute the fields of a.csv", "nor is the row")
}

func sets(t *testing.T, db *schema.DB) {
	s := sheet{columns: "id|price|note", rows: []string{"1|2.5|x"}}
	for _, c := range []struct {
		fields, kinds, columns []string
		where                  string
		empty                  bool
	}{
		{empty: true},
		{where: "  ", empty: true},
		{where: "note = 'x'", columns: []string{"note"}},
		{fields: []string{"price * 2", "price + length(id)", "toLowCardinality(note)"}, kinds: []string{"Decimal(38, 6)", "Decimal(38, 6)", "String"}, columns: []string{"price", "id", "note"}},
	} {
		var wanted []formula.Wanted
		for i, text := range c.fields {
			wanted = append(wanted, plain(fmt.Sprint("f", i), text))
		}
		set, err := s.scope(db).New(t.Context(), s.header(), wanted, c.where)
		require.NoError(t, err)
		require.Equal(t, c.empty, set.IsEmpty())
		require.Equal(t, c.kinds, set.Kinds)
		require.Equal(t, c.columns, set.Columns)
	}
}

// The text of a value, whatever its type, is what package cell reads.
func texts(t *testing.T, db *schema.DB) {
	for _, c := range []struct{ value, text, number string }{
		{"toFloat64(17850)", "17850", "17850"}, {"toFloat32(2.5)", "2.5", "2.5"}, {"toFloat64(-1e17)", "-100000000000000000", "-100000000000000000"}, {"toFloat64(1e18)", "1000000000000000000", "1000000000000000000"},
		{"nan", "", ""}, {"CAST(NULL, 'Nullable(Float64)')", "", ""}, {"toBFloat16(2)", "2", "2"},
		{"true", "true", "1"}, {"false", "false", "0"}, {"CAST(NULL, 'Nullable(Bool)')", "", ""}, {"NULL", "", ""},
		{"toDateTime('2026-03-01 10:00:00', 'Asia/Taipei')", "2026-03-01T02:00:00.000Z", "2026-03-01T02:00:00.000Z"}, {"toDate('2026-03-01')", "2026-03-01", "2026-03-01"},
		{"toFixedString('ab', 4)", "ab", "ab"}, {"[1, 2]", "[1,2]", "[1,2]"}, {"map('a', 1)", `{"a":1}`, `{"a":1}`}, {"tuple('a', 1)", `["a",1]`, `["a",1]`},
		{"toUInt64(12345678901234567890)", "12345678901234567890", "12345678901234567890"}, {"toNullable('x')", "x", "x"}, {"toLowCardinality('x')", "x", "x"},
	} {
		type described struct {
			Type string `ch:"type"`
		}
		kind := formula.Bare(schematest.Query[described](t, db, "SELECT toTypeName("+c.value+") AS type")[0].Type)
		type read struct{ Text, Number string }
		got := schematest.Query[read](t, db, fmt.Sprintf("SELECT %s AS Text, %s AS Number FROM (SELECT %s AS v)", formula.TextOf(false, "v", kind), formula.TextOf(true, "v", kind), c.value))
		require.Equal(t, read{c.text, c.number}, got[0], c.value+", "+kind)
	}
}

func TestBareTypes(t *testing.T) {
	for kind, want := range map[string]string{
		"String": "String", "Nullable(Int8)": "Int8", "LowCardinality(Nullable(String))": "String", "Nullable(Decimal(38, 6))": "Decimal(38, 6)", "Array(Nullable(Int8))": "Array(Nullable(Int8))",
	} {
		require.Equal(t, want, formula.Bare(kind))
	}
	for _, kind := range []string{"Int8", "UInt64", "Float32", "BFloat16", "Bool", "Decimal(9, 2)"} {
		require.True(t, formula.IsNumber(kind), kind)
	}
	for _, kind := range []string{"String", "Date", "DateTime64(3)", "Array(Int8)", "Nothing", "IPv4"} {
		require.False(t, formula.IsNumber(kind), kind)
	}
}
