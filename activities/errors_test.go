package activities

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/channel"
	"regulars/platform"
	"regulars/schema"
)

func TestClassify(t *testing.T) {
	cases := []struct {
		name      string
		err       error
		kind      string
		retryable bool
		after     time.Duration
	}{
		{"a wrong token", &platform.Error{Op: "orders", Status: 401}, ErrorShopRefused, false, 0},
		{"a shop that asks for patience", &platform.Error{Op: "orders", Status: 429, Retryable: true, RetryAfter: 7 * time.Second}, ErrorShopAway, true, 7 * time.Second},
		{"a provider that is down", &channel.Error{Op: "send", Retryable: true, Err: errors.New("refused")}, ErrorChannelAway, true, 0},
		{"a provider that says no", &channel.Error{Op: "send", Err: errors.New("no")}, ErrorChannel, false, 0},
		{"a used up quota", &channel.Error{Op: "send", Err: channel.ErrQuota}, ErrorQuota, false, 0},
		{"an unknown column", &schema.Error{Code: 47}, ErrorWarehouse, true, 0},
		{"too little memory", &schema.Error{Code: 241}, ErrorWarehouseAway, true, 0},
		{"no connection", &net.OpError{Op: "dial", Err: errors.New("connection refused")}, ErrorWarehouseAway, true, 0},
		{"what nobody foresaw", errors.New("?"), ErrorUnknown, true, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var failed *temporal.ApplicationError
			require.ErrorAs(t, classify(context.Background(), fmt.Errorf("store: %w", c.err)), &failed)
			require.Equal(t, c.kind, failed.Type())
			require.Equal(t, c.retryable, !failed.NonRetryable())
			require.Equal(t, c.after, failed.NextRetryDelay())
		})
	}
	require.NoError(t, classify(context.Background(), nil))
}

// What Temporal can't take as a text would be reported again and again: an error that
// quotes a file in another encoding, or a whole page, ends its attempt like any other.
func TestErrorTextsCanBeReported(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, ctx := range []context.Context{context.Background(), cancelled} {
		err := fmt.Errorf("the file's columns are \xad\xe6\xb8\xb9 %s", strings.Repeat("x", 1<<20))
		var failed *temporal.ApplicationError
		require.ErrorAs(t, classify(ctx, err), &failed)
		require.True(t, utf8.ValidString(failed.Message()))
		require.Less(t, len(failed.Message()), 5000)
		require.Contains(t, failed.Message(), "the file's columns are")
	}
	require.ErrorIs(t, classify(cancelled, context.Canceled), context.Canceled)
}

// What nobody foresaw is tried a few times, then given up with its words.
func TestUnforeseenIsGivenUp(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	e := suite.NewTestWorkflowEnvironment()
	e.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	tries := 0
	e.RegisterActivityWithOptions(func(ctx context.Context) error {
		tries++
		return classify(ctx, errors.New("a new kind of error"))
	}, activity.RegisterOptions{Name: "fails"})
	e.ExecuteWorkflow(func(ctx workflow.Context) error {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
			StartToCloseTimeout: time.Minute,
			RetryPolicy:         &temporal.RetryPolicy{MaximumAttempts: 3 * unforeseenAttempts},
		})
		return workflow.ExecuteActivity(ctx, "fails").Get(ctx, nil)
	})
	var failed *temporal.ApplicationError
	require.ErrorAs(t, e.GetWorkflowError(), &failed)
	require.Equal(t, 5, tries)
	require.Equal(t, ErrorUnknown, failed.Type())
	require.True(t, failed.NonRetryable())
	require.Equal(t, "a new kind of error", failed.Message())
}
