package studio

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/console/form"
	"regulars/console/words"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/schema/studio"
	"regulars/schema/view"
)

// asked is a visitor of English pages who may do everything, at noon in Taipei on a Wednesday.
func asked() *Asked {
	names := &present.English
	zone := time.FixedZone("Taipei", 8*3600)
	return &Asked{
		T: TextOf(names), Words: words.Of(names), Names: names, Root: "/b/tea/studio", Campaigns: "/b/tea/campaigns", Who: "mei", Edits: true, Decides: true, Date: "2026-11-24",
		File:  &config.Brand{Name: "tea", Zone: zone, Language: "en", Currency: "TWD", Channels: map[string]*config.Channel{"edm": {}, "sms": {Price: "0.85"}}},
		Stamp: func(at time.Time) string { return at.Format("2006-01-02") }, Now: time.Date(2026, 11, 25, 12, 0, 0, 0, zone),
	}
}

// A difference shows what was added and removed, with three lines on both sides of it, and … for
// what is left out between two places.
func TestDifference(t *testing.T) {
	lines := func(from, to int) (all []string) {
		for i := from; i <= to; i++ {
			all = append(all, fmt.Sprint(i))
		}
		return all
	}
	text := func(parts ...[]string) (all string) {
		for _, part := range parts {
			all += strings.Join(part, "\n") + "\n"
		}
		return all
	}
	shown := func(before, after string) (all []string) {
		for _, line := range Difference(before, after) {
			all = append(all, line.Sign+line.Text)
		}
		return all
	}
	ten := text(lines(1, 10))
	require.Empty(t, shown(ten, ten))
	require.Equal(t, []string{"+a", "+b"}, shown("", "a\nb\n"))
	require.Equal(t, []string{"-a", "-b"}, shown("a\nb\n", ""))
	require.Equal(t, []string{" a", "-b", "+x", " c"}, shown("a\nb\nc", "a\nx\nc"), "what was there comes first")
	require.Equal(t, []string{" 2", " 3", " 4", "-5", " 6", " 7", " 8", "…"}, shown(ten, text(lines(1, 4), lines(6, 10))))
	require.Equal(t, []string{"-1", " 2", " 3", " 4", "…", " 17", " 18", " 19", "+x", " 20"},
		shown(text(lines(1, 20)), text(lines(2, 19), []string{"x"}, lines(20, 20))))
	require.Equal(t, []string{"+x", " a", " b"}, shown("a\nb", "x\na\nb"), "the most lines that both have stay")
	require.Equal(t, []string{"-b", " a", "+b"}, shown("b\na", "a\nb"))

	most := text(lines(1, mostLines))
	require.Len(t, shown(most, text([]string{"x"}, lines(2, mostLines))), 6, "-, +, three lines and …")
	require.Len(t, shown(most+"x\n", most), 2*mostLines+1, "a longer one isn't compared")
	require.Len(t, shown(most, most+"x\n"), 2*mostLines+1)
}

// A campaign's next sends follow the schedule of its brand's nights and its own days; one that
// no night plans says why.
func TestNextSends(t *testing.T) {
	nightly := config.Schedule{Cron: "0 3 * * *"}
	tokyo := config.Schedule{Cron: "0 3 * * *", Zone: time.FixedZone("Tokyo", 9*3600)}
	first := func(clock string) string { return "Thu 2026-11-26 " + clock + ", of the business date 2026-11-25" }
	for name, c := range map[string]struct {
		schedule config.Schedule
		campaign config.Campaign
		lead     string
		first    string // the first of the sends
		sends    int
	}{
		"each night":                 {nightly, config.Campaign{}, "", first("03:00"), 5},
		"a schedule of another zone": {tokyo, config.Campaign{}, "", first("02:00"), 5},
		"later on the day":           {nightly, config.Campaign{SendAt: "10:00"}, "", first("10:00"), 5},
		"an hour that is over":       {nightly, config.Campaign{SendAt: "02:00"}, "", first("03:00"), 5},
		"at each one's hour":         {nightly, config.Campaign{SendAt: config.BestHour}, "", "from Thu 2026-11-26 03:00 on, each member at their own hour, of the business date 2026-11-25", 5},
		"after a word":               {nightly, config.Campaign{Approve: true}, "Each waits until a person approves it.", first("03:00"), 5},
		"on Mondays":                 {nightly, config.Campaign{On: []string{"mon"}}, "", "Mon 2026-11-30 03:00, of the business date 2026-11-29", 5},
		"on one day":                 {nightly, config.Campaign{On: []string{"2026-12-24"}}, "", "Thu 2026-12-24 03:00, of the business date 2026-12-23", 1},
		"on a day gone by":           {nightly, config.Campaign{On: []string{"2026-11-01"}, Approve: true}, "No night of the schedule falls on its days.", "", 0},
		"paused":                     {nightly, config.Campaign{Paused: true}, "It is paused: no night plans it.", "", 0},
		"of a journey":               {nightly, config.Campaign{Audience: audience.Audience{Journey: "wake-up"}}, "It goes when a member comes to its step of the journey wake-up.", "", 0},
		"no schedule":                {config.Schedule{}, config.Campaign{}, "No schedule starts the brand's nights: it goes when somebody runs one.", "", 0},
		"no such schedule":           {config.Schedule{Cron: "daily"}, config.Campaign{}, "No schedule starts the brand's nights: it goes when somebody runs one.", "", 0},
		"a schedule of no day":       {config.Schedule{Cron: "0 3 30 2 *"}, config.Campaign{}, "No night of the schedule falls on its days.", "", 0},
	} {
		a := asked()
		a.File.Schedule = c.schedule
		lead, next := a.next(&c.campaign)
		require.Equal(t, c.lead, lead, name)
		require.Len(t, next, c.sends, name)
		if c.sends > 0 {
			require.Equal(t, c.first, next[0], name)
		}
	}
	a := asked()
	a.File.Zone, a.File.Schedule = nil, nightly
	_, next := a.next(&config.Campaign{})
	require.Equal(t, first("03:00"), next[0], "a brand without a zone is in UTC")
}

// The last nights are bars at their dates, the newest first, as high as what each planned next to
// the largest; one that planned few is seen all the same.
func TestNightsAreDrawn(t *testing.T) {
	date := func(day int) time.Time { return time.Date(2026, 11, day, 0, 0, 0, 0, time.UTC) }
	var drawn Times
	a := asked()
	a.draw(&drawn, "hello", nil, "2026-11-24")
	require.Equal(t, Times{}, drawn)
	a.draw(&drawn, "hello", []view.CampaignNight{{Date: date(20), Planned: 1, Sent: 1}, {Date: date(22), Planned: 500, Failed: 2, LeftOut: 60, KeptOut: 50}, {Date: date(24), Planned: 2000, Sent: 1990}}, "2026-11-24")
	require.Equal(t, "1–2,000 members planned on a night", drawn.Usual)
	require.Equal(t, []Night{
		{Date: "2026-11-24", URL: "/b/tea/campaigns/hello/2026-11-24", Planned: "2,000", Sent: "1,990", Failed: "0", LeftOut: "0", KeptOut: "0", X: 290, Top: 0, Bar: 100},
		{Date: "2026-11-22", URL: "/b/tea/campaigns/hello/2026-11-22", Planned: "500", Sent: "0", Failed: "2", LeftOut: "60", KeptOut: "50", X: 270, Top: 75, Bar: 25},
		{Date: "2026-11-20", URL: "/b/tea/campaigns/hello/2026-11-20", Planned: "1", Sent: "1", Failed: "0", LeftOut: "0", KeptOut: "0", X: 250, Top: 99, Bar: 1},
	}, drawn.Nights)
	a.draw(&drawn, "hello", []view.CampaignNight{{Date: date(20)}}, "2026-11-24")
	require.Equal(t, 1, drawn.Nights[3].Bar, "a night that planned nobody divides by nothing")
}

// The funnel goes from who matches over who leaves, those without consent first and those kept
// out last, to who gets it by which channel.
func TestFunnel(t *testing.T) {
	lines := []ledger.BooksLine{
		{State: ledger.DeliveryExcluded, Reason: "holdout", Members: 100}, {Channel: "edm", State: ledger.DeliveryPlanned, Members: 500}, {Channel: "sms", State: ledger.DeliverySent, Members: 200},
		{State: ledger.DeliveryExcluded, Reason: "no_address", Members: 40}, {State: ledger.DeliveryHeld, Reason: "quiet_hours", Members: 10}, {State: ledger.DeliveryExcluded, Reason: "no_consent", Members: 60},
		{State: ledger.DeliveryExcluded, Reason: "global_holdout", Members: 50}, {State: ledger.DeliveryExcluded, Reason: "cap", Members: 40},
	}
	looked := asked().funnel(lines, 7)
	var steps []string
	for _, s := range looked.Steps {
		kind := ""
		if s.Left {
			kind = "left "
		}
		if s.Channel {
			kind = "by "
		}
		steps = append(steps, fmt.Sprintf("%s%s %s of %d", kind, s.Name, s.Members, s.Width))
	}
	w := asked().Words
	require.Equal(t, []string{
		"match 1,000 of 100", "left " + w.ReasonName("no_consent") + " 60 of 6", "left " + w.ReasonName("no_address") + " 40 of 4", "left " + w.ReasonName("cap") + " 40 of 4", "left " + w.ReasonName("quiet_hours") + " 10 of 1",
		"left " + w.ReasonName("global_holdout") + " 50 of 5", "left " + w.ReasonName("holdout") + " 100 of 10", "get it 700 of 70", "by " + w.ChannelNames["edm"] + " 500 of 50", "by " + w.ChannelNames["sms"] + " 200 of 20",
	}, steps)
	require.Equal(t, "700", looked.Reached)
	require.Equal(t, "7 more match and got it before.", looked.Before)
	require.Contains(t, looked.Power, "100 are kept out", "who is kept out of all campaigns is none of this one's")
	none := asked().funnel(nil, 0)
	require.Equal(t, []string{"", ""}, []string{none.Before, none.Power})
	require.Zero(t, none.Steps[0].Width)
}

// A larger holdout shows a smaller difference; one too small to hold a buyer shows none.
func TestPowerOfAHoldout(t *testing.T) {
	a := asked()
	require.Empty(t, a.power(1000, 0))
	require.Contains(t, a.power(1000, 19), "too few to tell", "five in a hundred of 19 are nobody")
	points := 51
	for _, kept := range []uint64{100, 1000, 10000} {
		says := a.power(9*kept, kept)
		var now int
		_, err := fmt.Sscanf(strings.Split(says, "difference of ")[1], "%d points", &now)
		require.NoError(t, err, says)
		require.Less(t, now, points, says)
		points = now
	}
	require.Equal(t, 1, points)
}

// A member's message says who they are, by which channel in which words it goes, and what it
// costs; who may not decide sees no name and no address.
func TestMessagesOfMembers(t *testing.T) {
	a := asked()
	c := &config.Campaign{Name: "hello", Purpose: "service", Channels: []string{"edm", "sms"}, Templates: map[string]config.Template{"edm": {Subject: "Hi {{ member.name }}", Text: "Dear {{ member.name }}"}, "sms": {Text: "Hi"}}}
	plan := ledger.PlanOf(a.File, c, a.Date)
	sample := []ledger.Recipient{
		{Channel: "edm", Address: "ann@shop.test", Name: "Ann Lee", Stage: "active", Variant: "a"}, {Channel: "sms", Address: "+886912345678", Stage: "active", Language: "ja"},
		{Channel: "fax", Name: "Bob"},
	}
	c.Variants = []config.Variant{{Name: "a"}}
	seen := a.messages(a.File, c, plan, sample[:1])
	require.Equal(t, "Ann Lee", seen[0].Who)
	require.Equal(t, []string{"Hi Ann Lee", "Dear Ann Lee"}, []string{seen[0].Subject, strings.TrimSpace(seen[0].Text)})
	require.Equal(t, a.Words.ChannelNames["edm"]+" · "+a.Names.Stage("active")+" · a · en", seen[0].About)
	c.Variants = nil
	seen = a.messages(a.File, c, plan, sample[1:])
	require.Equal(t, present.NoValue, seen[0].Who, "nobody is called nothing")
	require.Equal(t, a.Words.ChannelNames["sms"]+" · "+a.Names.Stage("active")+" · ja", seen[0].About)
	require.Contains(t, seen[0].Size, "SMS parts: 1 ")
	require.Contains(t, seen[0].Size, "costs 0.85 TWD")
	require.Empty(t, seen[0].Wrong)
	require.Contains(t, seen[1].Wrong, "no channel fax")
	require.Empty(t, seen[1].Text)

	a.Decides = false
	c.Variants = []config.Variant{{Name: "a"}}
	hidden := a.messages(a.File, c, plan, sample[:1])
	require.NotContains(t, hidden[0].Who+hidden[0].Subject+hidden[0].Text, "Lee")
}

func TestTextsAreCutOff(t *testing.T) {
	long := strings.Repeat("茶", mostShown)
	require.Equal(t, long, short(long))
	require.Equal(t, long+"…", short(long+"茶"))
}

// A version waits until somebody says something of it; who looks at it sees how it differs from
// what takes effect, and may review the newest as long as it isn't approved.
func TestReviewed(t *testing.T) {
	at := time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)
	version := func(number uint32, document, verdict string) studio.Version {
		v := studio.Version{Name: "hello", Number: number, Document: document, By: "mei", At: at, Verdict: verdict}
		if verdict != "" {
			v.Reviewer, v.Reviewed = "lin", at
		}
		return v
	}
	newest, approved, first := version(3, "a: 3\n", ""), version(2, "a: 2\n", studio.Approved), version(1, "a: 1\n", studio.Rejected)
	first.Review, newest.Note = "no", "larger"
	all := []studio.Version{newest, approved, first}
	a := asked()
	p := a.Reviewed(newest, all, "/post")
	require.Equal(t, "version 3 by mei, 2026-11-20 · larger", p.Version)
	require.Equal(t, []string{"waits for approval", "approval", ""}, []string{p.State, p.Tone, p.Older})
	require.Equal(t, "Differs from version 2 by mei, which lin approved and which is sent now", p.Against)
	require.Equal(t, []DiffLine{{"-", "a: 2"}, {"+", "a: 3"}}, p.Changes)
	require.Equal(t, &ReviewForm{3, newest.Mark()}, p.Review)
	require.True(t, p.Removable)
	require.Equal(t, []Past{
		{Version: "version 3", At: "2026-11-20", By: "mei", Note: "larger", State: "waits for approval", Tone: "approval", URL: "/post?version=3"},
		{Version: "version 2", At: "2026-11-20", By: "mei", State: "approved", Tone: "approved", Review: "lin · 2026-11-20", URL: "/post?version=2"},
		{Version: "version 1", At: "2026-11-20", By: "mei", State: "rejected", Tone: "held", Review: "lin · 2026-11-20 · no", URL: "/post?version=1"},
	}, p.History)

	p = a.Reviewed(approved, all, "/post")
	require.Equal(t, "This is an older version; saving it makes it the newest. The newest is 3.", p.Older)
	require.Nil(t, p.Review, "only the newest is reviewed")
	require.Empty(t, p.Against, "it is what takes effect")
	require.Nil(t, a.Reviewed(approved, all[1:], "/post").Review, "it is approved")
	p = a.Reviewed(first, all[2:], "/post")
	require.Equal(t, "Nothing of it is sent yet: all of it is new", p.Against)
	require.Equal(t, []DiffLine{{"+", "a: 1"}}, p.Changes)
	require.NotNil(t, p.Review, "what was rejected may be approved all the same")
	past := a.Reviewed(newest, append(all, version(0, "", "")), "/post").History[3]
	require.Equal(t, []string{"left the console", "cancelled", ""}, []string{past.State, past.Tone, past.URL})

	a.Decides, a.Edits = false, false
	p = a.Reviewed(newest, all, "/post")
	require.Nil(t, p.Review)
	require.False(t, p.Removable)
}

// A mistake names the key in the document, and its line where there is one.
func TestMistakesForPeople(t *testing.T) {
	a := asked()
	for path, want := range map[string]string{"campaigns[0].audience.where": "audience.where", "journeys[0].steps[1]": "steps[1]", "campaigns[0]": "", "name": "name"} {
		require.Equal(t, Wrong{At: want, Path: want, Says: "bad", Remedy: "do"}, a.Wrong(config.Mistake{Path: path, Problem: "bad", Remedy: "do"}))
	}
	require.Equal(t, "name (line 1)", a.Wrong(config.Mistake{Path: "name", Line: 1}).At)
	require.Equal(t, "(line 7)", a.Wrong(config.Mistake{Line: 7}).At)
	require.Equal(t, map[string][]string{"name": {"bad; do", "worse"}, "": {"all"}}, a.ByPath(config.Mistakes{{Path: "campaigns[0].name", Problem: "bad", Remedy: "do"}, {Path: "campaigns[0].name", Problem: "worse"}, {Problem: "all"}}))
}

// A line of the list says what is sent, and where the newest version stands.
func TestLinesOfTheList(t *testing.T) {
	a := asked()
	newest := studio.Version{Name: "a/b", Number: 2, By: "mei", At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	line := a.line(studio.Written{Name: "a/b", Newest: newest})
	require.Equal(t, Line{Name: "a/b", Lives: "the console", Sends: "nothing yet", Change: "version 2 by mei, 2026-11-20", State: "waits for approval", Tone: "approval", URL: "/b/tea/studio/a%2Fb", Copy: "/b/tea/studio?new=1&copy=a%2Fb"}, line)
	newest.Verdict = studio.Rejected
	line = a.line(studio.Written{Name: "a", Newest: newest, Live: &studio.Version{Number: 1}})
	require.Equal(t, []string{"version 1", "rejected", "held"}, []string{line.Sends, line.State, line.Tone})
}

// A form has a text for each channel that the brand has or the document names, folded where
// nothing of it is written, and one more language and one more variant than there are.
func TestGroupsOfTheForm(t *testing.T) {
	a := asked()
	groups := func(document string) map[string]form.Group {
		values, ok := FormOf(document)
		require.True(t, ok)
		campaign, _ := read(document)
		f := &sheet{Sheet: form.NewSheet(a.Words, a.Names, values), a: a, moment: campaign.Audience.Moment()}
		all := map[string]form.Group{}
		for _, g := range f.groups() {
			all[g.ID] = g
		}
		return all
	}
	paths := func(g form.Group) (all []string) {
		for _, f := range g.Fields {
			all = append(all, f.Path)
		}
		return all
	}
	all := groups("campaigns:\n  - name: a\n    audience: {is: [new]}\n    channels: [edm]\n    templates:\n      edm: {subject: s, text: t, languages: {ja: {text: u}}}\n      fax: {text: f}\n    variants: [{name: x}]\n")
	require.False(t, all["text-edm"].Folded)
	require.True(t, all["text-sms"].Folded, "nothing of it is written")
	require.Equal(t, "The campaign doesn't name this channel.", all["text-sms"].Lead)
	require.Empty(t, all["text-edm"].Lead)
	require.Empty(t, all["text-fax"].Lead, "it is written, whatever the campaign names")
	require.NotContains(t, all, "text-line", "the brand has none")
	of := "templates.edm"
	require.Equal(t, []string{of + ".subject", of + ".text", of + ".html", of + ".languages.ja.subject", of + ".languages.ja.text", of + ".languages.ja.html", of + ".languages+", of + ".languages.+.subject", of + ".languages.+.text", of + ".languages.+.html"}, paths(all["text-edm"]))
	require.Equal(t, "templates.sms.text", paths(all["text-sms"])[0])
	require.NotContains(t, paths(all["text-sms"]), "templates.sms.subject", "only a mail has one")
	require.False(t, all["variant-1"].Folded)
	require.True(t, all["variant-2"].Folded)
	require.Equal(t, []string{"", "To try texts against each other, give two variants a name each."}, []string{all["variant-1"].Lead, all["variant-2"].Lead})
	require.NotContains(t, all, "variant-3")
	require.Contains(t, paths(all["variant-1"]), "variants[0].templates.sms.text")
	require.True(t, all["limits"].Folded)
	require.Contains(t, all, "when")

	for language, other := range map[string]string{"en": present.Chinese.Lang, present.Chinese.Lang: present.English.Lang} {
		a.File.Language = language
		for _, f := range groups("campaigns:\n  - name: a\n    audience: {is: [new]}\n")["text-edm"].Fields {
			if f.Path == of+".languages+" {
				require.Equal(t, other, f.Value)
			}
		}
	}
	a.File.Channels = map[string]*config.Channel{"sms": {}}
	require.Empty(t, groups("campaigns:\n  - name: a\n    audience: {is: [new]}\n")["text-sms"].Lead, "there is no other to name")
	step := groups("campaigns:\n  - name: a\n    audience: {journey: wake-up}\n")
	require.Equal(t, []string{"name"}, paths(step["who"]), "the step says when")
	require.NotContains(t, step, "conditions")
}

// A recipe speaks the brand's language, or English, on the channels that it has, and asks before
// it goes.
func TestRecipes(t *testing.T) {
	a := asked()
	for _, r := range recipes {
		for language, of := range map[string]string{"en": "en", present.Chinese.Lang: present.Chinese.Lang, "ja": "en"} {
			a.File.Language = language
			document, err := r.documentOf(a.File)
			require.NoError(t, err)
			campaign, ok := read(document)
			require.True(t, ok, document)
			require.Equal(t, r.name, campaign.Name)
			require.True(t, campaign.Approve)
			require.Equal(t, []string{"edm", "sms"}, campaign.Channels)
			require.Equal(t, map[string]config.Template{"edm": {Subject: r.texts[of][0], Text: r.texts[of][1]}, "sms": {Text: r.texts[of][1]}}, campaign.Templates)
		}
		require.NotEmpty(t, a.T.RecipeNames[r.name])
	}
}

// What is typed as YAML is the document; as a form it lies over it, without what belongs to the
// page.
func TestTyped(t *testing.T) {
	const document = "campaigns:\n  - name: a\n    holdout: 0.1 # why\n"
	var d Draft
	d.Typed(url.Values{"document": {strings.ReplaceAll(document, "\n", "\r\n")}, "holdout": {"0.2"}}, true)
	require.Equal(t, document, d.Document)
	require.Nil(t, d.Fields)
	sent := url.Values{"document": {document}, "name": {"a"}, "holdout": {"0.2"}}
	for _, name := range controls {
		if name != "document" {
			sent.Set(name, "x")
		}
	}
	d.Typed(sent, false)
	require.Equal(t, url.Values{"name": {"a"}, "holdout": {"0.2"}}, d.Fields)
	require.Contains(t, d.Document, "holdout: 0.2")
}

// No more fields are taken than a form can have.
func TestNamedFieldsAreBounded(t *testing.T) {
	many := url.Values{}
	for i := range form.MostFields + 1 {
		many.Set(fmt.Sprint("tags.", i), "x")
	}
	require.Len(t, named(many), form.MostFields)
	require.Equal(t, url.Values{"templates.edm.languages.zh_TW.text": {"x"}}, named(url.Values{"templates.edm.languages+": {" zh.TW "}, "templates.edm.languages.+.text": {"x"}}))
}

// A campaign of the file belongs to the journey of which a step sends it.
func TestJourneyOfACampaign(t *testing.T) {
	a := asked()
	a.File.Journeys = []journey.Journey{{Name: "first"}, {Name: "second", Steps: []journey.Step{{Send: "hello"}}}}
	require.Equal(t, "second", a.journeyOf("hello").Name)
	require.Nil(t, a.journeyOf("other"))
	require.Equal(t, []string{"a", "c"}, campaignsOf(&config.Brand{Campaigns: []config.Campaign{{Name: "a"}, {Name: "b"}, {Name: "c"}}}, "b"))
}
