package regulars

import (
	"fmt"
	"time"
)

// BusinessDate is a calendar day in a brand's time zone, written 2026-11-20.
type BusinessDate string

const dateLayout = "2006-01-02"

// ParseBusinessDate reads a date as 2026-11-20.
func ParseBusinessDate(s string) (BusinessDate, error) {
	if _, err := time.Parse(dateLayout, s); err != nil {
		return "", fmt.Errorf("%q is not a date: write it as 2026-11-20", s)
	}
	return BusinessDate(s), nil
}

// DateOf is the business date of an instant in the brand's zone.
func DateOf(t time.Time, zone *time.Location) BusinessDate {
	return BusinessDate(t.In(zone).Format(dateLayout))
}

// EndedAt is the business date that has just ended at t: the day before t's
// own day in the brand's zone. A night computes this date.
func EndedAt(t time.Time, zone *time.Location) BusinessDate {
	return DateOf(t, zone).AddDays(-1)
}

// Time is midnight UTC of the date, the form in which ClickHouse takes a Date.
// It panics on a value that ParseBusinessDate did not make.
func (d BusinessDate) Time() time.Time {
	t, err := time.Parse(dateLayout, string(d))
	if err != nil {
		panic(fmt.Sprintf("business date %q was never parsed", string(d)))
	}
	return t
}

// AddDays moves the date by n calendar days.
func (d BusinessDate) AddDays(n int) BusinessDate {
	return BusinessDate(d.Time().AddDate(0, 0, n).Format(dateLayout))
}

// DaysSince counts calendar days from o to d.
func (d BusinessDate) DaysSince(o BusinessDate) int {
	return int(d.Time().Sub(o.Time()).Hours() / 24)
}

// Number counts the days from 1970-01-01 to the date, as ClickHouse does.
func (d BusinessDate) Number() int { return d.DaysSince("1970-01-01") }

func (d BusinessDate) String() string { return string(d) }
