package runs

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	workflowpb "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"

	"regulars/config"
)

func TestReleaseOf(t *testing.T) {
	for identity, want := range map[string]string{
		"regulars 0.1.0 123@host": "0.1.0", "regulars 0.1.0": "?", "others 0.1.0 123@host": "?", "123@host": "?", "": "?",
	} {
		require.Equal(t, want, ReleaseOf(identity), identity)
	}
}

// What ends a run for good, or says that there is none to wait for, is asked no more.
func TestIsFinal(t *testing.T) {
	for _, final := range []error{serviceerror.NewNotFound("no such workflow"), serviceerror.NewPermissionDenied("not yours", "")} {
		require.True(t, isFinal(fmt.Errorf("night: %w", final)))
	}
	for _, passing := range []error{serviceerror.NewUnavailable("down"), context.DeadlineExceeded, errors.New("else")} {
		require.False(t, isFinal(passing))
	}
}

// server answers what the test says.
type server struct {
	client.Client
	asked  *workflowservice.ListWorkflowExecutionsRequest
	answer converter.EncodedValue
	err    error
}

func (c *server) ListWorkflow(_ context.Context, r *workflowservice.ListWorkflowExecutionsRequest) (*workflowservice.ListWorkflowExecutionsResponse, error) {
	c.asked = r
	return &workflowservice.ListWorkflowExecutionsResponse{Executions: []*workflowpb.WorkflowExecutionInfo{{}}}, c.err
}

func (c *server) QueryWorkflow(context.Context, string, string, string, ...any) (converter.EncodedValue, error) {
	return c.answer, c.err
}

// Runs are those of the brand and the kind, and of these those that go on where that is asked.
func TestList(t *testing.T) {
	c, brand := &server{}, &config.Brand{Name: "tea"}
	found, err := List(t.Context(), c, brand, "night", false, 7)
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, "RegularsBrand = 'tea' AND RegularsKind = 'night'", c.asked.GetQuery())
	require.EqualValues(t, 7, c.asked.GetPageSize())
	_, err = List(t.Context(), c, brand, "night", true, 7)
	require.NoError(t, err)
	require.Equal(t, "RegularsBrand = 'tea' AND RegularsKind = 'night' AND ExecutionStatus = 'Running'", c.asked.GetQuery())
	c.err = errors.New("down")
	_, err = List(t.Context(), c, brand, "night", true, 7)
	require.ErrorContains(t, err, "night runs of tea")
}

// A run that doesn't answer, or answers something else, has no progress.
func TestProgress(t *testing.T) {
	of := func(answer any, err error) (int, bool) {
		payloads, encodeErr := converter.GetDefaultDataConverter().ToPayloads(answer)
		require.NoError(t, encodeErr)
		return Progress[int](t.Context(), &server{answer: client.NewValue(payloads), err: err}, "night/tea")
	}
	got, answers := of(7, nil)
	require.Equal(t, 7, got)
	require.True(t, answers)
	_, answers = of("seven", nil)
	require.False(t, answers)
	_, answers = of(7, serviceerror.NewNotFound("no such workflow"))
	require.False(t, answers)
}
