package proposal

import (
	"fmt"
	"slices"
	"strings"

	"regulars/config"
)

// propose finds out what the columns are, how they are written, and what the rows are to
// each other.
func (l *look) propose() error {
	if l.Feed.Entity == "" {
		l.Feed.Entity = l.entity()
	}
	if l.checkHeader(); len(l.Questions) > 0 {
		return nil // of a row that is taken for names nothing can be said
	}
	switch {
	case l.Feed.Preset != "":
	case l.Feed.Entity == "orders":
		l.mapOrders()
	default:
		l.mapRecords()
	}
	l.settleTerms()
	l.settleStyles()
	l.settleStatuses()
	if l.Feed.Entity != "orders" {
		return nil
	}
	if err := l.settleNaturalID(); err != nil {
		return err
	}
	return l.settleOrders()
}

// entity is what the columns look like: customers where there is no amount but a
// member's id or address and what only people have.
func (l *look) entity() string {
	has := func(field string) bool { return len(l.candidates(field)) > 0 }
	money := has(ofOrder) || has(ofLine) || has(ofEither) || has(unitPrice)
	if money || has("order_id") && has("placed_at") && has("quantity") {
		return "orders"
	}
	if has("birth_date") || has("gender") || has("registered_at") || has("tier") || has("consent_edm") {
		return "customers"
	}
	return "orders"
}

// checkHeader asks whether the first row is a header where it looks like a row.
func (l *look) checkHeader() {
	if l.Feed.Header != nil || l.Feed.Structure != "" || l.answers.given["header"] {
		return
	}
	for _, c := range l.Columns {
		if header := (&Column{Name: c.Name, Survey: newSurvey(c.Name)}); header.isNumbers() || header.isEvidentlyDates() || header.isMails() {
			l.ask(Question{
				Key: "structure", Ask: fmt.Sprintf("the first line looks like a row, not like names of columns: it has the cell %s. If it is one, write a name and String for each column", c.Name),
				Choices: []string{structureFor(len(l.Columns))},
			})
			return
		}
	}
}

func structureFor(columns int) string {
	list := make([]string, columns)
	for i := range list {
		list[i] = fmt.Sprintf("c%d String", i+1)
	}
	return strings.Join(list, ", ")
}

// candidate is a column that may be a field.
type candidate struct {
	column *Column
	rank   int
}

// candidates are the columns whose names and cells fit a field, the surest first. A
// column that is named as a date and holds none is no date.
func (l *look) candidates(field string) []candidate {
	var list []candidate
	for _, c := range l.Columns {
		if rank, is := rankOf(field, c.Name); is && c.filled() > 0 && fitsField(field, c) {
			list = append(list, candidate{c, rank})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return a.rank - b.rank })
	return list
}

func fitsField(field string, c *Column) bool {
	switch field {
	case "placed_at", "updated_at", "refunded_at", "registered_at":
		return c.isDates()
	case "birth_date":
		return !c.isMails()
	case "quantity", "refunded", "points", ofOrder, ofLine, ofEither, unitPrice:
		return c.isNumbers()
	case "email":
		return c.isMails() || c.Survey.Counts().Mails > 0
	case "clock":
		return c.isClocks() || c.isDigitClocks()
	case "order_id", "customer_id":
		return !c.isMails() && !c.isEvidentlyDates() && !c.isClocks()
	case "title", "name", "status", "payment_status", "category":
		return !c.isEvidentlyDates() && !c.isMails() && !(c.isNumbers() && field != "title")
	}
	return true
}

// best are the candidates of the surest rank.
func best(list []candidate) []candidate {
	for i, c := range list {
		if c.rank != list[0].rank {
			return list[:i]
		}
	}
	return list
}

// choose takes the one column that may be a field, and asks where there are several.
func (l *look) choose(field string, taken map[*Column]bool) {
	if l.answered(field) {
		return
	}
	list := slices.DeleteFunc(best(l.candidates(field)), func(c candidate) bool { return taken[c.column] })
	switch {
	case len(list) == 1:
		l.Feed.Columns[field] = list[0].column.Name
		taken[list[0].column] = true
	case len(list) > 1:
		l.askWhich(field, columnsIn(list))
	}
}

// answered reports whether a person said what a field is made of.
func (l *look) answered(field string) bool {
	text, said := l.answers.column(field)
	if said && text == "" {
		delete(l.Feed.Columns, field)
	}
	return said
}

func columnsIn(list []candidate) []*Column {
	columns := make([]*Column, len(list))
	for i, c := range list {
		columns[i] = c.column
	}
	return columns
}

// askWhich asks which of some columns a field is; the first cells tell them apart.
func (l *look) askWhich(field string, columns []*Column) {
	var shown, choices []string
	for _, c := range columns {
		text := shortened(c.Example.Text)
		if slices.Contains(people, field) {
			text = masked(c.Example.Text)
		}
		shown = append(shown, fmt.Sprintf("%s (%s)", c.Name, text))
		choices = append(choices, c.Name)
	}
	l.ask(Question{Key: "columns." + field, Ask: fmt.Sprintf("which column is %s: %s?", field, strings.Join(shown, " or ")), Choices: choices})
}

// shortened is a cell, not too long for a line.
func shortened(text string) string {
	const most = 24
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

// mapRecords finds the columns of an entity other than orders.
func (l *look) mapRecords() {
	columns, _ := config.ColumnsOf(l.Feed.Entity)
	taken := map[*Column]bool{}
	for _, field := range columns.All() {
		if l.answered(field) {
			continue
		}
		if c := l.columnNamed(field); c != nil && c.filled() > 0 {
			l.Feed.Columns[field] = c.Name
			taken[c] = true
		}
	}
	for _, field := range columns.All() {
		if l.Feed.Columns[field] == "" && len(ranks[field]) > 0 {
			l.choose(field, taken)
		}
	}
	if l.Feed.Entity == "customers" && l.Feed.Columns["customer_id"] == "" && !l.answered("customer_id") {
		if list := l.candidates("order_id"); len(list) == 1 && !taken[list[0].column] { // a plain id
			l.Feed.Columns["customer_id"] = list[0].column.Name
		}
	}
	l.askMissing(columns.Required)
}

// askMissing asks for the fields without which no record can be made.
func (l *look) askMissing(fields []string) {
	for _, field := range fields {
		key := "columns." + field
		if l.Feed.Columns[field] != "" || slices.ContainsFunc(l.Questions, func(q Question) bool { return q.Key == key }) {
			continue
		}
		l.ask(Question{Key: key, Ask: fmt.Sprintf("no column is evidently %s%s: which one is it?", field, l.unfit(field)), Choices: l.columnNames()})
	}
}

// unfit names the column that is called as a field and holds something else.
func (l *look) unfit(field string) string {
	fields := []string{field}
	if field == "amount" {
		fields = []string{ofOrder, ofLine, ofEither}
	}
	for _, c := range l.Columns {
		for _, f := range fields {
			if _, is := rankOf(f, c.Name); is && c.filled() > 0 && !fitsField(f, c) {
				return fmt.Sprintf(" (%s isn't: most of its cells are none, such as %s)", c.Name, shortened(c.Example.Text))
			}
		}
	}
	return ""
}

func (l *look) columnNames() []string {
	list := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		list[i] = c.Name
	}
	return list
}
