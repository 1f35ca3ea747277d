package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"regulars/activities"
)

// lookAgain is how often a campaign whose rest waits asks whether it is time to decide:
// what its other nights sent, or a person's decision, may have brought the moment forward.
const lookAgain = time.Hour

// settleTrial waits until a rule, or a person, decides between the variants, and takes all
// blocks up again for the rest. The rule asked for that time, so a date that becomes past
// meanwhile holds nothing.
func (c *campaignImpl) settleTrial(ctx workflow.Context) error {
	c.state.Released = true
	for !c.state.Cancelled {
		if err := c.record(ctx); err != nil { // a person's decision, before it is looked for
			return err
		}
		var look activities.Look
		err := workflow.ExecuteActivity(querying(ctx, "look at the variants"), deliveries.LookAtVariants, c.ref).Get(ctx, &look)
		if err != nil {
			return err
		}
		if look.Decided {
			c.state.Waiting, c.state.Next, c.state.Rests = 0, 0, 0
			return nil
		}
		if c.long(ctx) {
			return c.continueAsNew(ctx)
		}
		if err := c.awaitLook(ctx, look.Due); err != nil {
			return err
		}
	}
	return nil
}

// awaitLook returns when it is time to look again, or a person has decided.
func (c *campaignImpl) awaitLook(ctx workflow.Context, due time.Time) error {
	waits, pause := "until enough have had time to answer", lookAgain
	if due.Unix() > 0 {
		waits = "until " + due.In(c.terms.SendAt.Location()).Format("2006-01-02 15:04 MST")
		pause = max(min(due.Sub(workflow.Now(ctx)), lookAgain), time.Second)
	}
	waits = fmt.Sprintf("%s for the rule to decide which variant %d members get; `%s` decides now", waits, c.state.Waiting, DecideUpdate)
	if waits != c.progress.Waits {
		c.enter(ctx, CampaignWaiting, waits)
		signalParent(ctx, campaignSignal, c.progress)
	}
	options := workflow.AwaitOptions{Timeout: pause, TimerOptions: workflow.TimerOptions{Summary: "until the variants are looked at"}}
	_, err := workflow.AwaitWithOptions(ctx, options, func() bool { return c.state.Cancelled || c.variant != "" })
	c.variant = ""
	return err
}

func (c *campaignImpl) mayDecide(d Decision) error {
	switch {
	case d.Variant == "":
		return failure(ErrorUsage, "name the variant that the rest gets")
	case c.over():
		return failure(ErrorUsage, "the campaign is over")
	case c.state.Waiting == 0:
		return failure(ErrorUsage, "nobody of the campaign waits for a decision between variants")
	}
	return nil
}
