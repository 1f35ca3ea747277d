package journeys

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config/journey"
	"regulars/console/page"
	"regulars/present"
	"regulars/schema/desk"
	"regulars/schema/walk"
)

// Most are how many members of a step are shown, and deeds of the journey.
const most = 50

// Page is what is shown of one journey.
type Page struct {
	Item
	Equation string
	Closes   bool
	Picture  Picture
	Steps    []Step
	Messages []Message
	Before   string // who reached the goal before any message; empty: nobody
	Lifts    []Lift
	Judged   string
	Standing *Standing // who stands on the step that is asked for
	Actions  []Action
	Ask      *Ask
	Deeds    []desk.Deed
	Step     string // that is asked for; empty: none
}

// Step is a step as a line of a table, which says what the picture draws.
type Step struct{ Name, Waits, Sends, Ways, Members, URL string }

// Message is what came of a step that sends.
type Message struct{ Step, Campaign, Came, Sent, Opened, Clicked, Bought, Revenue, Goal string }

// Lift compares a way with who is kept out.
type Lift struct{ Way, Walked, WalkedShare, KeptOut, KeptOutShare, Points, Range, Verdict string }

// Standing are members on a step, those first who are there longest.
type Standing struct {
	Step    string
	Members []Member
	More    bool
	Moves   bool // the visitor may move and remove them
}

// Member is one of them.
type Member struct{ ID, Name, URL, Came, Since, Definition, Move, Remove string }

// Query is what of a journey is asked for.
type Query struct{ Journey, Step, Do, Member string }

// Page returns a journey. It returns page.ErrNotFound for one that isn't there, and for a step that it
// doesn't have.
func (s Shown) Page(ctx context.Context, q Query, results func(context.Context, *walk.Walker) (walk.Results, error)) (*Page, error) {
	j := s.Brand.Journey(q.Journey)
	if j == nil {
		return nil, page.ErrNotFound
	}
	w := walk.New(s.DB, s.Brand, j)
	var picture walk.Picture
	var decision walk.Decision
	var came walk.Results
	var standing []walk.Standing
	p := &Page{Step: q.Step}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() (err error) { picture, err = w.Picture(ctx); return err })
	group.Go(func() (err error) { decision, err = w.Decision(ctx); return err })
	group.Go(func() (err error) { came, err = results(ctx, w); return err })
	group.Go(func() (err error) { p.Deeds, err = desk.OfJourney(ctx, s.DB, s.Brand.Name, j.Name, most); return err })
	if q.Step != "" {
		group.Go(func() (err error) { standing, err = w.Who(ctx, q.Step, most+1); return err })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	s.fill(p, j, picture, decision)
	p.Messages, p.Lifts = s.messages(came), s.lifts(came)
	if came.Before > 0 {
		p.Before = present.Whole(came.Before)
	}
	p.Judged = s.judged(came)
	if q.Step != "" {
		if p.Standing = s.standing(q, picture, standing); p.Standing == nil {
			return nil, page.ErrNotFound
		}
	}
	p.Actions = s.actions(j, decision)
	return p, nil
}

func (s Shown) fill(p *Page, j *journey.Journey, picture walk.Picture, d walk.Decision) {
	state := walk.StateOf(j, d)
	p.Item = Item{
		Name: j.Name, URL: s.url(j.Name), State: s.words().State(state), Tone: tones[state], Why: s.why(j.Name, state, d), Last: s.last(picture), Left: s.left(picture),
		LeftCount: present.Whole(picture.LeftOtherwise()),
	}
	p.Equation = fmt.Sprintf(s.T.Journeys.Equation, present.Whole(picture.Came), present.Whole(picture.In), present.Whole(picture.KeptOut), present.Whole(picture.Finished), present.Whole(picture.LeftOtherwise()))
	p.Closes = picture.Closes()
	p.Picture, p.Steps = s.Draw(j, picture), s.Steps(j, picture)
	p.Picture.Says = s.T.Journeys.Picture + ": " + p.Equation
}

// Draw draws a journey with how many are where.
func (s Shown) Draw(j *journey.Journey, p walk.Picture) Picture {
	return pictureOf(s.words(), s.T.Journeys.Came, j, p)
}

// Steps says in lines what the picture draws.
func (s Shown) Steps(j *journey.Journey, p walk.Picture) []Step {
	var all []Step
	for _, n := range p.Steps {
		line := Step{Name: n.Name, Waits: s.words().Earlier, Members: present.Whole(n.Members), URL: s.stepURL(j.Name, n.Name)}
		if n.Step != nil {
			line.Waits, line.Sends, line.Ways = s.words().Wait(n.Step), n.Step.Send, s.ways(n.Step, p)
		}
		all = append(all, line)
	}
	if p.GotNothing > 0 || j.Holdout > 0 {
		all = append(all, Step{Name: s.words().KeptOut, Members: present.Whole(p.KeptOut), URL: s.stepURL(j.Name, journey.KeptOut)})
	}
	return all
}

// Destination names a step to which members are led; empty: the end.
func (s Shown) Destination(to string) string { return s.words().Destination(to) }

func (s Shown) stepURL(name, step string) string {
	return s.url(name) + "?step=" + url.QueryEscape(step) + "#who"
}

// ways say where a step leads, and how many went there.
func (s Shown) ways(step *journey.Step, p walk.Picture) string {
	says := ""
	for _, a := range p.Arrows {
		if a.From != step.Name {
			continue
		}
		if says != "" {
			says += s.T.Comma
		}
		says += fmt.Sprintf("%s → %s (%s)", s.words().Way(step, a.To), s.words().Destination(a.To), present.Whole(a.Members))
	}
	return says
}

func (s Shown) messages(r walk.Results) []Message {
	all := make([]Message, len(r.Steps))
	for i, m := range r.Steps {
		all[i] = Message{
			Step: m.Step, Campaign: m.Campaign, Came: present.Whole(m.Came), Sent: present.Whole(m.Sent), Opened: known(m.Opened), Clicked: known(m.Clicked),
			Bought: present.Whole(m.Conversions), Revenue: s.Numbers.Value(present.Currency, &m.Revenue), Goal: present.Whole(m.Goal),
		}
	}
	return all
}

// known is a count; – where no channel tells.
func known(n *uint64) string {
	if n == nil {
		return present.NoValue
	}
	return present.Whole(*n)
}

func (s Shown) judged(r walk.Results) string {
	what := s.words().NoGoal
	if r.ByGoal {
		what = s.words().Goal
	}
	return fmt.Sprintf(s.T.Journeys.Judged, what, r.Days, r.AsOf)
}

func (s Shown) lifts(r walk.Results) []Lift {
	var all []Lift
	for _, p := range append([]walk.Path{r.Whole}, r.Paths...) {
		l := Lift{
			Way: s.words().WholeJourney, Walked: present.Whole(p.Walked.Of), WalkedShare: share(p.Walked.Hits, p.Walked.Of), KeptOut: present.Whole(p.KeptOut.Of), KeptOutShare: share(p.KeptOut.Hits, p.KeptOut.Of),
			Points: present.NoValue, Range: present.NoValue, Verdict: s.words().Verdict(p.Lift != nil, p.Enough()),
		}
		if p.Step != "" {
			l.Way = p.Step + " → " + s.words().Destination(p.Then)
		}
		if p.Lift != nil {
			l.Points, l.Range = points(p.Lift.Estimate), points(p.Lift.Low)+" – "+points(p.Lift.High)
		}
		all = append(all, l)
	}
	return all
}

func points(v float64) string { return fmt.Sprintf("%+.1f", 100*v) }

func share(hits, of uint64) string {
	if of == 0 {
		return present.NoValue
	}
	return present.Percent(float64(hits) / float64(of))
}

// standing are the members on a step; nil where the journey has no such step and nobody stands
// there.
func (s Shown) standing(q Query, p walk.Picture, all []walk.Standing) *Standing {
	known := q.Step == journey.KeptOut
	for _, n := range p.Steps {
		known = known || n.Name == q.Step
	}
	if !known {
		return nil
	}
	shown := &Standing{Step: q.Step, More: len(all) > most, Moves: s.May(Roles[desk.JourneyMove])}
	if q.Step == journey.KeptOut {
		shown.Step = s.words().KeptOut
	}
	day := func(t time.Time) string { return regulars.DateOf(t, time.UTC).String() }
	for _, m := range all[:min(len(all), most)] {
		id := s.IDs.Write(m.MemberID)
		line := Member{ID: id, Name: s.name(m.Name), URL: s.Members + "/" + url.PathEscape(id), Came: day(m.Entry), Since: day(m.Since)}
		if shown.Moves {
			ask := s.url(q.Journey) + "?step=" + url.QueryEscape(q.Step) + "&member=" + url.QueryEscape(id) + "&do="
			line.Move, line.Remove = ask+desk.JourneyMove, ask+desk.JourneyRemove
		}
		shown.Members = append(shown.Members, line)
	}
	return shown
}

func (s Shown) name(name string) string {
	switch {
	case name == "":
		return present.NoValue
	case s.Masked:
		return present.MaskedName(name)
	}
	return name
}
