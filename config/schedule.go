package config

import (
	"fmt"
	"time"

	"regulars"
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
		r.checkFirings(path+".cron", spec, s.Zone, b.Zone)
	}
}

// ParseCron reads a cron expression of five fields; see cron.Parse.
var ParseCron = cron.Parse

// checkFirings walks two years of the schedule. zone is the schedule's, home
// the brand's, in which the business date of a firing is counted.
func (r *reader) checkFirings(path string, spec *cron.Schedule, zone, home *time.Location) {
	if problem := cron.ClockChange(spec, zone); problem != "" {
		r.Add(path, problem, "choose an hour that every day has once, such as 04:30")
		return
	}
	first, second, ok := cron.SameDateTwice(spec, zone, home)
	if first.IsZero() {
		r.Add(path, "it never fires", "check the day and the month")
		return
	}
	if ok {
		r.Add(path, fmt.Sprintf("it fires twice for business date %s: at %s and at %s", regulars.EndedAt(first, home), clock(first), clock(second)),
			`let it fire at most once a day, such as "30 4 * * *"`)
	}
}

func clock(t time.Time) string { return t.Format("2006-01-02 15:04 MST") }
