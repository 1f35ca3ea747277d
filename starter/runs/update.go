package runs

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"

	"regulars/workflows"
)

// Update asks a running workflow for a change and waits until it holds.
func Update(ctx context.Context, c client.Client, id, update string, args ...any) error {
	handle, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: update, Args: args, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = handle.Get(ctx, nil)
	}
	var absent *serviceerror.NotFound
	if errors.As(err, &absent) {
		return fmt.Errorf("%s is not running: `go run ./starter status` lists what is", id)
	}
	if err != nil {
		return fmt.Errorf("%s refuses %s: %s", id, update, workflows.Reason(err))
	}
	return nil
}
