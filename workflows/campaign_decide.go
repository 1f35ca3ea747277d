package workflows

import (
	"cmp"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/present/cause"
)

// Updates by which a person decides about a campaign; each takes a Decision.
const (
	ApproveUpdate = "approve" // may be sent
	HoldUpdate    = "hold"    // stop before the next batch
	ReleaseUpdate = "release" // go on after a hold
	CancelUpdate  = "cancel"  // send nothing more
	DecideUpdate  = "decide"  // give the rest to one variant, before the rule does
)

// Decision is who decided, and why.
type Decision struct {
	By     string // who
	Reason string // why
	First  int    `json:",omitempty"` // of approve: so many messages only, then it asks again

	Variant string `json:",omitempty"` // of decide: the one that the rest gets
}

// setUpdates answers to what a person decides. What was accepted is in the ledger
// when the update completes.
func (c *campaignImpl) setUpdates(ctx workflow.Context) error {
	updates := []struct {
		name, description string
		validate          func(Decision) error
		act               func(workflow.Context, Decision)
	}{
		{ApproveUpdate, "a person lets it be sent", c.mayApprove, c.approve},
		{HoldUpdate, "stop before the next batch", c.mayHold, func(_ workflow.Context, d Decision) { c.hold(heldBy(d), d.By) }},
		{ReleaseUpdate, "go on after a hold", c.mayRelease, c.release},
		{CancelUpdate, "send nothing more", c.mayCancel, func(_ workflow.Context, d Decision) { c.cancel(d.By) }},
		{DecideUpdate, "give the rest to one variant", c.mayDecide, func(_ workflow.Context, d Decision) { c.variant = d.Variant }},
	}
	for _, u := range updates {
		act := func(ctx workflow.Context, d Decision) error {
			u.act(ctx, d)
			c.state.Decisions = append(c.state.Decisions, activities.CampaignDecision{
				Name: u.name, By: d.By, Note: d.Reason, First: d.First, At: workflow.Now(ctx), Variant: d.Variant,
			})
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
	c.state.Approved, c.state.By, c.state.First = true, d.By, d.First
	c.state.FirstFrom = c.progress.Books.tried()
	c.releasePast(ctx)
}

// release ends every hold that stands now: a person knows of them all.
func (c *campaignImpl) release(ctx workflow.Context, d Decision) {
	c.state.Held, c.state.Gate, c.state.By = "", "", d.By
	c.releasePast(ctx)
}

// releasePast lets a campaign go whose business date is past when a person
// decides: one that becomes past later asks again.
func (c *campaignImpl) releasePast(ctx workflow.Context) {
	if known := !c.terms.Past.IsZero(); known && !workflow.Now(ctx).Before(c.terms.Past) {
		c.state.Released = true
	}
}

func (c *campaignImpl) hold(reason, by string) { c.state.Held, c.state.By = reason, by }

func (c *campaignImpl) cancel(by string) { c.state.Cancelled, c.state.By = true, by }

func (c *campaignImpl) mayApprove(d Decision) error {
	switch {
	case d.First < 0:
		return failure(ErrorUsage, "the number of messages to begin with is below zero")
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
	why := cause.Cause{Code: cause.HeldBy, By: cmp.Or(d.By, "a person"), Says: d.Reason}
	if d.Reason != "" {
		why.Code = cause.HeldByNote
	}
	return why.Text(cause.English)
}
