package workflows

import (
	"time"

	"regulars/workflows/panel"

	"go.temporal.io/sdk/workflow"

	"regulars"
)

// BackfillPulls is the step of a backfill in which its shops' progress is worth showing.
const BackfillPulls = "pull the shops"

// BackfillProgress is what a backfill answers to ProgressQuery.
type BackfillProgress struct {
	From, To  regulars.BusinessDate
	DoneTo    regulars.BusinessDate // empty: none yet
	Days      int
	DaysDone  int
	Paused    bool
	Step      string
	Remaining *time.Duration // estimate; nil as long as no day is done

	Waits     string // what it waits for, if anything
	Shops     map[string]ShopProgress
	Campaigns map[string]CampaignProgress // of the date under way
	Troubles  []string
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

// remaining returns how long the days that are left take at the pace of those
// that are done.
func (b *backfillImpl) remaining() *time.Duration {
	if b.state.DaysDone == 0 {
		return nil
	}
	left := b.input.To.DaysSince(b.input.From) + 1 - b.state.DaysDone
	estimate := b.state.Measured / time.Duration(b.state.DaysDone) * time.Duration(left)
	return &estimate
}

func (b *backfillImpl) enter(ctx workflow.Context, step string) {
	b.step, b.waits = step, ""
	b.show(ctx)
}

func (b *backfillImpl) show(ctx workflow.Context) {
	workflow.SetCurrentDetails(ctx, backfillPanel(b.progress(), b.input))
}

func backfillPanel(p BackfillProgress, in BackfillInput) string {
	var b panel.Text
	b.Printf("**%s, %s to %s**: %s\n\n%d of %d days", in.Brand, p.From, p.To, p.Step, p.DaysDone, p.Days)
	if p.Remaining != nil && p.DaysDone < p.Days {
		b.Printf(", about %s left", p.Remaining.Round(time.Second))
	}
	b.WriteString(".")
	if p.Paused {
		b.WriteString(" Paused: the update `" + ResumeUpdate + "` lets it go on.")
	}
	if p.Waits != "" {
		b.Printf(" Waits %s.", p.Waits)
	}
	if !in.Campaigns {
		b.WriteString(" Nothing is sent.")
	}
	b.WriteString("\n" + shopTable(p.Shops) + campaignTable(p.Campaigns) + panel.List("Not whole", p.Troubles))
	return b.String()
}
