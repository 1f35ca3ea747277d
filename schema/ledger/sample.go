package ledger

import (
	"context"
	"errors"

	"regulars"
	"regulars/schema"
)

type memberParams struct {
	Brand  string
	Date   regulars.BusinessDate
	Member uint64
}

var memberScript = schema.NewScript[memberParams](room, files, "member.sql")

// PlannedLine is how many members a plan sends one text by one channel.
type PlannedLine struct {
	Channel string `ch:"channel"`
	Variant string `ch:"variant"`
	Waits   bool   `ch:"waits"` // for a rule to decide between variants, so that there is none yet
	Members uint64 `ch:"members"`
	Again   uint64 `ch:"again"` // of them, whom the campaign may have reached within the 7 days before
}

// Planned returns whom a run's plan would reach, by channel and variant, together with
// whom it planned already. It writes nothing.
func (l *Ledger) Planned(ctx context.Context, p Plan) ([]PlannedLine, error) {
	look, err := l.Look(ctx, p)
	if err != nil {
		return nil, err
	}
	defer look.Close(ctx)
	return listed[PlannedLine](ctx, look, plannedText, 0)
}

var plannedText, sampleText = planFile("preview_planned.sql"), planFile("sample.sql")

// Sample returns members whom a run's plan would reach, at most limit: the longest name,
// one without a name, and one for each stage, channel, variant and language before others. It
// writes nothing; what it returns is personal data.
func (l *Ledger) Sample(ctx context.Context, p Plan, limit int) ([]Recipient, error) {
	look, err := l.Look(ctx, p)
	if err != nil {
		return nil, err
	}
	defer look.Close(ctx)
	return look.Sample(ctx, limit)
}

// Sample is Ledger.Sample of the plan that is looked at.
func (k *Look) Sample(ctx context.Context, limit int) ([]Recipient, error) {
	sample, err := listed[Recipient](ctx, k, sampleText, limit)
	if err != nil || !k.of.Recommends {
		return sample, err
	}
	return sample, k.ledger.Recommend(ctx, k.of.Brand, sample)
}

// ErrNoMember is returned where nobody has the id.
var ErrNoMember = errors.New("no member has this id on that date")

// Member returns a member as of the run's date, without a channel or an address. It
// returns ErrNoMember where there is none.
func (l *Ledger) Member(ctx context.Context, r Run, id uint64) (Recipient, error) {
	var rows []Recipient
	if err := memberScript.Select(ctx, l.db, &rows, memberParams{r.Brand, r.Date, id}); err != nil {
		return Recipient{}, err
	}
	if len(rows) == 0 {
		return Recipient{}, ErrNoMember
	}
	return rows[0], nil
}
