package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"regulars/present/cause"
)

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
			signalParent(ctx, campaignSignal, c.progress)
		}
		if err := c.await(ctx, state, reason); err != nil {
			return err
		}
		c.expire(ctx)
	}
}

// expire cancels a campaign that nobody approved in time.
func (c *campaignImpl) expire(ctx workflow.Context) {
	if c.unapproved(c.blocker(ctx)) && !workflow.Now(ctx).Before(c.approveBy(ctx)) {
		c.cancel("nobody approved it within " + c.terms.ApproveWithin.String())
	}
}

// unapproved reports whether what blocks the campaign ends by itself when nobody
// approves it in time.
func (c *campaignImpl) unapproved(state, reason string) bool {
	waits := state == CampaignApproval || state == CampaignHeld && reason == reasonPast && c.terms.Approve && !c.state.Approved
	return waits && c.terms.ApproveWithin > 0
}

// approveBy returns when a campaign is cancelled that waits for a person.
func (c *campaignImpl) approveBy(ctx workflow.Context) time.Time {
	if c.state.AskedAt == nil {
		now := workflow.Now(ctx)
		c.state.AskedAt = &now
	}
	return c.state.AskedAt.Add(c.terms.ApproveWithin)
}

// await returns when what blocks the campaign has changed, by a person, by the
// night or by the clock.
func (c *campaignImpl) await(ctx workflow.Context, state, reason string) error {
	changed := func() bool {
		now, text := c.blocker(ctx)
		return now != state || text != reason
	}
	turn, summary := c.terms.Past, "until the business date is past"
	switch {
	case state == CampaignWaiting:
		turn, summary = c.terms.SendAt, "until send_at"
	case c.unapproved(state, reason):
		if by := c.approveBy(ctx); by.Before(turn) || !workflow.Now(ctx).Before(turn) {
			turn, summary = by, "until nobody has approved it in time"
		}
	}
	left := turn.Sub(workflow.Now(ctx))
	if left <= 0 {
		return workflow.Await(ctx, changed)
	}
	options := workflow.AwaitOptions{Timeout: left, TimerOptions: workflow.TimerOptions{Summary: summary}}
	_, err := workflow.AwaitWithOptions(ctx, options, changed)
	return err
}

// reasonPast is the hold of a campaign whose business date is over.
var reasonPast = cause.Cause{Code: cause.DatePast}.Text(cause.English)

// isAutomatic reports whether a recorded hold is decided again by every run.
func isAutomatic(reason string) bool {
	return cause.OfHold(reason).Automatic()
}

// blocker returns the state of a campaign that may not send now, and why; empty
// when it may.
func (c *campaignImpl) blocker(ctx workflow.Context) (state, reason string) {
	now := workflow.Now(ctx)
	switch {
	case c.state.Cancelled:
		return CampaignCancelled, ""
	case c.state.Held != "":
		return CampaignHeld, c.state.Held
	case c.state.Gate != "":
		return CampaignHeld, cause.Cause{Code: cause.NightNotWhole, Says: c.state.Gate}.Text(cause.English)
	case !now.Before(c.terms.Past) && !c.state.Released:
		return CampaignHeld, reasonPast
	case c.terms.Approve && !c.state.Approved && c.state.Tried > 0:
		return CampaignApproval, fmt.Sprintf("the first %d are sent, let the rest go by ", c.state.Tried)
	case c.terms.Approve && !c.state.Approved:
		return CampaignApproval, ""
	case now.Before(c.terms.SendAt):
		return CampaignWaiting, c.terms.SendAt.Format("2006-01-02 15:04 MST")
	}
	return "", ""
}

// waitsFor returns what a campaign waits for, and who ends the wait.
func waitsFor(state, reason string) string {
	switch state {
	case CampaignHeld:
		return reason + "; `" + ReleaseUpdate + "` lets it go on"
	case CampaignApproval:
		return "for a person: " + reason + "`" + ApproveUpdate + "`"
	}
	return "until " + reason
}
