// Package outcome is what came of campaigns, as a page lists it.
package outcome

import (
	"strings"

	"regulars/present"
	"regulars/report"
	"regulars/schema/view"
)

// Line is what came of a campaign.
type Line struct {
	Campaign, Sent, Opened, Clicked, Bought, Revenue, Cost, Lift, Verdict string
}

// Lines are those of whole campaigns, as the command line has them.
func Lines(q view.ResultQuery, rows []view.Result, names *present.Names, numbers present.Numbers) []Line {
	var whole []view.Result
	for _, r := range rows {
		if r.Channel == "" && r.Variant == "" {
			whole = append(whole, r)
		}
	}
	shown := report.ResultsOf(q, whole)
	tables := shown.Tables(names, numbers)
	answers, earned, lifts := tables[1], tables[2], tables[3]
	verdicts := shown.Verdicts(names, numbers)
	lines := make([]Line, len(whole))
	for i, r := range whole {
		lines[i] = Line{
			Campaign: r.Campaign, Sent: present.Whole(r.Sent), Opened: answers.Rows[i][2], Clicked: answers.Rows[i][3],
			Bought: earned.Rows[i][1], Revenue: earned.Rows[i][2], Cost: earned.Rows[i][3],
			Lift: lifts.Rows[i][5], Verdict: strings.TrimPrefix(verdicts[i], r.Campaign+": "),
		}
	}
	return lines
}
