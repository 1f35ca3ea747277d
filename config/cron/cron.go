// Package cron reads the cron expressions of nights, and finds the firings of one that no
// night should have: in an hour that a day lacks or has twice, or twice for a business date.
package cron

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"regulars"
)

// Schedule is an expression that was read.
type Schedule = cron.SpecSchedule

// The walk over a schedule covers two years, so that every kind of day of a
// zone is met: both changes of the clocks, and a leap day where one is near.
const walkYears = 2

var parser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// star is the bit by which robfig/cron remembers that a field was a star.
const star = 1 << 63

// Parse reads a cron expression of five fields. It refuses what cron and
// Temporal understand differently: a day of the month together with a weekday
// means "either" to cron and "both" to Temporal.
func Parse(expression string) (*Schedule, error) {
	if strings.Contains(expression, "TZ=") {
		return nil, fmt.Errorf("the time zone doesn't belong into the cron expression: use the key timezone")
	}
	parsed, err := parser.Parse(expression)
	if err != nil {
		return nil, fmt.Errorf("the cron expression can't be read: %w", err)
	}
	spec, ok := parsed.(*Schedule)
	if !ok {
		return nil, fmt.Errorf("the cron expression %q has no calendar", expression)
	}
	if spec.Dom&star == 0 && spec.Dow&star == 0 {
		return nil, fmt.Errorf("a day of the month and a weekday stand together, which cron and Temporal understand differently: give one of them")
	}
	return spec, nil
}

// Unfit says why a schedule can't begin the nights, and what to write: two years of its firings
// are walked. zone is the schedule's, home the brand's, in which the business date of a firing
// is counted. Empty: it can.
func Unfit(spec *Schedule, zone, home *time.Location) (problem, remedy string) {
	if problem := ClockChange(spec, zone); problem != "" {
		return problem, "choose an hour that every day has once, such as 04:30"
	}
	first, second, twice := SameDateTwice(spec, zone, home)
	switch {
	case first.IsZero():
		return "it never fires", "check the day and the month"
	case twice:
		return fmt.Sprintf("it fires twice for business date %s: at %s and at %s", regulars.EndedAt(first, home), clock(first), clock(second)), `let it fire at most once a day, such as "30 4 * * *"`
	}
	return "", ""
}

func clock(t time.Time) string { return t.Format("2006-01-02 15:04 MST") }

// SameDateTwice finds two firings that would compute one business date; first
// is zero where nothing ever fires.
func SameDateTwice(spec *Schedule, zone, home *time.Location) (first, second time.Time, found bool) {
	start := walkStart(zone)
	first = spec.Next(start)
	for last := first; !last.IsZero() && last.Year() <= start.Year()+walkYears; {
		next := spec.Next(last)
		if !next.IsZero() && regulars.EndedAt(next, home) == regulars.EndedAt(last, home) {
			return last, next, true
		}
		last = next
	}
	return first, time.Time{}, false
}

// ClockChange finds a firing that falls into an hour that a day of the zone
// lacks (it would be left out) or has twice (it would fire twice).
func ClockChange(spec *Schedule, zone *time.Location) string {
	start := walkStart(zone)
	for day := start; day.Year() <= start.Year()+walkYears; day = day.AddDate(0, 0, 1) {
		if !onDay(spec, day) {
			continue
		}
		for minute := range 24 * 60 {
			if spec.Hour&(1<<(minute/60)) == 0 || spec.Minute&(1<<(minute%60)) == 0 {
				continue
			}
			if problem := oddMoment(day, minute, zone); problem != "" {
				return problem
			}
		}
	}
	return ""
}

func walkStart(zone *time.Location) time.Time {
	return time.Date(time.Now().Year(), 1, 1, 0, 0, 0, 0, zone)
}

func onDay(spec *Schedule, day time.Time) bool {
	return spec.Month&(1<<uint(day.Month())) != 0 && spec.Dom&(1<<uint(day.Day())) != 0 && spec.Dow&(1<<uint(day.Weekday())) != 0
}

// shifts are by how much clocks go back: those of Lord Howe by half an hour.
var shifts = []time.Duration{-time.Hour, -time.Hour / 2, time.Hour / 2, time.Hour}

func oddMoment(day time.Time, minute int, zone *time.Location) string {
	year, month, date := day.Date()
	t := time.Date(year, month, date, 0, minute, 0, 0, zone)
	wall := fmt.Sprintf("%04d-%02d-%02d %02d:%02d", year, month, date, minute/60, minute%60)
	if t.Format("2006-01-02 15:04") != wall {
		return fmt.Sprintf("%s does not exist in %s: the clocks go forward over it and no night would run", wall, zone)
	}
	for _, shift := range shifts {
		if t.Add(shift).Format("2006-01-02 15:04") == wall {
			return fmt.Sprintf("%s exists twice in %s: the clocks go back over it and the night would start twice", wall, zone)
		}
	}
	return ""
}
