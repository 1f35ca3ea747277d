package regulars

import (
	"testing"
	"time"
	_ "time/tzdata" // zones must load on machines without a zone database

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	require.NoError(t, err)
	return z
}

func TestParseBusinessDate(t *testing.T) {
	for _, text := range []string{"2026-11-20", "2024-02-29", "1970-01-01", "0001-01-01", "9999-12-31"} {
		d, err := ParseBusinessDate(text)
		require.NoError(t, err)
		require.Equal(t, text, d.String())
	}
	for _, text := range []string{"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "2026-1-2", "26-11-20", "2026/11/20", "20261120",
		"2026-11-20T00:00:00Z", " 2026-11-20", "2026-11-20\n", "-026-11-20", "10000-01-01", "today"} {
		_, err := ParseBusinessDate(text)
		require.ErrorContains(t, err, "write it as 2026-11-20", text)
	}
}

func TestDateOf(t *testing.T) {
	for _, c := range []struct{ instant, zone, date, ended string }{
		{"2026-11-20T15:59:59Z", "Asia/Taipei", "2026-11-20", "2026-11-19"},
		{"2026-11-20T16:00:00Z", "Asia/Taipei", "2026-11-21", "2026-11-20"},
		{"2026-11-20T16:00:00+08:00", "UTC", "2026-11-20", "2026-11-19"},
		{"2026-11-20T04:59:59Z", "America/New_York", "2026-11-19", "2026-11-18"},
		{"2026-11-20T18:14:59Z", "Asia/Kathmandu", "2026-11-20", "2026-11-19"},
		{"2026-11-20T18:15:00Z", "Asia/Kathmandu", "2026-11-21", "2026-11-20"},

		// Berlin's day of 23 hours begins at 23:00 UTC and ends at 22:00.
		{"2026-03-28T22:59:59Z", "Europe/Berlin", "2026-03-28", "2026-03-27"},
		{"2026-03-28T23:00:00Z", "Europe/Berlin", "2026-03-29", "2026-03-28"},
		{"2026-03-29T21:59:59Z", "Europe/Berlin", "2026-03-29", "2026-03-28"},
		{"2026-03-29T22:00:00Z", "Europe/Berlin", "2026-03-30", "2026-03-29"},

		// Its day of 25 hours begins at 22:00 UTC and ends at 23:00.
		{"2026-10-24T22:00:00Z", "Europe/Berlin", "2026-10-25", "2026-10-24"},
		{"2026-10-25T22:59:59Z", "Europe/Berlin", "2026-10-25", "2026-10-24"},
		{"2026-10-25T23:00:00Z", "Europe/Berlin", "2026-10-26", "2026-10-25"},

		// Santiago skips midnight itself, Apia a whole day: 30 December 2011.
		{"2026-09-06T03:59:59Z", "America/Santiago", "2026-09-05", "2026-09-04"},
		{"2026-09-06T04:00:00Z", "America/Santiago", "2026-09-06", "2026-09-05"},
		{"2011-12-30T09:59:59Z", "Pacific/Apia", "2011-12-29", "2011-12-28"},
		{"2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31", "2011-12-30"},

		{"2024-03-01T00:30:00Z", "UTC", "2024-03-01", "2024-02-29"},
		{"2026-01-01T00:00:00Z", "UTC", "2026-01-01", "2025-12-31"},
	} {
		at, err := time.Parse(time.RFC3339, c.instant)
		require.NoError(t, err)
		require.Equal(t, BusinessDate(c.date), DateOf(at, zone(t, c.zone)), "%s in %s", c.instant, c.zone)
		require.Equal(t, BusinessDate(c.ended), EndedAt(at, zone(t, c.zone)), "%s in %s", c.instant, c.zone)
	}
}

func TestDays(t *testing.T) {
	require.Equal(t, BusinessDate("2024-02-29"), BusinessDate("2024-02-28").AddDays(1))
	require.Equal(t, BusinessDate("2025-12-31"), BusinessDate("2026-01-01").AddDays(-1))
	require.Equal(t, 366, BusinessDate("2025-01-01").DaysSince("2024-01-01"))
	require.Equal(t, -1, BusinessDate("2025-12-31").DaysSince("2026-01-01"))
	require.Equal(t, 0, BusinessDate("1970-01-01").Number())
	require.Equal(t, 20_777, BusinessDate("2026-11-20").Number())
	require.Equal(t, 146_097, BusinessDate("2370-01-01").Number(), "four hundred years are more than a Duration holds")
	require.Equal(t, time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), BusinessDate("2026-11-20").Time())
	require.Panics(t, func() { BusinessDate("2026-02-30").Time() })
}

// Calendar days have no hours: neither leap days nor clock changes disturb them.
func TestDaysAddUp(t *testing.T) {
	zones := []string{"UTC", "Asia/Taipei", "Europe/Berlin", "America/Santiago", "Pacific/Apia", "Australia/Lord_Howe"}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "second"), 0)
		z, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		require.NoError(t, err)
		d, n := DateOf(at, z), rapid.IntRange(-40_000, 40_000).Draw(t, "days")
		parsed, err := ParseBusinessDate(d.String())
		require.NoError(t, err)
		require.Equal(t, d, parsed)
		require.Equal(t, n, d.AddDays(n).DaysSince(d))
		require.Equal(t, d, d.AddDays(n).AddDays(-n))
		require.Equal(t, d.Number()+n, d.AddDays(n).Number())
		require.Equal(t, n > 0, d.AddDays(n) > d, "dates sort as texts")
		require.Equal(t, 1, d.DaysSince(EndedAt(at, z)))
	})
}
