package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// campaigns are the children that deliver the campaigns of a business date. They
// outlive the night when they wait: for their send_at, or for a person.
type campaigns struct {
	changed  func(workflow.Context)
	progress map[string]CampaignProgress
	open     map[string]bool // can still finish without anyone
}

func newCampaigns(changed func(workflow.Context)) *campaigns {
	return &campaigns{changed: changed, progress: map[string]CampaignProgress{}, open: map[string]bool{}}
}

// start starts a campaign. One that waits from an earlier run of the night is
// signalled how this one's gate came out.
func (c *campaigns) start(ctx workflow.Context, in CampaignInput) error {
	id := CampaignID(in.Brand, in.Campaign, in.Date)
	options := childOptions(id, in.summary(), 0, in.about())
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
		result.State, result.Waits = CampaignFailed, Reason(err)
	}
	c.set(ctx, result)
	delete(c.open, name)
}

// receive notes that a campaign begins to wait for something that does not depend
// on the night.
func (c *campaigns) receive(ctx workflow.Context, p CampaignProgress) {
	if p.State == CampaignWaiting || p.State == CampaignApproval || p.State == CampaignHeld {
		delete(c.open, p.Campaign)
	}
	c.set(ctx, p)
}

// settle returns when every campaign is done, or waits for something that does
// not depend on the night, or patience is over.
func (c *campaigns) settle(ctx workflow.Context, patience time.Duration) error {
	options := workflow.AwaitOptions{Timeout: patience, TimerOptions: workflow.TimerOptions{Summary: "patience with the campaigns"}}
	_, err := workflow.AwaitWithOptions(ctx, options, func() bool { return len(c.open) == 0 })
	return err
}

// failures returns a sentence for each campaign that ended badly.
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
