package adlist

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/workflows/exclusive"
	"regulars/workflows/reason"
)

// Names as Temporal knows them.
const (
	Name        = "AdList"
	AgainSignal = "again"
)

// Timeout ends a synchronising that hangs; the next night or tick begins one.
const Timeout = 6 * time.Hour

// asks is how often a workflow that ends at that moment is asked or started.
const asks = 5

var lists *adlists.Lists

// ID returns the workflow id of a list of a brand.
func ID(brand, list string) string { return "ad-list/" + brand + "/" + list }

// Register makes the workflow known to a worker or a replayer.
func Register(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(AdList, workflow.RegisterOptions{Name: Name, VersioningBehavior: workflow.VersioningBehaviorPinned})
}

// AdList updates a list, and once more as long as it was asked to meanwhile.
func AdList(ctx workflow.Context, in adlists.Ref) (activities.Walked, error) {
	again := workflow.GetSignalChannel(ctx, AgainSignal)
	for {
		var synced activities.Walked
		err := workflow.ExecuteActivity(sending(ctx), lists.SyncAdList, in).Get(ctx, &synced)
		asked := false
		for again.ReceiveAsync(nil) {
			asked = true
		}
		if err != nil || !asked {
			return synced, err
		}
	}
}

// sending is for what a platform and ClickHouse take long for. What a platform doesn't take in
// half an hour the next night or tick sends.
func sending(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout:    10 * time.Minute,
		ScheduleToCloseTimeout: 30 * time.Minute,
		HeartbeatTimeout:       30 * time.Second,
		WaitForCancellation:    true,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute, MaximumAttempts: 5},
		Summary:                "update the ad list",
	})
}

// Update updates lists one after the other, each when it is its turn, and returns what is wrong
// with them, one sentence each.
func Update(ctx workflow.Context, brand string, names []string, options func(id string) workflow.ChildWorkflowOptions, waits func(string)) (notes []string) {
	for _, name := range names {
		var synced activities.Walked
		child, err := exclusive.Start(ctx, options(ID(brand, name)), waits, Name, adlists.Ref{Brand: brand, List: name})
		if err == nil {
			err = child.Get(ctx, &synced)
		}
		if ctx.Err() != nil {
			return notes
		}
		notes = append(notes, synced.Troubles...)
		if err != nil {
			notes = append(notes, "the ad list "+name+" isn't up to date: "+reason.Of(err)+": the next night or tick tries again")
		}
	}
	return notes
}

// Ask lets a list be updated, and doesn't wait for it: by a workflow that it starts, or by
// the one that runs.
func Ask(ctx workflow.Context, in adlists.Ref, options workflow.ChildWorkflowOptions) (err error) {
	for range asks {
		child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, options), Name, in)
		err = child.GetChildWorkflowExecution().Get(ctx, nil)
		if !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
			return err
		}
		// Where it has ended since, nobody hears the signal: then it can be started.
		if err = workflow.SignalExternalWorkflow(ctx, options.WorkflowID, "", AgainSignal, nil).Get(ctx, nil); err == nil {
			return nil
		}
	}
	return err
}
