package workflows

import (
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/activities"
)

// nominalTime is the search attribute that holds the moment for which a schedule
// starts something, also when it starts late.
var nominalTime = temporal.NewSearchAttributeKeyTime("TemporalScheduledStartTime")

// TriggerInput is what the schedule starts with; the business date comes from
// the schedule's nominal time in the brand's zone.
type TriggerInput struct {
	Brand    string
	Timezone string
}

// TriggerID returns the workflow id that the schedule has for its trigger;
// Temporal appends the nominal time.
func TriggerID(brand string) string { return "trigger/" + brand }

// ScheduleID returns the id of a brand's schedule.
func ScheduleID(brand string) string { return "nightly/" + brand }

// NightlyTrigger is what the schedule starts. It derives the business date from
// the schedule's nominal time, starts the night of that date, and ends. A night
// that was started already, by hand or by an earlier firing, is left to it.
func NightlyTrigger(ctx workflow.Context, in TriggerInput) (regulars.BusinessDate, error) {
	date, err := nominalDate(ctx, in)
	if err != nil {
		return "", err
	}
	if err := findable(ctx, About{Brand: in.Brand, Date: date, Kind: KindTrigger}); err != nil {
		return "", err
	}
	workflow.SetCurrentDetails(ctx, "Starts `"+NightlyID(in.Brand, date)+"`.")
	night := NightlyInput{Brand: in.Brand, Date: date}
	options := childOptions(NightlyID(in.Brand, date), night.summary(), nightTimeout, night.about())
	// A night that failed is worth another try when the schedule fires again.
	options.WorkflowIDReusePolicy = enumspb.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE_FAILED_ONLY
	child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, options), NightlyName, night)
	err = child.GetChildWorkflowExecution().Get(ctx, nil)
	if err != nil && !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return "", err
	}
	return date, nil
}

func nominalDate(ctx workflow.Context, in TriggerInput) (regulars.BusinessDate, error) {
	nominal, scheduled := workflow.GetTypedSearchAttributes(ctx).GetTime(nominalTime)
	if !scheduled {
		return "", failure(ErrorUsage, "the trigger was not started by a schedule, so it has no nominal time: start a night with `starter run --date D`")
	}
	var date regulars.BusinessDate
	err := workflow.ExecuteActivity(quick(ctx, "the business date that ended before "+nominal.UTC().Format(time.RFC3339)),
		brands.EndedDate, activities.DateInput{Timezone: in.Timezone, Nominal: nominal}).Get(ctx, &date)
	return date, err
}
