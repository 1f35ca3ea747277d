package workflows

import (
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
)

// References to activities, by which Temporal finds their names. Nothing is
// called through them.
var (
	brands       *activities.Brands
	shops        *activities.Shops
	warehouse    *activities.Warehouse
	deliveries   *activities.Deliveries
	certificates *activities.Certificates
	reports      *activities.Reports
)

// Register makes every workflow known, each in a line of its own, where workflowcheck finds it. Where workers have
// versions (docs/operations.md), nights end on the one that began them; what may wait for days moves to the current one.
func Register(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(NightlyTrigger, workflow.RegisterOptions{Name: NightlyTriggerName, VersioningBehavior: workflow.VersioningBehaviorPinned})
	r.RegisterWorkflowWithOptions(Nightly, workflow.RegisterOptions{Name: NightlyName, VersioningBehavior: workflow.VersioningBehaviorPinned})
	r.RegisterWorkflowWithOptions(Pull, workflow.RegisterOptions{Name: PullName, VersioningBehavior: workflow.VersioningBehaviorAutoUpgrade})
	r.RegisterWorkflowWithOptions(Sweep, workflow.RegisterOptions{Name: SweepName, VersioningBehavior: workflow.VersioningBehaviorAutoUpgrade})
	r.RegisterWorkflowWithOptions(Measure, workflow.RegisterOptions{Name: MeasureName, VersioningBehavior: workflow.VersioningBehaviorPinned})
	r.RegisterWorkflowWithOptions(Campaign, workflow.RegisterOptions{Name: CampaignName, VersioningBehavior: workflow.VersioningBehaviorAutoUpgrade})
	r.RegisterWorkflowWithOptions(Backfill, workflow.RegisterOptions{Name: BackfillName, VersioningBehavior: workflow.VersioningBehaviorAutoUpgrade})
}
