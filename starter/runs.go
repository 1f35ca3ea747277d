package main

import (
	"context"
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/workflows"
)

// shownRuns is how many workflows of a kind are listed, the newest first.
const shownRuns = 12

// listRuns finds a brand's workflows of a kind in Temporal's visibility, which
// may lag behind by a moment.
func listRuns(ctx context.Context, c client.Client, brand *config.Brand, kind string, running bool) ([]*workflowpb.WorkflowExecutionInfo, error) {
	query := fmt.Sprintf("%s = '%s' AND %s = '%s'",
		workflows.BrandAttribute.GetName(), brand.Name, workflows.KindAttribute.GetName(), kind)
	if running {
		query += " AND ExecutionStatus = 'Running'"
	}
	answer, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{PageSize: shownRuns, Query: query})
	if err != nil {
		return nil, fmt.Errorf("temporal can't list the %s runs of %s (a worker that has run once registers what they are found by): %w", kind, brand.Name, err)
	}
	return answer.GetExecutions(), nil
}

// stateOf is a run's state as a mark and a word.
func stateOf(run *workflowpb.WorkflowExecutionInfo) string {
	switch run.GetStatus() {
	case enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING:
		return warn.Sprint("● running")
	case enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED:
		return good.Sprint("✓ done")
	case enumspb.WORKFLOW_EXECUTION_STATUS_FAILED:
		return bad.Sprint("✗ failed")
	case enumspb.WORKFLOW_EXECUTION_STATUS_CANCELED:
		return faint.Sprint("– cancelled")
	case enumspb.WORKFLOW_EXECUTION_STATUS_TERMINATED:
		return bad.Sprint("✗ terminated")
	case enumspb.WORKFLOW_EXECUTION_STATUS_TIMED_OUT:
		return bad.Sprint("✗ timed out")
	}
	return run.GetStatus().String()
}
