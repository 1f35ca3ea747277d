package tick

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/workflows"
)

// AskName is Ask's name as Temporal knows it.
const AskName = "Ask"

// askTimeout is how long a shop may take to answer, all tries together.
const askTimeout = 5 * time.Minute

var shops *activities.Shops

// Ask asks a shop for the records that its webhooks named. It has the id of the shop's one
// puller: while a night pulls, no tick asks, and the other way about.
func Ask(ctx workflow.Context, in workflows.PullInput) (activities.LoadResult, error) {
	progress := workflows.PullProgress{Shop: in.Shop, Step: "what webhooks named"}
	err := workflow.SetQueryHandler(ctx, workflows.ProgressQuery, func() (workflows.PullProgress, error) { return progress, nil })
	if err != nil {
		return activities.LoadResult{}, err
	}
	load := activities.LoadRef{
		ShopRef: activities.ShopRef{Brand: in.Brand, Shop: in.Shop},
		LoadID:  workflow.GetInfo(ctx).WorkflowExecution.RunID + "/hints",
	}
	var result activities.LoadResult
	err = workflow.ExecuteActivity(asking(ctx), shops.AskHinted, load).Get(ctx, &result)
	return result, err
}

// asking is for a shop's answer that a tick waits for.
func asking(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout:    askTimeout,
		ScheduleToCloseTimeout: askTimeout,
		HeartbeatTimeout:       time.Minute,
		WaitForCancellation:    true,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 2 * time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute},
		Summary:                "ask for what webhooks named",
	})
}

// ask reads from the shops what their webhooks named, all at once: who has bought is led
// out, not on. One that is being pulled, or doesn't answer, keeps everybody where they are
// until the next tick: nobody gets a message for what they may have bought.
func (r *Result) ask(ctx workflow.Context, in activities.TickInput) error {
	var hinted []activities.ShopRef
	if err := workflow.ExecuteActivity(workflows.Quick(ctx, "which shops named changes"), shops.HintedShops, in).Get(ctx, &hinted); err != nil {
		return err
	}
	asked := make([]workflow.ChildWorkflowFuture, len(hinted))
	for i, shop := range hinted {
		options := workflows.ChildOptions(workflows.PullID(shop.Brand, shop.Shop), "ask for what webhooks named", 2*askTimeout, workflows.About{Brand: shop.Brand, Kind: workflows.KindPull})
		asked[i] = workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, options), AskName, workflows.PullInput{Brand: shop.Brand, Shop: shop.Shop})
	}
	for i, shop := range hinted {
		var load activities.LoadResult
		err := asked[i].Get(ctx, &load)
		if ctx.Err() != nil {
			return err
		}
		r.heard(shop, load, err)
	}
	return nil
}

// heard notes what came of asking a shop.
func (r *Result) heard(shop activities.ShopRef, load activities.LoadResult, err error) {
	r.Read += load.Received
	switch {
	case temporal.IsWorkflowExecutionAlreadyStartedError(err):
		r.Waits = "for `" + workflows.PullID(shop.Brand, shop.Shop) + "`, which another run has started: the next tick leads them on"
	case err != nil:
		r.Waits = fmt.Sprintf("for the shop %s, which doesn't hand out what its webhooks named: %s; the next tick asks again", shop.Shop, workflows.Reason(err))
	case load.Trouble != "":
		r.Troubles = append(r.Troubles, load.Trouble)
	}
}
