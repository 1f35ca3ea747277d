package config

import (
	"time"

	"regulars/config/cron"
)

// Temporal refuses a shorter catch-up window.
const minCatchup = 10 * time.Second

func (r *reader) checkSchedule(path string, b *Brand) {
	s := &b.Schedule
	r.oneOf(path+".overlap", s.Overlap, overlaps)
	if s.CatchupWindow < minCatchup {
		r.Add(path+".catchup_window", "Temporal needs at least 10s to catch up", "write 6h, or leave it out")
	}
	if s.Jitter < 0 || s.Jitter >= 24*time.Hour {
		r.Add(path+".jitter", "it must lie between 0 and a day", "write it as 10m")
	}
	if s.Zone == nil && r.Given(path+".timezone") {
		s.Zone = r.zone(path+".timezone", s.Timezone)
	}
	if s.Cron == "" {
		return
	}
	spec, err := cron.Parse(s.Cron)
	if err != nil {
		r.Add(path+".cron", err.Error(), `write five fields: minute hour day month weekday, such as "30 4 * * *"`)
		return
	}
	if s.Zone != nil && b.Zone != nil {
		if problem, remedy := cron.Unfit(spec, s.Zone, b.Zone); problem != "" {
			r.Add(path+".cron", problem, remedy)
		}
	}
}

// ParseCron reads a cron expression of five fields; see cron.Parse.
var ParseCron = cron.Parse
