package days

import (
	"fmt"
	"strings"
	"time"

	"regulars"
)

// Hours are a part of every day, by some clocks.
type Hours struct{ From, To string }

// ParseHours reads hours such as 12:00-14:00; those that end before they begin end on the
// day after.
func ParseHours(text string) (Hours, error) {
	from, to, _ := strings.Cut(text, "-")
	h := Hours{From: strings.TrimSpace(from), To: strings.TrimSpace(to)}
	if !IsClock(h.From) || !IsClock(h.To) || h.From == h.To {
		return Hours{}, fmt.Errorf("%q are no hours: write them as 12:00-14:00", text)
	}
	return h, nil
}

// AllHours reads several; those that aren't any are left out.
func AllHours(texts []string) (all []Hours) {
	for _, text := range texts {
		if h, err := ParseHours(text); err == nil {
			all = append(all, h)
		}
	}
	return all
}

// Until returns when the hours end that a moment is in, by the clocks of a zone; zero: it is
// in none of them.
func (h Hours) Until(now time.Time, zone *time.Location) time.Time {
	now = now.In(zone)
	minute := now.Hour()*60 + now.Minute()
	from, to := Minutes(h.From), Minutes(h.To)
	in := from <= minute && minute < to
	if from > to {
		in = minute >= from || minute < to
	}
	if !in {
		return time.Time{}
	}
	date := regulars.BusinessDate(now.Format(time.DateOnly))
	if from > to && minute >= from {
		date = date.AddDays(1)
	}
	end, err := At(date, h.To, zone)
	if err != nil || !end.After(now) { // clocks that go back show it twice
		return now.Add(time.Minute)
	}
	return end
}
