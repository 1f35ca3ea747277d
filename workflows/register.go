package workflows

import (
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/activities/adlists"
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
	lists        *adlists.Lists
)

// Which worker goes on with a workflow where workers have versions (worker.versioning); it
// means nothing where they have none. A night, its measuring and a tick end with the code that
// began them. What may wait for days, for a person or a platform, goes on with the
// version that is current, so that an old one is empty the day after; its histories
// replay, which holds without versions, too.
const (
	Ends  = workflow.VersioningBehaviorPinned
	Moves = workflow.VersioningBehaviorAutoUpgrade
)

// Register makes every workflow known to a worker or a replayer. Each stands in
// a line of its own, where workflowcheck finds it.
func Register(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(NightlyTrigger, workflow.RegisterOptions{Name: NightlyTriggerName, VersioningBehavior: Ends})
	r.RegisterWorkflowWithOptions(Nightly, workflow.RegisterOptions{Name: NightlyName, VersioningBehavior: Ends})
	r.RegisterWorkflowWithOptions(Pull, workflow.RegisterOptions{Name: PullName, VersioningBehavior: Moves})
	r.RegisterWorkflowWithOptions(Sweep, workflow.RegisterOptions{Name: SweepName, VersioningBehavior: Moves})
	r.RegisterWorkflowWithOptions(Measure, workflow.RegisterOptions{Name: MeasureName, VersioningBehavior: Ends})
	r.RegisterWorkflowWithOptions(Campaign, workflow.RegisterOptions{Name: CampaignName, VersioningBehavior: Moves})
	r.RegisterWorkflowWithOptions(Backfill, workflow.RegisterOptions{Name: BackfillName, VersioningBehavior: Moves})
}
