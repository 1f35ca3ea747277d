package walk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"regulars/config/journey"
)

// What becomes of who stands on a step once the journey is another one.
const (
	Unchanged = "unchanged" // the step is as it was
	Changed   = "changed"   // the step is another one: they walk the one that they came to
	Dropped   = "dropped"   // there is no such step any more: they walk the one that they came to
	Moves     = "moves"     // migrate moves them
)

// Affected is how many stand on a step, and what becomes of them.
type Affected struct {
	Step    string
	Becomes string // one of the constants
	To      string // Moves: the step; empty: they leave
	Members uint64
}

// Affects returns what becomes of those who are in the journey once it is as the walker has it,
// step by step of it, then of the steps that it doesn't have. Members keep the version with
// which they came in; migrate moves who stands on a step that it names.
func (w *Walker) Affects(ctx context.Context) ([]Affected, error) {
	version, err := w.journey.Version()
	if err != nil {
		return nil, err
	}
	var standings []placed
	if err := standingsScript.Select(ctx, w.db, &standings, w.name()); err != nil {
		return nil, err
	}
	walked, err := w.walked(ctx)
	if err != nil {
		return nil, err
	}
	sums := map[Affected]uint64{}
	for _, s := range standings {
		if s.Step != journey.KeptOut {
			sums[w.becomes(walked[s.Definition], s, version)] += s.Members
		}
	}
	var all []Affected
	for a, members := range sums {
		a.Members = members
		all = append(all, a)
	}
	place := func(step string) int {
		if at := slices.IndexFunc(w.journey.Steps, func(s journey.Step) bool { return s.Name == step }); at >= 0 {
			return at
		}
		return len(w.journey.Steps)
	}
	slices.SortFunc(all, func(a, b Affected) int {
		return cmp.Or(cmp.Compare(place(a.Step), place(b.Step)), cmp.Compare(a.Step, b.Step), cmp.Compare(a.Becomes, b.Becomes))
	})
	return all, nil
}

// becomes is what becomes of who stands on a step of a version.
func (w *Walker) becomes(walks *journey.Journey, s placed, version string) Affected {
	a := Affected{Step: s.Step, Becomes: Unchanged}
	if s.Definition == version {
		return a
	}
	if to, moves := w.journey.Migrate[s.Step]; moves {
		a.Becomes, a.To = Moves, journey.Destination(to)
		return a
	}
	is := stepNamed(w.journey, s.Step)
	switch {
	case is == nil:
		a.Becomes = Dropped
	case walks == nil || !reflect.DeepEqual(is, stepNamed(walks, s.Step)):
		a.Becomes = Changed
	}
	return a
}

func stepNamed(j *journey.Journey, name string) *journey.Step {
	if at := slices.IndexFunc(j.Steps, func(s journey.Step) bool { return s.Name == name }); at >= 0 {
		return &j.Steps[at]
	}
	return nil
}

// walked are the versions that anybody ever walked.
func (w *Walker) walked(ctx context.Context) (map[string]*journey.Journey, error) {
	var kept []struct {
		Definition string `ch:"definition"`
		Text       string `ch:"text"`
	}
	if err := definitionsScript.Select(ctx, w.db, &kept, tickKey{w.brand.Name, w.journey.Name}); err != nil {
		return nil, err
	}
	all := map[string]*journey.Journey{}
	for _, k := range kept {
		j := &journey.Journey{}
		if err := json.Unmarshal([]byte(k.Text), j); err != nil {
			return nil, fmt.Errorf("version %s of the journey %s: %w", k.Definition, w.journey.Name, err)
		}
		all[k.Definition] = j
	}
	return all, nil
}
