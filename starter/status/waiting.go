package status

import (
	"context"
	"fmt"
	"io"
	"time"

	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/schema/view"
	"regulars/starter/screen"
	"regulars/worker/runs"
	"regulars/workflows"
)

// Waiting says of each campaign with somebody left what it waits for, and
// which command ends the wait.
func Waiting(ctx context.Context, out io.Writer, c client.Client, brand *config.Brand, rows []view.CampaignRow) {
	for _, r := range rows {
		if r.Open <= 0 && r.Held == 0 {
			continue
		}
		date := regulars.DateOf(r.Date, time.UTC)
		if progress, ok := runs.Progress[workflows.CampaignProgress](ctx, c, workflows.CampaignID(brand.Name, r.Campaign, date)); ok {
			fmt.Fprint(out, screen.WaitingLine(r.Campaign, date, progress))
		}
	}
}
