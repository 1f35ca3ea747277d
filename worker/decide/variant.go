package decide

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/schema/ledger"
	"regulars/worker/runs"
	"regulars/workflows"
)

// Variant gives the rest of a campaign to one of its variants, before its rule decides: what
// waits goes at once, and every later night gets it. It returns an error for a campaign
// without a rule, or without that variant.
func Variant(ctx context.Context, out io.Writer, c client.Client, l *ledger.Ledger, brand *config.Brand, campaign *config.Campaign, d workflows.Decision) error {
	switch {
	case !campaign.Decision.Given():
		return fmt.Errorf("campaign %s has no rule that decides: write decide: after 1000 or 2 days, or change the weights of its variants", campaign.Name)
	case !slices.Contains(campaign.Texts(), d.Variant):
		return fmt.Errorf("--variant: the campaign %s has no text %q: it has %s", campaign.Name, d.Variant, strings.Join(campaign.Texts(), ", "))
	}
	running, err := runs.List(ctx, c, brand, workflows.KindCampaign, true, runs.All)
	if err != nil {
		return err
	}
	asked, failed := 0, []error{}
	for _, run := range running {
		id := run.GetExecution().GetWorkflowId()
		if !strings.HasPrefix(id, "campaign/"+brand.Name+"/"+campaign.Name+"/") {
			continue
		}
		progress, answers := runs.Progress[workflows.CampaignProgress](ctx, c, id)
		if !answers || !strings.Contains(progress.Waits, "`"+workflows.DecideUpdate+"`") {
			continue
		}
		if err := runs.Update(ctx, c, id, workflows.DecideUpdate, d); err != nil {
			failed = append(failed, err)
			continue
		}
		asked++
		fmt.Fprintf(out, "%s sends the rest %s\n", id, d.Variant)
	}
	if asked == 0 && len(failed) == 0 {
		err := l.DecideVariant(ctx, ledger.TrialOf(brand.Name, campaign.Name, campaign), ledger.Decision{
			Run: ledger.Run{Brand: brand.Name, Campaign: campaign.Name}, Name: ledger.DecisionVariant, By: d.By, Note: d.Reason, At: time.Now(),
		}, d.Variant)
		failed = append(failed, err)
	}
	if err := errors.Join(failed...); err != nil {
		return err
	}
	fmt.Fprintf(out, "from now on %s sends %s only\n", campaign.Name, d.Variant)
	return nil
}
