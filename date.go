package regulars

import (
	"fmt"
	"time"
)

// BusinessDate is a calendar day in a brand's time zone, written 2026-11-20.
type BusinessDate string

const dateLayout = "2006-01-02"

// ParseBusinessDate reads a date as 2026-11-20. It returns an error for every
// other form, and for a day that no calendar has, such as 2026-02-30.
func ParseBusinessDate(s string) (BusinessDate, error) {
	if _, err := time.Parse(dateLayout, s); err != nil {
		return "", fmt.Errorf("%q is not a date: write it as 2026-11-20", s)
	}
	return BusinessDate(s), nil
}

// DateOf returns the business date of an instant in the brand's zone.
func DateOf(t time.Time, zone *time.Location) BusinessDate {
	return BusinessDate(t.In(zone).Format(dateLayout))
}

// EndedAt returns the business date that has just ended at t: the day before t's
// own day in the brand's zone. A night computes this date.
func EndedAt(t time.Time, zone *time.Location) BusinessDate {
	return DateOf(t, zone).AddDays(-1)
}

// Time returns midnight UTC of the date, the form in which ClickHouse takes a
// Date. It panics on a value that ParseBusinessDate would refuse.
func (d BusinessDate) Time() time.Time {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		panic(fmt.Sprintf("business date %q was never parsed", string(d)))
	}
	return t
}

// AddDays returns the date n calendar days later; a negative n goes back.
func (d BusinessDate) AddDays(n int) BusinessDate {
	return BusinessDate(d.Time().AddDate(0, 0, n).Format(dateLayout))
}

// DaysSince returns the number of calendar days from o to d; it is negative
// where d is the earlier one.
func (d BusinessDate) DaysSince(o BusinessDate) int {
	const secondsOfDay = 24 * 60 * 60 // in UTC every day has them; a Duration would end after 292 years
	return int((d.Time().Unix() - o.Time().Unix()) / secondsOfDay)
}

// Number returns the days from 1970-01-01 to the date, as ClickHouse counts them.
func (d BusinessDate) Number() int { return d.DaysSince(FirstDate) }

func (d BusinessDate) String() string { return string(d) }
