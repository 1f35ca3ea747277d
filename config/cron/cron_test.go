package cron_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/cron"
)

// A quarter of an hour is refused exactly where a day of the years that are walked shows it
// never or twice, as counted one after the other. Lord Howe Island shifts by half an hour.
func TestClockChange(t *testing.T) {
	const quarter = 15 * time.Minute
	for name, odd := range map[string]int{"Australia/Lord_Howe": 4, "America/New_York": 8, "Europe/London": 4, "Asia/Kathmandu": 0, "Pacific/Apia": 0} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		begin := time.Date(time.Now().Year(), 1, 1, 0, 0, 0, 0, zone)
		days, shown := map[string]bool{}, map[string]int{}
		for at := begin; at.Before(begin.AddDate(3, 0, 0)); at = at.Add(quarter) {
			days[at.In(zone).Format(time.DateOnly)] = true
			shown[at.In(zone).Format("2006-01-02 15:04")]++
		}
		refused := 0
		for minute := 0; minute < 24*60; minute += 15 {
			clock, once := fmt.Sprintf("%02d:%02d", minute/60, minute%60), true
			for day := range days {
				once = once && shown[day+" "+clock] == 1
			}
			spec, err := cron.Parse(fmt.Sprintf("%d %d * * *", minute%60, minute/60))
			require.NoError(t, err)
			problem := cron.ClockChange(spec, zone)
			require.Equal(t, once, problem == "", "%s %s: %s", name, clock, problem)
			if problem != "" {
				refused++
			}
		}
		require.Equal(t, odd, refused, name)
	}
}
