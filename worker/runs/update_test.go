package runs

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	commonpb "go.temporal.io/api/common/v1"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	"go.temporal.io/api/serviceerror"
	taskqueuepb "go.temporal.io/api/taskqueue/v1"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/types/known/timestamppb"

	"regulars/pull"
	"regulars/workflows"
)

func init() { pollEvery = time.Millisecond }

// updating takes an update and answers it, or its result, with an error.
type updating struct {
	client.Client
	client.WorkflowUpdateHandle
	asked         client.UpdateWorkflowOptions
	taken, result error
}

func (c *updating) UpdateWorkflow(_ context.Context, o client.UpdateWorkflowOptions) (client.WorkflowUpdateHandle, error) {
	c.asked = o
	return c, c.taken
}

func (c *updating) Get(context.Context, any) error { return c.result }

// A change holds, is refused in words, has no run to hold for, or couldn't be asked.
func TestUpdate(t *testing.T) {
	refused := temporal.NewNonRetryableApplicationError("the campaign has ended", workflows.ErrorUsage, nil)
	absent, down := serviceerror.NewNotFound("no such workflow"), errors.New("down")
	for name, c := range map[string]struct {
		taken, result error
		want          error
	}{
		"it holds":                 {nil, nil, nil},
		"refused at once":          {refused, nil, &RefusedError{"campaign/tea", "pause", workflows.Reason(refused)}},
		"refused in the end":       {nil, refused, &RefusedError{"campaign/tea", "pause", workflows.Reason(refused)}},
		"there is none":            {absent, nil, &NotRunningError{"campaign/tea"}},
		"there is none any longer": {nil, absent, &NotRunningError{"campaign/tea"}},
	} {
		u := &updating{taken: c.taken, result: c.result}
		require.Equal(t, c.want, Update(t.Context(), u, "campaign/tea", "pause", "mei"), name)
		require.Equal(t, client.UpdateWorkflowOptions{WorkflowID: "campaign/tea", UpdateName: "pause", Args: []any{"mei"}, WaitForStage: client.WorkflowUpdateStageCompleted}, u.asked, name)
	}
	err := Update(t.Context(), &updating{taken: down}, "campaign/tea", "pause")
	require.ErrorIs(t, err, down)
	require.ErrorContains(t, err, "campaign/tea can't be asked to pause")
	require.Equal(t, "campaign/tea refuses pause: no", (&RefusedError{"campaign/tea", "pause", "no"}).Error())
	require.ErrorContains(t, &NotRunningError{"campaign/tea"}, "campaign/tea is not running")
}

// describing describes one workflow.
type describing struct {
	client.Client
	answer *workflowservice.DescribeWorkflowExecutionResponse
	err    error
}

func (c *describing) DescribeWorkflowExecution(context.Context, string, string) (*workflowservice.DescribeWorkflowExecutionResponse, error) {
	return c.answer, c.err
}

// A pull that is under way says how far it is and what it waits for, and of which failure it is
// another try; one that isn't says nothing.
func TestPullsUnderWay(t *testing.T) {
	data := converter.GetDefaultDataConverter()
	payloads := func(v any) *commonpb.Payloads {
		p, err := data.ToPayloads(v)
		require.NoError(t, err)
		return p
	}
	failure := &failurepb.Failure{Message: "the shop is down"}
	answer := &workflowservice.DescribeWorkflowExecutionResponse{PendingActivities: []*workflowpb.PendingActivityInfo{
		{Attempt: 1},
		{Attempt: 3, LastFailure: failure, HeartbeatDetails: payloads(pull.Progress{Pages: 2, Rows: 200, Rejected: 1, Waits: "the shop"})},
		{Attempt: 2, HeartbeatDetails: payloads("no progress of a pull")},
	}}
	steps, err := PullsUnderWay(t.Context(), &describing{answer: answer}, data, "pull/tea")
	require.NoError(t, err)
	require.Equal(t, []Pulling{{Attempt: 1}, {Pages: 2, Rows: 200, Rejected: 1, Waits: "the shop", Attempt: 3, Failure: "the shop is down"}, {Attempt: 2}}, steps)
	steps, err = PullsUnderWay(t.Context(), &describing{err: serviceerror.NewNotFound("no such workflow")}, data, "pull/tea")
	require.NoError(t, err)
	require.Empty(t, steps)
	down := errors.New("down")
	_, err = PullsUnderWay(t.Context(), &describing{err: down}, data, "pull/tea")
	require.ErrorIs(t, err, down)
}

// followed is a workflow whose progress is asked for, and a task queue with so many workers.
type followed struct {
	server
	polling int
	down    error // of the question who polls
}

func (c *followed) DescribeTaskQueue(context.Context, string, enumspb.TaskQueueType) (*workflowservice.DescribeTaskQueueResponse, error) {
	answer := &workflowservice.DescribeTaskQueueResponse{}
	for range c.polling {
		answer.Pollers = append(answer.Pollers, &taskqueuepb.PollerInfo{Identity: "regulars 1.0 1@host", LastAccessTime: timestamppb.Now()})
	}
	return answer, c.down
}

// ended is a run that ends once nobody is left who waits for it.
type ended struct {
	client.WorkflowRun
	end chan error
}

func (r *ended) GetID() string { return "night/tea" }

func (r *ended) Get(ctx context.Context, _ any) error {
	select {
	case err := <-r.end:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Who follows a run sees how far it is, or why nothing answers, and at its end its last progress
// and how it ended; who leaves hears that it goes on.
func TestFollow(t *testing.T) {
	number := func(n int) converter.EncodedValue {
		payloads, err := converter.GetDefaultDataConverter().ToPayloads(n)
		require.NoError(t, err)
		return client.NewValue(payloads)
	}
	failed := &temporal.WorkflowExecutionError{}
	for name, c := range map[string]struct {
		of    followed
		drawn int
		waits string
	}{
		"it answers":         {followed{server: server{answer: number(7)}}, 7, ""},
		"nobody works":       {followed{server: server{err: errors.New("timeout")}}, 0, "no worker polls task queue tea"},
		"somebody works":     {followed{server: server{err: errors.New("timeout")}, polling: 1}, 0, "waits for a worker to answer"},
		"Temporal is silent": {followed{server: server{err: serviceerror.NewUnavailable("down")}, down: errors.New("down")}, 0, "waits for Temporal"},
	} {
		ctx, leave := context.WithCancel(t.Context())
		calls := 0
		err := Follow(ctx, &c.of, &ended{end: make(chan error)}, "progress", "tea", func(p *int, waits string) {
			calls++
			require.Equal(t, c.drawn != 0, p != nil, name)
			if p != nil {
				require.Equal(t, c.drawn, *p, name)
			}
			require.Contains(t, waits, c.waits, name)
			require.Equal(t, c.waits == "", waits == "", name)
			leave()
		})
		require.ErrorIs(t, err, ErrDetached, name)
		require.Equal(t, 1, calls, name)

		for _, end := range []error{nil, failed} {
			r := &ended{end: make(chan error, 1)}
			last, first := 0, true
			err = Follow(t.Context(), &c.of, r, "progress", "tea", func(p *int, _ string) {
				if p != nil {
					last = *p
				}
				if first {
					r.end <- end
				}
				first = false
			})
			require.Equal(t, end, err, name)
			require.Equal(t, c.drawn, last, name)
		}
	}
}
