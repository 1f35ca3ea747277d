package studio_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/journey"
	"regulars/internal/seed"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

const brand = "tea"

func document(name, text string) string {
	return fmt.Sprintf("campaigns:\n  - name: %s\n    audience: {enters: [sleep]}\n    channels: [edm]\n    templates: {edm: {subject: Hello, text: %q}}\n", name, text)
}

func teaBrand(campaigns ...string) *config.Brand {
	b := &config.Brand{Name: brand, Channels: map[string]*config.Channel{"edm": {Provider: "smtp"}}}
	for _, name := range campaigns {
		b.Campaigns = append(b.Campaigns, config.Campaign{Name: name, Channels: []string{"edm"}})
	}
	return b.WithDefaults()
}

type desk struct {
	t  *testing.T
	db *schema.DB
}

func (d desk) save(name, text string, base uint32) studio.Version {
	d.t.Helper()
	v := studio.Version{Name: name, Document: text, By: "mei", Note: "why\nnot"}
	n, err := studio.Campaigns.Save(d.t.Context(), d.db, brand, v, base)
	require.NoError(d.t, err)
	v.Number = n
	return v
}

func (d desk) say(v studio.Version, verdict string) {
	d.t.Helper()
	require.NoError(d.t, studio.Campaigns.Say(d.t.Context(), d.db, brand, studio.Review{Name: v.Name, Number: v.Number, Mark: v.Mark(), Verdict: verdict, By: "jun"}))
}

func (d desk) brand(b *config.Brand) studio.Whole {
	d.t.Helper()
	w, err := studio.Brand(d.t.Context(), d.db, b)
	require.NoError(d.t, err)
	return w
}

func textOf(b *config.Brand, name string) string {
	c, err := b.Campaign(name)
	if err != nil {
		return ""
	}
	return c.Templates["edm"].Text
}

// A version takes effect when it is approved; one that is saved later waits, and the approved
// one goes on. What was looked at is what is approved.
func TestApprovedVersionsTakeEffect(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	first := d.save("wake-up", document("wake-up", `one "1" \ `+"\t\n二"), 0)
	require.Empty(t, d.brand(teaBrand()).Campaigns, "nobody has approved it")
	d.say(first, studio.Approved)
	w := d.brand(teaBrand("hello"))
	require.Len(t, w.Campaigns, 2)
	require.Equal(t, "one \"1\" \\ \t\n二", textOf(w.Brand, "wake-up"))
	require.Equal(t, map[string]uint32{"wake-up": 1}, w.Console)
	require.Empty(t, w.Troubles)

	second := d.save("wake-up", document("wake-up", "two"), first.Number)
	require.Contains(t, textOf(d.brand(teaBrand()).Brand, "wake-up"), "one", "the approved one goes on")
	d.say(second, studio.Rejected)
	require.Contains(t, textOf(d.brand(teaBrand()).Brand, "wake-up"), "one")
	for _, r := range []studio.Review{
		{Name: "wake-up", Number: 1, Mark: first.Mark()}, {Name: "wake-up", Number: 2, Mark: first.Mark()}, {Name: "wake-up", Number: 3, Mark: second.Mark()}, {Name: "other", Number: 1},
	} {
		r.Verdict = studio.Approved
		require.ErrorIs(t, studio.Campaigns.Say(t.Context(), d.db, brand, r), studio.ErrStale, "%+v", r)
	}
	d.say(second, studio.Approved)
	require.Equal(t, "two", textOf(d.brand(teaBrand()).Brand, "wake-up"))

	versions, err := studio.Campaigns.Versions(t.Context(), d.db, brand, "wake-up")
	require.NoError(t, err)
	require.Len(t, versions, 2)
	require.Equal(t, []string{"mei", "why\nnot", "jun", studio.Approved, second.Document}, []string{versions[0].By, versions[0].Note, versions[0].Reviewer, versions[0].Verdict, versions[0].Document})
	require.Equal(t, uint32(2), studio.Live(versions).Number)

	d.save("wake-up", "", 2)
	require.Empty(t, d.brand(teaBrand()).Campaigns, "it left the console")
	third := d.save("wake-up", document("wake-up", "two"), 3)
	require.Empty(t, d.brand(teaBrand()).Campaigns, "what was approved before it left doesn't come back by itself")
	d.say(third, studio.Approved)
	require.Equal(t, uint32(4), d.brand(teaBrand()).Console["wake-up"])
	require.Empty(t, d.brand(&config.Brand{Name: "coffee"}).Campaigns, "of another brand")
}

// An approval holds for the very text that was looked at.
func TestChangedTextIsNotApproved(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	v := d.save("wake-up", document("wake-up", "one"), 0)
	d.say(v, studio.Approved)
	require.NoError(t, schematest.Connect(t, d.db).Exec(t.Context(), "ALTER TABLE campaign_versions UPDATE document = replaceOne(document, 'one', 'another') WHERE 1 SETTINGS mutations_sync = 1"))
	require.Empty(t, d.brand(teaBrand()).Campaigns)
}

// Of people who save at once one is refused; nobody's text takes another's place silently.
func TestOneSavesANumber(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	d.save("wake-up", document("wake-up", "base"), 0)
	var group sync.WaitGroup
	errs := make([]error, 6)
	for i := range errs {
		group.Go(func() {
			_, errs[i] = studio.Campaigns.Save(t.Context(), d.db, brand, studio.Version{Name: "wake-up", Document: document("wake-up", fmt.Sprint("text ", i))}, 1)
		})
	}
	group.Wait()
	won := -1
	for i, err := range errs {
		if err == nil {
			require.Equal(t, -1, won, "two saved version 2")
			won = i
			continue
		}
		require.ErrorIs(t, err, studio.ErrMeanwhile)
	}
	versions, err := studio.Campaigns.Versions(t.Context(), d.db, brand, "wake-up")
	require.NoError(t, err)
	require.Len(t, versions, 2)
	require.Equal(t, document("wake-up", fmt.Sprint("text ", won)), versions[0].Document)
	_, err = studio.Campaigns.Save(t.Context(), d.db, brand, studio.Version{Name: "wake-up", Document: "late"}, 1)
	require.ErrorIs(t, err, studio.ErrMeanwhile)
	_, err = studio.Campaigns.Save(t.Context(), d.db, brand, studio.Version{Name: "wake-up", Document: "ahead"}, 7)
	require.ErrorIs(t, err, studio.ErrMeanwhile)
	_, err = studio.Campaigns.Save(t.Context(), d.db, brand, studio.Version{Name: "big", Document: strings.Repeat("x", studio.MaxDocument+1)}, 0)
	require.ErrorContains(t, err, "shorten its texts")
}

// A campaign lives in one place; one that no longer fits its brand takes no part, and stops
// no other.
func TestTroubles(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	for _, name := range []string{"wake-up", "twice"} {
		d.say(d.save(name, document(name, "x"), 0), studio.Approved)
	}
	d.say(d.save("sms", strings.ReplaceAll(document("sms", "x"), "edm: {subject: Hello, ", "sms: {"), 0), studio.Approved)
	d.say(d.save("named", document("other", "x"), 0), studio.Approved)
	w := d.brand(teaBrand("twice", "hello"))
	require.Equal(t, map[string]uint32{"wake-up": 1}, w.Console)
	names := []string{}
	for _, c := range w.Campaigns {
		names = append(names, c.Name)
	}
	require.ElementsMatch(t, []string{"hello", "wake-up"}, names)
	says := map[string]string{}
	for _, trouble := range w.Troubles {
		says[trouble.Campaign] = trouble.Says
	}
	require.Len(t, says, 3)
	require.Contains(t, says["twice"], "remove it from the file, or take it off the console")
	require.Contains(t, says["sms"], "channels")
	require.Contains(t, says["named"], "it is named other")
	for name, says := range says {
		_, _, err := studio.ForRun(t.Context(), d.db, teaBrand("twice", "hello"), ledger.Run{Brand: brand, Campaign: name, Date: "2026-11-20"})
		var unfit *studio.Unfit
		require.ErrorAs(t, err, &unfit)
		require.Equal(t, says, err.Error())
	}
}

// A run keeps the version that it was planned with, whatever is approved, removed or moved to
// the file since; a resend is sent as the run was, and a tick's run has a version of its own.
func TestRunsKeepTheirVersion(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	run := ledger.Run{Brand: brand, Campaign: "wake-up", Date: "2026-11-20"}
	text := func(run ledger.Run, b *config.Brand) string {
		t.Helper()
		with, c, err := studio.ForRun(t.Context(), d.db, b, run)
		require.NoError(t, err)
		found, err := with.Campaign(run.Campaign)
		require.NoError(t, err)
		require.Same(t, c, found)
		return c.Templates["edm"].Text
	}
	_, _, err := studio.ForRun(t.Context(), d.db, teaBrand("hello"), run)
	var unfit *studio.Unfit
	require.True(t, errors.As(err, &unfit))
	require.ErrorContains(t, err, `no campaign "wake-up"`)

	one := d.save("wake-up", document("wake-up", "one"), 0)
	d.say(one, studio.Approved)
	require.Equal(t, "one", text(run, teaBrand()))
	two := d.save("wake-up", document("wake-up", "two"), 1)
	d.say(two, studio.Approved)
	require.Equal(t, "one", text(run, teaBrand()), "it was planned with it")
	again, tick, next := run, run, run
	again.Campaign, tick.Campaign, next.Date = "wake-up#2", "wake-up#t20261120-100000", "2026-11-21"
	require.Equal(t, "one", text(again, teaBrand()))
	require.Equal(t, "two", text(tick, teaBrand()))
	require.Equal(t, "two", text(next, teaBrand()))
	d.save("wake-up", "", 2)
	require.Equal(t, "one", text(run, teaBrand()), "it left the console")
	require.Equal(t, "one", text(run, teaBrand("wake-up")), "it stands in the file now")
	other := ledger.Run{Brand: brand, Campaign: "wake-up", Date: "2026-11-22"}
	require.Empty(t, text(other, teaBrand("wake-up")))
	number, _, err := studio.Pinned(t.Context(), d.db, other)
	require.NoError(t, err)
	require.Zero(t, number, "a run of the file's campaign has no version")
}

// Whatever people do in whichever order, what nights plan with is what a plain reading of the
// protocol says.
func TestLiveEqualsThePlainReading(t *testing.T) {
	d, random := desk{t, schematest.Open(t)}, rand.New(rand.NewPCG(seed.New(t), 0))
	newest, live := map[string]studio.Version{}, map[string]string{}
	names := []string{"a", "b", "c"}
	newest["a"] = d.save("a", document("a", "first"), 0)
	d.say(newest["a"], studio.Approved)
	require.Equal(t, "first", textOf(d.brand(teaBrand()).Brand, "a"))
	live["a"] = "first"
	for step := range 40 {
		name := names[random.IntN(len(names))]
		v, some := newest[name]
		switch dice := random.IntN(10); {
		case !some || v.Gone() || dice < 4:
			newest[name] = d.save(name, document(name, fmt.Sprint("step ", step)), v.Number)
		case dice < 5:
			newest[name] = d.save(name, "", v.Number)
			delete(live, name)
		case dice < 8:
			d.say(v, studio.Approved)
			c, err := teaBrand().ReadCampaign("x", []byte(v.Document))
			require.NoError(t, err)
			live[name] = c.Templates["edm"].Text
		default:
			d.say(v, studio.Rejected)
			versions, err := studio.Campaigns.Versions(t.Context(), d.db, brand, name)
			require.NoError(t, err)
			delete(live, name)
			for _, older := range versions[1:] { // by hand: the newest approved one behind the last removal
				if older.Gone() {
					break
				}
				if older.Verdict == studio.Approved {
					c, err := teaBrand().ReadCampaign("x", []byte(older.Document))
					require.NoError(t, err)
					live[name] = c.Templates["edm"].Text
					break
				}
			}
		}
		w := d.brand(teaBrand())
		got := map[string]string{}
		for _, c := range w.Campaigns {
			got[c.Name] = c.Templates["edm"].Text
		}
		require.Equal(t, live, got, "step %d", step)
		all, err := studio.Campaigns.Versions(t.Context(), d.db, brand, "")
		require.NoError(t, err)
		for _, name := range names {
			of := slices.DeleteFunc(slices.Clone(all), func(v studio.Version) bool { return v.Name != name })
			require.Equal(t, live[name] != "", studio.Live(of) != nil, name)
		}
	}
}

// A journey stands still while a campaign that one of its steps sends takes no part: on the
// console nobody has approved it, or it stands in two places.
func TestJourneysWaitForTheirCampaigns(t *testing.T) {
	d := desk{t, schematest.Open(t)}
	of := func(messages string, paused bool, inFile ...string) *config.Brand {
		b := teaBrand(inFile...)
		for i := range b.Campaigns {
			b.Campaigns[i].Audience.Journey = "second"
		}
		b.Journeys = []journey.Journey{
			{Name: "first", Steps: []journey.Step{{Name: "only", Send: "hello"}}},
			{Name: "second", Messages: messages, Paused: paused, Steps: []journey.Step{{Name: "care", Send: "care"}, {Name: "wait", After: "3d"}, {Name: "offer", Send: "offer"}}},
		}
		return b.WithDefaults()
	}
	step := func(name string) string {
		return strings.ReplaceAll(document(name, name), "{enters: [sleep]}", "{journey: second}")
	}
	stands := func(b *config.Brand) []string {
		w := d.brand(b)
		require.Equal(t, len(w.Waiting["second"]) > 0 || b.Journeys[1].Paused, w.Journey("second").Paused)
		require.False(t, w.Journey("first").Paused)
		require.NotContains(t, w.Waiting, "first")
		return w.Waiting["second"]
	}
	b := of(journey.OfConsole, false)
	require.Equal(t, []string{"care", "offer"}, stands(b))
	require.False(t, b.Journeys[1].Paused, "the config's brand stays as it is")
	require.Empty(t, stands(of("", false)), "of the file; its reader asks for them")
	require.Empty(t, stands(of(journey.OfConsole, true)), "it is paused anyway, which is nobody's trouble")
	require.Empty(t, d.brand(of(journey.OfConsole, true)).Troubles)
	require.Equal(t, []string{"offer"}, stands(of(journey.OfConsole, false, "care")), "the file has the other")

	care := d.save("care", step("care"), 0)
	require.Equal(t, []string{"care", "offer"}, stands(b), "it waits for approval")
	d.say(care, studio.Approved)
	d.say(d.save("offer", step("offer"), 0), studio.Approved)
	w := d.brand(b)
	require.Empty(t, stands(b))
	require.Empty(t, w.Troubles)
	require.Equal(t, map[string]uint32{"care": 1, "offer": 1}, w.Console)
	_, c, err := studio.ForRun(t.Context(), d.db, b, ledger.Run{Brand: brand, Campaign: "care", Date: "2026-11-20"})
	require.NoError(t, err)
	require.Equal(t, "second", c.Audience.Journey)

	require.Equal(t, []string{"care"}, stands(of(journey.OfConsole, false, "care")), "it stands in both places")
	d.save("offer", "", 1)
	require.Equal(t, []string{"offer"}, stands(b), "it left the console")
	require.Contains(t, d.brand(b).Troubles[0].Says, "the journey second stands still: a step sends the campaign offer, of which the console has no approved version")
	require.Len(t, d.brand(of("", false)).Troubles, 2, "care no longer fits: the file says that the journey's are its own")
}
