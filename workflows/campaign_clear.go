package workflows

import (
	"strings"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/schema/ledger"
)

// Decision is what a person says to a campaign.
type Decision struct {
	By     string // who
	Reason string // why; of hold and cancel
}

// clear waits until the campaign may send, or is cancelled.
func (c *campaignImpl) clear(ctx workflow.Context) error {
	for {
		state, reason := c.blocker(ctx)
		if state == "" || c.state.Cancelled {
			return nil
		}
		waits := waitsFor(state, reason)
		if state != c.progress.State || waits != c.progress.Waits {
			c.enter(ctx, state, waits)
			if err := c.record(ctx); err != nil {
				return err
			}
			tellParent(ctx, campaignSignal, c.progress)
		}
		if err := c.await(ctx, state, reason); err != nil {
			return err
		}
	}
}

// await returns when what blocks the campaign has changed, by a person, by the
// night or by the clock.
func (c *campaignImpl) await(ctx workflow.Context, state, reason string) error {
	changed := func() bool {
		now, text := c.blocker(ctx)
		return now != state || text != reason
	}
	turn, summary := c.terms.Past, "until the business date is past"
	if state == CampaignWaiting {
		turn, summary = c.terms.SendAt, "until send_at"
	}
	left := turn.Sub(workflow.Now(ctx))
	if left <= 0 {
		return workflow.Await(ctx, changed)
	}
	options := workflow.AwaitOptions{Timeout: left, TimerOptions: workflow.TimerOptions{Summary: summary}}
	_, err := workflow.AwaitWithOptions(ctx, options, changed)
	return err
}

// Reasons of the holds that come and go by themselves.
const (
	reasonGate = "the night is not whole: "
	reasonPast = "its business date is past"
)

// isAutomatic tells whether a recorded hold is decided anew by every run.
func isAutomatic(reason string) bool {
	return strings.HasPrefix(reason, reasonGate) || reason == reasonPast
}

// blocker is the state of a campaign that may not send now, and why; nothing
// when it may.
func (c *campaignImpl) blocker(ctx workflow.Context) (state, reason string) {
	now := workflow.Now(ctx)
	switch {
	case c.state.Cancelled:
		return CampaignCancelled, ""
	case c.state.Held != "":
		return CampaignHeld, c.state.Held
	case c.state.Gate != "":
		return CampaignHeld, reasonGate + c.state.Gate
	case !now.Before(c.terms.Past) && !c.state.Told:
		return CampaignHeld, reasonPast
	case c.terms.Approve && !c.state.Approved:
		return CampaignApproval, ""
	case now.Before(c.terms.SendAt):
		return CampaignWaiting, c.terms.SendAt.Format("2006-01-02 15:04 MST")
	}
	return "", ""
}

// waitsFor says what a campaign waits for, and who ends the wait.
func waitsFor(state, reason string) string {
	switch state {
	case CampaignHeld:
		return reason + "; `" + ReleaseUpdate + "` lets it go on"
	case CampaignApproval:
		return "for a person: `" + ApproveUpdate + "`"
	}
	return "until " + reason
}

// record lets the ledger know what was decided, so that blocks under way stop
// before their next batch, or go on. One writes at a time, and the last word is
// written last.
func (c *campaignImpl) record(ctx workflow.Context) error {
	if !c.state.Planned {
		return nil
	}
	if err := c.writing.Lock(ctx); err != nil {
		return err
	}
	defer c.writing.Unlock()
	in := c.runState(ctx)
	if mark := in.State + in.Reason; mark != c.recorded {
		err := workflow.ExecuteActivity(short(ctx, "the campaign is "+in.State), deliveries.SetCampaignState, in).Get(ctx, nil)
		if err != nil {
			return err
		}
		c.recorded = mark
	}
	return nil
}

// States of a run in the ledger.
const (
	ledgerPlanned   = string(ledger.RunPlanned)
	ledgerApproved  = string(ledger.RunApproved)
	ledgerHeld      = string(ledger.RunHeld)
	ledgerCancelled = string(ledger.RunCancelled)
	ledgerDone      = string(ledger.RunDone)
)

func (c *campaignImpl) runState(ctx workflow.Context) activities.CampaignStateInput {
	in := activities.CampaignStateInput{CampaignRef: c.ref, By: c.state.By, State: ledgerPlanned}
	state, reason := c.blocker(ctx)
	switch {
	case state == CampaignCancelled:
		in.State = ledgerCancelled
	case c.settled:
		in.State = ledgerDone
	case state == CampaignHeld:
		in.State, in.Reason = ledgerHeld, reason
	case c.state.Approved:
		in.State = ledgerApproved
	}
	return in
}

func (c *campaignImpl) hold(reason, by string) { c.state.Held, c.state.By = reason, by }

func (c *campaignImpl) setUpdates(ctx workflow.Context) error {
	updates := []struct {
		name, description string
		validate          func(Decision) error
		act               func(workflow.Context, Decision)
	}{
		{ApproveUpdate, "a person lets it be sent", c.mayApprove, c.approve},
		{HoldUpdate, "stop before the next batch", c.mayHold, func(_ workflow.Context, d Decision) { c.hold(heldBy(d), d.By) }},
		{ReleaseUpdate, "go on after a hold", c.mayRelease, c.release},
		{CancelUpdate, "send nothing more", c.mayCancel, func(_ workflow.Context, d Decision) { c.state.Cancelled, c.state.By = true, d.By }},
	}
	for _, u := range updates {
		act := func(ctx workflow.Context, d Decision) error {
			u.act(ctx, d)
			return c.record(ctx)
		}
		options := workflow.UpdateHandlerOptions{
			Description: u.description,
			Validator:   func(_ workflow.Context, d Decision) error { return u.validate(d) },
		}
		if err := workflow.SetUpdateHandlerWithOptions(ctx, u.name, act, options); err != nil {
			return err
		}
	}
	return nil
}

func (c *campaignImpl) approve(ctx workflow.Context, d Decision) {
	c.state.Approved, c.state.By = true, d.By
	c.state.Told = c.state.Told || !workflow.Now(ctx).Before(c.terms.Past)
}

// release ends every hold that stands now: a person knows of them all.
func (c *campaignImpl) release(ctx workflow.Context, d Decision) {
	c.state.Held, c.state.Gate, c.state.By = "", "", d.By
	c.state.Told = c.state.Told || !workflow.Now(ctx).Before(c.terms.Past)
}

func (c *campaignImpl) mayApprove(Decision) error {
	switch {
	case c.over():
		return failure(ErrorUsage, "the campaign is over")
	case c.state.Approved:
		return failure(ErrorUsage, "the campaign is approved already")
	case c.state.Planned && !c.terms.Approve:
		return failure(ErrorUsage, "the campaign needs no approval")
	}
	return nil
}

func (c *campaignImpl) mayHold(Decision) error {
	switch {
	case c.over():
		return failure(ErrorUsage, "the campaign is over")
	case c.state.Held != "":
		return failure(ErrorUsage, "the campaign is held already: "+c.state.Held)
	}
	return nil
}

func (c *campaignImpl) mayRelease(Decision) error {
	if c.over() {
		return failure(ErrorUsage, "the campaign is over")
	}
	if c.state.Held == "" && c.state.Gate == "" && c.progress.State != CampaignHeld {
		return failure(ErrorUsage, "the campaign is not held")
	}
	return nil
}

func (c *campaignImpl) mayCancel(Decision) error {
	if c.over() {
		return failure(ErrorUsage, "the campaign is over")
	}
	return nil
}

func (c *campaignImpl) over() bool {
	return c.state.Cancelled || c.progress.State == CampaignDone || c.progress.State == CampaignFailed
}

func heldBy(d Decision) string {
	text := "held by " + d.By
	if d.By == "" {
		text = "held by a person"
	}
	if d.Reason != "" {
		text += ": " + d.Reason
	}
	return text
}
