package days_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/days"
)

func TestHours(t *testing.T) {
	for _, wrong := range []string{"", "12:00", "12:00-", "12-14", "12:00-12:00", "24:00-01:00", "12:00–14:00"} {
		_, err := days.ParseHours(wrong)
		require.ErrorContains(t, err, "write them as 12:00-14:00", wrong)
	}
	taipei, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	at := func(clock string) time.Time {
		moment, err := time.ParseInLocation("2006-01-02 15:04", clock, taipei)
		require.NoError(t, err)
		return moment
	}
	noon, err := days.ParseHours("12:00 - 14:30")
	require.NoError(t, err)
	night, err := days.ParseHours("22:00-06:00")
	require.NoError(t, err)
	for clock, want := range map[string]string{"2026-03-04 11:59": "", "2026-03-04 12:00": "2026-03-04 14:30", "2026-03-04 14:29": "2026-03-04 14:30", "2026-03-04 14:30": ""} {
		requireUntil(t, noon, at(clock), want)
	}
	for clock, want := range map[string]string{"2026-03-04 21:59": "", "2026-03-04 22:00": "2026-03-05 06:00", "2026-03-04 00:00": "2026-03-04 06:00", "2026-03-04 06:00": ""} {
		requireUntil(t, night, at(clock), want)
	}
	// In New York the clocks of 2026-11-01 show 01:00 to 02:00 twice: the hours end each time
	// they are over, and never in the past.
	york, err := time.LoadLocation("America/New_York")
	require.NoError(t, err)
	twice, err := days.ParseHours("01:00-01:30")
	require.NoError(t, err)
	for moment := time.Date(2026, 11, 1, 4, 0, 0, 0, time.UTC); moment.Hour() < 9; moment = moment.Add(7 * time.Minute) {
		local := moment.In(york)
		until := twice.Until(moment, york)
		require.Equal(t, local.Hour() == 1 && local.Minute() < 30, !until.IsZero(), local)
		require.True(t, until.IsZero() || until.After(moment), local)
	}
}

func requireUntil(t *testing.T, h days.Hours, now time.Time, want string) {
	t.Helper()
	until := h.Until(now.UTC(), now.Location())
	if want == "" {
		require.Zero(t, until, now)
		return
	}
	require.Equal(t, want, until.In(now.Location()).Format("2006-01-02 15:04"), now)
}
