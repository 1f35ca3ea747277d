package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"regulars"
	"regulars/activities"
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

// Backfill recomputes past dates: it brings the shops in, then measures chunk by
// chunk through the brand's one measuring. Days that are right come out the
// same. It sends nothing unless asked to; then campaigns go date by date, the
// oldest first.
func Backfill(ctx workflow.Context, in BackfillInput) (BackfillProgress, error) {
	b := newBackfill(in)
	if err := b.setup(ctx); err != nil {
		return BackfillProgress{}, err
	}
	return b.run(ctx)
}

func (b *backfillImpl) run(ctx workflow.Context) (BackfillProgress, error) {
	if err := b.read(ctx); err != nil {
		return BackfillProgress{}, err
	}
	if err := b.pull(ctx); err != nil {
		return BackfillProgress{}, err
	}
	for b.next() <= b.input.To {
		if err := b.rest(ctx); err != nil {
			return BackfillProgress{}, err
		}
		if err := b.chunk(ctx); err != nil {
			return BackfillProgress{}, err
		}
		if b.next() <= b.input.To && workflow.GetInfo(ctx).GetContinueAsNewSuggested() {
			return BackfillProgress{}, b.continueAsNew(ctx)
		}
	}
	return b.verdict(ctx)
}

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
	if err := findable(ctx, About{Brand: b.input.Brand, Kind: KindBackfill}); err != nil {
		return err
	}
	if err := workflow.SetQueryHandler(ctx, ProgressQuery, func() (BackfillProgress, error) { return b.progress(), nil }); err != nil {
		return err
	}
	workflow.Go(ctx, b.listen)
	return b.setUpdates(ctx)
}

func (b *backfillImpl) setUpdates(ctx workflow.Context) error {
	err := workflow.SetUpdateHandlerWithOptions(ctx, PauseUpdate, func(ctx workflow.Context) error {
		b.state.Paused = true
		b.show(ctx)
		return nil
	}, workflow.UpdateHandlerOptions{
		Description: "rest after the days under way",
		Validator: func() error {
			if b.state.Paused {
				return failure(ErrorUsage, "the backfill is paused already")
			}
			return nil
		},
	})
	if err != nil {
		return err
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, ResumeUpdate, func(ctx workflow.Context) error {
		b.state.Paused = false
		b.show(ctx)
		return nil
	}, workflow.UpdateHandlerOptions{
		Description: "go on after a pause",
		Validator: func() error {
			if !b.state.Paused {
				return failure(ErrorUsage, "the backfill is not paused")
			}
			return nil
		},
	})
}

// listen takes what the children say.
func (b *backfillImpl) listen(ctx workflow.Context) {
	s := workflow.NewSelector(ctx)
	s.AddReceive(workflow.GetSignalChannel(ctx, pulledSignal), func(c workflow.ReceiveChannel, _ bool) {
		var news PullProgress
		c.Receive(ctx, &news)
		b.pulls.hear(ctx, news)
	})
	s.AddReceive(workflow.GetSignalChannel(ctx, measureSignal), func(c workflow.ReceiveChannel, _ bool) {
		c.Receive(ctx, nil)
	})
	s.AddReceive(workflow.GetSignalChannel(ctx, campaignSignal), func(c workflow.ReceiveChannel, _ bool) {
		var news CampaignProgress
		c.Receive(ctx, &news)
		b.campaigns.hear(ctx, news)
	})
	for {
		s.Select(ctx)
	}
}

func (b *backfillImpl) read(ctx workflow.Context) error {
	b.enter(ctx, "read the config")
	return workflow.ExecuteActivity(short(ctx, "what there is to do"), brands.ReadBrand, b.input.Brand).Get(ctx, &b.brand)
}

// pull brings the shops in once, before the first chunk. Past dates are computed
// also where a shop fails or not all of it came, and the backfill says so at its
// end.
func (b *backfillImpl) pull(ctx workflow.Context) error {
	if b.state.Pulled {
		return nil
	}
	b.enter(ctx, "pull the shops")
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
		DeriveTo: b.input.To, Derived: b.derived,
	}
	b.enter(ctx, fmt.Sprintf("%s to %s", in.From, in.To))
	began := workflow.Now(ctx)
	measured, err := measureAlone(ctx, in, func(text string) {
		b.waits = text
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
		for _, name := range b.brand.Campaigns {
			in := CampaignInput{Brand: b.input.Brand, Campaign: name, Date: date, Past: true, Gate: strings.Join(b.state.Troubles, "; ")}
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

// next is the first date that is not done.
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

func (b *backfillImpl) progress() BackfillProgress {
	p := BackfillProgress{
		From: b.input.From, To: b.input.To, DoneTo: b.state.DoneTo,
		Days: b.input.To.DaysSince(b.input.From) + 1, DaysDone: b.state.DaysDone,
		Paused: b.state.Paused, Step: b.step, Remaining: b.remaining(), Waits: b.waits,
		Shops: b.pulls.progress, Campaigns: b.campaigns.progress, Troubles: b.state.Troubles,
	}
	if p.Waits == "" {
		p.Waits = b.pulls.waiting()
	}
	return p
}

// remaining is how long the days that are left take at the pace of those that
// are done, in seconds.
func (b *backfillImpl) remaining() int64 {
	if b.state.DaysDone == 0 {
		return -1
	}
	left := b.input.To.DaysSince(b.input.From) + 1 - b.state.DaysDone
	return int64(b.state.Measured.Seconds() / float64(b.state.DaysDone) * float64(left))
}

func (b *backfillImpl) enter(ctx workflow.Context, step string) {
	b.step, b.waits = step, ""
	b.show(ctx)
}

func (b *backfillImpl) show(ctx workflow.Context) {
	workflow.SetCurrentDetails(ctx, backfillPanel(b.progress(), b.input))
}

func backfillPanel(p BackfillProgress, in BackfillInput) string {
	var b panel
	b.printf("**%s, %s to %s**: %s\n\n%d of %d days", in.Brand, p.From, p.To, p.Step, p.DaysDone, p.Days)
	if p.Remaining >= 0 && p.DaysDone < p.Days {
		b.printf(", about %s left", time.Duration(p.Remaining)*time.Second)
	}
	b.WriteString(".")
	if p.Paused {
		b.WriteString(" Paused: the update `" + ResumeUpdate + "` lets it go on.")
	}
	if p.Waits != "" {
		b.printf(" Waits %s.", p.Waits)
	}
	if !in.Campaigns {
		b.WriteString(" Nothing is sent.")
	}
	b.WriteString("\n" + shopTable(p.Shops) + campaignTable(p.Campaigns) + list("Not whole", p.Troubles))
	return b.String()
}
