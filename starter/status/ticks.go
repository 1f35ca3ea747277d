package status

import (
	"context"
	"fmt"
	"io"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/schema"
	"regulars/worker/runs"
	"regulars/workflows"
	"regulars/workflows/tick"
)

// showTicks writes a line about the last tick of a brand that has any.
func showTicks(ctx context.Context, out io.Writer, c client.Client, _ *schema.DB, brand *config.Brand, _ int) error {
	if brand.Between == 0 {
		return nil
	}
	found, err := runs.List(ctx, c, brand, workflows.KindTick, false, 10)
	if err != nil {
		return err
	}
	for _, run := range found {
		if run.GetType().GetName() != tick.Name || run.GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
			continue
		}
		at := run.GetCloseTime().AsTime().In(brand.Zone).Format("Mon 02 Jan 15:04")
		var done tick.Result
		if err := c.GetWorkflow(ctx, run.GetExecution().GetWorkflowId(), run.GetExecution().GetRunId()).Get(ctx, &done); err != nil {
			fmt.Fprintf(out, "\nBetween the nights, every %s: the last tick (%s) failed: %s\n", short(brand.Between), at, workflows.Reason(err))
			return nil
		}
		fmt.Fprintf(out, "\nBetween the nights, every %s: %s\n", short(brand.Between), tickLine(at, done))
		return nil
	}
	fmt.Fprintf(out, "\nBetween the nights, every %s: no tick yet (`go run ./starter schedule apply` starts them)\n", short(brand.Between))
	return nil
}

// tickLine says in a line what a tick did.
func tickLine(at string, r tick.Result) string {
	switch {
	case r.Facts.Held != "":
		return fmt.Sprintf("the last tick (%s) led nobody on: %s", at, r.Facts.Held)
	case r.Waits != "":
		return fmt.Sprintf("the last tick (%s) waits %s", at, r.Waits)
	case len(r.Troubles) > 0:
		return fmt.Sprintf("the last tick (%s): %s", at, r.Troubles[0])
	}
	return fmt.Sprintf("the last tick (%s): %d waiting, %d came in, %d runs under way", at, r.Facts.Waiting, r.Facts.Coming, len(r.Sends))
}

func short(d time.Duration) string {
	if d%time.Hour == 0 {
		return fmt.Sprintf("%dh", d/time.Hour)
	}
	return fmt.Sprintf("%dm", d/time.Minute)
}
