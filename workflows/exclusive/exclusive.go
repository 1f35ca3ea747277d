package exclusive

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// Waiting for an exclusive child begins often and ends seldom; so many tries
// take about seven hours and a thousand events.
const (
	firstWait   = 5 * time.Second
	longestWait = 5 * time.Minute
	tries       = 90
)

// Start starts a child whose id only one run may have at a time: the
// one puller of a shop, the one measuring of a brand. While another run has it,
// waits is called with what it waits for, and the start is tried again; when it
// has started, waits is called with nothing.
func Start(ctx workflow.Context, options workflow.ChildWorkflowOptions, waits func(string), name string, input any) (workflow.ChildWorkflowFuture, error) {
	pause := firstWait
	for range tries {
		child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, options), name, input)
		err := child.GetChildWorkflowExecution().Get(ctx, nil)
		if err == nil {
			waits("")
			return child, nil
		}
		if !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
			return nil, err
		}
		waits(fmt.Sprintf("for `%s`, which another run has started", options.WorkflowID))
		timer := workflow.NewTimerWithOptions(ctx, pause, workflow.TimerOptions{Summary: "until " + options.WorkflowID + " is free"})
		if err := timer.Get(ctx, nil); err != nil {
			return nil, err
		}
		pause = min(2*pause, longestWait)
	}
	return nil, fmt.Errorf("%s is still running elsewhere: see what it waits for, end it if it hangs, then run this again", options.WorkflowID)
}
