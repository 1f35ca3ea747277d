package proposal

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"regulars/cell"
)

// term is what a field is made of, as far as it is computed here: a column, several that
// are joined, the product of two, a date and the time of day next to it.
type term struct {
	kind    termKind
	columns []*Column
	text    string // of a literal
}

type termKind int

const (
	unknownTerm termKind = iota // an expression that ClickHouse computes
	columnTerm
	joinedTerm
	productTerm
	clockTerm
	literalTerm
	rowTerm
)

var (
	simpleName  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	productText = regexp.MustCompile("^(`[^`]+`|[A-Za-z_][A-Za-z0-9_]*) \\* (`[^`]+`|[A-Za-z_][A-Za-z0-9_]*)$")
	clockText   = regexp.MustCompile("^concat\\((`[^`]+`|[A-Za-z_][A-Za-z0-9_]*), ' ', (`[^`]+`|[A-Za-z_][A-Za-z0-9_]*)\\)$")
)

// quoted is a column inside an expression.
func quoted(c *Column) string {
	if simpleName.MatchString(c.Name) {
		return c.Name
	}
	return "`" + c.Name + "`"
}

func product(a, b *Column) string { return quoted(a) + " * " + quoted(b) }

func dateAndClock(date, clock *Column) string {
	return fmt.Sprintf("concat(%s, ' ', %s)", quoted(date), quoted(clock))
}

// termOf reads what the config writes for a field.
func (l *look) termOf(text string) term {
	if c := l.columnNamed(text); c != nil {
		return term{kind: columnTerm, columns: []*Column{c}}
	}
	if text == "_row" {
		return term{kind: rowTerm}
	}
	if len(text) > 1 && text[0] == '\'' && text[len(text)-1] == '\'' && !strings.ContainsAny(text[1:len(text)-1], `'\`) {
		return term{kind: literalTerm, text: text[1 : len(text)-1]}
	}
	for kind, form := range map[termKind]*regexp.Regexp{productTerm: productText, clockTerm: clockText} {
		if m := form.FindStringSubmatch(text); m != nil {
			if a, b := l.columnNamed(m[1]), l.columnNamed(m[2]); a != nil && b != nil {
				return term{kind: kind, columns: []*Column{a, b}}
			}
		}
	}
	t := term{kind: joinedTerm}
	for piece := range strings.SplitSeq(text, "+") {
		c := l.columnNamed(strings.TrimSpace(piece))
		if c == nil {
			return term{}
		}
		t.columns = append(t.columns, c)
	}
	return t
}

func (l *look) columnNamed(text string) *Column {
	if c := l.byName[text]; c != nil {
		return c
	}
	if len(text) > 2 && text[0] == '`' && text[len(text)-1] == '`' {
		return l.byName[text[1:len(text)-1]]
	}
	return nil
}

// cells are the texts of one row, by column.
type cells struct {
	row *cell.Row
	at  map[*Column]int
}

func (c cells) text(column *Column) (text string, typed bool) {
	i, is := c.at[column]
	if !is || i >= len(c.row.Cells) {
		return "", false
	}
	return c.row.Cells[i], i < len(c.row.Typed) && c.row.Typed[i]
}

// amountOf reads an amount; a product is rounded by who stores it.
func (t term) amountOf(c cells, styles map[*Column]cell.NumberStyle, style cell.NumberStyle) (decimal.Decimal, error) {
	if t.kind == productTerm {
		a, err := number(c, t.columns[0], styles[t.columns[0]])
		if err != nil {
			return a, err
		}
		b, err := number(c, t.columns[1], styles[t.columns[1]])
		return a.Mul(b), err
	}
	if t.kind == literalTerm {
		return cell.Amount(t.text, style)
	}
	return number(c, t.columns[0], style)
}

func number(c cells, column *Column, style cell.NumberStyle) (decimal.Decimal, error) {
	text, typed := c.text(column)
	if typed {
		style = cell.TypedNumbers
	}
	return cell.Amount(text, style)
}

// textOf is the text of a term in a row.
func (t term) textOf(c cells) string {
	switch t.kind {
	case columnTerm:
		text, _ := c.text(t.columns[0])
		return text
	case clockTerm:
		date, _ := c.text(t.columns[0])
		clock, _ := c.text(t.columns[1])
		if cell.Nothing(date) || cell.Nothing(clock) {
			return "" // as in ClickHouse
		}
		return date + " " + clock
	case literalTerm:
		return t.text
	}
	return ""
}

// Uses reports whether a field of the feed is made of a column.
func (r *Report) Uses(field string, c *Column) bool {
	text := r.Feed.Columns[field]
	if text == c.Name || text == quoted(c) {
		return true
	}
	one := look{byName: map[string]*Column{}}
	for _, column := range r.Columns {
		one.byName[column.Name] = column
	}
	return slices.Contains(one.termOf(text).columns, c)
}
