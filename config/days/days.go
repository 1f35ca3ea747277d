// Package days knows the days and the times of day that a config may name.
package days

import (
	"regexp"
	"slices"
	"time"

	"regulars"
)

// Week are the days of the week as a config names them, in the order of time.Weekday.
var Week = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

var clockForm = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// IsClock reports whether a text is a time of day such as 21:00.
func IsClock(text string) bool { return clockForm.MatchString(text) }

// Minutes reads a time of day that was checked, as minutes after midnight.
func Minutes(clock string) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0
	}
	return t.Hour()*60 + t.Minute()
}

// IsDay reports whether a text is a day of the week or a date.
func IsDay(day string) bool {
	_, err := regulars.ParseBusinessDate(day)
	return err == nil || slices.Contains(Week, day)
}

// GoesOn reports whether what goes on these days goes on a day; no days: on every one.
func GoesOn(days []string, day regulars.BusinessDate) bool {
	return len(days) == 0 || slices.Contains(days, string(day)) || slices.Contains(days, Week[day.Time().Weekday()])
}
