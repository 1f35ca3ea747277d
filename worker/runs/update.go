package runs

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"regulars/workflows"
)

// RefusedError says why a workflow refuses a change.
type RefusedError struct{ ID, Update, Reason string }

func (e *RefusedError) Error() string {
	return fmt.Sprintf("%s refuses %s: %s", e.ID, e.Update, e.Reason)
}

// NotRunningError says that a workflow which is to change isn't running.
type NotRunningError struct{ ID string }

func (e *NotRunningError) Error() string {
	return e.ID + " is not running: `go run ./starter status` lists what is"
}

// Update asks a running workflow for a change and waits until it holds. It returns a
// *RefusedError where the workflow refuses, and a *NotRunningError where there is none.
func Update(ctx context.Context, c client.Client, id, update string, args ...any) error {
	handle, err := c.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		WorkflowID: id, UpdateName: update, Args: args, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err == nil {
		err = handle.Get(ctx, nil)
	}
	var absent *serviceerror.NotFound
	var refusal *temporal.ApplicationError
	switch {
	case errors.As(err, &absent):
		return &NotRunningError{id}
	case errors.As(err, &refusal):
		return &RefusedError{id, update, workflows.Reason(err)}
	case err != nil:
		return fmt.Errorf("%s can't be asked to %s: %w", id, update, err)
	}
	return nil
}
