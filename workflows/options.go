package workflows

import (
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// How long things may take.
const (
	// A night that has not ended by itself ends before the next one is due.
	nightTimeout = 23 * time.Hour
	// The night goes on without the shops that are not done by then. Their pulls
	// go on too, since a first pull of years may take days.
	pullPatience = 8 * time.Hour
	pullTimeout  = 7 * 24 * time.Hour
	// One measuring of a brand's whole history.
	measureTimeout = 12 * time.Hour
	// The night reports a campaign as still sending after this.
	campaignPatience = 6 * time.Hour

	heartbeatTimeout = 30 * time.Second
)

// forever retries what comes back by itself: a shop, ClickHouse, a provider.
// What can't succeed is marked non-retryable by the activity.
func forever() *temporal.RetryPolicy {
	return &temporal.RetryPolicy{
		InitialInterval:    time.Second,
		BackoffCoefficient: 2,
		MaximumInterval:    time.Minute,
	}
}

// short is for activities that ask a question or write a few rows.
func short(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Minute, // also how long a killed worker holds the night up
		RetryPolicy:         forever(),
		Summary:             summary,
	})
}

// reporting is for the night's report, for which nothing waits in vain: it can
// be written at any time.
func reporting(ctx workflow.Context, summary string) workflow.Context {
	retry := forever()
	retry.MaximumAttempts = 5
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout:    10 * time.Minute,
		ScheduleToCloseTimeout: 30 * time.Minute,
		HeartbeatTimeout:       heartbeatTimeout,
		RetryPolicy:            retry,
		Summary:                summary,
	})
}

// counting is for activities that ask a shop to count a window, or ClickHouse
// to count a pull.
func counting(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 30 * time.Minute,
		HeartbeatTimeout:    heartbeatTimeout,
		RetryPolicy:         forever(),
		Summary:             summary,
	})
}

// streaming is for activities that pull pages: long, heartbeating, resumed.
func streaming(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: pullTimeout,
		HeartbeatTimeout:    heartbeatTimeout,
		RetryPolicy:         forever(),
		WaitForCancellation: true,
		Summary:             summary,
	})
}

// computing is for long ClickHouse work. It waits for a cancelled attempt, so
// that two never compute side by side.
func computing(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: measureTimeout,
		HeartbeatTimeout:    heartbeatTimeout,
		RetryPolicy:         forever(),
		WaitForCancellation: true,
		Summary:             summary,
	})
}

// planning is for writing a campaign's audience.
func planning(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: time.Hour,
		HeartbeatTimeout:    heartbeatTimeout,
		RetryPolicy:         forever(),
		WaitForCancellation: true,
		Summary:             summary,
	})
}

// sending is for activities that hand messages to a provider. They run on a
// queue of their own, so that a slow provider never holds up a night.
func sending(ctx workflow.Context, summary string) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		TaskQueue:           SendQueue(workflow.GetInfo(ctx).TaskQueueName),
		StartToCloseTimeout: 12 * time.Hour,
		HeartbeatTimeout:    heartbeatTimeout,
		RetryPolicy:         forever(),
		WaitForCancellation: true,
		Summary:             summary,
	})
}

// childOptions are those that every child shares. A child outlives its parent:
// whoever ends early must not tear a pull or a campaign.
func childOptions(id, summary string, timeout time.Duration, about About) workflow.ChildWorkflowOptions {
	return workflow.ChildWorkflowOptions{
		WorkflowID:               id,
		WorkflowExecutionTimeout: timeout,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		ParentClosePolicy:        enumspb.PARENT_CLOSE_POLICY_ABANDON,
		WaitForCancellation:      true,
		TypedSearchAttributes:    about.Attributes(),
		StaticSummary:            summary,
	}
}
