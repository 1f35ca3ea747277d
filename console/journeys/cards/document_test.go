package cards_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/config/written"
	"regulars/console/journeys/cards"
	"regulars/console/page"
	"regulars/console/words"
	"regulars/internal/fill"
	"regulars/internal/seed"
	"regulars/internal/submit"
	"regulars/present"
)

// some is a random journey that says one of the things of which there is one: what its texts hold
// is for the rules to judge, and nothing of it may be lost.
func some(random *rand.Rand) journey.Journey {
	var j journey.Journey
	fill.Some(random, &j)
	j.Name = "some"
	is, event := j.Enter.Is, j.Event
	j.Event = journey.Event{}
	if fill.OneMoment(random, &j.Enter); random.IntN(5) == 0 {
		j.Enter, j.Event = audience.Audience{Is: is, Where: j.Enter.Where, Tags: j.Enter.Tags}, event
		j.Event.Type, j.Event.With = "checkout_started", map[string]string{"page.kind": "cart", "a": "b=c"}
	}
	j.Migrate = map[string]string{"a": "b", "c": journey.End}
	for i := range j.Steps {
		s := &j.Steps[i]
		one, way := *s, random.IntN(4)
		s.After, s.On, s.Until, s.AtMost, s.Send, s.Ways, s.Split = "", "", journey.Condition{}, "", "", nil, nil
		switch random.IntN(4) {
		case 0:
			s.After = fill.Texts[random.IntN(len(fill.Texts))]
		case 1:
			s.On, s.AtMost = "expected_purchase-3d", "24h"
		case 2:
			s.Until, s.AtMost = one.Until, "7d"
			s.Until.Bought = true
		}
		switch way {
		case 0:
			s.Send = one.Send
		case 1:
			s.Ways = append(one.Ways, journey.Way{Then: "x"})
		case 2:
			s.Split, s.Then = append(one.Split, journey.Branch{Weight: 0.5, Then: "x"}), ""
		}
	}
	return j
}

// shown is a page of a document, as HTML.
func shown(t *testing.T, document string, names *present.Names) string {
	t.Helper()
	fields, ok := cards.Fields(document)
	require.True(t, ok, document)
	j, _ := written.ReadJourney(document)
	j.Enter.Resolve()
	made := cards.New(cards.Asked{Words: words.Of(names), Names: names, Journey: &j, Fields: fields, Mistakes: map[string][]string{}, Lists: []string{"meta"}, Focus: -1})
	text, err := page.Part("journey-form", made)
	require.NoError(t, err)
	return `<form class="write">` + string(text) + "</form>"
}

// A journey that is shown as a form and sent back untouched is the very same document; where one
// field is changed, it is the same but for that one. Every key has a control or goes along.
func TestFormKeepsTheJourney(t *testing.T) {
	random := rand.New(rand.NewPCG(seed.New(t), 0))
	for range 60 {
		want := some(random)
		document, err := written.Journey(want)
		require.NoError(t, err)
		document += "# why\n"
		sent := submit.Form(t, shown(t, document, &present.English))
		require.Equal(t, document, cards.Lay(document, sent, "look").Document)

		fields, _ := cards.Fields(document)
		for path := range fields {
			_, whole := sent[path]
			require.True(t, whole || sent.Has(path+"~n"), "%s has no control and doesn't go along", path)
		}
		sent.Set("paused", "true")
		sent.Set("holdout~n", "12.5")
		want.Paused, want.Holdout = true, 0.125
		got, ok := written.ReadJourney(cards.Lay(document, sent, "look").Document)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
}
