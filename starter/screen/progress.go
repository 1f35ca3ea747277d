package screen

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"regulars/present"
	"regulars/workflows"
)

// nightSteps are the steps of a night as NightProgress names them.
var nightSteps = []struct{ name, what string }{
	{"pull", "bring in what changed in the shops"},
	{"reconcile", "compare the counts with the shops'"},
	{"resolve", "find out who is who"},
	{"measure", "compute the numbers"},
	{"address", "plan the campaigns"},
	{"certify", "close the books"},
	{"report", "write the report"},
}

// NightLines says how far a night is: its steps, shops and campaigns. Without
// progress it is why there is none.
func NightLines(p *workflows.NightProgress, waits, clock string) []string {
	if p == nil {
		return []string{Warn.Sprint("… " + waits)}
	}
	now := slices.IndexFunc(nightSteps, func(s struct{ name, what string }) bool { return s.name == p.Step })
	if p.Step == "done" {
		now = len(nightSteps)
	}
	var lines []string
	for i, step := range nightSteps {
		line := stepLine(i, now, step.name, step.what, clock)
		if step.name == "pull" && i < now && anyFailed(p.Shops) {
			line = Bad.Sprint("✗ ") + stepText(step.name, step.what)
		}
		lines = append(lines, line)
		if step.name == "pull" {
			lines = append(lines, shopLines(p.Shops)...)
		}
		if step.name == "address" {
			lines = append(lines, campaignLines(p.Campaigns)...)
		}
	}
	if p.Waits != "" {
		lines = append(lines, Warn.Sprint("… waits "+p.Waits))
	}
	if p.Missed != "" {
		lines = append(lines, Warn.Sprint("! ")+"no night ran for "+p.Missed+": those numbers are computed with this one")
	}
	for _, note := range p.Notes {
		lines = append(lines, Warn.Sprint("! ")+note)
	}
	for _, trouble := range p.Troubles {
		lines = append(lines, Bad.Sprint("✗ ")+trouble)
	}
	if p.Report.Path != "" {
		lines = append(lines, Faint.Sprint("report: ")+p.Report.Path)
	}
	if p.Report.Trouble != "" {
		lines = append(lines, Warn.Sprint("! ")+p.Report.Trouble)
	}
	if p.Report.Lacks != "" {
		lines = append(lines, Warn.Sprint("! ")+p.Report.Lacks)
	}
	return lines
}

func anyFailed(shops map[string]workflows.ShopProgress) bool {
	for _, p := range shops {
		if p.State == "failed" {
			return true
		}
	}
	return false
}

func stepText(name, what string) string { return fmt.Sprintf("%-10s %s", name, Faint.Sprint(what)) }

func stepLine(i, now int, name, what, clock string) string {
	text := stepText(name, what)
	switch {
	case i < now:
		return Good.Sprint("✓ ") + text
	case i == now:
		return strings.TrimRight(Warn.Sprint("● ")+Bold.Sprintf("%-10s ", name)+what+"  "+clock, " ")
	}
	return Faint.Sprint("○ ") + text
}

func shopLines(shops map[string]workflows.ShopProgress) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(shops)) {
		p := shops[name]
		line := fmt.Sprintf("    %-16s %-8s %11s records", name, p.State, present.Whole(p.Received))
		if p.Unchanged {
			line += Faint.Sprint("  unchanged")
		}
		if p.Rejected > 0 {
			line += Warn.Sprintf("  %s rejected", present.Whole(p.Rejected))
		}
		if p.Reason != "" {
			line += "  " + Bad.Sprint(p.Reason)
		}
		lines = append(lines, line)
	}
	return lines
}

func campaignLines(campaigns map[string]workflows.CampaignProgress) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(campaigns)) {
		p := campaigns[name]
		line := fmt.Sprintf("    %-16s %-8s %11s of %s sent", name, p.State,
			present.Whole(p.Books.Sent), present.Whole(p.Books.Planned-p.Books.Excluded))
		if p.Waits != "" {
			line += Faint.Sprint("  " + p.Waits)
		}
		lines = append(lines, line)
	}
	return lines
}

// SweepLines says how far a sweep is. Without progress it is why there is none.
func SweepLines(p *workflows.SweepProgress, waits, clock string) []string {
	if p == nil {
		return []string{Warn.Sprint("… " + waits)}
	}
	if p.Waits != "" {
		return []string{Warn.Sprint("… waits " + p.Waits)}
	}
	mark := Warn.Sprint("● ")
	if p.Step == "done" {
		mark = Good.Sprint("✓ ")
	}
	return []string{strings.TrimRight(fmt.Sprintf("%s%-10s %11s records read  %s", mark, p.Step, present.Whole(p.Received), clock), " ")}
}

// barWidth is the length of a progress bar, in characters.
const barWidth = 32

// BackfillLines says how far a backfill is. Without progress it is why there is none.
func BackfillLines(p *workflows.BackfillProgress, waits, clock string) []string {
	if p == nil {
		return []string{Warn.Sprint("… " + waits)}
	}
	line := fmt.Sprintf("%s %s of %s days", bar(p.DaysDone, p.Days), present.Whole(p.DaysDone), present.Whole(p.Days))
	if p.DoneTo != "" {
		line += ", to " + p.DoneTo.String()
	}
	switch {
	case p.Paused:
		line += Warn.Sprint("  paused")
	case p.DaysDone == p.Days:
		line += Good.Sprint("  done")
	case p.Remaining != nil:
		line += Faint.Sprintf("  about %s left", estimate(*p.Remaining))
	}
	lines := []string{line, strings.TrimRight("  "+Faint.Sprint(p.Step)+"  "+clock, " ")}
	if p.Step == workflows.BackfillPulls {
		lines = append(lines, shopLines(p.Shops)...)
	}
	lines = append(lines, campaignLines(p.Campaigns)...)
	if p.Waits != "" {
		lines = append(lines, Warn.Sprint("… waits "+p.Waits))
	}
	for _, trouble := range p.Troubles {
		lines = append(lines, Bad.Sprint("✗ ")+trouble)
	}
	return lines
}

// estimate writes a duration as people guess it: nobody knows it to the second.
func estimate(d time.Duration) string {
	unit := time.Second
	if d > 2*time.Minute {
		unit = time.Minute
	}
	return Short(d.Round(unit))
}

func bar(done, of int) string {
	filled := 0
	if of > 0 {
		filled = min(done, of) * barWidth / of
	}
	return Good.Sprint(strings.Repeat("█", filled)) + Faint.Sprint(strings.Repeat("░", barWidth-filled))
}
