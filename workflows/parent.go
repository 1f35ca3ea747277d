package workflows

import "go.temporal.io/sdk/workflow"

// tellParent signals the workflow that started this one, if there is one and it
// still listens. Nobody waits for the answer.
func tellParent(ctx workflow.Context, signal string, news any) {
	parent := workflow.GetInfo(ctx).ParentWorkflowExecution
	if parent == nil {
		return
	}
	workflow.SignalExternalWorkflow(ctx, parent.ID, "", signal, news)
}
