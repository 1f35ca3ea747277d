package studio_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/journey"
	"regulars/internal/seed"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

func journeyOf(name, after string, sends ...string) string {
	text := fmt.Sprintf("journeys:\n  - name: %s\n    enter: {enters: [new]}\n    steps:\n", name)
	for i, campaign := range sends {
		text += fmt.Sprintf("      - {name: step%d, after: %s, send: %s}\n", i, after, campaign)
	}
	return text
}

func stepOf(name, journey, text string) string {
	return fmt.Sprintf("campaigns:\n  - name: %s\n    audience: {journey: %s}\n    channels: [edm]\n    templates: {edm: {subject: Hello, text: %q}}\n", name, journey, text)
}

// path saves and approves a journey.
func (d desk) path(name, text string, base uint32) studio.Version {
	d.t.Helper()
	v := studio.Version{Name: name, Document: text, By: "mei"}
	var err error
	v.Number, err = studio.Journeys.Save(d.t.Context(), d.db, brand, v, base)
	require.NoError(d.t, err)
	if text != "" {
		d.sayJourney(v, studio.Approved)
	}
	return v
}

func (d desk) sayJourney(v studio.Version, verdict string) {
	d.t.Helper()
	require.NoError(d.t, studio.Journeys.Say(d.t.Context(), d.db, brand, studio.Review{Name: v.Name, Number: v.Number, Mark: v.Mark(), Verdict: verdict, By: "jun"}))
}

// A journey of the console takes effect when it is approved, stands still until its messages are
// approved, too, and lives in one place.
func TestJourneysOfTheConsole(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	first := studio.Version{Name: "second", Document: journeyOf("second", "7d", "care"), By: "mei"}
	var err error
	first.Number, err = studio.Journeys.Save(t.Context(), d.db, brand, first, 0)
	require.NoError(t, err)
	require.Empty(t, d.brand(teaBrand()).Journeys, "nobody has approved it")

	// What its steps send can be saved meanwhile, and is none of the brand's yet.
	_, _, err = studio.Check(t.Context(), d.db, teaBrand(), "x", stepOf("care", "second", "one"))
	require.ErrorContains(t, err, `the brand has no journey "second"`)
	with, c, err := studio.CheckSaved(t.Context(), d.db, teaBrand(), "x", stepOf("care", "second", "one"))
	require.NoError(t, err)
	require.Equal(t, "care", c.Name)
	require.NotNil(t, with.Journey("second"))
	_, _, err = studio.CheckSaved(t.Context(), d.db, teaBrand(), "x", stepOf("other", "second", "one"))
	require.ErrorContains(t, err, `the brand has no journey "second"`)

	file := teaBrand("hello")
	d.sayJourney(first, studio.Approved)
	w := d.brand(file)
	require.Equal(t, map[string]uint32{"second": 1}, w.Paths)
	require.True(t, w.Journey("second").Paused, "its message isn't there")
	require.Equal(t, map[string][]string{"second": {"care"}}, w.Waiting)
	require.Empty(t, file.Journeys, "the config's brand stays as it is")

	d.say(d.save("care", stepOf("care", "second", "one"), 0), studio.Approved)
	w = d.brand(file)
	require.Empty(t, w.Troubles)
	require.False(t, w.Journey("second").Paused)
	require.Equal(t, "one", textOf(w.Brand, "care"))

	second := studio.Version{Name: "second", Document: journeyOf("second", "3d", "care"), By: "mei"}
	second.Number, err = studio.Journeys.Save(t.Context(), d.db, brand, second, 1)
	require.NoError(t, err)
	require.Equal(t, "7d", d.brand(file).Journey("second").Steps[0].After, "the approved one goes on")
	d.sayJourney(second, studio.Rejected)
	require.Equal(t, "7d", d.brand(file).Journey("second").Steps[0].After)
	d.sayJourney(second, studio.Approved)
	require.Equal(t, "3d", d.brand(file).Journey("second").Steps[0].After)
	_, err = studio.Journeys.Save(t.Context(), d.db, brand, second, 1)
	require.ErrorIs(t, err, studio.ErrMeanwhile)

	file.Journeys = []journey.Journey{{Name: "second", Steps: []journey.Step{{Name: "only", After: "9d", Send: "hello"}}}}
	w = d.brand(file)
	require.Equal(t, []any{true, "9d"}, []any{w.Journey("second").Paused, w.Journey("second").Steps[0].After})
	require.Empty(t, w.Paths)
	require.Contains(t, w.Troubles[0].Says, "stands in the config's file and on the console")
	require.Equal(t, "journey second", w.Troubles[0].Of())
	require.False(t, file.Journeys[0].Paused)
	file.Journeys = nil

	d.path("second", "", 2)
	w = d.brand(file)
	require.Nil(t, w.Journey("second"), "it left the console")
	require.Contains(t, w.Troubles[0].Says, `the brand has no journey "second"`)
}

// A run that was planned keeps its campaign's version, also where a version of the journey is
// approved meanwhile by which no step sends it, or the journey leaves the console.
func TestRunsKeepTheirVersionWhenTheJourneyChanges(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	d.path("second", journeyOf("second", "7d", "care", "offer"), 0)
	d.say(d.save("care", stepOf("care", "second", "one"), 0), studio.Approved)
	d.say(d.save("offer", stepOf("offer", "second", "two"), 0), studio.Approved)
	text := func(day string) string {
		b, c, err := studio.ForRun(t.Context(), d.db, teaBrand(), ledger.Run{Brand: brand, Campaign: "offer", Date: regulars.BusinessDate("2026-11-" + day)})
		var unfit *studio.Unfit
		if errors.As(err, &unfit) {
			return "unfit"
		}
		require.NoError(t, err)
		require.Equal(t, c, must(b.Campaign("offer")))
		return c.Templates["edm"].Text
	}
	require.Equal(t, "two", text("20"))
	d.path("second", journeyOf("second", "7d", "care"), 1)
	require.Equal(t, "two", text("20"))
	require.Equal(t, "unfit", text("21"), "nobody comes to its step any more")
	d.path("second", "", 2)
	require.Equal(t, "two", text("20"))
}

func must(c *config.Campaign, err error) *config.Campaign {
	if err != nil {
		panic(err)
	}
	return c
}

// A campaign and a journey of one name are two things: whatever is done to one, the other stays
// as it is.
func TestKindsAreApart(t *testing.T) {
	d, random := desk{t, schematest.Open(t)}, rand.New(rand.NewPCG(seed.New(t), 0))
	texts := map[studio.Kind]func(string) string{
		studio.Campaigns: func(text string) string { return document("a", text) },
		studio.Journeys:  func(text string) string { return journeyOf("a", text, "of-"+text) },
	}
	kinds := []studio.Kind{studio.Campaigns, studio.Journeys}
	newest, live := map[studio.Kind]studio.Version{}, map[studio.Kind]string{}
	for step := range 14 {
		kind := kinds[random.IntN(2)]
		if step < 2 {
			kind = kinds[step] // both are there
		}
		v, says := newest[kind], fmt.Sprint(1+step, "d")
		switch dice := random.IntN(6); {
		case step < 2 || v.Gone() || dice < 2:
			next := studio.Version{Name: "a", Document: texts[kind](says), By: "mei"}
			var err error
			next.Number, err = kind.Save(t.Context(), d.db, brand, next, v.Number)
			require.NoError(t, err)
			newest[kind] = next
		case dice < 3:
			n, err := kind.Save(t.Context(), d.db, brand, studio.Version{Name: "a", By: "mei"}, v.Number)
			require.NoError(t, err)
			newest[kind] = studio.Version{Name: "a", Number: n}
			delete(live, kind)
		default:
			require.NoError(t, kind.Say(t.Context(), d.db, brand, studio.Review{Name: "a", Number: v.Number, Mark: v.Mark(), Verdict: studio.Approved, By: "jun"}))
			live[kind] = v.Document
		}
		w, got := d.brand(teaBrand()), map[studio.Kind]string{}
		for _, c := range w.Campaigns {
			got[studio.Campaigns] = texts[studio.Campaigns](c.Templates["edm"].Text)
		}
		for _, j := range w.Journeys {
			got[studio.Journeys] = texts[studio.Journeys](j.Steps[0].After)
		}
		require.Equal(t, live, got, "step %d", step)
		for _, kind := range kinds {
			versions, err := kind.Versions(t.Context(), d.db, brand, "")
			require.NoError(t, err)
			require.Equal(t, newest[kind].Number, uint32(len(versions)), kind)
		}
	}
}
