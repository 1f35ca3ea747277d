package runs

import (
	"context"
	"fmt"

	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/workflows"
)

// Shown is how many workflows of a kind are listed, the newest first.
const Shown = 12

// All is how many are listed for who asks for all: a page of Temporal's.
const All = 1000

// List finds a brand's workflows of a kind in Temporal's visibility, which
// may lag behind by a moment: the newest, at most limit of them.
func List(ctx context.Context, c client.Client, brand *config.Brand, kind string, running bool, limit int) ([]*workflowpb.WorkflowExecutionInfo, error) {
	query := fmt.Sprintf("%s = '%s' AND %s = '%s'",
		workflows.BrandAttribute.GetName(), brand.Name, workflows.KindAttribute.GetName(), kind)
	if running {
		query += " AND ExecutionStatus = 'Running'"
	}
	answer, err := c.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{PageSize: int32(limit), Query: query})
	if err != nil {
		return nil, fmt.Errorf("temporal can't list the %s runs of %s (a worker that has run once registers what they are found by): %w", kind, brand.Name, err)
	}
	return answer.GetExecutions(), nil
}
