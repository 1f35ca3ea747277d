package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/schema/view"
	"regulars/workflows"
)

// showWaiting says of each campaign with somebody left what it waits for, and
// which command ends the wait.
func showWaiting(ctx context.Context, out io.Writer, c client.Client, brand *config.Brand, rows []view.CampaignRow) {
	for _, r := range rows {
		if r.Open <= 0 && r.Held == 0 {
			continue
		}
		date := regulars.DateOf(r.Date, time.UTC)
		if progress, ok := campaignProgress(ctx, c, workflows.CampaignID(brand.Name, r.Campaign, date)); ok {
			fmt.Fprint(out, waitingLine(r.Campaign, date, progress))
		}
	}
}

// campaignProgress asks a campaign that runs; one that has ended waits for nothing.
func campaignProgress(ctx context.Context, c client.Client, id string) (workflows.CampaignProgress, bool) {
	ctx, cancel := context.WithTimeout(ctx, dialTimeout)
	defer cancel()
	var progress workflows.CampaignProgress
	answer, err := c.QueryWorkflow(ctx, id, "", workflows.ProgressQuery)
	if err != nil || answer.Get(&progress) != nil {
		return progress, false
	}
	return progress, true
}

// waitCommands end a wait; the others end by themselves.
var waitCommands = map[string]string{
	workflows.CampaignApproval: "approve",
	workflows.CampaignHeld:     "release",
}

func waitingLine(campaign string, date regulars.BusinessDate, p workflows.CampaignProgress) string {
	if command := waitCommands[p.State]; command != "" {
		why := "waits for a person"
		if p.State == workflows.CampaignHeld {
			reason, _, _ := strings.Cut(p.Waits, "; `")
			why = "is held: " + strings.TrimPrefix(reason, "held ")
		}
		return fmt.Sprintf("%s %s of %s %s: `go run ./starter campaign %s %s --date %s`\n", warn.Sprint("…"), campaign, date, why, command, campaign, date)
	}
	if p.Waits == "" {
		return ""
	}
	return fmt.Sprintf("%s %s of %s waits %s\n", warn.Sprint("…"), campaign, date, p.Waits)
}
