package runs

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"regulars/workflows"
)

func TestIsNotWhole(t *testing.T) {
	notWhole := temporal.NewNonRetryableApplicationError("one order is missing", workflows.ErrorNotWhole, nil)
	require.True(t, IsNotWhole(notWhole))
	require.True(t, IsNotWhole(fmt.Errorf("workflow: %w", notWhole)))
	require.False(t, IsNotWhole(temporal.NewNonRetryableApplicationError("refused", workflows.ErrorUsage, nil)))
	require.False(t, IsNotWhole(errors.New("one order is missing")))
	require.False(t, IsNotWhole(nil))
}

// run is a workflow whose server answers as the test says.
type run struct {
	client.WorkflowRun
	answers []error
}

func (r *run) Get(context.Context, any) error {
	answer := r.answers[0]
	if len(r.answers) > 1 {
		r.answers = r.answers[1:]
	}
	return answer
}

// A server that is gone for a moment says nothing about how a night ended.
func TestOutcomeOutlivesAnOutage(t *testing.T) {
	r := &run{answers: []error{serviceerror.NewUnavailable("connection refused"), context.DeadlineExceeded, nil}}
	require.NoError(t, outcome(t.Context(), r))
	require.Len(t, r.answers, 1, "it was not asked again")

	absent := serviceerror.NewNotFound("no such workflow")
	require.ErrorIs(t, outcome(t.Context(), &run{answers: []error{absent, nil}}), absent)

	left, leave := context.WithCancel(t.Context())
	leave()
	require.Error(t, outcome(left, &run{answers: []error{serviceerror.NewUnavailable("connection refused")}}))
	require.True(t, isFinal(fmt.Errorf("night: %w", &temporal.WorkflowExecutionError{})))
}
