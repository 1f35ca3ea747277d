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

// Register makes every workflow known to a worker or a replayer. Each stands in
// a line of its own, where workflowcheck finds it.
func Register(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(NightlyTrigger, workflow.RegisterOptions{Name: NightlyTriggerName})
	r.RegisterWorkflowWithOptions(Nightly, workflow.RegisterOptions{Name: NightlyName})
	r.RegisterWorkflowWithOptions(Pull, workflow.RegisterOptions{Name: PullName})
	r.RegisterWorkflowWithOptions(Sweep, workflow.RegisterOptions{Name: SweepName})
	r.RegisterWorkflowWithOptions(Measure, workflow.RegisterOptions{Name: MeasureName})
	r.RegisterWorkflowWithOptions(Campaign, workflow.RegisterOptions{Name: CampaignName})
	r.RegisterWorkflowWithOptions(Backfill, workflow.RegisterOptions{Name: BackfillName})
}
