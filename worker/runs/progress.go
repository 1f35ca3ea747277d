package runs

import (
	"context"

	"go.temporal.io/sdk/client"

	"regulars/workflows"
)

// Progress asks the newest run of a workflow how far it is. It returns false where
// none answers.
func Progress[P any](ctx context.Context, c client.Client, id string) (P, bool) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	var progress P
	answer, err := c.QueryWorkflow(ctx, id, "", workflows.ProgressQuery)
	if err != nil || answer.Get(&progress) != nil {
		return progress, false
	}
	return progress, true
}
