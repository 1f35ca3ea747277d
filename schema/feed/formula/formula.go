package formula

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/ext"

	"regulars/schema"
)

// Scope is what the expressions of a feed are computed in.
type Scope struct {
	DB       *schema.DB
	Feed     string            // its path, for errors
	Declared map[string]string // the types of columns that the feed declares
	Facts    map[string]*Facts // of the columns that expressions name
}

// Wanted is an expression of the config.
type Wanted struct {
	Name    string // of the field
	Text    string
	Numeric bool // the field holds numbers: true is 1
}

// Set are the expressions of a feed over the columns of one file, as ClickHouse
// computes them. The rows of a batch are sent along with the query.
type Set struct {
	Kinds   []string // ClickHouse's types of the values, in the order in which they were wanted
	Columns []string // of the file, that the expressions name

	scope   *Scope
	used    []int   // the places of Columns among the used ones
	offered []offer // columns that are read as something other than text
	fields  []formula
	where   formula // without a text: none
}

// formula is one expression.
type formula struct {
	key  string // as the config names it: columns.amount, where
	text string // as the config writes it
	sql  string
	kind string // the type of its value
	read string // the SQL of its value as text

	columns []string // that it names
}

// offer is a column that an expression reads as numbers or times.
type offer struct{ column, kind string }

func (o offer) name() string { return o.column + " as " + o.kind }

// fromRows is what the rows are called inside a query.
const fromRows = "_rows_of_the_file"

// New finds out how expressions are computed over a file with these columns. It returns
// an error that names the expression that makes no sense and the columns.
func (s *Scope) New(ctx context.Context, columns []string, wanted []Wanted, where string) (*Set, error) {
	set := &Set{scope: s}
	for _, w := range wanted {
		f, err := s.formula(ctx, set, "columns."+w.Name, w.Text, columns)
		if err != nil {
			return nil, err
		}
		f.read = TextOf(w.Numeric, valueName(w.Name), Bare(f.kind))
		if err := s.checkValue(ctx, f); err != nil {
			return nil, err
		}
		set.fields, set.Kinds = append(set.fields, f), append(set.Kinds, Bare(f.kind))
	}
	if where = strings.TrimSpace(where); where != "" {
		f, err := s.formula(ctx, set, "where", where, columns)
		if err != nil {
			return nil, err
		}
		set.where = f
	}
	return set, nil
}

// IsEmpty reports whether nothing is to be computed.
func (set *Set) IsEmpty() bool { return len(set.fields) == 0 && set.where.text == "" }

// Place notes where the columns of the expressions stand among the used ones.
func (set *Set) Place(columns []string, used []int) {
	set.used = nil
	for _, name := range set.Columns {
		set.used = append(set.used, slices.Index(used, slices.Index(columns, name)))
	}
}

// formula finds the reading of an expression's columns with which it makes sense:
// as text, else with as few of them as numbers or times as it takes. Where it
// compares (9 and 10 are in another order as text) numbers go first.
func (s *Scope) formula(ctx context.Context, set *Set, key, text string, columns []string) (formula, error) {
	list := Tokens(text, columns)
	names := NamesIn(list)
	if compares(list) {
		if err := s.open(key, text, asWritten(list)); err != nil {
			return formula{}, err
		}
	}
	var asText error
	for _, offers := range s.readings(list, names) {
		alias := map[string]string{}
		for _, o := range offers {
			alias[o.column] = o.name()
		}
		sql := rewritten(list, alias)
		described, err := s.DB.Columns(ctx, "DESCRIBE (SELECT "+inParentheses(sql)+" AS v FROM null("+schema.QuoteText(s.structure(names, offers))+"))")
		if err == nil && len(described) != 1 {
			return formula{}, fmt.Errorf("feed %s: %s: %s is more than one expression", s.Feed, key, text)
		}
		if err == nil {
			set.note(names, offers)
			return formula{key: key, text: text, sql: sql, kind: described[0].Type, columns: names}, nil
		}
		if _, answered := schema.CodeOf(err); !answered {
			return formula{}, fmt.Errorf("check the expressions of feed %s: %w", s.Feed, err)
		}
		if len(offers) == 0 {
			asText = err
		}
	}
	if err := s.open(key, text, names); err != nil {
		return formula{}, err
	}
	return formula{}, fmt.Errorf("feed %s: %s: %s can't be computed: %s; the file's columns are %s",
		s.Feed, key, text, schema.Explain(asText), strings.Join(columns, ", "))
}

// open returns an error where a column of an expression has numbers that can be read in
// two ways.
func (s *Scope) open(key, text string, names []string) error {
	for _, name := range names {
		if facts := s.Facts[name]; facts.isOpen() {
			quoted := schema.QuoteColumn(name)
			return fmt.Errorf("feed %s: %s: %s can't be computed: %s of %s may be %s: write toDecimal64(%s, 4) if the point stands before the fraction, "+
				"toDecimal64(replaceAll(%s, '.', ''), 4) if it stands between thousands", s.Feed, key, text, facts.open, name, strings.ReplaceAll(facts.open, ".", ""), quoted, quoted)
		}
	}
	return nil
}

// inParentheses keeps an expression together; the line break ends a comment in it.
func inParentheses(e string) string { return "(" + e + "\n)" }

// readings are the ways to read the columns of an expression, the likeliest first.
func (s *Scope) readings(list []Token, names []string) [][]offer {
	var numbers, needed []offer
	bareNames := asWritten(list)
	for _, name := range names {
		facts := s.Facts[name]
		for _, kind := range facts.offers() {
			needed = append(needed, offer{name, kind})
			if facts.isNumbers() && slices.Contains(bareNames, name) && !slices.ContainsFunc(numbers, func(o offer) bool { return o.column == name }) {
				numbers = append(numbers, offer{name, kind})
			}
		}
	}
	all := subsets(needed)
	if len(numbers) == 0 || !compares(list) {
		return all
	}
	compared := subsets(numbers)
	slices.Reverse(compared)
	return append(compared, all...)
}

// mostOffers bounds how many readings of an expression are tried: 2 to this power.
const mostOffers = 6

// subsets are all choices of offers, the smaller first, one offer a column.
func subsets(offers []offer) [][]offer {
	if len(offers) > mostOffers {
		return [][]offer{nil, offers}
	}
	var all [][]offer
	for mask := range 1 << len(offers) {
		var some []offer
		twice := false
		for i, o := range offers {
			if mask&(1<<i) != 0 {
				twice = twice || slices.ContainsFunc(some, func(s offer) bool { return s.column == o.column })
				some = append(some, o)
			}
		}
		if !twice {
			all = append(all, some)
		}
	}
	slices.SortStableFunc(all, func(a, b []offer) int { return len(a) - len(b) })
	return all
}

// compares reports whether an expression puts values in an order.
func compares(list []Token) bool {
	return slices.ContainsFunc(list, func(t Token) bool {
		word := strings.ToLower(t.text)
		return t.kind == wordToken && slices.Contains([]string{"between", "greatest", "least", "max2", "min2"}, word) ||
			t.kind == otherToken && (word == "<" || word == ">")
	})
}

// asWritten are the columns of an expression that stand somewhere as they are, not only in
// a conversion such as toDate(day): what these mean is what the expression says.
func asWritten(list []Token) []string {
	var names []string
	for i, t := range list {
		if t.kind == columnToken && !isConverted(list[:i]) {
			names = append(names, t.text)
		}
	}
	return names
}

// isConverted reports whether what follows some tokens is the first argument of a
// conversion.
func isConverted(before []Token) bool {
	var words []Token
	for _, t := range before {
		if strings.TrimSpace(t.text) != "" {
			words = append(words, t)
		}
	}
	n := len(words)
	if n < 2 || words[n-1].text != "(" || words[n-2].kind != wordToken {
		return false
	}
	function := strings.ToLower(words[n-2].text)
	return strings.HasPrefix(function, "to") || strings.HasPrefix(function, "parse")
}

// structure is the column list of ClickHouse over which an expression is checked.
func (s *Scope) structure(names []string, offers []offer) string {
	list := []string{"`_row` UInt64", "`_file` String"}
	for _, name := range names {
		list = append(list, schema.QuoteColumn(name)+" "+s.kindOf(name))
	}
	for _, o := range offers {
		list = append(list, schema.QuoteColumn(o.name())+" Nullable("+o.kind+")")
	}
	return strings.Join(list, ", ")
}

// kindOf is the type of a column that an expression reads as it is.
func (s *Scope) kindOf(name string) string {
	if kind := s.Declared[name]; kind != "" {
		return kind
	}
	return "Nullable(String)"
}

func (set *Set) note(names []string, offers []offer) {
	for _, name := range names {
		if !slices.Contains(set.Columns, name) {
			set.Columns = append(set.Columns, name)
		}
	}
	for _, o := range offers {
		if !slices.Contains(set.offered, o) {
			set.offered = append(set.offered, o)
		}
	}
}

// checkValue reports a value that can't be read.
func (s *Scope) checkValue(ctx context.Context, f formula) error {
	value := schema.QuoteName(valueName(strings.TrimPrefix(f.key, "columns."))) + " " + f.kind
	if _, err := s.DB.Columns(ctx, "DESCRIBE (SELECT "+f.read+" FROM null("+schema.QuoteText(value)+"))"); err != nil {
		return fmt.Errorf("feed %s: %s: a %s can't be read: %w", s.Feed, f.key, f.kind, schema.Redact(err))
	}
	return nil
}

// Evaluated are the values of a batch's computed fields, as text.
type Evaluated struct {
	Kept     []bool     // which rows meet the feed's where
	Problems []string   // of each row
	Values   [][]string // by formula, by row
}

// Evaluate computes the expressions over a batch. A row on which one fails gets a
// problem. It returns ErrTooMany when most rows do.
func (set *Set) Evaluate(ctx context.Context, file string, b *Batch) (*Evaluated, error) {
	e := &Evaluated{Kept: make([]bool, len(b.Rows)), Problems: make([]string, len(b.Rows)), Values: make([][]string, len(set.fields))}
	for i := range e.Values {
		e.Values[i] = make([]string, len(b.Rows))
	}
	failed := 0
	return e, set.evaluatePart(ctx, file, b, 0, e, &failed)
}

// evaluatePart computes a part of a batch that begins at a row; where a row fails,
// it is found by halves.
func (set *Set) evaluatePart(ctx context.Context, file string, part *Batch, from int, e *Evaluated, failed *int) error {
	if isHopeless(*failed, from) {
		return ErrTooMany
	}
	err := set.compute(ctx, file, part, from, e)
	if err == nil {
		return nil
	}
	if !isBadValue(err) {
		return fmt.Errorf("compute the fields of %s: %w", file, schema.Redact(err))
	}
	if len(part.Rows) == 1 {
		*failed++
		e.Kept[from] = true
		e.Problems[from], err = set.blame(ctx, file, part, err)
		return err
	}
	middle := len(part.Rows) / 2
	if err := set.evaluatePart(ctx, file, part.slice(0, middle), from, e, failed); err != nil {
		return err
	}
	return set.evaluatePart(ctx, file, part.slice(middle, len(part.Rows)), from+middle, e, failed)
}

// compute sends rows to ClickHouse and notes what it answers.
func (set *Set) compute(ctx context.Context, file string, part *Batch, from int, e *Evaluated) error {
	table, err := set.table(part)
	if err != nil {
		return err
	}
	rows, err := set.scope.DB.Conn().Query(clickhouse.Context(ctx, clickhouse.WithExternalTable(table)), set.selection(file))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var at uint64
	var problem string
	values := make([]string, len(set.fields))
	into := []any{&at, &problem}
	for i := range values {
		into = append(into, &values[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		i := from + int(at)
		e.Kept[i], e.Problems[i] = true, problem
		for k, v := range values {
			e.Values[k][i] = v
		}
	}
	return rows.Err()
}

// table holds the cells that the expressions read.
func (set *Set) table(b *Batch) (*ext.Table, error) {
	columns := []func(*ext.Table) error{ext.Column("_at", "UInt64"), ext.Column("_row", "UInt64")}
	for i := range set.Columns {
		columns = append(columns, ext.Column(fmt.Sprintf("c%d", i), "String"))
	}
	table, err := ext.NewTable(fromRows, columns...)
	if err != nil {
		return nil, err
	}
	at, numbers := make([]uint64, len(b.Rows)), make([]uint64, len(b.Rows))
	for i, row := range b.Rows {
		at[i], numbers[i] = uint64(i), row.Number
	}
	block := table.Block()
	_, err = block.Columns[0].Append(at)
	if err == nil {
		_, err = block.Columns[1].Append(numbers)
	}
	for k, place := range set.used {
		cells := make([]string, len(b.Rows))
		for i := range b.Rows {
			cells[i] = b.Cell(i, place)
		}
		if err == nil {
			_, err = block.Columns[k+2].Append(cells)
		}
	}
	return table, err
}

// problem is a cell that isn't what an expression reads it as.
type problem struct{ column, condition, text string }

// problemsOf is the first problem of a row, as SQL.
func problemsOf(list []problem) string {
	if len(list) == 0 {
		return "''"
	}
	var parts []string
	for _, p := range list {
		parts = append(parts, p.condition, schema.QuoteText(p.text))
	}
	return "multiIf(" + strings.Join(parts, ", ") + ", '')"
}

// selection is the query over a table of rows. A row of which the feed's where can't be
// known is not left out: it has a problem.
func (set *Set) selection(file string) string {
	columns, problems := set.columnsRead()
	columns = append([]string{"_at", "_row", schema.QuoteText(file) + " AS _file"}, columns...)
	values, reads := []string{"_at", "_problem"}, []string{"_at", "_problem"}
	for _, f := range set.fields {
		name := valueName(strings.TrimPrefix(f.key, "columns."))
		values = append(values, inParentheses(f.sql)+" AS "+name)
		reads = append(reads, f.read)
	}
	ofWhere := slices.DeleteFunc(slices.Clone(problems), func(p problem) bool { return !slices.Contains(set.where.columns, p.column) })
	columns = append(columns, problemsOf(problems)+" AS _problem", problemsOf(ofWhere)+" != '' AS _unknown")
	text := "SELECT " + strings.Join(reads, ", ") + "\nFROM (SELECT " + strings.Join(values, ",\n") +
		"\nFROM (SELECT " + strings.Join(columns, ", ") + "\nFROM " + fromRows + ")"
	if set.where.text != "" {
		text += "\nWHERE " + inParentheses(set.where.sql) + " OR _unknown"
	}
	return text + ")\nORDER BY _at"
}

// columnsRead are the columns of a file as the expressions read them, and what may be
// wrong with their cells.
func (set *Set) columnsRead() (columns []string, problems []problem) {
	for i, name := range set.Columns {
		cell := fmt.Sprintf("nullIf(c%d, '')", i)
		if kind := set.scope.Declared[name]; kind != "" && Bare(kind) != "String" {
			read := fmt.Sprintf("accurateCastOrNull(%s, %s)", cell, schema.QuoteText(Bare(kind)))
			if strings.HasPrefix(kind, "Map(") || strings.HasPrefix(kind, "Array(") || strings.HasPrefix(kind, "Tuple(") {
				read = fmt.Sprintf("JSONExtract(c%d, %s)", i, schema.QuoteText(kind))
			} else {
				problems = append(problems, problem{name, "isNotNull(" + cell + ") AND isNull(" + read + ")", name + " is no " + Bare(kind)})
			}
			if !strings.Contains(kind, "Nullable(") {
				read = "assumeNotNull(" + read + ")"
			}
			cell = read
		} else if kind == "String" {
			cell = fmt.Sprintf("c%d", i)
		}
		columns = append(columns, cell+" AS "+schema.QuoteColumn(name))
	}
	for _, o := range set.offered {
		i := slices.Index(set.Columns, o.column)
		cell := fmt.Sprintf("nullIf(c%d, '')", i)
		read, what := fmt.Sprintf("accurateCastOrNull(%s, %s)", cell, schema.QuoteText(o.kind)), " is not a number"
		if strings.HasPrefix(o.kind, "DateTime") {
			read, what = fmt.Sprintf("parseDateTime64BestEffortOrNull(%s, 3)", cell), " is not a time"
		}
		columns = append(columns, read+" AS "+schema.QuoteColumn(o.name()))
		problems = append(problems, problem{o.column, fmt.Sprintf("c%d != '' AND isNull(%s)", i, read), o.column + what})
	}
	return columns, problems
}

// blame names the expression that fails on the one row of a part, and how.
func (set *Set) blame(ctx context.Context, file string, part *Batch, cause error) (string, error) {
	culprit := "an expression"
	suspects := append([]formula{set.where}, set.fields...)
	for i, suspect := range suspects {
		if suspect.text == "" {
			continue
		}
		alone := *set
		alone.fields, alone.where = nil, formula{}
		if i == 0 {
			alone.where = suspect
		} else {
			alone.fields = []formula{suspect}
		}
		e := &Evaluated{Kept: make([]bool, 1), Problems: make([]string, 1), Values: [][]string{make([]string, 1)}}
		err := alone.compute(ctx, file, part, 0, e)
		if err == nil {
			continue
		}
		if !isBadValue(err) {
			return "", schema.Redact(err)
		}
		culprit, cause = strings.TrimPrefix(suspect.key, "columns.")+": "+suspect.text, err
		break
	}
	code, _ := schema.CodeOf(cause)
	var name string
	if err := set.scope.DB.Conn().QueryRow(ctx, fmt.Sprintf("SELECT errorCodeToName(%d)", code)).Scan(&name); err != nil {
		return "", fmt.Errorf("name ClickHouse's error %d: %w", code, schema.Redact(err))
	}
	return culprit + " fails with " + name, nil
}

// giveUpFrom is how many rows must fail before their share counts.
const giveUpFrom = 100

// isHopeless reports whether so many of the first rows fail that the expression must be
// wrong.
func isHopeless(failed, rows int) bool { return failed >= giveUpFrom && failed*2 > rows }

// ErrTooMany says that an expression fails on most rows: it must be wrong.
var ErrTooMany = errors.New("an expression fails on most rows")
