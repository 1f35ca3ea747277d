package workflows

import (
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// How long the workflows may take.
const (
	// A night that has not ended by then ends before the next one is due.
	nightTimeout = 23 * time.Hour
	// The night goes on without the shops that are not done by then. Their pulls
	// go on too, since a first pull of years may take days.
	pullPatience = 8 * time.Hour
	pullTimeout  = 7 * 24 * time.Hour
	// One measuring of a brand's whole history.
	measureTimeout = 12 * time.Hour
	// The night reports a campaign as still sending after this.
	campaignPatience = 6 * time.Hour
)

// How long activities may take, all tries together. What is down for longer
// needs a person, who reads the last error (see Reason). A child's activities
// end before the child does, so that it can say why it failed.
const (
	outagePatience = 8 * time.Hour
	pullLimit      = pullTimeout - outagePatience
	measureLimit   = measureTimeout - time.Hour
	sendLimit      = 24 * time.Hour

	heartbeatTimeout = 30 * time.Second // activities heartbeat every five
)

// SendQueue returns the task queue of the activities that send, next to the one
// of everything else.
func SendQueue(queue string) string { return queue + "-send" }

// Quick, Querying, ChildOptions and StartOptions are those of workflows in packages of their own, too.
var Quick, Querying, ChildOptions, StartOptions = quick, querying, childOptions, startOptions

// limits bound an activity. One whose single try takes over a minute heartbeats,
// so that the death of its worker is noticed.
type limits struct {
	try   time.Duration
	total time.Duration
	tries int32 // 0: as many as total allows
}

// with returns a context for one activity: transient errors are retried within
// the limits, what can't succeed is marked non-retryable by the activity. A
// cancelled try is waited for, so that two never work side by side.
func (l limits) with(ctx workflow.Context, summary string) workflow.Context {
	options := workflow.ActivityOptions{
		StartToCloseTimeout:    l.try,
		ScheduleToCloseTimeout: l.total,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval:    time.Second,
			BackoffCoefficient: 2,
			MaximumInterval:    time.Minute,
			MaximumAttempts:    l.tries,
		},
		Summary: summary,
	}
	if l.try > time.Minute {
		options.HeartbeatTimeout, options.WaitForCancellation = heartbeatTimeout, true
	}
	return workflow.WithActivityOptions(ctx, options)
}

// quick is for reading the config and for a few rows. They don't heartbeat, so a
// minute is also how long a killed worker holds the night up.
func quick(ctx workflow.Context, summary string) workflow.Context {
	return limits{try: time.Minute, total: outagePatience}.with(ctx, summary)
}

// querying is for what a shop or ClickHouse has to go through much for: counts,
// the gate, the certificate, an audience, books, publishing.
func querying(ctx workflow.Context, summary string) workflow.Context {
	return limits{try: 2 * time.Hour, total: outagePatience}.with(ctx, summary)
}

// counting is for asking a shop for its counts, which is left alone for longer than an outage
// may last where it is patient: until its hours are over, or its next day begins.
func counting(ctx workflow.Context, summary string, patient bool) workflow.Context {
	if !patient {
		return querying(ctx, summary)
	}
	return limits{try: 2 * time.Hour, total: outagePatience + 24*time.Hour}.with(ctx, summary)
}

// streaming is for pulling pages and files: long, resumed where it was.
func streaming(ctx workflow.Context, summary string) workflow.Context {
	return limits{try: pullLimit, total: pullLimit}.with(ctx, summary)
}

// computing is for deriving, fitting and computing in ClickHouse.
func computing(ctx workflow.Context, summary string) workflow.Context {
	return limits{try: measureLimit, total: measureLimit}.with(ctx, summary)
}

// sending is for handing messages to a provider, on a queue of its own, so that
// a slow provider never holds up a night.
func sending(ctx workflow.Context, summary string) workflow.Context {
	ctx = limits{try: sendLimit / 2, total: sendLimit}.with(ctx, summary)
	return workflow.WithTaskQueue(ctx, SendQueue(workflow.GetInfo(ctx).TaskQueueName))
}

// reporting is for the night's report, which can be written at any time: nobody
// needs to wait for it.
func reporting(ctx workflow.Context, summary string) workflow.Context {
	return limits{try: 10 * time.Minute, total: 30 * time.Minute, tries: 5}.with(ctx, summary)
}

// childOptions are those that every child shares. A child outlives its parent:
// a night that ends early must not cut off a pull or a campaign.
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

// startOptions are those of a workflow that a person starts. One that runs
// already is attached to; one that has ended runs again.
func startOptions(id, queue, summary string, timeout time.Duration, about About) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:                       id,
		TaskQueue:                queue,
		WorkflowExecutionTimeout: timeout,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		TypedSearchAttributes:    about.Attributes(),
		StaticSummary:            summary,
	}
}
