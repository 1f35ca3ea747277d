package walk

import (
	"context"
	"time"

	"regulars"
	"regulars/config/journey"
	"regulars/experiment"
	"regulars/schema/view"
)

// Results are what came of a journey, as of a date.
type Results struct {
	AsOf   regulars.BusinessDate
	ByGoal bool // the lifts are about the goal; else it is no fact of days gone by, and they are about purchases
	Days   int  // within which it counts after they came in
	Steps  []StepResult
	Before uint64 // reached the goal before any message
	Whole  Path
	Paths  []Path // of the present version
}

// StepResult is what came of a step that sends.
type StepResult struct {
	Step, Campaign string // no campaign: the present version has no such step
	Came           uint64 // to the step
	Goal           uint64 // left by the goal after its message, and before another one
	view.Counts           // of the messages
}

// Path compares who goes a way with who is kept out, whatever became of them.
type Path struct {
	Step, Then      string // of a split; empty: the whole journey
	Walked, KeptOut experiment.Share
	Lift            *experiment.Interval // nil: nobody is kept out, or nobody walks
}

// Enough reports whether there is a difference, and not only chance.
func (p Path) Enough() bool { return p.Lift != nil && !p.Lift.Zero() }

// Results returns what came of the journey up to a date.
func (w *Walker) Results(ctx context.Context, asOf regulars.BusinessDate) (Results, error) {
	r := Results{AsOf: asOf, ByGoal: w.journey.Goal.Dated(), Days: w.journey.Longest()}
	var err error
	if r.Steps, r.Before, err = w.stepResults(ctx, asOf); err != nil {
		return r, err
	}
	if r.Whole, err = w.whole(ctx, asOf); err != nil {
		return r, err
	}
	version, err := w.journey.Version()
	if err != nil {
		return r, err
	}
	for i := range w.journey.Steps {
		s := &w.journey.Steps[i]
		if len(s.Split) == 0 {
			continue
		}
		split := splitOf(s.Split)
		groups, err := w.Reached(ctx, asOf, version, s.Name, split.upto)
		if err != nil {
			return r, err
		}
		for k, b := range s.Split {
			r.Paths = append(r.Paths, pathOf(groups, s.Name, b.Then, uint32(k+1)))
		}
	}
	return r, nil
}

func (w *Walker) whole(ctx context.Context, asOf regulars.BusinessDate) (Path, error) {
	groups, err := w.Reached(ctx, asOf, "", "", []float64{1})
	return pathOf(groups, "", "", 1), err
}

// Reach is how many were to go a way of a split, and how many of them reached the goal.
type Reach struct {
	KeptOut bool   `ch:"kept_out"`
	Branch  uint32 `ch:"branch"` // from 1
	Members uint64 `ch:"members"`
	Reached uint64 `ch:"reached"`
}

// Reached counts who reached the goal by a date, by the ways of a split, of those who came in
// on a version; empty: on any.
func (w *Walker) Reached(ctx context.Context, asOf regulars.BusinessDate, version, step string, upto []float64) ([]Reach, error) {
	goal := w.journey.Goal
	if !goal.Dated() {
		goal = journey.Condition{Bought: true}
	}
	var groups []Reach
	err := reachedScript.Select(ctx, w.db, &groups, reachedParams{
		journeyParams: w.name(), Date: asOf, Longest: uint32(w.journey.Longest()), Definition: version, Step: step, Upto: upto,
		Bought: goal.Bought, Did: goal.Did, Same: goal.Same,
	})
	return groups, err
}

// pathOf compares who goes a way with all who are kept out.
func pathOf(groups []Reach, step, then string, branch uint32) Path {
	p := Path{Step: step, Then: then}
	for _, g := range groups {
		switch {
		case g.KeptOut:
			p.KeptOut.Of, p.KeptOut.Hits = p.KeptOut.Of+g.Members, p.KeptOut.Hits+g.Reached
		case g.Branch == branch:
			p.Walked = experiment.Share{Hits: g.Reached, Of: g.Members}
		}
	}
	if lift, known := experiment.ShareDifference(p.Walked, p.KeptOut); known {
		p.Lift = &lift
	}
	return p
}

// stepResults are those of the steps that send, and how many reached the goal before any of
// their messages.
func (w *Walker) stepResults(ctx context.Context, asOf regulars.BusinessDate) ([]StepResult, uint64, error) {
	flows, err := w.Flows(ctx, regulars.FirstDate, asOf.AddDays(1))
	if err != nil {
		return nil, 0, err
	}
	goals, err := w.Goals(ctx)
	if err != nil {
		return nil, 0, err
	}
	sent, err := w.sent(ctx, asOf)
	if err != nil {
		return nil, 0, err
	}
	came := map[string]uint64{}
	for _, f := range flows {
		came[f.To] += f.Members
	}
	var steps []StepResult
	for i := range w.journey.Steps {
		s := &w.journey.Steps[i]
		if s.Send == "" {
			continue
		}
		steps = append(steps, StepResult{Step: s.Name, Campaign: s.Send, Came: came[s.Name], Goal: goals[s.Name], Counts: sent[s.Send]})
		delete(goals, s.Name)
	}
	before := goals[""]
	delete(goals, "")
	for _, name := range sorted(goals) { // steps that the present version has no more
		steps = append(steps, StepResult{Step: name, Came: came[name], Goal: goals[name]})
	}
	return steps, before, nil
}

// Goals counts after which step's message members left by the goal; the empty step: before any.
func (w *Walker) Goals(ctx context.Context) (map[string]uint64, error) {
	var rows []struct {
		Step    string `ch:"step"`
		Members uint64 `ch:"members"`
	}
	goals := map[string]uint64{}
	err := goalsScript.Select(ctx, w.db, &rows, w.name())
	for _, row := range rows {
		goals[row.Step] = row.Members
	}
	return goals, err
}

// sent is what came of the messages of the journey, by their campaigns: those of nights and
// ticks, and what was sent again.
func (w *Walker) sent(ctx context.Context, asOf regulars.BusinessDate) (map[string]view.Counts, error) {
	var since time.Time
	if err := sinceScript.Row(ctx, w.db, w.name(), &since); err != nil || since.Unix() <= 0 {
		return nil, err
	}
	q := view.ResultQuery{From: regulars.DateOf(since, time.UTC), To: asOf.AddDays(1), AsOf: asOf}
	rows, err := view.Results(ctx, w.db, w.brand, q)
	if err != nil {
		return nil, err
	}
	sent := map[string]view.Counts{}
	for _, row := range rows {
		if row.Channel == "" && row.Variant == "" {
			name := regulars.CampaignOf(row.Campaign)
			sent[name] = sent[name].Plus(row.Counts)
		}
	}
	return sent, nil
}
