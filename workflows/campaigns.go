package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// campaigns are the children that deliver a night's campaigns. They outlive it
// when they wait: for their send_at, or for a person.
type campaigns struct {
	changed  func(workflow.Context)
	progress map[string]CampaignProgress
	open     map[string]bool // can still finish by itself
}

func newCampaigns(changed func(workflow.Context)) *campaigns {
	return &campaigns{changed: changed, progress: map[string]CampaignProgress{}, open: map[string]bool{}}
}

// start starts a campaign. One that waits from an earlier run of the night hears
// how this one's gate came out.
func (c *campaigns) start(ctx workflow.Context, in CampaignInput) error {
	id := CampaignID(in.Brand, in.Campaign, in.Date)
	options := childOptions(id, campaignSummary(in), 0, About{Brand: in.Brand, Date: in.Date, Kind: KindCampaign})
	child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, options), CampaignName, in)
	c.set(ctx, CampaignProgress{Campaign: in.Campaign, State: CampaignPlanning})
	err := child.GetChildWorkflowExecution().Get(ctx, nil)
	if err != nil && temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		c.set(ctx, CampaignProgress{Campaign: in.Campaign, State: CampaignWaiting, Waits: "an earlier run of it is still open: `" + id + "`"})
		workflow.SignalExternalWorkflow(ctx, id, "", gateSignal, in.Gate)
		return nil
	}
	if err != nil {
		return err
	}
	c.open[in.Campaign] = true
	workflow.Go(ctx, func(ctx workflow.Context) { c.await(ctx, in.Campaign, child) })
	return nil
}

func (c *campaigns) await(ctx workflow.Context, name string, child workflow.ChildWorkflowFuture) {
	var result CampaignProgress
	if err := child.Get(ctx, &result); err != nil {
		result = c.progress[name]
		result.State, result.Waits = CampaignFailed, sentence(err)
	}
	c.set(ctx, result)
	delete(c.open, name)
}

// hear takes what a campaign says when it begins or ends a wait.
func (c *campaigns) hear(ctx workflow.Context, news CampaignProgress) {
	if news.State == CampaignWaiting || news.State == CampaignApproval || news.State == CampaignHeld {
		delete(c.open, news.Campaign)
	}
	c.set(ctx, news)
}

// settle returns when every campaign is done, or waits for something that does
// not depend on the night, or patience is over.
func (c *campaigns) settle(ctx workflow.Context, patience time.Duration) error {
	options := workflow.AwaitOptions{Timeout: patience, TimerOptions: workflow.TimerOptions{Summary: "patience with the campaigns"}}
	_, err := workflow.AwaitWithOptions(ctx, options, func() bool { return len(c.open) == 0 })
	return err
}

// failures says which campaigns ended badly.
func (c *campaigns) failures() []string {
	var sentences []string
	for _, name := range workflow.DeterministicKeys(c.progress) {
		if p := c.progress[name]; p.State == CampaignFailed {
			sentences = append(sentences, fmt.Sprintf("campaign %s: %s", name, p.Waits))
		}
	}
	return sentences
}

func (c *campaigns) set(ctx workflow.Context, p CampaignProgress) {
	c.progress[p.Campaign] = p
	c.changed(ctx)
}
