package member

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/console/words"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/desk"
	"regulars/schema/view"
)

func writer(masked bool) Writer {
	return Writer{
		T: words.Of(&present.English), Names: &present.English, Numbers: present.NewNumbers("TWD", &present.English), Zone: time.UTC,
		IDs: identity.NewMask("a key of the tests", "tea"), Masked: masked, Date: "2026-11-20",
		CampaignURL: func(campaign string, date regulars.BusinessDate) string { return campaign + "/" + date.String() },
	}
}

func on(month, day int) time.Time {
	return time.Date(2026, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// person has what may name them in every field that can hold it.
func person() *view.Person {
	return &view.Person{
		SegmentMember: view.SegmentMember{MemberID: 7, Name: "Secret Name", Email: "secret@shop.test", Phone: "+88691secret", LineID: "Usecret", Stage: "active", StageSince: on(11, 1), RFMClass: "rfm_vip"},
		Orders:        []view.PersonOrder{{Shop: "web", OrderID: "secret-1", PlacedAt: on(11, 10), Date: on(11, 10), Seq: 2}, {Shop: "web", OrderID: "secret-0", PlacedAt: on(11, 1), Date: on(11, 1), Cancelled: true}},
		Stages:        []view.PersonStage{{Since: on(11, 10), Until: time.Date(2149, 6, 6, 0, 0, 0, 0, time.UTC), Stage: "active"}, {Since: on(11, 1), Until: on(11, 10), Stage: "new"}},
		Events:        []view.PersonEvent{{At: on(11, 2), Shop: "web", Type: "add_to_cart", Said: "mail: secret"}},
		Messages:      []view.PersonMessage{{Campaign: "wake-up", Date: on(11, 3), Channel: "edm", State: "failed", Reason: "no_consent", Detail: "550 secret", Answers: []string{"opened"}}},
		Consents:      []view.PersonConsent{{Channel: "edm", Purpose: "marketing", Granted: true, Source: "form", Evidence: "customers/web/secret"}},
		Nodes:         []view.PersonNode{{Node: 1, Kind: "email", Value: "secret@shop.test"}, {Node: 2, Kind: "customer", Value: "web/secret", FirstSeen: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}},
		Links:         []view.PersonLink{{A: 1, B: 2, Used: true, Records: 3, Evidence: "web/orders/secret"}},
		Advice:        []view.PersonAdvice{{Product: "oolong", Why: "together:matcha"}, {Product: "mug", Why: "popular:cups"}},
	}
}

// Who may not see who people are finds nothing on the page that names one or leads to them.
func TestMasked(t *testing.T) {
	require.Contains(t, fmt.Sprintf("%+v", writer(false).Page(person())), "secret")
	masked := fmt.Sprintf("%+v", writer(true).Page(person()))
	require.NotContains(t, masked, "secret")
	require.NotContains(t, masked, "Secret")
	require.Contains(t, masked, "S. N.")
}

// The line runs from the first order to the date, and the last stay goes on.
func TestLine(t *testing.T) {
	p := writer(false).Page(person())
	require.Equal(t, Line{
		From: "2026-11-01", To: "2026-11-20", Stages: []Bar{{"new", 0, 450}, {"active", 450, 550}}, Dots: []Dot{{0, false}, {450, true}},
	}, p.Line)
	require.Equal(t, []Stage{{"active", "active", "2026-11-10", "now"}, {"new", "new", "2026-11-01", "2026-11-09"}}, p.Stages)
	require.Equal(t, []string{"purchase 2", "cancelled"}, []string{p.Orders[0].Counts, p.Orders[1].Counts})
	require.Equal(t, []Advice{{"oolong", "bought together with matcha"}, {"mug", "popular in cups"}}, p.Advice)
	require.Equal(t, "–", p.Identifiers[1].First)
	require.Equal(t, "mail address secret@shop.test", p.Links[0].A)
	require.Equal(t, Line{}, writer(false).Page(&view.Person{}).Line)
}

// What is known of a member is shown by the names of its kind, and what isn't leaves no line.
func TestFacts(t *testing.T) {
	facts := func(change func(*view.Person)) map[string]string {
		p := person()
		change(p)
		shown := map[string]string{}
		for _, f := range writer(false).Page(p).Facts {
			shown[f.Name] = f.Value
		}
		return shown
	}
	column, words := present.English.Column, words.Of(&present.English)
	score, next := func(n uint8) *uint8 { return &n }, on(12, 24)
	for name, c := range map[string]struct {
		change func(*view.Person)
		fact   string
		want   string // empty: no line
	}{
		"a class":                      {func(*view.Person) {}, words.RFMClass, present.English.Class("vip")},
		"no class":                     {func(p *view.Person) { p.RFMClass = "" }, words.RFMClass, present.NoValue},
		"scores":                       {func(p *view.Person) { p.RScore, p.FScore, p.MScore = score(5), score(4), score(3) }, words.RFMClass, present.English.Class("vip") + " · R5F4M3"},
		"no recency":                   {func(p *view.Person) { p.FScore, p.MScore = score(4), score(3) }, words.RFMClass, present.English.Class("vip")},
		"no frequency":                 {func(p *view.Person) { p.RScore, p.MScore = score(5), score(3) }, words.RFMClass, present.English.Class("vip")},
		"no money":                     {func(p *view.Person) { p.RScore, p.FScore = score(5), score(4) }, words.RFMClass, present.English.Class("vip")},
		"a stage that comes next":      {func(p *view.Person) { p.StageNext, p.StageNextOn = "sleep", &next }, column("stage_next"), present.English.Stage("sleep") + " · 2026-12-24"},
		"none":                         {func(*view.Person) {}, column("stage_next"), ""},
		"a stage that nobody foresees": {func(p *view.Person) { p.StageNext = "sleep" }, column("stage_next"), ""},
		"a day without a stage":        {func(p *view.Person) { p.StageNextOn = &next }, column("stage_next"), ""},
		"who they are":                 {func(*view.Person) {}, column("email"), "secret@shop.test"},
		"a city":                       {func(p *view.Person) { p.City = "Tainan" }, column("city"), "Tainan"},
		"no city":                      {func(*view.Person) {}, column("city"), ""},
	} {
		require.Equal(t, c.want, facts(c.change)[c.fact], name)
	}
	require.NotContains(t, facts(func(*view.Person) {}), column("city"))
	require.NotContains(t, facts(func(*view.Person) {}), "")
}

// A forecast is shown where there is one.
func TestPredictions(t *testing.T) {
	p, half := person(), 0.5
	require.Empty(t, writer(false).Page(p).Predictions)
	p.PAlive = &half
	require.Equal(t, []Fact{{present.English.Column("p_alive"), writer(false).Numbers.Value(present.Ratio, &half)}}, writer(false).Page(p).Predictions)
}

// What a member consents to, and what not any more.
func TestConsents(t *testing.T) {
	p := person()
	p.Consents = append(p.Consents, view.PersonConsent{Channel: "sms", Purpose: "service", Source: "reply", At: on(11, 4)})
	consents, words := writer(false).Page(p).Consents, words.Of(&present.English)
	require.Len(t, consents, 2)
	require.Equal(t, []string{"marketing", words.Granted, "form", "customers/web/secret"}, []string{consents[0].Purpose, consents[0].State, consents[0].Source, consents[0].Evidence})
	require.Equal(t, []string{"service", words.RefusedConsent, "reply", ""}, []string{consents[1].Purpose, consents[1].State, consents[1].Source, consents[1].Evidence})
	require.Equal(t, []bool{true, false}, []bool{consents[0].Granted, consents[1].Granted})
	require.Empty(t, writer(true).Page(p).Consents[1].Evidence, "what isn't there isn't hidden either")
}

// A link may be undone where it joins, and made again where somebody undid it; a form names
// both ends, and no other link is meant.
func TestLinkOf(t *testing.T) {
	ids := writer(false).IDs
	links := []view.PersonLink{{A: 1, B: 2, Used: true}, {A: 1, B: 3, Used: true, Split: true}, {A: 2, B: 3}, {A: 2, B: 4, Split: true}}
	for name, c := range map[string]struct {
		do   string
		a, b uint64
		want int // of links; -1: none
	}{
		"one that joins is undone":           {desk.Split, 1, 2, 0},
		"one that joins can't be joined":     {desk.Join, 1, 2, -1},
		"one that was undone is made again":  {desk.Join, 1, 3, 1},
		"one that was undone isn't twice":    {desk.Split, 1, 3, -1},
		"one that never joined isn't undone": {desk.Split, 2, 3, -1},
		"one that never joined isn't made":   {desk.Join, 2, 3, -1},
		"another of the same first end":      {desk.Join, 2, 4, 3},
		"the ends the other way round":       {desk.Split, 2, 1, -1},
		"ends that no link has":              {desk.Split, 1, 4, -1},
		"something else":                     {"erase", 1, 2, -1},
	} {
		link, is := LinkOf(links, ids, c.do, ids.Write(c.a), ids.Write(c.b))
		require.Equal(t, c.want >= 0, is, name)
		if is {
			require.Equal(t, links[c.want], link, name)
		}
	}
	_, is := LinkOf(links, ids, desk.Split, "1", "2")
	require.False(t, is, "ids are written by the brand's key")
}

// A page offers what LinkOf takes, to whom may ask for it.
func TestLinks(t *testing.T) {
	p := person()
	p.Links = []view.PersonLink{{A: 1, B: 2, Used: true, Records: 3}, {A: 1, B: 2, Used: true, Split: true}, {A: 1, B: 2}, {A: 9, B: 2, Used: true}, {A: 1, B: 9}}
	w := writer(false)
	w.AskURL = "/ask"
	links := w.Page(p).Links
	ask := func(do string) string { return "/ask?do=" + do + "&a=" + w.IDs.Write(1) + "&b=" + w.IDs.Write(2) }
	require.Equal(t, []string{w.T.Joins, w.T.UndoLink, ask(desk.Split)}, []string{links[0].State, links[0].Do, links[0].Ask})
	require.Equal(t, []string{w.T.Undone, w.T.JoinAgain, ask(desk.Join)}, []string{links[1].State, links[1].Do, links[1].Ask})
	require.Equal(t, []string{w.T.JoinsNot, "", ""}, []string{links[2].State, links[2].Do, links[2].Ask})
	require.Equal(t, []string{links[0].B, w.T.OtherMember}, []string{links[3].A, links[3].B}, "the first end is another member's")
	require.Equal(t, []string{links[0].A, w.T.OtherMember}, []string{links[4].A, links[4].B}, "the second is")
	for _, l := range writer(false).Page(p).Links {
		require.Empty(t, l.Ask, "nobody may ask")
	}
}

// What happened to a message is said with its reason, its code and its answers.
func TestMessages(t *testing.T) {
	p := person()
	p.Messages = append(p.Messages, view.PersonMessage{Campaign: "wake-up", Date: on(11, 4), Channel: "sms", State: "sent", At: on(11, 4)}, view.PersonMessage{Date: on(11, 5), Channel: "fax", State: "failed", Code: "550"})
	w := writer(false)
	m := w.Page(p).Messages
	require.Equal(t, Message{
		At: present.NoValue, Campaign: "wake-up · 2026-11-03", URL: "wake-up/2026-11-03", Channel: w.T.ChannelNames["edm"], State: w.T.Deliveries["failed"], Tone: "failed",
		Why: w.T.ReasonName("no_consent") + " · 550 secret", Answers: w.T.Responses["opened"],
	}, m[0])
	require.Equal(t, []string{"2026-11-04 00:00", "", present.List([]string(nil))}, []string{m[1].At, m[1].Why, m[1].Answers})
	require.Equal(t, []string{"fax", "550"}, []string{m[2].Channel, m[2].Why})
}

// A stay that began before the first order begins the line, and one that ends after the date
// goes on.
func TestStays(t *testing.T) {
	p := person()
	p.Stages[1].Since = on(10, 22)
	p.Stages[0].Until = on(11, 22)
	page := writer(false).Page(p)
	require.Equal(t, "2026-10-22", page.Line.From)
	require.Equal(t, "now", page.Stages[0].Until, "it ends after the date")
	p.Stages[0].Until = on(11, 21)
	require.Equal(t, "now", writer(false).Page(p).Stages[0].Until, "it ends with the date")
	p.Stages[0].Until = on(11, 20)
	require.Equal(t, "2026-11-19", writer(false).Page(p).Stages[0].Until, "it ended before")
	p.Orders[1].Date = on(10, 1)
	require.Equal(t, "2026-10-01", writer(false).Page(p).Line.From, "an order that counts for nothing is one")
	p.Orders[1].Cancelled = false
	require.Equal(t, writer(false).T.NoPurchase, writer(false).Page(p).Orders[1].Counts)
}
