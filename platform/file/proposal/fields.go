package proposal

import (
	"fmt"
	"slices"
	"strings"

	"regulars"
	"regulars/cell"
)

// people are the fields that say whose an order is, and details those that only add to
// it: of these, several columns that may be one are none.
var (
	people  = []string{"customer_id", "email", "phone"}
	details = []string{"name", "currency", "country", "quantity", "sku", "product_id", "title", "category", "updated_at", "refunded", "refunded_at", "cancelled"}
)

// mapOrders finds the columns of orders.
func (l *look) mapOrders() {
	taken := map[*Column]bool{}
	l.choose("order_id", taken)
	l.choosePlacedAt(taken)
	for _, field := range people {
		l.choose(field, taken)
	}
	l.chooseAddresses(taken)
	l.chooseStatus(taken)
	l.chooseAmount(taken)
	open := len(l.Questions)
	for _, field := range details {
		l.choose(field, taken)
	}
	l.leaveOutDetails(open)
	l.askOrderID()
	l.askMissing([]string{"order_id", "placed_at", "amount"})
}

// leaveOutDetails turns questions about details into notes.
func (l *look) leaveOutDetails(from int) {
	for _, q := range l.Questions[from:] {
		field := strings.TrimPrefix(q.Key, "columns.")
		l.note("%s may be %s: none is taken", strings.Join(q.Choices, " and "), field)
	}
	l.Questions = l.Questions[:from]
}

// choosePlacedAt takes the column of the date, the only one where none is named so, and
// the time of day that stands next to it.
func (l *look) choosePlacedAt(taken map[*Column]bool) {
	if l.answered("placed_at") {
		return
	}
	list := columnsIn(best(l.candidates("placed_at")))
	if len(list) == 0 {
		for _, c := range l.Columns {
			if c.isEvidentlyDates() && !isOtherDate(c.Name) {
				list = append(list, c)
			}
		}
		if len(list) == 1 {
			l.note("%s is taken for the time of the order: no other column holds dates", list[0].Name)
		}
	}
	if len(list) > 1 {
		l.askWhich("placed_at", list)
	}
	if len(list) != 1 {
		return
	}
	date := list[0]
	taken[date] = true
	l.Feed.Columns["placed_at"] = date.Name
	if clocks := l.candidates("clock"); len(clocks) == 1 && !hasClock(date) {
		taken[clocks[0].column] = true
		l.Feed.Columns["placed_at"] = dateAndClock(date, clocks[0].column)
	}
}

// hasClock reports whether a column's dates have a time of day.
func hasClock(c *Column) bool { return strings.Contains(c.Example.Text, ":") }

// chooseAddresses takes the only column of mails, whatever its name.
func (l *look) chooseAddresses(taken map[*Column]bool) {
	if l.Feed.Columns["email"] != "" || l.answered("email") || len(l.candidates("email")) > 0 {
		return
	}
	var mails []*Column
	for _, c := range l.Columns {
		if c.isMails() && !taken[c] {
			mails = append(mails, c)
		}
	}
	switch len(mails) {
	case 0:
	case 1:
		l.Feed.Columns["email"] = mails[0].Name
		taken[mails[0]] = true
	default:
		l.askWhich("email", mails)
	}
}

// chooseStatus takes the column of the order's status. Where the payment has one of its
// own, a person says which of them counts.
func (l *look) chooseStatus(taken map[*Column]bool) {
	if l.answered("status") || l.answered("paid") {
		l.choose("status", taken)
		return
	}
	named := slices.DeleteFunc(l.candidates("status"), func(c candidate) bool { return c.rank > 0 && !l.knowsStatusIn(c.column) })
	orders, payments := columnsIn(best(named)), columnsIn(best(l.candidates("payment_status")))
	all := slices.Concat(orders, payments)
	switch {
	case len(all) > 1:
		l.askWhich("status", all)
		l.note("a second status can say whether the order is paid: columns.paid, such as %s = '%s'", quoted(all[1]), shortened(all[1].Example.Text))
	case len(all) == 1:
		l.Feed.Columns["status"] = all[0].Name
		taken[all[0]] = true
	}
}

// knowsStatusIn reports whether a word of a column is a known status: a State may also be
// a part of a country.
func (l *look) knowsStatusIn(c *Column) bool {
	for word := range c.Survey.Words() {
		if _, known := regulars.StatusOf(word, l.Statuses); known {
			return true
		}
	}
	return false
}

// chooseAmount takes the only column that may be the amount, or quantity times unit
// price where there is none.
func (l *look) chooseAmount(taken map[*Column]bool) {
	if l.answered("amount") {
		return
	}
	list := slices.Concat(columnsIn(l.candidates(ofOrder)), columnsIn(l.candidates(ofLine)), columnsIn(l.candidates(ofEither)))
	if len(list) == 1 {
		l.Feed.Columns["amount"] = list[0].Name
		taken[list[0]] = true
		return
	}
	if len(list) > 1 {
		l.askWhich("amount", list)
		return
	}
	prices, quantities := columnsIn(l.candidates(unitPrice)), columnsIn(best(l.candidates("quantity")))
	switch {
	case len(prices) == 1 && len(quantities) == 1 && prices[0].isPlain() && quantities[0].isPlain():
		l.Feed.Columns["amount"] = product(quantities[0], prices[0])
		l.note("no column is the amount of a line: it is %s", l.Feed.Columns["amount"])
	case len(prices) == 1 && len(quantities) == 0:
		l.ask(Question{Key: "columns.amount", Ask: fmt.Sprintf("no column is evidently the amount: is it %s (%s)?", prices[0].Name, shortened(prices[0].Example.Text)), Choices: []string{prices[0].Name}})
	case len(prices) > 1:
		l.askWhich("amount", prices)
	}
}

// askOrderID says what the id may be where no column is it.
func (l *look) askOrderID() {
	if l.Feed.Columns["order_id"] != "" || len(l.candidates("order_id")) > 0 || l.answered("order_id") {
		return
	}
	choices := l.columnNames()
	if len(l.found) == 1 {
		choices = append([]string{"_row"}, choices...)
	}
	l.ask(Question{
		Key: "columns.order_id", Choices: choices, natural: true,
		Ask: "no column is evidently the number of the order: which one is it? If each row is an order of its own, and the file only ever grows at its end, it is _row, the row's number",
	})
}

func newSurvey(text string) *cell.Survey {
	s := &cell.Survey{}
	s.Add(text, false, 1)
	return s
}
