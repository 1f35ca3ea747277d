package proposal

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"regulars"
	"regulars/cell"
	"regulars/config"
)

// Fields that hold dates and numbers.
var (
	dateFields   = []string{"placed_at", "updated_at", "refunded_at", "registered_at", "birth_date", "consent_at", "points_expire_on", "at", "date"}
	numberFields = []string{"amount", "quantity", "refunded", "discount", "shipping", "tax", "cost", "points"}
)

// settleTerms reads what the fields are made of.
func (l *look) settleTerms() {
	for field, text := range l.Feed.Columns {
		l.terms[field] = l.termOf(text)
	}
}

// settleStyles declares how dates and numbers are written, and asks where the cells fit
// several ways.
func (l *look) settleStyles() {
	for _, field := range dateFields {
		if t, given := l.terms[field]; given && len(t.columns) > 0 && l.Feed.Dates.Of(field) == "" {
			l.settleDates(field, t)
		}
	}
	for _, field := range numberFields {
		if t, given := l.terms[field]; given && t.kind == columnTerm && l.Feed.Numbers.Of(field) == "" {
			l.settleNumbers(field, t.columns[0])
		}
	}
	l.Feed.Dates, l.Feed.Numbers = shortest(l.Feed.Dates), shortest(l.Feed.Numbers)
}

func (l *look) settleDates(field string, t term) {
	c := t.columns[0]
	style, err := c.Survey.Dates()
	var open *cell.Ambiguous
	var contradiction *cell.Contradiction
	var none *cell.NotDates
	q := Question{Key: "dates." + field}
	switch {
	case errors.As(err, &open):
		open.Example = l.placed(open.Example)
		q.Ask, q.Choices = c.Name+": "+open.Error(), withClock(open.Fits, t)
	case errors.As(err, &contradiction):
		contradiction.One, contradiction.Other = l.placed(contradiction.One), l.placed(contradiction.Other)
		q.Ask = c.Name + ": " + contradiction.Error()
	case errors.As(err, &none) && field == "birth_date":
		return
	case errors.As(err, &none):
		none.Example = l.placed(none.Example)
		q.Ask, q.Choices = c.Name+": "+none.Error(), withClock(none.Fits, t)
	default:
		if word := style.String(); word != "" {
			l.Feed.Dates[field] = word
		}
		return
	}
	l.ask(q)
}

// withClock adds the time of day to layouts of a date that has it in a column of its own.
func withClock(layouts []string, t term) []string {
	if t.kind != clockTerm {
		return layouts
	}
	list := slices.Clone(layouts)
	for i, layout := range list {
		if !strings.Contains(layout, "%") {
			continue
		}
		clock := t.columns[1].clock
		colons := strings.Count(clock, ":")
		switch {
		case colons == 0:
			list[i] += " %H%M%S"[:len(" %H%M%S")*len(clock)/len("093015")]
		case colons == 1:
			list[i] += " %H:%M"
		default:
			list[i] += " %H:%M:%S"
		}
		if last := clock[len(clock)-1]; last == 'M' || last == 'm' {
			list[i] = strings.Replace(list[i], "%H", "%I", 1) + " %p"
		}
	}
	return list
}

func (l *look) settleNumbers(field string, c *Column) {
	style, err := c.Survey.Numbers()
	var open *cell.Ambiguous
	var contradiction *cell.Contradiction
	q := Question{Key: "numbers." + field}
	switch {
	case errors.As(err, &open):
		open.Example = l.placed(open.Example)
		q.Ask, q.Choices = c.Name+": "+open.Error(), open.Fits
	case errors.As(err, &contradiction):
		contradiction.One, contradiction.Other = l.placed(contradiction.One), l.placed(contradiction.Other)
		q.Ask = c.Name + ": " + contradiction.Error()
	case err != nil:
		q.Ask = c.Name + ": " + err.Error()
	default:
		if word := style.String(); word != "" {
			l.Feed.Numbers[field] = word
		}
		if at, taken := c.Survey.Taken(); taken {
			l.note("%s: the comma in %s is taken to stand between thousands, for all of them have three digits behind it", c.Name, shortened(at.Text))
		}
		return
	}
	l.ask(q)
}

// shortest are words of columns: one for all of them where they are the same.
func shortest(w config.Words) config.Words {
	all := slices.Compact(slices.Sorted(maps.Values(w)))
	switch {
	case len(w) == 0:
		return nil
	case len(all) == 1:
		return config.Words{"": all[0]}
	}
	return w
}

// settleStatuses asks what the words mean that nobody knows.
func (l *look) settleStatuses() {
	t := l.terms["status"]
	if t.kind != columnTerm || l.Feed.Entity != "orders" {
		return
	}
	c := t.columns[0]
	found := c.Survey.Words()
	if found == nil {
		l.ask(Question{Key: "columns.status", Ask: c.Name + " has more than 50 different words: it is no status; leave it out with columns.status=", Choices: nil})
		return
	}
	for _, word := range slices.Sorted(maps.Keys(found)) {
		if _, known := regulars.StatusOf(word, l.Statuses); !known && !cell.Nothing(word) {
			l.ask(Question{
				Key: "statuses." + word, Ask: "nobody knows what the status " + word + " means, which stands in " + rows(found[word]),
				Choices: regulars.Statuses,
			})
		}
	}
}
