package screen

import (
	"fmt"
	"strings"

	"regulars"
	"regulars/workflows"
)

// waitCommands end a wait; the others end by themselves.
var waitCommands = map[string]string{
	workflows.CampaignApproval: "approve",
	workflows.CampaignHeld:     "release",
}

// WaitingLine says what a campaign waits for, and which command ends the wait;
// empty where it waits for nothing.
func WaitingLine(campaign string, date regulars.BusinessDate, p workflows.CampaignProgress) string {
	if command := waitCommands[p.State]; command != "" {
		why := "waits for a person"
		if p.State == workflows.CampaignHeld {
			reason, _, _ := strings.Cut(p.Waits, "; `")
			why = "is held: " + strings.TrimPrefix(reason, "held ")
		}
		return fmt.Sprintf("%s %s of %s %s: `go run ./starter campaign %s %s --date %s`\n", Warn.Sprint("…"), campaign, date, why, command, campaign, date)
	}
	if p.Waits == "" {
		return ""
	}
	return fmt.Sprintf("%s %s of %s waits %s\n", Warn.Sprint("…"), campaign, date, p.Waits)
}
