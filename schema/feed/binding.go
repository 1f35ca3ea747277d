package feed

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"regulars/schema/feed/formula"
)

// binding says where the cells of a field come from in one file: from a column,
// from several that are joined, from a text that is the same for all rows, or from
// an expression that ClickHouse computes.
type binding struct {
	field feedField
	parts []part
	typed bool // the columns are declared as numbers or times

	tokens []formula.Token // of an expression
	kind   string          // ClickHouse's type of its value
	at     int             // its place among the computed ones
}

func (b binding) isComputed() bool { return len(b.parts) == 0 }

// plainColumn is the place among the used columns of the only one that is read; -1 where the
// field is something else.
func (b *binding) plainColumn() int {
	if len(b.parts) == 1 {
		return b.parts[0].used
	}
	return -1
}

// part is a piece of a field's text.
type part struct {
	column int    // of the file; -1: none
	used   int    // its place among the used columns
	text   string // a text that is the same for all rows
	number bool   // the row's number
	file   bool   // the file's name
	day    bool   // only the day of a time: pieces of an id
}

// bind finds out where the feed's fields stand in a file.
func (im *importer) bind(columns []string) []binding {
	var all []binding
	for _, f := range im.entity.fields {
		text, given := expression(im.feed, f.name)
		if !given {
			continue
		}
		b := binding{field: f}
		if one, plain := plainPart(columns, text); plain {
			b.parts = []part{one}
		} else if f.joins {
			b.parts = im.joinedParts(columns, text)
		}
		if b.isComputed() {
			b.tokens = formula.Tokens(text, columns)
		}
		for _, p := range b.parts {
			b.typed = b.typed || p.column >= 0 && isTypedKind(im.declared[columns[p.column]])
		}
		all = append(all, b)
	}
	return all
}

// formulasOf finds out how the computed fields of a feed are computed over a file.
func (im *importer) formulasOf(ctx context.Context, columns []string, bindings []binding) (*formula.Set, error) {
	var wanted []formula.Wanted
	var computed []*binding
	for i := range bindings {
		if b := &bindings[i]; b.isComputed() {
			text, _ := expression(im.feed, b.field.name)
			wanted = append(wanted, formula.Wanted{Name: b.field.name, Text: text, Numeric: b.field.isNumber()})
			computed = append(computed, b)
		}
	}
	scope := formula.Scope{DB: im.db, Feed: im.feed.Path, Declared: im.declared, Facts: im.facts}
	set, err := scope.New(ctx, columns, wanted, im.feed.Where)
	if err != nil {
		return nil, err
	}
	for i, b := range computed {
		b.kind, b.at = set.Kinds[i], i
	}
	return set, nil
}

// withDeclared are the columns of a file and those that structure declares besides: an
// object of JSON has no key for what it has no value of.
func (im *importer) withDeclared(columns []string) []string {
	if len(columns) == 0 {
		return nil
	}
	all := slices.Clone(columns)
	for _, name := range slices.Sorted(maps.Keys(im.declared)) {
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// isTypedKind reports whether a declared column has a type other than text.
func isTypedKind(kind string) bool {
	kind = formula.Bare(kind)
	return formula.IsNumber(kind) && kind != "Bool" || strings.HasPrefix(kind, "Date")
}

// plainPart reads a text that is no expression: a column, a number, a text in quotes.
func plainPart(columns []string, text string) (part, bool) {
	if i := formula.ColumnNamed(columns, text); i >= 0 {
		return part{column: i}, true
	}
	switch {
	case text == "_row":
		return part{column: -1, number: true}, true
	case text == "_file":
		return part{column: -1, file: true}, true
	}
	literal, is := formula.Literal(text)
	return part{column: -1, text: literal}, is
}

// joinedParts reads an id of several columns, such as date + till + receipt. It
// returns nil where the text is something else.
func (im *importer) joinedParts(columns []string, text string) []part {
	pieces := strings.Split(text, "+")
	if len(pieces) < 2 {
		return nil
	}
	var parts []part
	for _, piece := range pieces {
		one, plain := plainPart(columns, strings.TrimSpace(piece))
		if !plain {
			return nil
		}
		// The lines of a receipt are minutes apart: its day is what they share.
		one.day = one.column >= 0 && slices.ContainsFunc(im.entity.fields, func(f feedField) bool {
			at, given := expression(im.feed, f.name)
			return given && f.kind == timeField && formula.ColumnNamed(columns, at) == one.column
		})
		parts = append(parts, one)
	}
	return parts
}

// columnsOf are the columns of a file that a binding reads.
func (b binding) columnsOf(columns []string) []int {
	var used []int
	for _, p := range b.parts {
		if p.column >= 0 {
			used = append(used, p.column)
		}
	}
	return append(used, b.columnsOfExpression(columns)...)
}

func (b binding) columnsOfExpression(columns []string) []int {
	var used []int
	for _, name := range formula.NamesIn(b.tokens) {
		used = append(used, slices.Index(columns, name))
	}
	return used
}

// place notes where a binding's columns stand among the used ones.
func (b *binding) place(used []int) {
	for i := range b.parts {
		b.parts[i].used = slices.Index(used, b.parts[i].column)
	}
}

// joinSign stands between the parts of an id.
const joinSign = "-"

// cellOf is the text of a field in a row, and whether the file types it.
func (im *importer) cellOf(b *binding, file string, rows *formula.Batch, i int) (text string, typed bool) {
	if len(b.parts) == 1 {
		p := b.parts[0]
		switch {
		case p.used >= 0:
			return rows.Cell(i, p.used), b.typed || rows.IsTyped(i, p.used)
		case p.number:
			return fmt.Sprint(rows.Rows[i].Number), false
		case p.file:
			return file, false
		}
		return p.text, false
	}
	pieces := make([]string, len(b.parts))
	for at, p := range b.parts {
		one := *b
		one.parts = []part{p}
		if pieces[at], _ = im.cellOf(&one, file, rows, i); strings.TrimSpace(pieces[at]) == "" {
			return "", false
		}
		if p.day {
			if moment, err := im.readTime("placed_at", pieces[at], false); err == nil {
				pieces[at] = moment.In(im.load.Shop.Zone).Format(time.DateOnly)
			}
		}
	}
	return strings.Join(pieces, joinSign), false
}
