package workflows

import (
	"fmt"
	"slices"
	"strings"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/activities"
	"regulars/workflows/adlist"
	"regulars/workflows/exclusive"
)

// NightlyInput asks for one night.
type NightlyInput struct {
	Brand       string
	Date        regulars.BusinessDate
	NoCampaigns bool // compute only
	SendPast    bool `json:"Past"` // send although the day after the business date is over
}

// NightlyID returns the workflow id of a night.
func NightlyID(brand string, date regulars.BusinessDate) string {
	return fmt.Sprintf("nightly/%s/%s", brand, date)
}

// NightlyStart returns the options with which to start a night by hand. A night
// that runs already is attached to; one that has ended runs again, comes to the
// same numbers and sends nothing twice.
func NightlyStart(in NightlyInput, queue string) client.StartWorkflowOptions {
	return startOptions(NightlyID(in.Brand, in.Date), queue, in.summary(), nightTimeout, in.about())
}

func (in NightlyInput) summary() string {
	return fmt.Sprintf("night of %s, business date %s", in.Brand, in.Date)
}

func (in NightlyInput) about() About {
	return About{Brand: in.Brand, Date: in.Date, Kind: KindNightly}
}

// NightResult is the outcome of a whole night.
type NightResult struct {
	Generation  uint64
	From, To    regulars.BusinessDate // what was published, restated dates included
	Certificate string                // Markdown
	Report      Report
}

// NightProgress is what a night answers to ProgressQuery.
type NightProgress struct {
	Step  string // the step under way: pull, reconcile, resolve, measure, address, certify, report, done
	Waits string // what it waits for, if anything
	Shops map[string]ShopProgress

	Campaigns map[string]CampaignProgress
	Missed    string   // dates before it that had no night, and are computed with it
	Notes     []string `json:",omitempty"` // what stands on a small first history, and which ad lists aren't up to date, one sentence each
	Troubles  []string // why the night will not be green, one sentence each
	Report    Report
}

// Report is what people read of a night. Without it the night is as green as
// with it: the numbers and the books are what they are.
type Report struct {
	Path    string // of the file, on the worker's machine
	Trouble string // why there is none, and what to do
	Lacks   string `json:",omitempty"` // what it is written without, and why
}

// Nightly is one night of one brand: what changed in the shops, whether all of
// it came, the numbers of the business date and of the past dates that it
// restates, the campaigns, the certificate and the report. It may run again: the
// numbers come out the same and nothing is sent twice. It fails with
// ErrorNotWhole when the certificate is not whole.
func Nightly(ctx workflow.Context, in NightlyInput) (NightResult, error) {
	n := newNight(in)
	if err := n.setup(ctx); err != nil {
		return NightResult{}, err
	}
	return n.run(ctx)
}

func (n *nightlyImpl) run(ctx workflow.Context) (NightResult, error) {
	steps := []func(workflow.Context) error{
		n.read,
		n.pull,
		n.reconcile,
		n.measure,
		n.walk,
		n.address,
		n.enlist,
		n.certify,
		n.report,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return NightResult{}, err
		}
	}
	return n.verdict(ctx)
}

// nightlyImpl is the state of one night.
type nightlyImpl struct {
	input       NightlyInput
	brand       activities.BrandFacts
	progress    NightProgress
	pulls       *pulls
	campaigns   *campaigns
	gate        string // why campaigns are held; empty: they may go
	measured    MeasureResult
	certificate activities.Certified
	notes       []string // of ad lists
}

func newNight(in NightlyInput) *nightlyImpl {
	n := &nightlyImpl{input: in}
	n.pulls = newPulls(in.Brand, n.show)
	n.campaigns = newCampaigns(n.show)
	return n
}

func (n *nightlyImpl) setup(ctx workflow.Context) error {
	if _, err := regulars.ParseBusinessDate(string(n.input.Date)); err != nil {
		return failure(ErrorUsage, err.Error())
	}
	if err := findable(ctx, n.input.about()); err != nil {
		return err
	}
	workflow.Go(ctx, news{
		pulled:    n.pulls.receive,
		measuring: func(ctx workflow.Context) { n.enter(ctx, "measure") },
		campaign:  n.campaigns.receive,
	}.listen)
	return workflow.SetQueryHandler(ctx, ProgressQuery, func() (NightProgress, error) { return n.state(), nil })
}

// read asks the config what there is to do.
func (n *nightlyImpl) read(ctx workflow.Context) error {
	n.enter(ctx, "pull")
	err := workflow.ExecuteActivity(quick(ctx, "what there is to do"), brands.ReadBrand, n.input.Brand).Get(ctx, &n.brand)
	n.trouble(n.brand.Troubles...)
	return err
}

// pull loads what changed in the shops, side by side.
func (n *nightlyImpl) pull(ctx workflow.Context) error {
	return n.pulls.run(ctx, n.brand.Shops, pullPatience)
}

// reconcile is the gate: without it the night computes, but sends nothing.
func (n *nightlyImpl) reconcile(ctx workflow.Context) error {
	n.enter(ctx, "reconcile")
	in := activities.ReconcileInput{
		Brand: n.input.Brand, Date: n.input.Date, Loads: n.pulls.loadIDs(), Failed: n.pulls.failed,
		Stores: n.pulls.stores,
	}
	var gate activities.Reconciliation
	err := workflow.ExecuteActivity(querying(ctx, "compare what came with what the shops have"), certificates.Reconcile, in).Get(ctx, &gate)
	if err != nil {
		return err
	}
	n.trouble(gate.Reasons...)
	if !gate.Whole {
		n.gate = strings.Join(gate.Reasons, "; ")
	}
	return nil
}

// measure derives and computes in a child that the brand has only once. Without
// numbers there are no audiences: then the night says so and certifies.
func (n *nightlyImpl) measure(ctx workflow.Context) error {
	n.enter(ctx, "resolve")
	in := MeasureInput{Brand: n.input.Brand, From: n.input.Date, To: n.input.Date, Restate: true}
	err := n.catchUp(ctx, &in)
	if err == nil {
		n.measured, err = measureAlone(ctx, in, func(waits string) {
			n.progress.Waits = waits
			n.show(ctx)
		})
	}
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	n.brand.Campaigns, n.brand.Journeys = nil, nil
	n.trouble("the numbers could not be computed, so no campaign was planned: " + Reason(err))
	return nil
}

// catchUp lets the night compute the dates before it that had none of their own, too.
// Nights that an earlier release began don't.
func (n *nightlyImpl) catchUp(ctx workflow.Context, in *MeasureInput) error {
	if workflow.GetVersion(ctx, "catch-up", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return nil
	}
	var missed activities.CaughtUp
	asked := activities.CatchUpInput{Brand: n.input.Brand, Date: n.input.Date}
	err := workflow.ExecuteActivity(quick(ctx, "dates that had no night"), certificates.CatchUp, asked).Get(ctx, &missed)
	if err != nil || missed.From == "" {
		return err
	}
	in.From, n.progress.Missed = missed.From, rangeText(missed.From, missed.To)
	n.show(ctx)
	return nil
}

// walk leads the members of journeys on, before the campaigns of their steps address
// them. What isn't whole decides nothing: they wait for the next night.
func (n *nightlyImpl) walk(ctx workflow.Context) error {
	if len(n.brand.Journeys) == 0 || n.input.NoCampaigns || n.gate != "" {
		return nil
	}
	n.enter(ctx, "address")
	walked, err := n.walkAlone(ctx, activities.JourneysInput{Brand: n.input.Brand, Date: n.input.Date})
	n.trouble(walked.Troubles...)
	if err != nil && ctx.Err() == nil {
		n.trouble("the journeys stand still: " + Reason(err))
	}
	return ctx.Err()
}

// walkAlone keeps ticks away meanwhile: its child has the id of the brand's one measuring.
// Nights that an earlier release began knew no ticks.
func (n *nightlyImpl) walkAlone(ctx workflow.Context, in activities.JourneysInput) (walked activities.Walked, err error) {
	if workflow.GetVersion(ctx, "walk-alone", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		err = workflow.ExecuteActivity(querying(ctx, "lead the members of journeys on"), warehouse.WalkJourneys, in).Get(ctx, &walked)
		return walked, err
	}
	options := childOptions(MeasureID(in.Brand), "lead the members of journeys on", measureTimeout, About{Brand: in.Brand, Date: in.Date, Kind: KindTick})
	child, err := exclusive.Start(ctx, options, func(waits string) {
		n.progress.Waits = waits
		n.show(ctx)
	}, WalkName, in)
	if err == nil {
		err = child.Get(ctx, &walked)
	}
	return walked, err
}

// address starts a child per campaign, which plans its audience and delivers
// it. The night waits for those that can finish at once and reports the others.
func (n *nightlyImpl) address(ctx workflow.Context) error {
	n.enter(ctx, "address")
	if n.input.NoCampaigns {
		return nil
	}
	if err := n.planInTurn(ctx); err != nil {
		return err
	}
	for _, name := range n.brand.On(n.input.Date) {
		in := CampaignInput{Brand: n.input.Brand, Campaign: name, Date: n.input.Date, Gate: n.gate, SendPast: n.input.SendPast}
		if err := n.campaigns.start(ctx, in); err != nil {
			return err
		}
	}
	return n.campaigns.settle(ctx, campaignPatience)
}

// planInTurn plans the campaigns one after the other where caps over all let a member get only
// some of them: what is planned first goes first. Each campaign keeps its plan, or makes it
// where it failed here, and says why.
func (n *nightlyImpl) planInTurn(ctx workflow.Context) error {
	if !n.brand.InTurn {
		return nil
	}
	for _, name := range n.brand.On(n.input.Date) {
		ref := activities.CampaignRef{Brand: n.input.Brand, Campaign: name, Date: n.input.Date}
		err := workflow.ExecuteActivity(querying(ctx, "plan "+name+" in its turn"), deliveries.PlanCampaign, ref).Get(ctx, nil)
		if err != nil && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return nil
}

// enlist keeps customer lists of ad platforms in step with journeys, also where the gate holds
// the campaigns: who took a consent back leaves them. A list that can't be brought up to date
// is no reason for a night not to be green.
func (n *nightlyImpl) enlist(ctx workflow.Context) error {
	if len(n.brand.AdLists) == 0 || n.input.NoCampaigns {
		return nil
	}
	if workflow.GetVersion(ctx, "a workflow for each ad list", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return n.enlistAll(ctx)
	}
	notes := adlist.Update(ctx, n.input.Brand, n.brand.AdLists, func(id string) workflow.ChildWorkflowOptions {
		return childOptions(id, "update the ad list", adlist.Timeout, About{Brand: n.input.Brand, Kind: KindAdList})
	}, func(waits string) {
		n.progress.Waits = waits
		n.show(ctx)
	})
	n.notes = append(n.notes, notes...)
	return ctx.Err()
}

// enlistAll is enlist of nights that an earlier release began.
func (n *nightlyImpl) enlistAll(ctx workflow.Context) error {
	in := activities.JourneysInput{Brand: n.input.Brand, Date: n.input.Date}
	var synced activities.Walked
	err := workflow.ExecuteActivity(reporting(ctx, "bring ad lists up to date"), lists.SyncAdLists, in).Get(ctx, &synced)
	n.notes = append(n.notes, synced.Troubles...)
	if err != nil && ctx.Err() == nil {
		n.notes = append(n.notes, "the ad lists aren't up to date: "+Reason(err)+": the next night tries again")
	}
	return ctx.Err()
}

// certify proves the night from what stands in ClickHouse.
func (n *nightlyImpl) certify(ctx workflow.Context) error {
	n.enter(ctx, "certify")
	in := activities.CertifyInput{Brand: n.input.Brand, Date: n.input.Date}
	err := workflow.ExecuteActivity(querying(ctx, "the night's certificate"), certificates.Certify, in).Get(ctx, &n.certificate)
	if err != nil {
		return err
	}
	n.trouble(n.certificate.Reasons...)
	n.trouble(n.campaigns.failures()...)
	return nil
}

// report writes what people read. Where there is none the panel says why; it is
// no reason for a night not to be green.
func (n *nightlyImpl) report(ctx workflow.Context) error {
	n.enter(ctx, "report")
	in := activities.ReportInput{Brand: n.input.Brand, Date: n.input.Date}
	var written activities.Reported
	err := workflow.ExecuteActivity(reporting(ctx, "the report that people read"), reports.WriteReport, in).Get(ctx, &written)
	n.progress.Report.Path = written.Path
	if written.Unsuggested != "" {
		n.progress.Report.Lacks = "the report suggests nothing to send next: it could not be measured: " + written.Unsuggested
		workflow.GetLogger(ctx).Warn("the report is written without suggestions", "error", written.Unsuggested)
	}
	if err != nil && ctx.Err() == nil {
		n.progress.Report.Trouble = fmt.Sprintf("the report could not be written: %s: `starter report --date %s` does it later", Reason(err), n.input.Date)
	}
	return ctx.Err()
}

// verdict ends the night: green only with a whole certificate.
func (n *nightlyImpl) verdict(ctx workflow.Context) (NightResult, error) {
	n.enter(ctx, "done")
	result := NightResult{
		Generation: n.measured.Generation, From: n.measured.From, To: n.measured.To, Certificate: n.certificate.Text,
		Report: n.progress.Report,
	}
	if len(n.progress.Troubles) == 0 && n.certificate.Whole {
		return result, nil
	}
	text := fmt.Sprintf("the night of %s for %s is not whole: %s", n.input.Brand, n.input.Date, strings.Join(n.progress.Troubles, "; "))
	return NightResult{}, failure(ErrorNotWhole, text, result)
}

// trouble notes once why the night will not be green.
func (n *nightlyImpl) trouble(reasons ...string) {
	for _, reason := range reasons {
		if !slices.Contains(n.progress.Troubles, reason) {
			n.progress.Troubles = append(n.progress.Troubles, reason)
		}
	}
}

func (n *nightlyImpl) enter(ctx workflow.Context, step string) {
	n.progress.Step, n.progress.Waits = step, ""
	n.show(ctx)
}

func (n *nightlyImpl) state() NightProgress {
	progress := n.progress
	progress.Shops, progress.Campaigns, progress.Notes = n.pulls.progress, n.campaigns.progress, slices.Concat(n.certificate.Notes, n.notes)
	if progress.Waits == "" {
		progress.Waits = n.pulls.waiting()
	}
	return progress
}

func (n *nightlyImpl) show(ctx workflow.Context) { workflow.SetCurrentDetails(ctx, n.panel()) }
