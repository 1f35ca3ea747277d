package runs

import (
	"context"
	"errors"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"

	"regulars/pull"
)

// Pulling is a step of a pull that is under way.
type Pulling struct {
	Pages, Rows, Rejected int64  // as they were reported last
	Waits                 string // what it waits for; empty: nothing
	Attempt               int32  // from 1
	Failure               string // of the attempt before
}

// PullsUnderWay returns the steps that the pull with a workflow id is at, read with the
// converter of their payloads; none: it isn't running.
func PullsUnderWay(ctx context.Context, c client.Client, data converter.DataConverter, id string) ([]Pulling, error) {
	described, err := c.DescribeWorkflowExecution(ctx, id, "")
	var missing *serviceerror.NotFound
	if errors.As(err, &missing) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	failures := temporal.NewDefaultFailureConverter(temporal.DefaultFailureConverterOptions{DataConverter: data})
	var steps []Pulling
	for _, a := range described.GetPendingActivities() {
		step := Pulling{Attempt: a.GetAttempt()}
		if a.GetLastFailure() != nil {
			step.Failure = failures.FailureToError(a.GetLastFailure()).Error()
		}
		if a.GetHeartbeatDetails() != nil {
			var p pull.Progress
			_ = data.FromPayloads(a.GetHeartbeatDetails(), &p) // other steps report what is no progress of a pull
			step.Pages, step.Rows, step.Rejected, step.Waits = p.Pages, p.Rows, p.Rejected, p.Waits
		}
		steps = append(steps, step)
	}
	return steps, nil
}
