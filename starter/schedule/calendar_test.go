package schedule

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"

	"regulars/config"
)

func TestCalendarOf(t *testing.T) {
	one := func(start, end int) client.ScheduleRange {
		return client.ScheduleRange{Start: start, End: end, Step: 1}
	}
	all := client.ScheduleCalendarSpec{
		Second:     []client.ScheduleRange{one(0, 0)},
		Minute:     []client.ScheduleRange{one(30, 30)},
		Hour:       []client.ScheduleRange{one(4, 4)},
		DayOfMonth: []client.ScheduleRange{one(1, 31)},
		Month:      []client.ScheduleRange{one(1, 12)},
		DayOfWeek:  []client.ScheduleRange{one(0, 6)},
	}
	for expression, change := range map[string]func(*client.ScheduleCalendarSpec){
		"30 4 * * *":           func(*client.ScheduleCalendarSpec) {},
		"30 4 * * MON-FRI":     func(c *client.ScheduleCalendarSpec) { c.DayOfWeek = []client.ScheduleRange{one(1, 5)} },
		"30 4 * * 0,6":         func(c *client.ScheduleCalendarSpec) { c.DayOfWeek = []client.ScheduleRange{one(0, 0), one(6, 6)} },
		"30 4 1,15 * *":        func(c *client.ScheduleCalendarSpec) { c.DayOfMonth = []client.ScheduleRange{one(1, 1), one(15, 15)} },
		"30 4 * JAN,MAR-MAY *": func(c *client.ScheduleCalendarSpec) { c.Month = []client.ScheduleRange{one(1, 1), one(3, 5)} },
	} {
		t.Run(expression, func(t *testing.T) {
			spec, err := config.ParseCron(expression)
			require.NoError(t, err)
			want := all
			change(&want)
			assert.Equal(t, want, calendarOf(spec))
		})
	}
}
