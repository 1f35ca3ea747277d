package workflows_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	failurepb "go.temporal.io/api/failure/v1"
	"go.temporal.io/sdk/temporal"

	"regulars/activities"
	"regulars/workflows"
)

func TestReason(t *testing.T) {
	said := temporal.NewNonRetryableApplicationError("the token is refused", "", nil)
	ended := func(state enumspb.RetryState) error {
		converter := temporal.GetDefaultFailureConverter()
		return converter.FailureToError(&failurepb.Failure{
			FailureInfo: &failurepb.Failure_ActivityFailureInfo{ActivityFailureInfo: &failurepb.ActivityFailureInfo{RetryState: state}},
			Cause:       converter.ErrorToFailure(said),
		})
	}
	cases := []struct {
		name string
		err  error
		want string
	}{
		{"nothing", nil, ""},
		{"our own words", fmt.Errorf("frame: %w", said), "the token is refused"},
		{"the innermost of them", temporal.NewNonRetryableApplicationError("outer", "", said), "the token is refused"},
		{"an activity that may not be tried again", ended(enumspb.RETRY_STATE_NON_RETRYABLE_FAILURE), "the token is refused"},
		{"an activity without time", ended(enumspb.RETRY_STATE_TIMEOUT), "the token is refused (given up: tried as long as it may be)"},
		{"an activity without tries", ended(enumspb.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED), "the token is refused (given up: tried as often as it may be)"},
		{"a cancellation", temporal.NewCanceledError(), "somebody cancelled it"},
		{"a heartbeat that stopped", temporal.NewHeartbeatTimeoutError(), "it took longer than it may (Heartbeat): see in Temporal's UI what it waited for"},
		{"what is not Temporal's", errors.New("no such file"), "no such file"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, workflows.Reason(c.err)) })
	}
}

// What stays unavailable is given up within its limits, and people read why.
func TestNothingIsTriedForEver(t *testing.T) {
	e := newEnv(t)
	tries := 0
	began := e.Now()
	e.OnActivity(brands.ReadBrand, mock.Anything, brand).Return(func(context.Context, string) (activities.BrandFacts, error) {
		tries++
		return activities.BrandFacts{}, temporal.NewApplicationErrorWithOptions("waits for ClickHouse", activities.ErrorWarehouseAway,
			temporal.ApplicationErrorOptions{NextRetryDelay: time.Hour})
	})
	e.ExecuteWorkflow(workflows.NightlyName, workflows.NightlyInput{Brand: brand, Date: date})
	require.Equal(t, 9, tries, "one an hour, for eight hours")
	require.LessOrEqual(t, e.Now().Sub(began), 8*time.Hour)
	require.Equal(t, "waits for ClickHouse", workflows.Reason(e.GetWorkflowError()))
}
