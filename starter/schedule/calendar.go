package schedule

import (
	"github.com/robfig/cron/v3"
	"go.temporal.io/sdk/client"
)

// calendarOf says a cron expression's fields in Temporal's words. The raw text
// is not handed on, since the two read some of it differently.
func calendarOf(spec *cron.SpecSchedule) client.ScheduleCalendarSpec {
	return client.ScheduleCalendarSpec{
		Second:     []client.ScheduleRange{{Start: 0, End: 0, Step: 1}},
		Minute:     rangesOf(spec.Minute, 0, 59),
		Hour:       rangesOf(spec.Hour, 0, 23),
		DayOfMonth: rangesOf(spec.Dom, 1, 31),
		Month:      rangesOf(spec.Month, 1, 12),
		DayOfWeek:  rangesOf(spec.Dow, 0, 6),
	}
}

// rangesOf lists the runs of neighbouring values among a field's bits.
func rangesOf(bits uint64, first, last int) []client.ScheduleRange {
	var ranges []client.ScheduleRange
	for value := first; value <= last; value++ {
		if bits&(1<<value) == 0 {
			continue
		}
		if n := len(ranges); n > 0 && ranges[n-1].End == value-1 {
			ranges[n-1].End = value
			continue
		}
		ranges = append(ranges, client.ScheduleRange{Start: value, End: value, Step: 1})
	}
	return ranges
}
