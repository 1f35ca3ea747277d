package workflows

import (
	"fmt"
	"strings"

	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/activities"
)

// Nightly is one night of one brand: what changed in the shops, whether all of
// it came, the numbers of the business date and of the past dates that it
// restates, the campaigns, the certificate and the report. It may run again: the
// numbers come out the same and nothing is sent twice.
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
		n.address,
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
	gate        string // why campaigns are held; empty: they go
	measured    MeasureResult
	certificate activities.Certified
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
	if err := findable(ctx, About{Brand: n.input.Brand, Date: n.input.Date, Kind: KindNightly}); err != nil {
		return err
	}
	workflow.Go(ctx, n.listen)
	return workflow.SetQueryHandler(ctx, ProgressQuery, func() (NightProgress, error) { return n.state(), nil })
}

// listen takes what the children say.
func (n *nightlyImpl) listen(ctx workflow.Context) {
	s := workflow.NewSelector(ctx)
	s.AddReceive(workflow.GetSignalChannel(ctx, pulledSignal), func(c workflow.ReceiveChannel, _ bool) {
		var news PullProgress
		c.Receive(ctx, &news)
		n.pulls.hear(ctx, news)
	})
	s.AddReceive(workflow.GetSignalChannel(ctx, measureSignal), func(c workflow.ReceiveChannel, _ bool) {
		c.Receive(ctx, nil)
		n.enter(ctx, "measure")
	})
	s.AddReceive(workflow.GetSignalChannel(ctx, campaignSignal), func(c workflow.ReceiveChannel, _ bool) {
		var news CampaignProgress
		c.Receive(ctx, &news)
		n.campaigns.hear(ctx, news)
	})
	for {
		s.Select(ctx)
	}
}

// read asks the config what there is to do.
func (n *nightlyImpl) read(ctx workflow.Context) error {
	n.enter(ctx, "pull")
	return workflow.ExecuteActivity(short(ctx, "what there is to do"), brands.ReadBrand, n.input.Brand).Get(ctx, &n.brand)
}

// pull brings the shops in, side by side.
func (n *nightlyImpl) pull(ctx workflow.Context) error {
	return n.pulls.run(ctx, n.brand.Shops, pullPatience)
}

// reconcile is the gate: without it the night computes, but sends nothing.
func (n *nightlyImpl) reconcile(ctx workflow.Context) error {
	n.enter(ctx, "reconcile")
	in := activities.ReconcileInput{
		Brand: n.input.Brand, Date: n.input.Date, Loads: n.pulls.loadIDs(), Failed: n.pulls.failed,
	}
	var gate activities.Reconciliation
	err := workflow.ExecuteActivity(short(ctx, "compare what came with what the shops have"), certificates.Reconcile, in).Get(ctx, &gate)
	if err != nil {
		return err
	}
	for _, reason := range gate.Reasons {
		n.trouble(reason)
	}
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
	var err error
	n.measured, err = measureAlone(ctx, in, func(text string) {
		n.progress.Waits = text
		n.show(ctx)
	})
	if err == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	n.brand.Campaigns = nil
	n.trouble("the numbers could not be computed, so no campaign was planned: " + sentence(err))
	return nil
}

// address starts a child per campaign, which plans its audience and delivers
// it. The night waits for those that can finish at once and reports the others.
func (n *nightlyImpl) address(ctx workflow.Context) error {
	n.enter(ctx, "address")
	if n.input.NoCampaigns {
		return nil
	}
	for _, name := range n.brand.Campaigns {
		in := CampaignInput{Brand: n.input.Brand, Campaign: name, Date: n.input.Date, Gate: n.gate, Past: n.input.Past}
		if err := n.campaigns.start(ctx, in); err != nil {
			return err
		}
	}
	return n.campaigns.settle(ctx, campaignPatience)
}

// certify proves the night from what stands in ClickHouse.
func (n *nightlyImpl) certify(ctx workflow.Context) error {
	n.enter(ctx, "certify")
	in := activities.CertifyInput{Brand: n.input.Brand, Date: n.input.Date}
	err := workflow.ExecuteActivity(short(ctx, "the night's certificate"), certificates.Certify, in).Get(ctx, &n.certificate)
	if err != nil {
		return err
	}
	for _, reason := range n.certificate.Reasons {
		n.trouble(reason)
	}
	for _, reason := range n.campaigns.failures() {
		n.trouble(reason)
	}
	return nil
}

// report writes what people read. Whoever misses it finds out why in the panel;
// it is no reason for a night not to be green.
func (n *nightlyImpl) report(ctx workflow.Context) error {
	n.enter(ctx, "report")
	in := activities.ReportInput{Brand: n.input.Brand, Date: n.input.Date}
	var written activities.Reported
	err := workflow.ExecuteActivity(reporting(ctx, "the report that people read"), reports.WriteReport, in).Get(ctx, &written)
	n.progress.Report.Path = written.Path
	if err != nil && ctx.Err() == nil {
		n.progress.Report.Trouble = fmt.Sprintf("the report could not be written: %s: `starter report --date %s` does it later", sentence(err), n.input.Date)
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
func (n *nightlyImpl) trouble(reason string) {
	for _, known := range n.progress.Troubles {
		if known == reason {
			return
		}
	}
	n.progress.Troubles = append(n.progress.Troubles, reason)
}

func (n *nightlyImpl) enter(ctx workflow.Context, step string) {
	n.progress.Step, n.progress.Waits = step, ""
	n.show(ctx)
}

func (n *nightlyImpl) state() NightProgress {
	progress := n.progress
	progress.Shops, progress.Campaigns = n.pulls.progress, n.campaigns.progress
	if progress.Waits == "" {
		progress.Waits = n.pulls.waiting()
	}
	return progress
}

func (n *nightlyImpl) show(ctx workflow.Context) { workflow.SetCurrentDetails(ctx, n.panel()) }

// measureAlone runs a brand's one measuring as a child.
func measureAlone(ctx workflow.Context, in MeasureInput, waits func(string)) (MeasureResult, error) {
	summary := "numbers of " + rangeText(in.From, in.To)
	options := childOptions(MeasureID(in.Brand), summary, measureTimeout, About{Brand: in.Brand, Kind: KindMeasure})
	child, err := startExclusive(ctx, options, waits, MeasureName, in)
	if err != nil {
		return MeasureResult{}, err
	}
	var result MeasureResult
	err = child.Get(ctx, &result)
	return result, err
}
