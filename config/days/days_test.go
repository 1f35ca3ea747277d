package days_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/days"
)

func TestWhatIsADay(t *testing.T) {
	for _, day := range []string{"sun", "sat", "2026-02-28"} {
		require.True(t, days.IsDay(day), day)
	}
	for _, day := range []string{"", "Sunday", "Sun", "2026-02-30", "28"} {
		require.False(t, days.IsDay(day), day)
	}
}

// What has no days goes on every day; what has some goes on those alone, by their names or
// dates.
func TestGoesOn(t *testing.T) {
	const wednesday = regulars.BusinessDate("2026-03-04")
	for name, c := range map[string]struct {
		days []string
		want bool
	}{
		"no days":         {nil, true},
		"its weekday":     {[]string{"mon", "wed"}, true},
		"its date":        {[]string{"2026-01-01", "2026-03-04"}, true},
		"other weekdays":  {[]string{"tue", "thu"}, false},
		"another date":    {[]string{"2026-03-05"}, false},
		"a date and days": {[]string{"2026-03-05", "wed"}, true},
	} {
		require.Equal(t, c.want, days.GoesOn(c.days, wednesday), name)
	}
}

// A time of day is that of the zone's clocks, once a day, also where they jump over it.
func TestAt(t *testing.T) {
	zone := func(name string) *time.Location {
		z, err := time.LoadLocation(name)
		require.NoError(t, err)
		return z
	}
	for name, c := range map[string]struct {
		date  regulars.BusinessDate
		clock string
		zone  *time.Location
		want  string // in UTC
	}{
		"a time":                         {"2026-03-04", "10:30", zone("Asia/Taipei"), "2026-03-04 02:30"},
		"none: the day's beginning":      {"2026-03-04", "", zone("Asia/Taipei"), "2026-03-03 16:00"},
		"no zone: UTC":                   {"2026-03-04", "10:30", nil, "2026-03-04 10:30"},
		"clocks that jump over it":       {"2026-03-08", "02:30", zone("America/New_York"), "2026-03-08 07:30"},
		"before they jump":               {"2026-03-08", "01:59", zone("America/New_York"), "2026-03-08 06:59"},
		"after they jumped":              {"2026-03-08", "03:00", zone("America/New_York"), "2026-03-08 07:00"},
		"clocks that jump over midnight": {"2026-09-06", "", zone("America/Santiago"), "2026-09-06 04:00"},
		"clocks that go back":            {"2026-11-01", "01:30", zone("America/New_York"), "2026-11-01 05:30"},
	} {
		at, err := days.At(c.date, c.clock, c.zone)
		require.NoError(t, err, name)
		require.Equal(t, c.want, at.UTC().Format("2006-01-02 15:04"), name)
	}
	for _, wrong := range []string{"10", "24:00", "10:60", "1:30"} {
		_, err := days.At("2026-03-04", wrong, nil)
		require.ErrorContains(t, err, "write it as 10:00", wrong)
	}
	require.Zero(t, days.Minutes("noon"))
	require.Equal(t, 754, days.Minutes("12:34"))
}

func TestAllHours(t *testing.T) {
	require.Equal(t, []days.Hours{{From: "12:00", To: "14:00"}, {From: "22:00", To: "06:00"}}, days.AllHours([]string{"12:00-14:00", "noon", "22:00-06:00"}))
}
