package workflows

// Names of the workflows as Temporal knows them. Renaming one is a migration,
// not a refactoring: histories that are open hold the old name. So do those of
// the signals and updates, which stand next to the workflow that receives them.
const (
	NightlyTriggerName = "NightlyTrigger"
	NightlyName        = "Nightly"
	PullName           = "Pull"
	SweepName          = "Sweep"
	MeasureName        = "Measure"
	CampaignName       = "Campaign"
	BackfillName       = "Backfill"
	WalkName           = "Walk" // of package tick
)

// ProgressQuery asks a workflow how far it is. The answer is its progress type,
// such as NightProgress.
const ProgressQuery = "progress"
