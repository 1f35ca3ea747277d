package workflows

import (
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/activities"
)

// nominalTime is the search attribute by which a schedule says for which moment
// it starts, also when it starts late.
var nominalTime = temporal.NewSearchAttributeKeyTime("TemporalScheduledStartTime")

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
	options := childOptions(NightlyID(in.Brand, date), nightSummary(night), nightTimeout,
		About{Brand: in.Brand, Date: date, Kind: KindNightly})
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
	err := workflow.ExecuteActivity(short(ctx, "the business date that ended before "+nominal.UTC().Format(time.RFC3339)),
		brands.EndedDate, activities.DateInput{Timezone: in.Timezone, Nominal: nominal}).Get(ctx, &date)
	return date, err
}
