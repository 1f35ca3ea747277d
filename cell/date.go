package cell

import (
	"fmt"
	"strconv"
	"time"
)

// The years that are read: those of which ClickHouse has dates.
const (
	firstYear = 1970
	lastYear  = 2148
)

const republicBegins = 1911 // the year before the first of the Republic

// Time reads a moment. Without a zone of its own it is one of the given zone, which may
// be nil for UTC. A time that a clock change skips is the first moment after it, on its
// own date; of two moments that a change makes alike it is the earlier one.
func Time(text string, s DateStyle, zone *time.Location) (time.Time, error) {
	if zone == nil {
		zone = time.UTC
	}
	if d, plain := plainMoment(text); plain && s.Format == "" {
		return d.in(zone), nil
	}
	return readTime(text, s, zone)
}

func readTime(text string, s DateStyle, zone *time.Location) (time.Time, error) {
	if s.Format == epochFormat || s.Format == epochMSFormat {
		return epoch("time", text, s.Format, zone)
	}
	d, err := readDate("time", text, s)
	if err != nil {
		return time.Time{}, err
	}
	if d.year < firstYear || d.year > lastYear {
		return time.Time{}, outside("time", text)
	}
	t := d.in(zone)
	if year := t.Year(); year < firstYear || year > lastYear {
		return time.Time{}, outside("time", text)
	}
	return t, nil
}

// Day reads a date; a time of day behind it isn't looked at. It is midnight UTC.
func Day(text string, s DateStyle) (time.Time, error) {
	if s.Format == epochFormat || s.Format == epochMSFormat {
		t, err := epoch("date", text, s.Format, time.UTC)
		return t.Truncate(24 * time.Hour), err
	}
	d, err := readDate("date", text, s)
	if err != nil {
		return time.Time{}, err
	}
	if d.seconds < 24*3600 {
		d.seconds = 0
	}
	d.nanos, d.zoned = 0, false
	t := d.in(time.UTC)
	if year := t.Year(); year < firstYear || year > lastYear {
		return time.Time{}, outside("date", text)
	}
	return t, nil
}

// plainMoment reads what most times are: 2026-11-02 10:15:30, 2026-11-02T10:15:30 and
// 2026-11-02, well inside the years that are read. No style reads them otherwise.
func plainMoment(text string) (date, bool) {
	var d date
	if len(text) != len(time.DateOnly) && len(text) != len(time.DateTime) || text[4] != '-' || text[7] != '-' {
		return d, false
	}
	year, month, day := twoAt(text, 0)*100+twoAt(text, 2), twoAt(text, 5), twoAt(text, 8)
	if year <= firstYear || year >= lastYear || !exists(year, month, day) {
		return d, false
	}
	d.year, d.month, d.day = year, month, day
	if len(text) == len(time.DateOnly) {
		return d, true
	}
	hour, minute, second := twoAt(text, 11), twoAt(text, 14), twoAt(text, 17)
	if text[10] != ' ' && text[10] != 'T' || text[13] != ':' || text[16] != ':' || hour > 23 || minute > 59 || second > 59 {
		return d, false
	}
	d.seconds = hour*3600 + minute*60 + second
	return d, min(hour, minute, second) >= 0
}

// twoAt is the number that two digits write; far below zero, so that nothing makes up for it,
// where they are none.
func twoAt(text string, at int) int {
	if !isDigit(text[at]) || !isDigit(text[at+1]) {
		return -1_000_000
	}
	return two(text[at:])
}

// date is a day that the calendar has, and a time of day.
type date struct {
	year, month, day int
	clock
}

// readDate reads a cell in the style of its column.
func readDate(what, text string, s DateStyle) (date, error) {
	p := plain(text)
	if (p == "" || !isDigit(p[0])) && Nothing(p) {
		return date{}, ErrNothing
	}
	if s.Format != "" {
		return formatted(what, text, p, s.Format)
	}
	if s.Serial {
		if d, ok := serial(p); ok {
			return d, nil
		}
	}
	m, problem := parseMoment(p)
	if problem == zeroDate {
		return date{}, &Refused{What: what, Cell: shown(text), Why: zeroDate, err: ErrZeroDate}
	}
	if problem == "" {
		var d date
		if d, problem = m.resolve(s); problem == "" {
			return d, nil
		}
	}
	return date{}, refuse(what, text, problem)
}

// resolve decides which part is which, and checks that the calendar has the day.
func (m *moment) resolve(s DateStyle) (date, string) {
	d := date{clock: m.clock}
	p := m.parts
	switch m.shape {
	case yearFirst:
		d.year, d.month, d.day = p[0], p[1], p[2]
	case republic:
		if !s.ROC && !m.said {
			return d, "may be a year of the Republic: write dates: roc"
		}
		d.year, d.month, d.day = p[0]+republicBegins, p[1], p[2]
	case twoDigits:
		if !s.ROC {
			return d, "has a year of two digits: declare it, such as dates: \"%y/%m/%d\""
		}
		d.year, d.month, d.day = p[0]+republicBegins, p[1], p[2]
	case yearLast:
		d.year = p[2]
		var problem string
		if d.month, d.day, problem = ordered(p[0], p[1], p[2], s.Order); problem != "" {
			return d, problem
		}
	}
	if problem := d.check(); problem != "" {
		return d, problem
	}
	return d, ""
}

// ordered decides which of two numbers is the month.
func ordered(a, b, year int, order DateOrder) (month, day int, problem string) {
	monthFirst, dayFirst := exists(year, a, b), exists(year, b, a)
	switch {
	case !monthFirst && !dayFirst:
		return 0, 0, "is no day of the calendar"
	case order == MDY && monthFirst:
		return a, b, ""
	case order == DMY && dayFirst:
		return b, a, ""
	case order != "":
		return 0, 0, "is not written as the others are, " + string(order)
	case monthFirst && dayFirst && a != b:
		return 0, 0, fmt.Sprintf("may be %d %s or %d %s: write dates: mdy or dmy", b, time.Month(a).String()[:3], a, time.Month(b).String()[:3])
	case monthFirst:
		return a, b, ""
	}
	return b, a, ""
}

func exists(year, month, day int) bool {
	return month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month)
}

func daysOf(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

func (d date) check() string {
	if !exists(d.year, d.month, d.day) {
		return "is no day of the calendar"
	}
	return ""
}

func outside(what, text string) error {
	return refuse(what, text, fmt.Sprintf("is not between %d and %d", firstYear, lastYear))
}

// in returns the moment that a date means in a zone.
func (d date) in(zone *time.Location) time.Time {
	if d.zoned {
		return time.Date(d.year, time.Month(d.month), d.day, 0, 0, d.seconds-d.offset, d.nanos, time.UTC).In(zone)
	}
	wall := time.Date(d.year, time.Month(d.month), d.day, 0, 0, d.seconds, d.nanos, time.UTC)
	if zone == time.UTC {
		return wall
	}
	return fromWall(wall, zone)
}

// fromWall returns when the clocks of a zone show what wall shows in UTC.
func fromWall(wall time.Time, zone *time.Location) time.Time {
	const most = 26 * time.Hour // no zone is further from another
	_, before := wall.Add(-most).In(zone).Zone()
	_, after := wall.Add(most).In(zone).Zone()
	early, late := wall.Add(-time.Duration(max(before, after))*time.Second), wall.Add(-time.Duration(min(before, after))*time.Second)
	for _, t := range []time.Time{early, late} {
		if _, offset := t.In(zone).Zone(); t.Add(time.Duration(offset) * time.Second).Equal(wall) {
			return t.In(zone)
		}
	}
	// The clocks skip it. Read with the offset before the change it is after the change.
	change, _ := late.In(zone).ZoneBounds()
	if change.Day() != wall.Day() {
		if last := change.Add(-time.Millisecond); last.Day() == wall.Day() {
			return last // a change at midnight: the last moment of its own date
		}
	}
	return change
}

func epoch(what, text, format string, zone *time.Location) (time.Time, error) {
	p := plain(text)
	if Nothing(p) {
		return time.Time{}, ErrNothing
	}
	n, err := read(what, text, TypedNumbers)
	if err != nil || n.exponent != 0 || len(n.whole) > 15 || n.negative {
		return time.Time{}, refuse(what, text, "is no number of an epoch")
	}
	whole, _ := strconv.ParseInt(n.whole, 10, 64) // of at most 15 digits there is always one
	nanos, _ := strconv.ParseInt((n.frac + "000000000")[:9], 10, 64)
	t := time.Unix(whole, nanos)
	if format == epochMSFormat {
		t = time.UnixMilli(whole)
	}
	t = t.In(zone)
	if whole == 0 {
		return t, &Refused{What: what, Cell: shown(text), Why: zeroDate, err: ErrZeroDate}
	}
	if year := t.Year(); year < firstYear || year > lastYear {
		return time.Time{}, outside(what, text)
	}
	return t, nil
}

// serial reads the days of a spreadsheet, counted from 1899-12-30, with the time of day
// as their fraction.
func serial(s string) (date, bool) {
	days := digits(s)
	if days == 0 || days > 5 || days < len(s) && s[days] != '.' {
		return date{}, false
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return date{}, false
	}
	ms := int64(v*24*3600*1000 + 0.5)
	t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(ms/(24*3600*1000)))
	ms %= 24 * 3600 * 1000
	return date{t.Year(), int(t.Month()), t.Day(), clock{seconds: int(ms / 1000), nanos: int(ms%1000) * 1e6}}, true
}

// isDate reports whether a cell is a date in any order, and whether it is one of zeros.
func isDate(text string) (date, zeros bool) {
	m, problem := parseMoment(plain(text))
	if problem != "" {
		return false, problem == zeroDate
	}
	for _, s := range []DateStyle{{ROC: true}, {Order: MDY}, {Order: DMY}} {
		if _, problem := m.resolve(s); problem == "" {
			return true, false
		}
	}
	return false, false
}
