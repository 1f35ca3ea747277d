package proposal

import (
	"fmt"
	"slices"
	"strings"
)

// fewestNatural is how many rows must have people and days of their own before that says
// anything.
const fewestNatural = 50

// settleNaturalID makes the id of day and person where no column is one, and nobody has two
// rows of one day: each row is an order then, whatever the rows are to each other, and a
// file that shows otherwise one day is refused. The row's number would be no such id: it
// is another order's in the next export.
func (l *look) settleNaturalID() error {
	at := slices.IndexFunc(l.Questions, func(q Question) bool { return q.Key == "columns.order_id" && q.natural })
	if at < 0 || len(l.Questions) > 1 {
		return nil
	}
	pieces := l.naturalID()
	if pieces == nil {
		return nil
	}
	open := l.Questions
	l.Questions = nil
	l.Feed.Columns["order_id"], l.terms["order_id"] = joined(pieces), term{kind: joinedTerm, columns: pieces}
	g := l.newGrouping()
	if err := g.read(); err != nil {
		return err
	}
	e := l.evidence(g)
	if len(e.repeated)+e.overlaps == 0 && g.beyond+g.bad == 0 && len(g.list) >= fewestNatural {
		l.note("no column is the number of the order, and nobody has two rows of one day: each row is an order, by %s", joined(pieces))
		return nil
	}
	l.Questions = open
	delete(l.Feed.Columns, "order_id")
	delete(l.terms, "order_id")
	q := &l.Questions[at]
	if q.Choices = append(q.Choices, joined(pieces)); len(e.repeated) > 0 {
		q.Ask += fmt.Sprintf("; if what a person buys on a day is one order, it is %s: %d would have several rows, the first from line %d",
			joined(pieces), len(e.repeated), e.repeated[0].line)
	}
	return nil
}

// naturalID is the day and the person of an order; nil where a row may lack one of them.
func (l *look) naturalID() []*Column {
	placed := l.terms["placed_at"]
	if placed.kind != columnTerm || l.Feed.Grain != "" {
		return nil
	}
	for _, field := range people {
		who := l.terms[field]
		if who.kind != columnTerm || who.columns[0].Survey.Counts().Empty > 0 || placed.columns[0].Survey.Counts().Empty > 0 {
			continue
		}
		pieces := []*Column{placed.columns[0], who.columns[0]}
		if !slices.ContainsFunc(pieces, func(c *Column) bool { return strings.ContainsRune(c.Name, '+') }) {
			return pieces
		}
	}
	return nil
}
