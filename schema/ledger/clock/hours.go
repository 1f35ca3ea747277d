package clock

import (
	"time"

	"regulars"
	"regulars/config/days"
)

// HourParams are those of the statement by which each member has an hour of its own: what the
// clocks of each zone show, and when they show which hour of the plan's day.
type HourParams struct {
	ShiftZones  []string // by how much clocks are ahead of UTC, from when on
	ShiftSince  []uint64 // seconds since 1970
	ShiftAheads []float64
	HourZones   []string
	HourTimes   []uint64 // of each, 24 after the other: seconds since 1970
}

// lookBack is for how many days before a business date clocks are asked, a few more than the
// moments that count.
const lookBack = 370

// HourParamsOf are the parameters of a plan of a business date by these clocks; by the brand's
// where there are none.
func HourParamsOf(date regulars.BusinessDate, all []Clock, brand *time.Location) (p HourParams) {
	if len(all) == 0 {
		all = []Clock{{At: brand}}
	}
	for _, c := range all {
		p.shifts(c, date.AddDays(-lookBack).Time(), date.AddDays(3).Time())
		p.HourZones = append(p.HourZones, c.Zone)
		for hour := range 24 {
			at := firstShown(date.AddDays(1).Time().Add(time.Duration(hour)*time.Hour), c.At)
			p.HourTimes = append(p.HourTimes, uint64(at.Unix()))
		}
	}
	return p
}

// shifts adds how the clocks of a zone stood from one moment to another.
func (p *HourParams) shifts(c Clock, from, to time.Time) {
	at := c.At
	if at == nil {
		at = time.UTC
	}
	for t := from; ; {
		_, ahead := t.In(at).Zone()
		p.ShiftZones, p.ShiftSince, p.ShiftAheads = append(p.ShiftZones, c.Zone), append(p.ShiftSince, uint64(t.Unix())), append(p.ShiftAheads, float64(ahead))
		_, end := t.In(at).ZoneBounds()
		if end.IsZero() || end.After(to) {
			return
		}
		t = end
	}
}

// firstShown is when clocks show what wall shows in UTC, the first time where they are put back
// over it.
func firstShown(wall time.Time, zone *time.Location) time.Time {
	at := days.Shown(wall, zone)
	changed, _ := at.ZoneBounds()
	if changed.IsZero() {
		return at
	}
	_, before := changed.Add(-time.Second).Zone()
	if earlier := wall.Add(-time.Duration(before) * time.Second); earlier.Before(changed) {
		return earlier
	}
	return at
}
