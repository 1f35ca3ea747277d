package walk

import (
	"cmp"
	"context"
	"slices"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
	"regulars/schema"
)

// Finished is the reason of who walked to the end.
const Finished = "finished"

// reasons are why members leave otherwise, in the order in which people read them.
var reasons = []string{"goal", "unsubscribed", "stay", "leave", "expired", "merged", "gone", "removed", "ended"}

// Picture is a journey with how many are where. Came is the sum of who stands on a step, who is
// kept out, who finished and who left otherwise.
type Picture struct {
	Last    regulars.BusinessDate // for which it was advanced; empty: none
	Came    uint64
	In      uint64 // on a step
	KeptOut uint64 // are in it, and get nothing
	// GotNothing are all who were kept out, whatever became of them.
	GotNothing uint64
	Finished   uint64
	Left       []Leaving
	Steps      []Node // those of the present version, then those on which somebody still stands
	Arrows     []Arrow
}

// Leaving is how many left for a reason.
type Leaving struct {
	Reason  string
	Members uint64
}

// Node is a step with how many stand there.
type Node struct {
	Step    *journey.Step // nil: of an earlier version
	Name    string
	Members uint64
}

// Arrow is a way from a step to a later one, or to the end, which is empty, with how many went
// it so far.
type Arrow struct {
	From, To string
	Why      string // sent, waited, way, split, otherwise; or of several: the first
	Members  uint64
}

// Closes reports whether everybody who came in is somewhere.
func (p Picture) Closes() bool {
	sum := p.KeptOut + p.Finished
	for _, s := range p.Steps {
		sum += s.Members
	}
	for _, l := range p.Left {
		sum += l.Members
	}
	return sum == p.Came
}

// LeftOtherwise is how many left without having finished.
func (p Picture) LeftOtherwise() uint64 {
	sum := uint64(0)
	for _, l := range p.Left {
		sum += l.Members
	}
	return sum
}

// LeftBy is how many left for a reason.
func (p Picture) LeftBy(reason string) uint64 {
	for _, l := range p.Left {
		if l.Reason == reason {
			return l.Members
		}
	}
	return 0
}

// Picture returns the journey with its numbers as they are now.
func (w *Walker) Picture(ctx context.Context) (Picture, error) {
	return w.PictureAt(ctx, farthest)
}

// farthest is a date after all of which anything is known.
const farthest = regulars.BusinessDate("2149-01-01")

// PictureAt returns the journey with its numbers as they were after the night of a date, and
// the ticks that read its numbers.
func (w *Walker) PictureAt(ctx context.Context, date regulars.BusinessDate) (Picture, error) {
	var sums []Sum
	if err := sumsScript.Select(ctx, w.db, &sums, sumsParams{w.name(), date}); err != nil {
		return Picture{}, err
	}
	flows, err := w.Flows(ctx, regulars.FirstDate, date)
	if err != nil {
		return Picture{}, err
	}
	last, err := w.Last(ctx)
	p := Draw(w.journey, sums, flows)
	p.Last = min(last, date)
	return p, err
}

// Draw makes the picture of a journey, of what became of all who came in, and of all moves.
func Draw(j *journey.Journey, sums []Sum, flows []Flow) Picture {
	var p Picture
	at, left := map[string]uint64{}, map[string]uint64{}
	for _, s := range sums {
		p.Came += s.Members
		if s.KeptOut {
			p.GotNothing += s.Members
		}
		switch {
		case s.Step == journey.KeptOut:
			p.KeptOut += s.Members
		case s.Step != "":
			p.In += s.Members
			at[s.Step] += s.Members
		case s.Reason == Finished:
			p.Finished += s.Members
		default:
			left[s.Reason] += s.Members
		}
	}
	for i := range j.Steps {
		s := &j.Steps[i]
		p.Steps = append(p.Steps, Node{s, s.Name, at[s.Name]})
		delete(at, s.Name)
	}
	for _, name := range sorted(at) {
		p.Steps = append(p.Steps, Node{nil, name, at[name]})
	}
	for _, reason := range reasons {
		if left[reason] > 0 {
			p.Left = append(p.Left, Leaving{reason, left[reason]})
		}
		delete(left, reason)
	}
	for _, reason := range sorted(left) {
		p.Left = append(p.Left, Leaving{reason, left[reason]})
	}
	p.Arrows = arrowsOf(j, flows)
	return p
}

func sorted(counts map[string]uint64) []string {
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// arrowsOf are the ways of the present version, also those that nobody went yet.
func arrowsOf(j *journey.Journey, flows []Flow) []Arrow {
	var arrows []Arrow
	add := func(from, to, why string) {
		if slices.ContainsFunc(arrows, func(a Arrow) bool { return a.From == from && a.To == to }) {
			return
		}
		a := Arrow{From: from, To: to, Why: why}
		for _, f := range flows {
			if f.Step == from && f.To == to && (to != "" || walked(f.Why)) {
				a.Members += f.Members
			}
		}
		arrows = append(arrows, a)
	}
	for i := range j.Steps {
		for _, way := range waysOf(j, i) {
			for _, to := range way.to {
				add(j.Steps[i].Name, to, way.why)
			}
		}
	}
	return arrows
}

// walked reports whether a move is one along the journey's ways, and not out of it.
func walked(why string) bool {
	return slices.Contains([]string{"sent", "waited", "way", "split", "otherwise", "migrated", "moved"}, why)
}

// Summary is a journey in a list.
type Summary struct {
	Journey *journey.Journey
	State   string
	Decided Decision // the last one; zero: none
	Picture Picture
}

// Summaries are all journeys of a brand, as they were after the night of a date; an empty one:
// as they are now.
func Summaries(ctx context.Context, db *schema.DB, brand *config.Brand, date regulars.BusinessDate) ([]Summary, error) {
	decided, err := Decisions(ctx, db, brand.Name)
	if err != nil {
		return nil, err
	}
	all := make([]Summary, len(brand.Journeys))
	for i := range brand.Journeys {
		j := &brand.Journeys[i]
		p, err := New(db, brand, j).PictureAt(ctx, cmp.Or(date, farthest))
		if err != nil {
			return nil, err
		}
		all[i] = Summary{j, StateOf(j, decided[j.Name]), decided[j.Name], p}
	}
	return all, nil
}
