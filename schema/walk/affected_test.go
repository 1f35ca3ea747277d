package walk_test

import (
	"encoding/json"
	"slices"

	"github.com/stretchr/testify/require"

	"regulars/config/journey"
	"regulars/schema/walk"
)

// affects says what becomes of each member who stands on a step once the journey is another one.
func (w *world) affects(p *plainWalker, next *journey.Journey) {
	w.t.Helper()
	version := func(j *journey.Journey) string {
		v, err := j.Version()
		require.NoError(w.t, err)
		return v
	}
	text := func(j *journey.Journey, step string) string {
		for _, s := range j.Steps {
			if s.Name == step {
				all, err := json.Marshal(s)
				require.NoError(w.t, err)
				return string(all)
			}
		}
		return ""
	}
	want := map[walk.Affected]int{}
	for _, e := range p.entries {
		if e.place == "" || e.place == journey.KeptOut {
			continue
		}
		a := walk.Affected{Step: e.place, Becomes: walk.Unchanged}
		to, named := next.Migrate[e.place]
		switch was, is := text(e.walks, e.place), text(next, e.place); {
		case version(e.walks) == version(next):
		case named && to == journey.End:
			a.Becomes = walk.Moves
		case named:
			a.Becomes, a.To = walk.Moves, to
		case is == "":
			a.Becomes = walk.Dropped
		case is != was:
			a.Becomes = walk.Changed
		}
		want[a]++
	}
	affected, err := w.walker(next).Affects(w.t.Context())
	require.NoError(w.t, err)
	got := map[walk.Affected]int{}
	for _, a := range affected {
		members := int(a.Members)
		a.Members = 0
		got[a] = members
	}
	require.Equal(w.t, want, got)
	require.True(w.t, slices.IsSortedFunc(affected, func(a, b walk.Affected) int { return place(next, a.Step) - place(next, b.Step) }))
}

// place is where a step stands; those of earlier versions come last.
func place(j *journey.Journey, step string) int {
	for i := range j.Steps {
		if j.Steps[i].Name == step {
			return i
		}
	}
	return len(j.Steps)
}
