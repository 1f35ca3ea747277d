package feed

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

// formulas are the expressions of a feed over the columns of one file, as
// ClickHouse computes them. The rows of a batch are sent along with the query.
type formulas struct {
	columns []string // of the file, that the expressions name
	used    []int    // their places among the used columns
	offered []offer  // columns that are read as something other than text
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
}

// offer is a column that an expression reads as numbers or times.
type offer struct{ column, kind string }

func (o offer) name() string { return o.column + " as " + o.kind }

// hidden is an alias inside the query: no column of a file is called so.
const fromRows = "_rows_of_the_file"

// formulasOf finds out how the computed fields of a feed are computed over a file.
// It returns an error that names the expression that makes no sense and the columns.
func (im *importer) formulasOf(ctx context.Context, columns []string, bindings []binding) (*formulas, error) {
	fs := &formulas{}
	for i := range bindings {
		b := &bindings[i]
		if !b.isComputed() {
			continue
		}
		text, _ := expression(im.feed, b.field.name)
		f, err := im.formula(ctx, fs, "columns."+b.field.name, text, b.tokens, columns)
		if err != nil {
			return nil, err
		}
		f.read = textOf(b.field.kind, valueName(b.field.name), bare(f.kind))
		b.kind, b.at = bare(f.kind), len(fs.fields)
		if err := im.checkValue(ctx, f, b.field.kind); err != nil {
			return nil, err
		}
		fs.fields = append(fs.fields, f)
	}
	if text := strings.TrimSpace(im.feed.Where); text != "" {
		f, err := im.formula(ctx, fs, "where", text, tokens(text, columns), columns)
		if err != nil {
			return nil, err
		}
		fs.where = f
	}
	return fs, nil
}

func (fs *formulas) isEmpty() bool { return len(fs.fields) == 0 && fs.where.text == "" }

// place notes where the columns of the expressions stand among the used ones.
func (fs *formulas) place(columns []string, used []int) {
	fs.used = nil
	for _, name := range fs.columns {
		fs.used = append(fs.used, slices.Index(used, slices.Index(columns, name)))
	}
}

// formula finds the reading of an expression's columns with which it makes sense:
// as text, else with as few of them as numbers or times as it takes. Where it
// compares (9 and 10 are in another order as text) numbers go first.
func (im *importer) formula(ctx context.Context, fs *formulas, key, text string, list []token, columns []string) (formula, error) {
	names := namesIn(list)
	var first error
	for _, offers := range im.readings(list, names) {
		alias := map[string]string{}
		for _, o := range offers {
			alias[o.column] = o.name()
		}
		sql := rewritten(list, alias)
		described, err := im.db.Columns(ctx, "DESCRIBE (SELECT "+inParentheses(sql)+" AS v FROM null("+schema.QuoteText(im.structure(names, offers))+"))")
		if err == nil && len(described) != 1 {
			return formula{}, fmt.Errorf("feed %s: %s: %s is more than one expression", im.feed.Path, key, text)
		}
		if err == nil {
			fs.note(names, offers)
			return formula{key: key, text: text, sql: sql, kind: described[0].Type}, nil
		}
		if _, answered := schema.CodeOf(err); !answered {
			return formula{}, fmt.Errorf("check the expressions of feed %s: %w", im.feed.Path, err)
		}
		if len(offers) == 0 || first == nil {
			first = err
		}
	}
	return formula{}, fmt.Errorf("feed %s: %s: %s can't be computed: %s; the file's columns are %s",
		im.feed.Path, key, text, schema.Explain(first), strings.Join(columns, ", "))
}

// inParentheses keeps an expression together; the line break ends a comment in it.
func inParentheses(e string) string { return "(" + e + "\n)" }

// readings are the ways to read the columns of an expression, the likeliest first.
func (im *importer) readings(list []token, names []string) [][]offer {
	var numbers, needed []offer
	for _, name := range names {
		facts := im.facts[name]
		for _, kind := range facts.offers() {
			needed = append(needed, offer{name, kind})
			if facts.isNumbers() && !slices.ContainsFunc(numbers, func(o offer) bool { return o.column == name }) {
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
		for i, o := range offers {
			if mask&(1<<i) != 0 && !slices.ContainsFunc(some, func(s offer) bool { return s.column == o.column }) {
				some = append(some, o)
			}
		}
		all = append(all, some)
	}
	slices.SortStableFunc(all, func(a, b []offer) int { return len(a) - len(b) })
	return all
}

// compares reports whether an expression puts values in an order, and doesn't make
// times of texts.
func compares(list []token) bool {
	found := false
	for _, t := range list {
		word := strings.ToLower(t.text)
		switch {
		case t.kind == wordToken && (strings.HasPrefix(word, "todate") || strings.HasPrefix(word, "parse")):
			return false
		case t.kind == wordToken && slices.Contains([]string{"between", "greatest", "least", "max2", "min2"}, word),
			t.kind == otherToken && (word == "<" || word == ">"):
			found = true
		}
	}
	return found
}

// structure is the column list of ClickHouse over which an expression is checked.
func (im *importer) structure(names []string, offers []offer) string {
	list := []string{"`_row` UInt64", "`_file` String"}
	for _, name := range names {
		list = append(list, schema.QuoteColumn(name)+" "+im.kindOf(name))
	}
	for _, o := range offers {
		list = append(list, schema.QuoteColumn(o.name())+" Nullable("+o.kind+")")
	}
	return strings.Join(list, ", ")
}

// kindOf is the type of a column that an expression reads as it is.
func (im *importer) kindOf(name string) string {
	if kind := im.declared[name]; kind != "" {
		return kind
	}
	return "Nullable(String)"
}

func (fs *formulas) note(names []string, offers []offer) {
	for _, name := range names {
		if !slices.Contains(fs.columns, name) {
			fs.columns = append(fs.columns, name)
		}
	}
	for _, o := range offers {
		if !slices.Contains(fs.offered, o) {
			fs.offered = append(fs.offered, o)
		}
	}
}

// checkValue reports a value that can't become what the field holds.
func (im *importer) checkValue(ctx context.Context, f formula, kind fieldKind) error {
	name := strings.TrimPrefix(f.key, "columns.")
	if _, err := im.db.Columns(ctx, "DESCRIBE (SELECT "+textOf(kind, valueName(name), bare(f.kind))+" FROM null("+
		schema.QuoteText(schema.QuoteName(valueName(name))+" "+f.kind)+"))"); err != nil {
		return fmt.Errorf("feed %s: %s: a %s can't be read: %w", im.feed.Path, f.key, f.kind, schema.Redact(err))
	}
	return nil
}

// evaluated are the values of a batch's computed fields, as text.
type evaluated struct {
	kept     []bool     // which rows meet the feed's where
	problems []string   // of each row
	values   [][]string // by formula, by row
}

// evaluate computes the expressions over a batch. A row on which one fails gets a
// problem. It returns errTooMany when most rows do.
func (im *importer) evaluate(ctx context.Context, fs *formulas, file string, b *batch) (*evaluated, error) {
	e := &evaluated{kept: make([]bool, len(b.rows)), problems: make([]string, len(b.rows)), values: make([][]string, len(fs.fields))}
	for i := range e.values {
		e.values[i] = make([]string, len(b.rows))
	}
	if len(b.rows) == 0 {
		return e, nil
	}
	failed := 0
	return e, im.evaluatePart(ctx, fs, file, b, 0, e, &failed)
}

// evaluatePart computes a part of a batch that begins at a row; where a row fails,
// it is found by halves.
func (im *importer) evaluatePart(ctx context.Context, fs *formulas, file string, part *batch, from int, e *evaluated, failed *int) error {
	if *failed >= shareFrom && *failed*2 > from {
		return errTooMany
	}
	err := im.compute(ctx, fs, file, part, from, e)
	if err == nil {
		return nil
	}
	if !badValue(err) {
		return fmt.Errorf("compute the fields of %s: %w", file, schema.Redact(err))
	}
	if len(part.rows) == 1 {
		*failed++
		e.kept[from] = true
		e.problems[from], err = im.blame(ctx, fs, file, part, err)
		return err
	}
	middle := len(part.rows) / 2
	if err := im.evaluatePart(ctx, fs, file, part.slice(0, middle), from, e, failed); err != nil {
		return err
	}
	return im.evaluatePart(ctx, fs, file, part.slice(middle, len(part.rows)), from+middle, e, failed)
}

// compute sends rows to ClickHouse and notes what it answers.
func (im *importer) compute(ctx context.Context, fs *formulas, file string, part *batch, from int, e *evaluated) error {
	table, err := fs.table(part)
	if err != nil {
		return err
	}
	rows, err := im.db.Conn().Query(clickhouse.Context(ctx, clickhouse.WithExternalTable(table)), im.selection(fs, file))
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var at uint64
	var problem string
	values := make([]string, len(fs.fields))
	into := []any{&at, &problem}
	for i := range values {
		into = append(into, &values[i])
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		i := from + int(at)
		e.kept[i], e.problems[i] = true, problem
		for k, v := range values {
			e.values[k][i] = v
		}
	}
	return rows.Err()
}

// table holds the cells that the expressions read.
func (fs *formulas) table(b *batch) (*ext.Table, error) {
	columns := []func(*ext.Table) error{ext.Column("_at", "UInt64"), ext.Column("_row", "UInt64")}
	for i := range fs.columns {
		columns = append(columns, ext.Column(fmt.Sprintf("c%d", i), "String"))
	}
	table, err := ext.NewTable(fromRows, columns...)
	if err != nil {
		return nil, err
	}
	at, numbers := make([]uint64, len(b.rows)), make([]uint64, len(b.rows))
	for i, row := range b.rows {
		at[i], numbers[i] = uint64(i), row.number
	}
	block := table.Block()
	_, err = block.Columns[0].Append(at)
	if err == nil {
		_, err = block.Columns[1].Append(numbers)
	}
	for k, place := range fs.used {
		cells := make([]string, len(b.rows))
		for i := range b.rows {
			cells[i] = b.cell(i, place)
		}
		if err == nil {
			_, err = block.Columns[k+2].Append(cells)
		}
	}
	return table, err
}

// selection is the query over a table of rows.
func (im *importer) selection(fs *formulas, file string) string {
	columns := []string{"_at", "_row", schema.QuoteText(file) + " AS _file"}
	var problems []string
	for i, name := range fs.columns {
		cell := fmt.Sprintf("nullIf(c%d, '')", i)
		if kind := im.declared[name]; kind != "" && bare(kind) != "String" {
			read := fmt.Sprintf("accurateCastOrNull(%s, %s)", cell, schema.QuoteText(bare(kind)))
			if strings.HasPrefix(kind, "Map(") || strings.HasPrefix(kind, "Array(") || strings.HasPrefix(kind, "Tuple(") {
				read = fmt.Sprintf("JSONExtract(c%d, %s)", i, schema.QuoteText(kind))
			} else {
				problems = append(problems, "isNotNull("+cell+") AND isNull("+read+")", schema.QuoteText(name+" is no "+bare(kind)))
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
	for _, o := range fs.offered {
		cell := fmt.Sprintf("nullIf(c%d, '')", slices.Index(fs.columns, o.column))
		read := fmt.Sprintf("accurateCastOrNull(%s, %s)", cell, schema.QuoteText(o.kind))
		what := " is not a number"
		if strings.HasPrefix(o.kind, "DateTime") {
			read, what = fmt.Sprintf("parseDateTime64BestEffortOrNull(%s, 3)", cell), " is not a time"
		}
		columns = append(columns, read+" AS "+schema.QuoteColumn(o.name()))
		problems = append(problems, "isNotNull("+cell+") AND isNull("+read+")", schema.QuoteText(o.column+what))
	}
	problem := "''"
	if len(problems) > 0 {
		problem = "multiIf(" + strings.Join(problems, ", ") + ", '')"
	}
	values, reads := []string{"_at", "_problem"}, []string{"_at", "_problem"}
	for _, f := range fs.fields {
		name := valueName(strings.TrimPrefix(f.key, "columns."))
		values = append(values, inParentheses(f.sql)+" AS "+name)
		reads = append(reads, f.read)
	}
	text := "SELECT " + strings.Join(reads, ", ") + "\nFROM (SELECT " + strings.Join(values, ",\n") +
		"\nFROM (SELECT " + strings.Join(columns, ", ") + ", " + problem + " AS _problem\nFROM " + fromRows + ")"
	if fs.where.text != "" {
		text += "\nWHERE " + inParentheses(fs.where.sql)
	}
	return text + ")\nORDER BY _at"
}

// blame names the expression that fails on the one row of a part, and how.
func (im *importer) blame(ctx context.Context, fs *formulas, file string, part *batch, cause error) (string, error) {
	culprit := "an expression"
	suspects := append([]formula{fs.where}, fs.fields...)
	for i, suspect := range suspects {
		if suspect.text == "" {
			continue
		}
		alone := *fs
		alone.fields, alone.where = nil, formula{}
		if i == 0 {
			alone.where = suspect
		} else {
			alone.fields = []formula{suspect}
		}
		e := &evaluated{kept: make([]bool, 1), problems: make([]string, 1), values: [][]string{make([]string, 1)}}
		err := im.compute(ctx, &alone, file, part, 0, e)
		if err == nil {
			continue
		}
		if !badValue(err) {
			return "", schema.Redact(err)
		}
		culprit, cause = strings.TrimPrefix(suspect.key, "columns.")+": "+suspect.text, err
		break
	}
	code, _ := schema.CodeOf(cause)
	var name string
	if err := im.db.Conn().QueryRow(ctx, fmt.Sprintf("SELECT errorCodeToName(%d)", code)).Scan(&name); err != nil {
		return "", fmt.Errorf("name ClickHouse's error %d: %w", code, schema.Redact(err))
	}
	return culprit + " fails with " + name, nil
}

// errTooMany says that an expression fails on most rows: it must be wrong.
var errTooMany = errors.New("an expression fails on most rows")
