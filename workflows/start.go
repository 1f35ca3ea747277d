package workflows

import (
	"fmt"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
)

// SendQueue is the task queue of the activities that send, beside the one of
// everything else.
func SendQueue(queue string) string { return queue + "-send" }

// NightlyStart gives the options with which to start a night by hand. A night
// that runs already is attached to; one that has ended runs again, gives the
// same numbers and sends nothing twice.
func NightlyStart(in NightlyInput, queue string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:                       NightlyID(in.Brand, in.Date),
		TaskQueue:                queue,
		WorkflowExecutionTimeout: nightTimeout,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		TypedSearchAttributes:    About{Brand: in.Brand, Date: in.Date, Kind: KindNightly}.Attributes(),
		StaticSummary:            nightSummary(in),
	}
}

// BackfillStart gives the options with which to start a backfill. The same one
// that runs already is attached to.
func BackfillStart(in BackfillInput, queue string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:                       BackfillID(in.Brand, in.From, in.To),
		TaskQueue:                queue,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		TypedSearchAttributes:    About{Brand: in.Brand, Kind: KindBackfill}.Attributes(),
		StaticSummary:            fmt.Sprintf("backfill of %s, %s to %s", in.Brand, in.From, in.To),
	}
}

// CampaignStart gives the options with which to start a campaign's run by hand.
func CampaignStart(in CampaignInput, queue string) client.StartWorkflowOptions {
	return client.StartWorkflowOptions{
		ID:                       CampaignID(in.Brand, in.Campaign, in.Date),
		TaskQueue:                queue,
		WorkflowIDReusePolicy:    enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
		WorkflowIDConflictPolicy: enumspb.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		TypedSearchAttributes:    About{Brand: in.Brand, Date: in.Date, Kind: KindCampaign}.Attributes(),
		StaticSummary:            campaignSummary(in),
	}
}

func nightSummary(in NightlyInput) string {
	return fmt.Sprintf("night of %s, business date %s", in.Brand, in.Date)
}

func campaignSummary(in CampaignInput) string {
	return fmt.Sprintf("campaign %s, business date %s", in.Campaign, in.Date)
}
