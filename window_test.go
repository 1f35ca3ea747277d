package regulars

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWindowStart(t *testing.T) {
	starts := map[Window]BusinessDate{
		WindowDay: "2024-03-01", Window7d: "2024-02-24", Window28d: "2024-02-03", Window90d: "2023-12-03", Window365d: "2023-03-03",
		WindowMonth: "2024-03-01", WindowYear: "2024-01-01", WindowAsOf: FirstDate,
	}
	require.Len(t, starts, len(Windows))
	for _, w := range Windows {
		require.Equal(t, starts[w], w.Start("2024-03-01"), w)
	}
	require.Equal(t, BusinessDate("2026-12-01"), WindowMonth.Start("2026-12-31"))
	require.Equal(t, BusinessDate("2026-01-01"), WindowYear.Start("2026-12-31"))
	require.Equal(t, BusinessDate("2026-01-01"), WindowMonth.Start("2026-01-01"))
	require.Equal(t, FirstDate, Window("fortnight").Start("2026-12-31"))
}

// A window of n days holds n dates, a calendar window begins with its month or
// year and holds no other's dates.
func TestWindowHolds(t *testing.T) {
	days := map[Window]int{WindowDay: 1, Window7d: 7, Window28d: 28, Window90d: 90, Window365d: 365}
	rapid.Check(t, func(t *rapid.T) {
		end := FirstDate.AddDays(rapid.IntRange(400, 60_000).Draw(t, "end"))
		for w, n := range days {
			require.Equal(t, n, end.DaysSince(w.Start(end))+1, w)
		}
		month, year := WindowMonth.Start(end), WindowYear.Start(end)
		require.Equal(t, end.Time().Month(), month.Time().Month())
		require.NotEqual(t, end.Time().Month(), month.AddDays(-1).Time().Month())
		require.Equal(t, end.Time().Year(), year.Time().Year())
		require.NotEqual(t, end.Time().Year(), year.AddDays(-1).Time().Year())
		require.LessOrEqual(t, year, month)
	})
}
