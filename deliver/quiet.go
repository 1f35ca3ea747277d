package deliver

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"regulars/config"
	"regulars/identity/zone"
	"regulars/schema/ledger"
	"regulars/schema/ledger/clock"
)

// Quiet are the times of day at which a channel carries nothing.
type Quiet struct {
	Zone    *time.Location            // whose clocks show them; UTC when nil
	Own     map[string]*time.Location // where the members' own clocks count: theirs, by the zone of the delivery; nil: Zone's count
	Windows []Window
}

// Window is a time of day from From until To, in minutes after midnight. One that ends
// before it begins goes over midnight.
type Window struct {
	From, To int
	Skip     bool // what would go then doesn't go at all, instead of waiting
}

const day = 24 * 60

// at returns the window in which a moment lies, and its end.
func (q Quiet) at(now time.Time) (w Window, end time.Time, quiet bool) {
	clocks := cmp.Or(q.Zone, time.UTC)
	local := now.In(clocks)
	minute := local.Hour()*60 + local.Minute()
	for _, w := range q.Windows {
		passed := (minute - w.From + day) % day
		length := (w.To - w.From + day) % day
		if passed >= length {
			continue
		}
		days := 0
		if w.To <= minute {
			days = 1
		}
		end := time.Date(local.Year(), local.Month(), local.Day()+days, 0, w.To, 0, 0, clocks)
		if !end.After(now) { // clocks were put back over the end
			end = end.Add(time.Hour)
		}
		return w, end, true
	}
	return Window{}, time.Time{}, false
}

// QuietOf are the times of day at which a channel of a brand carries nothing.
func QuietOf(brand *config.Brand, channel string) Quiet {
	q := Quiet{Zone: brand.Zone}
	if brand.Clocks == config.ClocksMember {
		q.Own = zone.Locations()
	}
	for _, hours := range brand.Quiet {
		if len(hours.Channels) == 0 || slices.Contains(hours.Channels, channel) {
			from, to := hours.Minutes()
			q.Windows = append(q.Windows, Window{From: from, To: to, Skip: hours.Then == config.QuietSkip})
		}
	}
	return q
}

// quietHours lists the hours of the plan's day at whose beginning a channel carries nothing.
func quietHours(brand *config.Brand, p ledger.Plan) []ledger.QuietHour {
	var all []ledger.QuietHour
	day := p.Date.AddDays(1).Time()
	for _, name := range p.Channels {
		q := QuietOf(brand, name)
		if q.Own != nil {
			q.Zone = time.UTC // what each one's clocks show counts, on a day of which no hour is missing
		}
		for hour := range 24 {
			at := time.Date(day.Year(), day.Month(), day.Day(), hour, 0, 0, 0, cmp.Or(q.Zone, time.UTC))
			if _, _, quiet := q.Until(at); quiet {
				all = append(all, ledger.QuietHour{Channel: name, Hour: hour})
			}
		}
	}
	return all
}

// Until returns when a moment's quiet ends, also where several windows follow each
// other, and whether what would go is skipped. It is false where it isn't quiet. Windows
// that cover the whole day end after a week.
func (q Quiet) Until(now time.Time) (end time.Time, skip, quiet bool) {
	for end = now; end.Before(now.Add(7 * 24 * time.Hour)); {
		w, next, is := q.at(end)
		if !is {
			break
		}
		end, quiet, skip = next, true, skip || w.Skip
	}
	return end, skip, quiet
}

// of is the quiet by the clocks of a delivery's zone.
func (q Quiet) of(delivery string) Quiet {
	if own := q.Own[delivery]; own != nil {
		q.Zone = own
	}
	return q
}

// zones lists in which zones the channel carries nothing at a moment, and in which of them
// what would go doesn't go at all; none where the members' own clocks don't count.
func (q Quiet) zones(now time.Time) (all []clock.Quiet, skipped []string) {
	if q.Own == nil {
		return nil, nil
	}
	for _, name := range append(slices.Collect(maps.Keys(q.Own)), "") {
		end, skip, quiet := q.of(name).Until(now)
		if quiet {
			all = append(all, clock.Quiet{Zone: name, Until: end})
		}
		if skip {
			skipped = append(skipped, name)
		}
	}
	return all, skipped
}
