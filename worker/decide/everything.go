package decide

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/schema/ledger"
	"regulars/worker/runs"
	"regulars/workflows"
)

// Stop stops every campaign of a brand before its next batch: those under way and those
// to come, until Resume.
func Stop(ctx context.Context, out io.Writer, l *ledger.Ledger, brand, by, note string) error {
	err := l.Decide(ctx, ledger.Decision{Run: ledger.Run{Brand: brand}, Name: ledger.DecisionStop, By: by, Note: note, At: time.Now()})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "nothing of %s is sent any more, from the next batch on: `campaign resume` lets it go on\n", brand)
	return nil
}

// Resume ends a stop: what it holds is released, what others hold stays held. A campaign
// that refuses stops no other; the error names each.
func Resume(ctx context.Context, out io.Writer, c client.Client, l *ledger.Ledger, brand *config.Brand, by, note string) error {
	err := l.Decide(ctx, ledger.Decision{Run: ledger.Run{Brand: brand.Name}, Name: ledger.DecisionResume, By: by, Note: note, At: time.Now()})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "campaigns of %s may be sent again\n", brand.Name)
	running, err := runs.List(ctx, c, brand, workflows.KindCampaign, true, runs.All)
	if err != nil {
		return err
	}
	var failed []error
	for _, run := range running {
		id := run.GetExecution().GetWorkflowId()
		progress, answers := runs.Progress[workflows.CampaignProgress](ctx, c, id)
		if !answers || progress.State != workflows.CampaignHeld || !strings.Contains(progress.Waits, ledger.StoppedEverything) {
			continue
		}
		if err := runs.Update(ctx, c, id, workflows.ReleaseUpdate, workflows.Decision{By: by, Reason: note}); err != nil {
			failed = append(failed, err)
			continue
		}
		fmt.Fprintf(out, "%s goes on\n", id)
	}
	return errors.Join(failed...)
}
