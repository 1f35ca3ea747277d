package proposal

import (
	"fmt"
	"slices"
	"strings"

	"regulars/cell"
)

// evidence is what the orders with several rows show.
type evidence struct {
	repeated   []*group // with several rows that aren't exports that overlap
	products   int      // of them, of several products
	differ     int      // with other contents
	twins      int      // where each row is the same
	priced     int      // whose rows have amounts of their own
	blank      int      // that have a row without an amount
	days       []*group // of several days
	people     []*group // of several people
	spread     []*group // in several files, with other rows
	overlaps   int
	firstOnly  int // whose status stands on the first row only
	someLater  int
	withStatus int
}

func (l *look) evidence(g *grouping) evidence {
	var e evidence
	for _, o := range g.list {
		if o.rows == 1 {
			continue
		}
		if o.overlaps() {
			e.overlaps++
			if o.parts[0].rows == 1 {
				continue
			}
		} else if len(o.parts) > 1 {
			e.spread = append(e.spread, o)
		}
		e.take(l, o)
	}
	return e
}

func (e *evidence) take(l *look, o *group) {
	e.repeated = append(e.repeated, o)
	for counter, is := range map[*int]bool{
		&e.products: o.products, &e.differ: o.differ, &e.twins: !o.differ, &e.priced: o.amounts, &e.blank: o.blanks,
		&e.withStatus: o.statuses > 0, &e.someLater: o.onLater, &e.firstOnly: o.statuses == 1 && !o.onLater,
	} {
		if is {
			*counter++
		}
	}
	if o.isSpread(l.options.Zone) {
		e.days = append(e.days, o)
	}
	if o.others {
		e.people = append(e.people, o)
	}
}

// settleOrders finds out what the rows are to each other, and how they come out.
func (l *look) settleOrders() error {
	if !l.isComputable() {
		return nil
	}
	g := l.newGrouping()
	if err := g.read(); err != nil {
		return err
	}
	e := l.evidence(g)
	if len(e.days)+len(e.people) > 0 && l.Feed.OnRepeat == "" {
		again, err := l.settleRestart(g, e)
		if err != nil || again == nil {
			return err
		}
		g, e = again, l.evidence(again)
	}
	l.settleGrain(e)
	l.settleCells(e)
	l.settleSpread(e)
	if l.isOpen("grain") || l.isOpen("order_cells") || l.isOpen("on_repeat") {
		return nil
	}
	l.Orders = l.ordersOf(g)
	l.noteOrders()
	return nil
}

// isComputable reports whether the orders can be grouped here: their fields are found,
// and none needs ClickHouse.
func (l *look) isComputable() bool {
	if len(l.Questions) > 0 && !l.onlyStatuses() {
		return false
	}
	for _, field := range []string{"order_id", "placed_at", "amount"} {
		t, given := l.terms[field]
		if given && t.kind == unknownTerm || given && t.kind == joinedTerm && field != "order_id" {
			l.note("%s is computed by ClickHouse: how the orders come out is shown by starter check", field)
			l.declareGrain()
			return false
		}
	}
	if f := l.Feed.Where; f != "" && l.answers.given["where"] {
		l.note("rows are left out by an expression of ClickHouse: how the orders come out is shown by starter check")
		l.declareGrain()
		return false
	}
	return true
}

// declareGrain asks for the grain where it can't be found out.
func (l *look) declareGrain() {
	if l.Feed.Grain == "" && l.Feed.OnRepeat == "" {
		l.ask(Question{Key: "grain", Ask: "is a row a line of an order, or the order as a whole?", Choices: words["grain"]})
	}
}

func (l *look) onlyStatuses() bool {
	return !slices.ContainsFunc(l.Questions, func(q Question) bool { return !strings.HasPrefix(q.Key, "statuses.") })
}

func (l *look) isOpen(key string) bool {
	return slices.ContainsFunc(l.Questions, func(q Question) bool { return q.Key == key })
}

// settleGrain says whether a row is a line or an order. Where no id repeats it stays open:
// a feed without it refuses the first one that does.
func (l *look) settleGrain(e evidence) {
	_, updates := l.terms["updated_at"]
	switch {
	case l.Feed.Grain != "", len(e.repeated) == 0:
	case e.products*2 >= len(e.repeated) && e.products > 0 && !(updates && e.products < len(e.repeated)):
		l.Feed.Grain = "line"
	default:
		o := e.repeated[0]
		l.ask(Question{Key: "grain", Choices: words["grain"], Ask: fmt.Sprintf(
			"order %s has %d rows, and %s: are they lines of one order (line), or the order as a whole, of which the newest row holds (order)? %d orders are like that",
			o.id, o.rows, l.difference(o), len(e.repeated))})
	}
}

func (l *look) difference(o *group) string {
	if !o.differ {
		return "they are the same"
	}
	return "no product tells them apart"
}

// settleCells says where the cells of an order with several rows stand.
func (l *look) settleCells(e evidence) {
	if l.Feed.Grain != "line" || len(e.repeated) == 0 || l.Feed.OrderCells != "" {
		return
	}
	amount := l.terms["amount"]
	if e.priced == 0 && e.blank == 0 && amount.kind == columnTerm {
		o := e.repeated[0]
		l.ask(Question{Key: "order_cells", Choices: words["order_cells"], Ask: fmt.Sprintf(
			"each of the %d rows of order %s has the %s %s, and no order has rows with other ones: is it each line's (first_row), or the order's and repeated on every row (every_row)? %d orders are like that",
			o.rows, o.id, amount.columns[0].Name, o.amount, len(e.repeated))})
		return
	}
	if e.firstOnly > 0 && e.someLater == 0 {
		l.Feed.OrderCells = "first_row"
	}
}

// settleSpread asks about orders that several files have with other rows.
func (l *look) settleSpread(e evidence) {
	if e.overlaps > 0 {
		l.note("%d orders stand in several files with the same rows: they count once", e.overlaps)
	}
	if len(e.spread) == 0 || l.Feed.OnRepeat != "" || l.isOpen("grain") {
		return
	}
	if _, updates := l.terms["updated_at"]; updates {
		return // says which is the newest
	}
	o := e.spread[0]
	l.ask(Question{Key: "on_repeat", Choices: words["on_repeat"], Ask: fmt.Sprintf(
		"order %s stands in %s and in %s with other rows, and nothing says which is newer: does the later file replace the earlier one (newest), or are all of them its rows (sum)? %d orders are like that",
		o.id, l.found[o.parts[0].file-1].Name, l.found[o.parts[1].file-1].Name, len(e.spread))})
}

// settleRestart makes the id of several columns where a number starts again. It returns
// the rows grouped by it, nil where a person has to say what the number is.
func (l *look) settleRestart(g *grouping, e evidence) (*grouping, error) {
	id, placed := l.terms["order_id"], l.terms["placed_at"]
	if l.answers.given["columns.order_id"] || id.kind != columnTerm || placed.kind == unknownTerm || l.Feed.Grain == "order" {
		l.askRestart(e, nil)
		return nil, nil
	}
	pieces := []*Column{placed.columns[0]}
	tills := columnsIn(l.candidates("till"))
	if len(tills) == 1 {
		pieces = append(pieces, tills[0])
	}
	pieces = append(pieces, id.columns[0])
	if !e.isRestart() || slices.ContainsFunc(pieces, func(c *Column) bool { return strings.ContainsRune(c.Name, '+') }) {
		l.askRestart(e, pieces)
		return nil, nil
	}
	before := l.Feed.Columns["order_id"]
	l.Feed.Columns["order_id"] = joined(pieces)
	l.terms["order_id"] = term{kind: joinedTerm, columns: pieces}
	again := l.newGrouping()
	if err := again.read(); err != nil {
		return nil, err
	}
	if left := l.evidence(again); len(left.days)+len(left.people) > 0 {
		l.Feed.Columns["order_id"], l.terms["order_id"] = before, id
		l.askRestart(e, pieces)
		return nil, nil
	}
	l.note("the numbers of %s start again (%s): the id is made of %s", before, e.shown(l), joined(pieces))
	return again, nil
}

// isRestart reports whether the numbers evidently start again: on other days they are of
// other people.
func (e evidence) isRestart() bool {
	for _, o := range e.days {
		if !o.others {
			return false
		}
	}
	return len(e.days)+len(e.people) > 0
}

func joined(pieces []*Column) string {
	list := make([]string, len(pieces))
	for i, c := range pieces {
		list[i] = c.Name
	}
	return strings.Join(list, " + ")
}

// shown is an order whose rows are of several days or people.
func (e evidence) shown(l *look) string {
	list := e.days
	if len(list) == 0 {
		list = e.people
	}
	o := list[0]
	zone := l.options.Zone
	text := fmt.Sprintf("%s from line %d", o.id, l.placed(cell.Example{Line: o.line}).Line)
	if o.isSpread(zone) {
		text += " is of " + o.first.In(zone).Format("2006-01-02") + " and " + o.last.In(zone).Format("2006-01-02")
	}
	if o.others {
		text += " and of several people"
	}
	return text
}

func (l *look) askRestart(e evidence, pieces []*Column) {
	q := Question{Key: "columns.order_id", Ask: fmt.Sprintf(
		"one number has rows of other days or people: %s; %d orders are like that. If the number starts again, make the id of several columns (date + till + receipt); if it is one order, write on_repeat=sum where the rows are its lines, or on_repeat=newest where the later one replaces the other",
		e.shown(l), len(e.days)+len(e.people))}
	if len(pieces) > 0 {
		q.Choices = []string{joined(pieces)}
	}
	l.ask(q)
}

// noteOrders says what of the orders is no sale.
func (l *look) noteOrders() {
	o := l.Orders
	if c := l.columnNamed(l.Feed.Columns["amount"]); c != nil && l.Feed.Columns["currency"] == "" && len(c.Survey.Currencies()) > 1 {
		l.note("%s: its cells name several currencies: those that aren't in the shop's are rejected, unless a column (columns.currency) says which one an order is in", c.Name)
	}
	if o.Returns > 0 {
		l.note("%s below zero: they are returns, and lower the revenue of their day", have(o.Returns, "total"))
	}
	if o.Cancelled > 0 {
		l.note("%s cancelled and don't count", are(o.Cancelled))
	}
	if o.Zero > 0 {
		l.note("%s of zero and don't count unless the shop has count_zero_totals: true", have(o.Zero, "total"))
	}
	if o.Nobody > 0 {
		l.note("%s nobody: they count in orders and revenue and belong to no member", named(o.Nobody))
	}
	if o.Incomplete > 0 {
		l.note("%d orders have no time or no amount on any of their rows: they would be rejected", o.Incomplete)
	}
	if o.Beyond > 0 {
		l.note("only the first %d orders are grouped here: %s of further ones", mostOrders, rows(o.Beyond))
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func rows(n int64) string { return plural(int(n), "row") }

func have(n int, noun string) string {
	if n == 1 {
		return "1 order has a " + noun
	}
	return fmt.Sprintf("%d orders have a %s", n, noun)
}

func are(n int) string {
	if n == 1 {
		return "1 order is"
	}
	return fmt.Sprintf("%d orders are", n)
}

func named(n int) string {
	if n == 1 {
		return "1 order names"
	}
	return fmt.Sprintf("%d orders name", n)
}
