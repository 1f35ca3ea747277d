package cell

import (
	"fmt"
	"strings"
	"time"
)

// Ambiguous is returned where the cells of a column fit several styles.
type Ambiguous struct {
	What    string   // dates or numbers
	Fits    []string // the styles, as a config declares them
	Example Example  // a cell that the styles read in several ways
	Means   string   // which they are: may be 2 Nov or 11 Feb
}

func (a *Ambiguous) Error() string {
	return fmt.Sprintf("%s in %s %s: declare %s: %s", shown(a.Example.Text), a.Example.place(), a.Means, a.What, quoted(a.Fits))
}

func quoted(words []string) string {
	text := ""
	for i, w := range words {
		if i > 0 {
			text += " or "
		}
		text += `"` + w + `"`
	}
	return text
}

// Contradiction is returned where cells of a column exclude each other.
type Contradiction struct {
	What           string // dates or numbers
	One, Other     Example
	OneIs, OtherIs string // the style that each of them needs
}

func (c *Contradiction) Error() string {
	return fmt.Sprintf("the %s contradict each other: %s in %s is written as %s, %s in %s as %s",
		c.What, shown(c.One.Text), c.One.place(), c.OneIs, shown(c.Other.Text), c.Other.place(), c.OtherIs)
}

// NotDates is returned for a column that has cells and none of them is a date. Fits are
// styles in which they would be dates if they were declared.
type NotDates struct {
	Example Example
	Fits    []string
}

func (n *NotDates) Error() string {
	text := fmt.Sprintf("no cell is a date: the first is %s in %s", shown(n.Example.Text), n.Example.place())
	if len(n.Fits) > 0 {
		text += ": if they are dates, declare dates: " + quoted(n.Fits)
	}
	return text
}

// dateSurvey is what the cells of a column are as dates.
type dateSurvey struct {
	evident, numeric int64 // year first, and those of them without names
	both             tallied
	onlyMDY, onlyDMY tallied
	two, republic    tallied
	zeros, other     tallied
	republicSaid     int64
	serials          int64 // what a spreadsheet's day may be
	epochs, epochsMS int64
	twoFits          [3]bool // ymd, mdy, dmy: still fit all dates with years of two digits
	monthFirst       span
	dayFirst         span
	yearFirst        span
}

// tallied is how often something stands in a column, with its first example.
type tallied struct {
	n     int64
	first Example
}

func (t *tallied) add(at Example) {
	if t.n == 0 {
		at.Text = strings.Clone(at.Text)
		t.first = at
	}
	t.n++
}

// span is the first and the last of some days, as 20261102.
type span struct{ from, to int }

func (s *span) add(year, month, day int) {
	n := year*10000 + month*100 + day
	if s.from == 0 || n < s.from {
		s.from = n
	}
	if n > s.to {
		s.to = n
	}
}

// shortestDate is in bytes: 1/2/2026 has eight, 26/1/2 has six.
const shortestDate = 6

// add reports whether the cell is a date in some order.
func (s *dateSurvey) add(p string, at Example) bool {
	if len(p) < shortestDate || len(p) > longestNumber {
		s.undated(p, at)
		return false
	}
	m, problem := parseMoment(p)
	if problem == zeroDate {
		s.zeros.add(at)
		return false
	}
	if problem != "" || !s.dated(m, p, at) {
		s.undated(p, at)
		return false
	}
	return true
}

// dated takes a date; it is false for one that the calendar lacks.
func (s *dateSurvey) dated(m moment, p string, at Example) bool {
	a, b, c := m.parts[0], m.parts[1], m.parts[2]
	switch m.shape {
	case yearFirst:
		if !inside(a) || !exists(a, b, c) {
			return false
		}
		s.evident++
		if digits(p) >= 4 {
			s.numeric++
		}
		s.yearFirst.add(a, b, c)
		return true
	case republic:
		if year := a + republicBegins; !inside(year) || !exists(year, b, c) {
			return false
		}
		if m.said {
			s.republicSaid++
		} else {
			s.republic.add(at)
		}
		s.yearFirst.add(a+republicBegins, b, c)
		return true
	case twoDigits:
		return s.short(a, b, c, at)
	}
	return s.last(a, b, c, at)
}

func inside(year int) bool { return year >= firstYear && year <= lastYear }

// last takes a date whose year is last.
func (s *dateSurvey) last(a, b, year int, at Example) bool {
	monthFirst, dayFirst := exists(year, a, b), exists(year, b, a)
	if !inside(year) || !monthFirst && !dayFirst {
		return false
	}
	if monthFirst {
		s.monthFirst.add(year, a, b)
	}
	if dayFirst {
		s.dayFirst.add(year, b, a)
	}
	switch {
	case a == b:
		s.evident++
	case monthFirst && dayFirst:
		s.both.add(at)
	case monthFirst:
		s.onlyMDY.add(at)
	default:
		s.onlyDMY.add(at)
	}
	return true
}

// short takes a date with a year of two digits.
func (s *dateSurvey) short(a, b, c int, at Example) bool {
	fits := [3]bool{exists(2000+a, b, c), exists(2000+c, a, b), exists(2000+c, b, a)}
	if fits == [3]bool{} {
		return false
	}
	for i := range fits {
		s.twoFits[i] = fits[i] && (s.two.n == 0 || s.twoFits[i])
	}
	s.two.add(at)
	return true
}

func (s *dateSurvey) undated(p string, at Example) {
	s.other.add(at)
	n := digits(p)
	switch {
	case n == len(p) && n == 10:
		s.epochs++
	case n == len(p) && n == 13:
		s.epochsMS++
	case n == 5 && (n == len(p) || p[n] == '.' && digits(p[n+1:]) == len(p)-n-1):
		s.serials++
	}
}

// Dates returns the style in which the dates of the column are written, if it is
// evident. It returns *Ambiguous, *Contradiction or *NotDates; a column without cells
// has the zero style. Single cells that are no dates don't count against it: a reader
// refuses them.
func (s *Survey) Dates() (DateStyle, error) {
	d := &s.dates
	dated := d.evident + d.both.n + d.onlyMDY.n + d.onlyDMY.n + d.republicSaid
	switch {
	case d.onlyMDY.n > 0 && d.onlyDMY.n > 0:
		return DateStyle{}, &Contradiction{"dates", d.onlyMDY.first, d.onlyDMY.first, string(MDY), string(DMY)}
	case d.onlyMDY.n > 0:
		return DateStyle{Order: MDY}, nil
	case d.onlyDMY.n > 0:
		return DateStyle{Order: DMY}, nil
	case d.both.n > 0:
		m, _ := parseMoment(plain(d.both.first.Text))
		_, _, means := ordered(m.parts[0], m.parts[1], m.parts[2], "")
		means, _, _ = strings.Cut(means, ":")
		return DateStyle{}, &Ambiguous{"dates", []string{string(MDY), string(DMY)}, d.both.first, means}
	case d.numeric > 0:
		return DateStyle{Order: YMD}, nil
	case dated > 0:
		return DateStyle{}, nil
	case d.republic.n > 0:
		return DateStyle{}, &Ambiguous{"dates", []string{rocWord}, d.republic.first, "may be a year of the Republic"}
	case d.two.n > 0:
		return DateStyle{}, &Ambiguous{"dates", d.shortFormats(), d.two.first, "has a year of two digits"}
	case d.other.n > 0:
		return DateStyle{}, &NotDates{d.other.first, d.declarable()}
	case d.zeros.n > 0:
		return DateStyle{}, &NotDates{Example: d.zeros.first}
	}
	return DateStyle{}, nil
}

// DatesProof returns the cell that proves the order of the column's dates; false where
// none does.
func (s *Survey) DatesProof() (Example, bool) {
	if s.dates.onlyMDY.n > 0 {
		return s.dates.onlyMDY.first, true
	}
	return s.dates.onlyDMY.first, s.dates.onlyDMY.n > 0
}

// shortFormats are the layouts that fit all dates with years of two digits, as the
// first of them is written.
func (s *dateSurvey) shortFormats() []string {
	text := plain(s.two.first.Text)
	sign := "/"
	if i := strings.IndexAny(text, "-./ "); i >= 0 {
		sign = text[i : i+1]
	}
	day, clock, _ := strings.Cut(text, " ")
	if m, _ := monthName(strings.TrimLeft(day, "0123456789-")); m > 0 {
		return []string{"%d" + sign + "%b" + sign + "%y" + clockLayout(clock)}
	}
	var fits []string
	for i, layout := range []string{"%y/%m/%d", "%m/%d/%y", "%d/%m/%y"} {
		if s.twoFits[i] {
			fits = append(fits, strings.ReplaceAll(layout, "/", sign)+clockLayout(clock))
		}
	}
	return fits
}

// clockLayout is the layout of a time of day.
func clockLayout(clock string) string {
	layout := ""
	switch strings.Count(clock, ":") {
	case 1:
		layout = " %H:%M"
	case 2:
		layout = " %H:%M:%S"
	}
	if half, _ := meridiem(clock); half != none {
		return strings.Replace(layout, " %H", " %p %I", 1)
	}
	if half, _ := meridiem(strings.TrimLeft(clock, "0123456789: ")); half != none {
		return strings.Replace(layout, "%H", "%I", 1) + " %p"
	}
	return layout
}

// declarable are styles that would read all the cells if they were declared.
func (s *dateSurvey) declarable() []string {
	switch s.other.n {
	case s.serials:
		return []string{serialWord}
	case s.epochs:
		return []string{epochFormat}
	case s.epochsMS:
		return []string{epochMSFormat}
	}
	return nil
}

// Span returns the earliest and the latest day of the column in an order; its dates with
// the year first count in each. They are zero where none fits.
func (s *Survey) Span(order DateOrder) (from, to time.Time) {
	all := s.dates.yearFirst
	more := map[DateOrder]span{MDY: s.dates.monthFirst, DMY: s.dates.dayFirst}[order]
	if more.from != 0 {
		all.add(more.from/10000, more.from/100%100, more.from%100)
		all.add(more.to/10000, more.to/100%100, more.to%100)
	}
	if all.from == 0 {
		return time.Time{}, time.Time{}
	}
	return dayOf(all.from), dayOf(all.to)
}

func dayOf(n int) time.Time {
	return time.Date(n/10000, time.Month(n/100%100), n%100, 0, 0, 0, 0, time.UTC)
}

// ZeroDates returns how many dates of zeros (0000-00-00) the column has.
func (s *Survey) ZeroDates() int64 { return s.dates.zeros.n }
