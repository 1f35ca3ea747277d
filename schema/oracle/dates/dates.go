package dates

import (
	"time"

	"regulars"
)

// Day counts days since 1970-01-01, so that ages are differences.
type Day int

// Days before and after all others.
const (
	LongAgo Day = -1 << 40
	Never   Day = 1 << 40
)

// Of is the day of a date.
func Of(d regulars.BusinessDate) Day { return Day(d.Time().Unix() / 86400) }

// Time is when the day begins, in UTC.
func (d Day) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// Date is the day as a date.
func (d Day) Date() regulars.BusinessDate {
	return regulars.BusinessDate(d.Time().Format("2006-01-02"))
}

// In is a day of the calendar.
func In(year int, month time.Month, dom int) Day {
	return Day(time.Date(year, month, dom, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// MonthStart is the first day of d's month.
func (d Day) MonthStart() Day { return In(d.Time().Year(), d.Time().Month(), 1) }

// YearStart is the first day of d's year.
func (d Day) YearStart() Day { return In(d.Time().Year(), time.January, 1) }

// MonthsSince counts the months from o's month to d's month.
func (d Day) MonthsSince(o Day) int {
	a, b := d.Time(), o.Time()
	return (a.Year()-b.Year())*12 + int(a.Month()) - int(b.Month())
}

// NextMonth is the first day of the month after the one that starts on a day.
func NextMonth(month Day) Day { return (month + 31).MonthStart() }
