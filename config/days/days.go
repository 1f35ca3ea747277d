// Package days knows the days and the times of day that a config may name.
package days

import (
	"fmt"
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

// At is a time of day such as 10:00 on a date, by the clocks of a zone (nil: UTC); an empty
// one is the day's beginning. On a day whose clocks jump over it, it is the moment after.
func At(date regulars.BusinessDate, clock string, zone *time.Location) (time.Time, error) {
	if clock != "" && !IsClock(clock) {
		return time.Time{}, fmt.Errorf("send_at %q is not a time of day: write it as 10:00", clock)
	}
	minutes := 0
	if clock != "" {
		minutes = Minutes(clock)
	}
	return Shown(date.Time().Add(time.Duration(minutes)*time.Minute), zone), nil
}

// Shown returns the moment at which clocks of the zone (nil: UTC) show what wall shows in UTC. In a
// gap, time.Date may choose a moment before it, which would be the day before where clocks
// go forward at midnight.
func Shown(wall time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	t := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), 0, 0, zone)
	_, offset := t.Zone()
	if shows := t.UTC().Add(time.Duration(offset) * time.Second); shows.Before(wall) {
		return t.Add(wall.Sub(shows))
	}
	return t
}
