package workflows

import (
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/schema/ledger"
)

// record writes what was decided into the ledger, so that blocks under way stop
// before their next batch, or go on. One writes at a time, and the last decision
// is written last.
func (c *campaignImpl) record(ctx workflow.Context) error {
	if !c.state.Planned {
		return nil
	}
	if err := c.writing.Lock(ctx); err != nil {
		return err
	}
	defer c.writing.Unlock()
	in := c.runState(ctx)
	mark := string(in.State) + in.Reason
	if mark != c.recorded || c.undocumented(ctx) {
		in.Decisions, c.state.Decisions = c.state.Decisions, nil
		err := workflow.ExecuteActivity(quick(ctx, "the campaign is "+string(in.State)), deliveries.SetCampaignState, in).Get(ctx, nil)
		if err != nil {
			return err
		}
		c.recorded = mark
	}
	return nil
}

// undocumented reports whether a decision changed nothing and stands nowhere yet. Runs
// that an earlier release began didn't write those down.
func (c *campaignImpl) undocumented(ctx workflow.Context) bool {
	return len(c.state.Decisions) > 0 && workflow.GetVersion(ctx, "decisions", workflow.DefaultVersion, 1) > workflow.DefaultVersion
}

// runState returns what the ledger is to know of the run.
func (c *campaignImpl) runState(ctx workflow.Context) activities.CampaignStateInput {
	in := activities.CampaignStateInput{CampaignRef: c.ref, By: c.state.By, State: ledger.RunPlanned}
	state, reason := c.blocker(ctx)
	switch {
	case state == CampaignCancelled:
		in.State = ledger.RunCancelled
	case c.settled:
		in.State = ledger.RunDone
	case state == CampaignHeld:
		in.State, in.Reason = ledger.RunHeld, reason
	case c.state.Approved:
		in.State = ledger.RunApproved
	}
	return in
}
