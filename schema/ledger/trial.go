package ledger

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/decision"
	"regulars/schema"
)

// Trial is a comparison of a campaign's variants, over all its dates, until a rule or a
// person decides between them. Until then so many members go first, each with a variant by
// lot, and the rest waits without one.
type Trial struct {
	Brand, Campaign string
	Name            string        // of its variants; empty: the campaign has no rule
	Rule            decision.Rule // when it decides
	Variants        []config.Variant
}

// TrialOf is the comparison of a campaign's variants, if it has a rule.
func TrialOf(brand, campaign string, c *config.Campaign) Trial {
	t := Trial{Brand: brand, Campaign: campaign, Rule: c.Decision, Variants: c.Variants}
	if c.Decision.Given() {
		t.Name = c.TrialName()
	}
	return t
}

// Verdict is what was decided between variants.
type Verdict struct {
	Variant string // which the rest gets; empty: none was surely better, so the weights stay
	By      string // the person; empty: the rule
	Note    string
	Names   []string // of the variants that the rule looked at
	Members []uint64 // of each: who took part by then
	Buyers  []uint64 // of them, who had bought
	At      time.Time
}

// Standing is where a trial stands.
type Standing struct {
	Drawn    uint64                // members who have a variant by lot
	Began    time.Time             // when the first of them got theirs; 1970: none did
	Reached  time.Time             // when as many as the rule asks for had got theirs; 1970: not yet
	From, To regulars.BusinessDate // of the deliveries
	Verdict  *Verdict              // nil: nothing is decided
}

type trialParams struct{ Brand, Campaign, Trial string }

type enoughParams struct {
	trialParams
	Enough uint64
}

type verdictParams struct {
	trialParams
	Variant, By, Note string
	Names             []string
	Members, Buyers   []uint64
	At                time.Time
	Version           uint64
}

type restParams struct {
	runParams
	Trial        string
	Variants     []string
	VariantsUpto []float64
}

var (
	trialScript      = schema.NewScript[enoughParams](room, files, "trial.sql")
	waitingScript    = schema.NewScript[runParams](room, files, "waiting.sql")
	verdictScript    = schema.NewScript[trialParams](room, files, "verdict.sql")
	setVerdictScript = schema.NewScript[verdictParams](room, files, "set_verdict.sql")
	giveRestScript   = schema.NewScript[restParams](room, files, "give_rest.sql")
)

func (t Trial) params() trialParams { return trialParams{t.Brand, t.Campaign, t.Name} }

// Standing reads where a trial stands.
func (l *Ledger) Standing(ctx context.Context, t Trial) (Standing, error) {
	var s Standing
	var from, to time.Time
	err := trialScript.Row(ctx, l.db, enoughParams{t.params(), uint64(max(t.Rule.Members, 0))}, &s.Drawn, &s.Began, &s.Reached, &from, &to)
	if err != nil {
		return s, err
	}
	s.From, s.To = regulars.DateOf(from, time.UTC), regulars.DateOf(to, time.UTC)
	s.Verdict, err = l.Verdict(ctx, t)
	return s, err
}

// Verdict reads what was decided; nil where nothing is.
func (l *Ledger) Verdict(ctx context.Context, t Trial) (*Verdict, error) {
	var v Verdict
	err := verdictScript.Row(ctx, l.db, t.params(), &v.Variant, &v.By, &v.Note, &v.Names, &v.Members, &v.Buyers, &v.At)
	if errors.Is(err, schema.ErrNoRows) {
		return nil, nil
	}
	return &v, err
}

// versionsOfPeople lie above those of the rule, which fall with time: of its looks the first
// holds, of what people say the last, and that before any look.
const versionsOfPeople = 1 << 62

// Conclude records what was decided, and returns what holds: somebody else may have
// decided before.
func (l *Ledger) Conclude(ctx context.Context, t Trial, v Verdict) (*Verdict, error) {
	version := uint64(versionsOfPeople - v.At.UnixNano())
	if v.By != "" {
		version = versionsOfPeople + uint64(v.At.UnixNano())
	}
	err := setVerdictScript.Exec(ctx, l.db, verdictParams{t.params(), v.Variant, v.By, v.Note, v.Names, v.Members, v.Buyers, v.At.UTC(), version})
	if err != nil {
		return nil, err
	}
	return l.Verdict(ctx, t)
}

// DecideVariant records a person's decision for one of the variants.
func (l *Ledger) DecideVariant(ctx context.Context, t Trial, d Decision, variant string) error {
	by := cmp.Or(d.By, "a person")
	if _, err := l.Conclude(ctx, t, Verdict{Variant: variant, By: by, Note: d.Note, At: d.At}); err != nil {
		return err
	}
	d.Note = strings.TrimSuffix(variant+": "+d.Note, ": ")
	return l.Decide(ctx, d)
}

// Waiting counts the members of a run who wait for what is decided.
func (l *Ledger) Waiting(ctx context.Context, r Run) (n uint64, err error) {
	err = waitingScript.Row(ctx, l.db, r.params(), &n)
	return n, err
}

// GiveRest gives who waits in a run the variant of a verdict, or where it names none a
// variant by lot. Nobody who has a variant gets another one.
func (l *Ledger) GiveRest(ctx context.Context, r Run, t Trial, v Verdict) error {
	d := t.draw(v.Variant)
	return giveRestScript.Exec(ctx, l.db, restParams{runParams: r.params(), Trial: d.name, Variants: d.variants, VariantsUpto: d.upto})
}

// draw says how the members of a plan come to their variants.
type draw struct {
	name     string // of the trial that they are part of; empty: of none
	variants []string
	upto     []float64 // the shares of all variants up to each
	first    uint64    // so many get one; the rest waits
}

// everyone is more than any plan addresses.
const everyone = 1 << 62

// draw is that of who gets their variant for good: the winner's, or by lot.
func (t Trial) draw(winner string) draw {
	d := draw{name: t.Name, first: everyone}
	for _, v := range t.Variants {
		if v.Name == winner {
			d.name, d.variants, d.upto = "", []string{winner}, []float64{1}
			return d
		}
	}
	d.variants, d.upto = shares(t.Variants)
	return d
}

// drawOf asks how the members of a plan come to their variants now. Of a resend nobody
// waits, and nobody is part of the trial.
func (l *Ledger) drawOf(ctx context.Context, p Plan) (draw, error) {
	d := p.Trial.draw("")
	if p.Trial.Name == "" {
		return d, nil
	}
	s, err := l.Standing(ctx, p.Trial)
	if err != nil {
		return draw{}, err
	}
	most := uint64(max(p.Trial.Rule.Members, 0))
	switch {
	case s.Verdict != nil:
		d = p.Trial.draw(s.Verdict.Variant)
	case most > 0 && p.Again == nil:
		d.first = max(most, s.Drawn) - s.Drawn
	}
	if p.Again != nil {
		d.name = ""
	}
	return d, nil
}
