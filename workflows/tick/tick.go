package tick

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/workflows"
	"regulars/workflows/adlist"
)

// Name of the workflow as Temporal knows it.
const Name = "Tick"

// timeout ends a tick that hangs: the schedule starts none while one runs.
const timeout = time.Hour

var (
	warehouse  *activities.Warehouse
	deliveries *activities.Deliveries
	lists      *adlists.Lists
)

// Register makes the workflows known to a worker or a replayer.
func Register(r worker.WorkflowRegistry) {
	r.RegisterWorkflowWithOptions(Tick, workflow.RegisterOptions{Name: Name, VersioningBehavior: workflows.Ends})
	r.RegisterWorkflowWithOptions(Walk, workflow.RegisterOptions{Name: workflows.WalkName, VersioningBehavior: workflows.Ends})
	r.RegisterWorkflowWithOptions(Ask, workflow.RegisterOptions{Name: AskName, VersioningBehavior: workflows.Ends})
}

// Input asks for one tick of a brand.
type Input struct{ Brand string }

// ID returns the workflow id of a brand's ticks; Temporal appends the nominal time to those
// of the schedule.
func ID(brand string) string { return "tick/" + brand }

// ScheduleID returns the id of the schedule of a brand's ticks.
func ScheduleID(brand string) string { return "tick/" + brand }

// About is what a brand's ticks are found by.
func About(brand string) workflows.About {
	return workflows.About{Brand: brand, Kind: workflows.KindTick}
}

// Start returns the options with which to start a tick by hand. One that runs already is
// attached to.
func Start(in Input, queue string) client.StartWorkflowOptions {
	return workflows.StartOptions(ID(in.Brand), queue, "between the nights of "+in.Brand, timeout, About(in.Brand))
}

// Result is what a tick did.
type Result struct {
	Facts    activities.TickFacts
	Read     uint64   `json:",omitempty"` // records that webhooks of shops had named, read from the shops
	Waits    string   `json:",omitempty"` // why it led nobody on, although somebody is due
	Sends    []string `json:",omitempty"` // the runs of campaigns that it started, or found under way
	AdLists  []string `json:",omitempty"` // customer lists of ad platforms that are updated since something happened
	Troubles []string `json:",omitempty"`
}

// Tick leads the members of a brand's journeys on between the nights, and starts the
// campaigns of the steps to which they came. It does nothing where nobody is due.
func Tick(ctx workflow.Context, in Input) (Result, error) {
	var r Result
	err := r.run(ctx, in)
	workflow.SetCurrentDetails(ctx, r.text())
	return r, err
}

func (r *Result) run(ctx workflow.Context, in Input) error {
	asked := activities.TickInput{Brand: in.Brand, Moment: workflow.Now(ctx).UTC().Truncate(time.Second)}
	if workflow.GetVersion(ctx, "shops are asked for what webhooks named", workflow.DefaultVersion, 1) != workflow.DefaultVersion {
		if err := r.ask(ctx, asked); err != nil {
			return err
		}
	}
	err := workflow.ExecuteActivity(workflows.Quick(ctx, "who is due"), warehouse.LookAtTick, asked).Get(ctx, &r.Facts)
	if err != nil {
		return err
	}
	r.Troubles = append(r.Troubles, r.Facts.Troubles...)
	runs := r.Facts.Runs
	if r.Facts.Held == "" && r.Waits == "" && r.Facts.Waiting+r.Facts.Coming > 0 {
		if runs, err = r.walk(ctx, activities.TickWalk{TickInput: asked, Date: r.Facts.Date}); err != nil {
			return err
		}
	}
	for _, run := range runs {
		if err := r.send(ctx, run); err != nil {
			return err
		}
	}
	return r.enlist(ctx, asked)
}

// enlist lets the customer lists of ad platforms that something happened to be updated, also
// where nobody may be led on: who took the consent back leaves them. It doesn't wait for that.
func (r *Result) enlist(ctx workflow.Context, in activities.TickInput) error {
	if !r.Facts.AdLists || workflow.GetVersion(ctx, "ad lists follow ticks", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return nil
	}
	var changed []string
	if err := workflow.ExecuteActivity(workflows.Quick(ctx, "which ad lists something happened to"), lists.LookAtAdLists, in).Get(ctx, &changed); err != nil {
		return err
	}
	for _, name := range changed {
		about := workflows.About{Brand: in.Brand, Kind: workflows.KindAdList}
		options := workflows.ChildOptions(adlist.ID(in.Brand, name), "update the ad list", adlist.Timeout, about)
		if err := adlist.Ask(ctx, adlists.Ref{Brand: in.Brand, List: name}, options); err != nil {
			if ctx.Err() != nil {
				return err
			}
			r.Troubles = append(r.Troubles, "the ad list "+name+" wasn't asked for: "+workflows.Reason(err))
			continue
		}
		r.AdLists = append(r.AdLists, name)
	}
	return nil
}

// walk leads on who is due, in a child that keeps nights away. Where a night, or another
// tick, has its id they wait for the next tick.
func (r *Result) walk(ctx workflow.Context, in activities.TickWalk) ([]activities.CampaignRef, error) {
	options := workflows.ChildOptions(workflows.MeasureID(in.Brand), "lead on who is due", timeout, About(in.Brand))
	child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, options), workflows.WalkName, WalkInput{Tick: &in})
	err := child.GetChildWorkflowExecution().Get(ctx, nil)
	if temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		r.Waits = "for `" + workflows.MeasureID(in.Brand) + "`, which another run has started: the next tick leads them on"
		return r.Facts.Runs, nil
	}
	if err != nil {
		return nil, err
	}
	var ticked activities.Ticked
	if err := child.Get(ctx, &ticked); err != nil {
		return nil, err
	}
	r.Troubles = append(r.Troubles, ticked.Troubles...)
	if ticked.InTurn {
		err = planInTurn(ctx, ticked.Runs)
	}
	return ticked.Runs, err
}

// planInTurn plans runs one after the other where caps over all let a member get only some of
// them: what is planned first goes first. Each campaign keeps its plan, or makes it where it
// failed here, and says why. Ticks that an earlier release began ask for no turn.
func planInTurn(ctx workflow.Context, runs []activities.CampaignRef) error {
	for _, run := range runs {
		err := workflow.ExecuteActivity(workflows.Querying(ctx, "plan "+run.Campaign+" in its turn"), deliveries.PlanCampaign, run).Get(ctx, nil)
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// send starts the campaign of a run, which outlives the tick. One that is under way is left
// to itself.
func (r *Result) send(ctx workflow.Context, run activities.CampaignRef) error {
	in := workflows.CampaignInput{Brand: run.Brand, Campaign: run.Campaign, Date: run.Date}
	about := workflows.About{Brand: run.Brand, Date: run.Date, Kind: workflows.KindCampaign}
	options := workflows.ChildOptions(workflows.CampaignID(run.Brand, run.Campaign, run.Date), "campaign "+run.Campaign, 0, about)
	child := workflow.ExecuteChildWorkflow(workflow.WithChildOptions(ctx, options), workflows.CampaignName, in)
	err := child.GetChildWorkflowExecution().Get(ctx, nil)
	if err != nil && !temporal.IsWorkflowExecutionAlreadyStartedError(err) {
		return err
	}
	r.Sends = append(r.Sends, run.Campaign)
	return nil
}

// text is what Temporal's UI shows.
func (r *Result) text() string {
	lines := []string{fmt.Sprintf("**By the numbers of %s**: %d whose wait may be over, %d who come in.", r.Facts.Date, r.Facts.Waiting, r.Facts.Coming)}
	if r.Facts.Held != "" {
		lines = []string{"Nobody is led on: " + r.Facts.Held + "."}
	}
	if r.Read > 0 {
		lines = append(lines, fmt.Sprintf("%d records that webhooks of the shops had named were read.", r.Read))
	}
	if r.Waits != "" {
		lines = append(lines, "Waits "+r.Waits+".")
	}
	for _, run := range r.Sends {
		lines = append(lines, "- `"+run+"`")
	}
	for _, list := range r.AdLists {
		lines = append(lines, "The ad list "+list+" is updated.")
	}
	return strings.Join(append(lines, r.Troubles...), "\n\n")
}

// WalkInput asks to lead members on: for a tick, or else for the night of a date.
type WalkInput struct {
	activities.JourneysInput
	Tick *activities.TickWalk `json:",omitempty"`
}

// Walk leads the members of a brand's journeys on. It has the brand's fixed id: two never
// meet, nor does a measuring.
func Walk(ctx workflow.Context, in WalkInput) (activities.Ticked, error) {
	ctx = workflows.Querying(ctx, "lead the members of journeys on")
	var ticked activities.Ticked
	if in.Tick != nil {
		err := workflow.ExecuteActivity(ctx, warehouse.WalkTick, *in.Tick).Get(ctx, &ticked)
		return ticked, err
	}
	err := workflow.ExecuteActivity(ctx, warehouse.WalkJourneys, in.JourneysInput).Get(ctx, &ticked.Walked)
	return ticked, err
}
