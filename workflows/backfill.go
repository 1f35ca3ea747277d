package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/activities"
)

// BackfillInput asks to recompute past dates. Campaigns are sent only when
// asked for.
type BackfillInput struct {
	Brand     string
	From      regulars.BusinessDate
	To        regulars.BusinessDate
	Campaigns bool
	Remake    Remake

	Resume *BackfillState // set when a long run continues as a new one
}

// BackfillID returns the workflow id of a backfill.
func BackfillID(brand string, from, to regulars.BusinessDate) string {
	return fmt.Sprintf("backfill/%s/%s..%s", brand, from, to)
}

// BackfillStart returns the options with which to start a backfill. The same one
// that runs already is attached to.
func BackfillStart(in BackfillInput, queue string) client.StartWorkflowOptions {
	summary := fmt.Sprintf("backfill of %s, %s to %s", in.Brand, in.From, in.To)
	return startOptions(BackfillID(in.Brand, in.From, in.To), queue, summary, 0, in.about())
}

func (in BackfillInput) about() About { return About{Brand: in.Brand, Kind: KindBackfill} }

// Updates of a backfill.
const (
	PauseUpdate  = "pause"  // rest after the days under way
	ResumeUpdate = "resume" // go on after a pause
)

// backfillChunk is how many days are measured at once: few enough that tonight's
// run, a pause or a cancellation soon comes between.
const backfillChunk = 92

// BackfillState is what a backfill hands on when it continues as a new run.
type BackfillState struct {
	Pulled   bool
	DoneTo   regulars.BusinessDate
	DaysDone int
	Paused   bool
	Measured time.Duration // spent on the days that are done
	Troubles []string
}

// Backfill recomputes past dates: it pulls the shops, then measures chunk by
// chunk through the brand's one measuring. Days that are right come out the
// same. It sends nothing unless asked to; then campaigns go date by date, the
// oldest first. It fails with ErrorNotWhole when a shop was missing.
func Backfill(ctx workflow.Context, in BackfillInput) (BackfillProgress, error) {
	b := newBackfill(in)
	if err := b.setup(ctx); err != nil {
		return BackfillProgress{}, err
	}
	return b.run(ctx)
}

func (b *backfillImpl) run(ctx workflow.Context) (BackfillProgress, error) {
	steps := []func(workflow.Context) error{
		b.read,
		b.pull,
		b.days,
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return BackfillProgress{}, err
		}
	}
	return b.verdict(ctx)
}

// backfillImpl is the state of one run.
type backfillImpl struct {
	input     BackfillInput
	brand     activities.BrandFacts
	state     BackfillState
	step      string
	waits     string
	derived   bool
	pulls     *pulls
	campaigns *campaigns
}

func newBackfill(in BackfillInput) *backfillImpl {
	b := &backfillImpl{input: in}
	if in.Resume != nil {
		b.state = *in.Resume
	}
	b.pulls = newPulls(in.Brand, b.show)
	b.campaigns = newCampaigns(b.show)
	return b
}

func (b *backfillImpl) setup(ctx workflow.Context) error {
	for _, date := range []regulars.BusinessDate{b.input.From, b.input.To} {
		if _, err := regulars.ParseBusinessDate(string(date)); err != nil {
			return failure(ErrorUsage, err.Error())
		}
	}
	if b.input.To < b.input.From {
		return failure(ErrorUsage, fmt.Sprintf("the backfill ends on %s, before it begins on %s", b.input.To, b.input.From))
	}
	if err := findable(ctx, b.input.about()); err != nil {
		return err
	}
	if err := workflow.SetQueryHandler(ctx, ProgressQuery, func() (BackfillProgress, error) { return b.progress(), nil }); err != nil {
		return err
	}
	workflow.Go(ctx, news{
		pulled:    b.pulls.receive,
		measuring: func(workflow.Context) {},
		campaign:  func(ctx workflow.Context, p CampaignProgress) { b.campaigns.receive(ctx, p) },
	}.listen)
	return b.setUpdates(ctx)
}

func (b *backfillImpl) setUpdates(ctx workflow.Context) error {
	err := b.setUpdate(ctx, PauseUpdate, true, "rest after the days under way", "the backfill is paused already")
	if err != nil {
		return err
	}
	return b.setUpdate(ctx, ResumeUpdate, false, "go on after a pause", "the backfill is not paused")
}

// setUpdate lets an update turn the pause on or off, and rejects it with the
// refusal where it would change nothing.
func (b *backfillImpl) setUpdate(ctx workflow.Context, name string, pause bool, description, refusal string) error {
	act := func(ctx workflow.Context) error {
		b.state.Paused = pause
		b.show(ctx)
		return nil
	}
	validate := func() error {
		if b.state.Paused == pause {
			return failure(ErrorUsage, refusal)
		}
		return nil
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, name, act, workflow.UpdateHandlerOptions{Description: description, Validator: validate})
}

func (b *backfillImpl) read(ctx workflow.Context) error {
	b.enter(ctx, "read the config")
	return workflow.ExecuteActivity(quick(ctx, "what there is to do"), brands.ReadBrand, b.input.Brand).Get(ctx, &b.brand)
}

// pull loads the shops once, before the first chunk. Past dates are computed also
// where a shop fails or not all of it came, and the backfill says so at its end.
func (b *backfillImpl) pull(ctx workflow.Context) error {
	if b.state.Pulled {
		return nil
	}
	b.enter(ctx, BackfillPulls)
	if err := b.pulls.run(ctx, b.brand.Shops, pullTimeout); err != nil {
		return err
	}
	b.state.Pulled = true
	for _, failed := range b.pulls.failed {
		b.state.Troubles = append(b.state.Troubles, fmt.Sprintf("shop %s: %s", failed.Shop, failed.Reason))
	}
	for _, load := range b.pulls.loads {
		if load.Trouble != "" {
			b.state.Troubles = append(b.state.Troubles, load.Trouble)
		}
	}
	return nil
}

// days measures, and sends when asked, chunk by chunk. Between two chunks it
// rests when paused, and continues as a new run when its history is long.
func (b *backfillImpl) days(ctx workflow.Context) error {
	for b.next() <= b.input.To {
		if err := b.rest(ctx); err != nil {
			return err
		}
		if err := b.chunk(ctx); err != nil {
			return err
		}
		if b.next() <= b.input.To && workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return b.continueAsNew(ctx)
		}
	}
	return nil
}

// rest waits while the backfill is paused.
func (b *backfillImpl) rest(ctx workflow.Context) error {
	if !b.state.Paused {
		return nil
	}
	b.enter(ctx, "paused")
	return workflow.Await(ctx, func() bool { return !b.state.Paused })
}

// chunk measures the next days. Members and stages are derived with the first
// chunk of a run, for all of them.
func (b *backfillImpl) chunk(ctx workflow.Context) error {
	in := MeasureInput{
		Brand: b.input.Brand, From: b.next(), To: min(b.next().AddDays(backfillChunk-1), b.input.To),
		DeriveTo: b.input.To, Derived: b.derived, Remake: b.input.Remake,
	}
	b.enter(ctx, fmt.Sprintf("%s to %s", in.From, in.To))
	began := workflow.Now(ctx)
	measured, err := measureAlone(ctx, in, func(waits string) {
		b.waits = waits
		b.show(ctx)
	})
	if err != nil {
		return err
	}
	b.derived = true
	b.state.Measured += workflow.Now(ctx).Sub(began)
	// A chunk that an older release started may have ended earlier.
	done := min(in.To, measured.To)
	if err := b.send(ctx, in.From, done); err != nil {
		return err
	}
	b.state.DoneTo = done
	b.state.DaysDone = done.DaysSince(b.input.From) + 1
	b.show(ctx)
	return nil
}

// send plans and sends the campaigns of past dates, one date after the other.
func (b *backfillImpl) send(ctx workflow.Context, from, to regulars.BusinessDate) error {
	if !b.input.Campaigns {
		return nil
	}
	for date := from; date <= to; date = date.AddDays(1) {
		b.enter(ctx, fmt.Sprintf("campaigns of %s", date))
		b.campaigns = newCampaigns(b.show)
		for _, name := range b.brand.On(date) {
			in := CampaignInput{Brand: b.input.Brand, Campaign: name, Date: date, SendPast: true, Gate: strings.Join(b.state.Troubles, "; ")}
			if err := b.campaigns.start(ctx, in); err != nil {
				return err
			}
		}
		if err := b.campaigns.settle(ctx, campaignPatience); err != nil {
			return err
		}
	}
	return nil
}

// next returns the first date that is not done.
func (b *backfillImpl) next() regulars.BusinessDate {
	if b.state.DoneTo == "" {
		return b.input.From
	}
	return b.state.DoneTo.AddDays(1)
}

func (b *backfillImpl) continueAsNew(ctx workflow.Context) error {
	if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
		return err
	}
	next := b.input
	next.Resume = &b.state
	return workflow.NewContinueAsNewError(ctx, BackfillName, next)
}

func (b *backfillImpl) verdict(ctx workflow.Context) (BackfillProgress, error) {
	b.enter(ctx, "done")
	if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
		return BackfillProgress{}, err
	}
	if len(b.state.Troubles) == 0 {
		return b.progress(), nil
	}
	text := fmt.Sprintf("the dates %s to %s are computed, but not on everything: %s", b.input.From, b.input.To, strings.Join(b.state.Troubles, "; "))
	return BackfillProgress{}, failure(ErrorNotWhole, text, b.progress())
}
