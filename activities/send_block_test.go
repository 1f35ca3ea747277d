package activities

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"regulars/deliver"
)

func TestSendFailuresHaveTypes(t *testing.T) {
	cases := []struct {
		name      string
		err       error
		kind      string
		retryable bool
		after     time.Duration
	}{
		{"too many fail", &deliver.FailureRateError{Failed: 5, All: 20}, ErrorFailureRate, false, 0},
		{"too many complain", &deliver.ComplaintRateError{Complaints: 5, Sent: 20}, ErrorComplaintRate, false, 0},
		{"another worker is at it", fmt.Errorf("block 3: %w", deliver.ErrContended), ErrorUnknown, true, time.Minute},
		{"what nobody foresaw", errors.New("?"), ErrorUnknown, true, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var failed *temporal.ApplicationError
			require.ErrorAs(t, classify(context.Background(), sendFailure(c.err)), &failed)
			require.Equal(t, c.kind, failed.Type())
			require.Equal(t, c.retryable, !failed.NonRetryable())
			require.Equal(t, c.after, failed.NextRetryDelay())
			require.Equal(t, c.err.Error(), failed.Message())
		})
	}
	require.NoError(t, classify(context.Background(), sendFailure(nil)))
}
