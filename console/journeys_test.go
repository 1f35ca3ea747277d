package console_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/console/journeys"
	"regulars/schema/desk"
	"regulars/schema/schematest"
	"regulars/schema/walk"
)

func (r *recorder) PauseJourney(_ context.Context, d journeys.Decision) error {
	return r.say("pause journey %s/%s by %s: %s", d.Brand, d.Journey, d.By, d.Note)
}
func (r *recorder) ResumeJourney(_ context.Context, d journeys.Decision) error {
	return r.say("resume journey %s/%s by %s: %s", d.Brand, d.Journey, d.By, d.Note)
}
func (r *recorder) EndJourney(_ context.Context, d journeys.Decision) error {
	return r.say("end journey %s/%s by %s: %s", d.Brand, d.Journey, d.By, d.Note)
}

// travels are how members went through the journey: five are on care, of whom one is known; two
// are on heard, three are kept out, of whom one bought; four walked to the end, one of them
// after the offer, six bought after care, and one did before any message.
var travels = []string{
	moves(1, 5, "('', 'care', 'came', '')"),
	moves(11, 2, "('', 'care', 'came', ''), ('care', 'choice', 'sent', 'care'), ('choice', 'heard', 'split', '')"),
	moves(21, 2, "('', 'kept_out', 'came', '')"), moves(25, 1, "('', 'kept_out', 'came', ''), ('kept_out', '', 'goal', '')"),
	moves(31, 3, "('', 'care', 'came', ''), ('care', 'choice', 'sent', 'care'), ('choice', 'heard', 'split', ''), ('heard', '', 'way', '')"),
	moves(35, 1, "('', 'care', 'came', ''), ('care', 'choice', 'sent', 'care'), ('choice', 'offer', 'split', ''), ('offer', '', 'sent', 'offer')"),
	moves(41, 6, "('', 'care', 'came', ''), ('care', 'choice', 'sent', 'care'), ('choice', '', 'goal', '')"),
	moves(51, 1, "('', 'care', 'came', ''), ('care', '', 'goal', '')"),
	"INSERT INTO journey_moves (brand, journey, member_id, entry, step, to_step, why, seq, date, day) SELECT 'tea', 'second', member_id, '2026-11-10', '', 'care', 'came', 0, '2026-11-10', '2026-11-11' FROM members WHERE brand = 'tea' AND email = 'ming@shop.test'",
	"INSERT INTO journey_nights (brand, journey, date, at) VALUES ('tea', 'second', '2026-11-20', now())",
}

// moves are those of so many members who did the same.
func moves(from, members int, ways string) string {
	return fmt.Sprintf(`INSERT INTO journey_moves (brand, journey, member_id, entry, step, to_step, why, sends, seq, date, day, definition)
		SELECT 'tea', 'second', %[1]d + number, '2026-11-10', way.1, way.2, way.3, way.4, nth - 1, toDate('2026-11-09') + nth, toDate('2026-11-10') + nth, 'v1'
		FROM numbers(%[2]d) ARRAY JOIN [%[3]s] AS way, arrayEnumerate([%[3]s]) AS nth`, from, members, ways)
}

// travelled is a world whose brand tea has a journey that members walk, and one that nobody does.
func travelled(t *testing.T) *world {
	t.Helper()
	w := peopled(t)
	conn := schematest.Connect(t, w.db)
	for _, statement := range travels {
		require.NoError(t, conn.Exec(t.Context(), statement), statement)
	}
	b := &w.config.Brands[0]
	b.Channels = map[string]*config.Channel{"edm": {Provider: "smtp", UnsubscribeURL: "https://tea.test/u"}}
	b.Journeys = []journey.Journey{
		{
			Name: "second", Enter: audience.Audience{Enters: []string{"new"}}, Goal: journey.Condition{Bought: true}, Holdout: 0.1,
			Steps: []journey.Step{
				{Name: "care", After: "7d", Send: "care"},
				{Name: "choice", Split: []journey.Branch{{Weight: 1, Then: "offer"}, {Weight: 2, Then: "heard"}}},
				{Name: "offer", On: "expected_purchase - 3d", AtMost: "60d", Send: "offer", Then: "end"},
				{Name: "heard", Until: journey.Condition{Opened: "care"}, AtMost: "4d", Ways: []journey.Way{{If: journey.Condition{Clicked: "care"}, Then: "end"}}},
				{Name: "last", After: "1d", Send: "last"},
			},
		},
		{Name: "<i>empty", Enter: audience.Audience{Is: []string{"new"}}, Paused: true, Steps: []journey.Step{{Name: "only", After: "1d"}}},
	}
	for _, send := range []string{"care", "offer", "last"} {
		b.Campaigns = append(b.Campaigns, config.Campaign{Name: send, Audience: audience.Audience{Journey: "second"}, Channels: []string{"edm"}, Purpose: "marketing", Templates: map[string]config.Template{"edm": {Subject: "About " + send, Text: "{{ member.name }}, <i>" + send}}})
	}
	w.config.WithDefaults()
	for i := range w.config.Brands {
		w.config.Brands[i].HashKey = config.NewSecret(secret)
	}
	w.serve()
	return w
}

const second = "/b/tea/journeys/second"

// TestJourneys is what the pages of journeys show and take, over one world: what changes it
// comes last.
func TestJourneys(t *testing.T) {
	w := travelled(t)
	for _, c := range []struct {
		name string
		of   func(*testing.T, *world)
	}{{"where everybody is", whereEverybodyIs}, {"texts", textsOfSteps}, {"who stands on a step", whoStandsOnAStep}, {"decided", journeysAreDecided}, {"paused and ended", aJourneySaysWhoPausedIt}} {
		w.forget()
		w.actions.refuses = nil
		t.Run(c.name, func(t *testing.T) { c.of(t, w) })
	}
}

// The steps' messages stand in frames of phones, for nobody in particular, and say where they
// are edited.
func textsOfSteps(t *testing.T, w *world) {
	text := w.as("mei").get(second).text
	inOrder(t, text, `id="texts"`, "stand in the config&#39;s file", `href="/b/tea/studio/care"`, "About care", "王小明, &lt;i&gt;care", `href="/b/tea/studio/offer"`, "About offer", `href="/b/tea/studio/last"`, "&lt;i&gt;last")
	assert.NotContains(t, text, "<i>care")
	assert.NotContains(t, w.as("mei").get("/b/tea/journeys/%3Ci%3Eempty").text, `id="texts"`, "it sends nothing")
}

// The list and the picture say where everybody is, and the sums close.
func whereEverybodyIs(t *testing.T, w *world) {
	mei := w.as("mei")
	list := mei.get("/b/tea/journeys").text
	inOrder(t, list, "/b/tea/journeys/second", "runs", "2026-11-20", ">22<", ">8<", ">2<", ">4<", ">8 <small>reached the goal 8", "&lt;i&gt;empty", "paused by the config", "never")
	page := mei.get(second).read()
	inOrder(t, page, "22 came in = 8 on a step + 2 kept out + 4 finished + 8 left", "✓ closes", "<svg", "reached the goal", "<strong>8</strong>")
	svg, _, _ := strings.Cut(page[strings.Index(page, "<svg"):], "</svg>")
	inOrder(t, svg, "Came in", "kept out: 3", ">22<", "care", "7 days", "✉ care", ">6<", "choice", "offer", "3 days before the expected purchase", "heard", ">2<", "walked to the end", "left otherwise: 8", ">4<")
	assert.Equal(t, 8, strings.Count(svg, `class="way"`), "in, care, two ways of choice, offer, two of heard, last")
	inOrder(t, page, `id="steps"`, "1 by lot → offer (1)", "2 by lot → heard (5)", "clicked care → the end (3)", "else → last (0)")
	inOrder(t, page, `id="results"`, "care <small>care</small>", ">19<", ">6<", "before any message", ">1<", "reached the goal within 180 days after they came in, up to 2026-11-20", "the whole journey", "choice → offer", "choice → heard")
	assert.Contains(t, mei.get(second+"?lang=zh-Hant").read(), "22 進入 = 8 在步驟上 + 2 對照組 + 4 走完 + 8 離開")
	mei.get(second + "?lang=en")
	for _, absent := range []string{"/b/tea/journeys/other", second + "?step=nowhere", "/b/coffee/journeys"} {
		assert.Equal(t, http.StatusNotFound, mei.get(absent).status, absent)
	}
	assert.Equal(t, http.StatusOK, mei.get("/b/tea/journeys/%3Ci%3Eempty").status)
}

// Who stands on a step is named to whom names are shown.
func whoStandsOnAStep(t *testing.T, w *world) {
	text := w.as("mei").get(second + "?step=care").read()
	inOrder(t, text, "Who stands on care", "王小明", w.idOf("ming@shop.test"), "2026-11-10", "2026-11-11")
	assert.NotContains(t, text, "journey_move", "to move members is for editors")
	look := w.as("lin").get(second + "?step=care").read()
	assert.Contains(t, look, "王")
	assert.NotContains(t, look, "王小明")
	assert.NotContains(t, look, "do=journey_pause")
	assert.Equal(t, http.StatusForbidden, w.as("lin").get(second+"?do=journey_pause").status)
}

// Each decision has its role, its form and its trace.
func journeysAreDecided(t *testing.T, w *world) {
	id := w.idOf("ming@shop.test")
	for _, c := range []struct {
		who, do string
		may     bool
	}{
		{"lin", desk.JourneyPause, false}, {"mei", desk.JourneyPause, true}, {"mei", desk.JourneyEnd, false}, {"ed", desk.JourneyEnd, false}, {"ops", desk.JourneyEnd, true},
		{"lin", desk.JourneyRemove, false}, {"mei", desk.JourneyMove, false}, {"ed", desk.JourneyMove, true}, {"ed", desk.JourneyRemove, true},
	} {
		p, want := w.as(c.who), http.StatusForbidden
		if c.may {
			want = http.StatusSeeOther
			assert.Contains(t, p.get(second+"?step=care&member="+id+"&do="+c.do).text, `name="note"`, "%s %s", c.who, c.do)
		} else {
			assert.Equal(t, want, p.get(second+"?step=care&member="+id+"&do="+c.do).status, "%s %s", c.who, c.do)
		}
		assert.Equal(t, want, p.post(second, "do", c.do, "member", id, "to", "offer", "note", "for "+c.who).status, "%s %s", c.who, c.do)
	}
	assert.Equal(t, []string{"pause journey tea/second by mei: for mei", "end journey tea/second by ops: for ops"}, w.actions.taken())
	ed := w.as("ed")
	form := ed.get(second + "?step=care&member=" + id + "&do=journey_move").text
	inOrder(t, form, "<option>choice</option>", "<option>last</option>")
	text := ed.get(second).read()
	for _, part := range []string{"Took a member out of a journey", "Moved a member in a journey", "second offer", "for ed", "Ended a journey", "Paused a journey", "for mei"} {
		assert.Contains(t, text, part)
	}
	assert.NotContains(t, w.as("lin").get(second).read(), "for mei", "a note may name a person")
	trail, err := desk.OfJourney(t.Context(), w.db, "tea", "second", 10)
	require.NoError(t, err)
	require.Len(t, trail, 4)
	about := map[string]uint64{}
	for _, d := range trail {
		about[d.Action] = d.Member
	}
	require.NotZero(t, about[desk.JourneyMove])
	require.Zero(t, about[desk.JourneyPause])

	ed.post(second, "do", "journey_remove", "member", id)
	assert.Contains(t, ed.get(second).read(), "Refused: the member is not in the journey")
	w.actions.refuses = &walk.RefusedError{Code: walk.RefusedAlready, Says: "mei said so"}
	ed.get(second + "?lang=zh-Hant")
	ed.post(second, "do", "journey_pause")
	assert.Contains(t, ed.get(second).read(), "已拒絕：先前已如此決定")
	assert.Equal(t, http.StatusNotFound, ed.post(second, "do", "journey_burn").status)
	assert.Equal(t, http.StatusNotFound, ed.post(second, "do", "journey_move", "member", "0000000000000000000000000", "to", "offer").status)
	assert.Equal(t, http.StatusNotFound, ed.post("/b/tea/journeys/other", "do", "journey_pause").status)
	trail, err = desk.OfJourney(t.Context(), w.db, "tea", "second", 10)
	require.NoError(t, err)
	require.Len(t, trail, 4, "what was refused is not on record")
}

// What the page offers is what means something after the last decision.
func aJourneySaysWhoPausedIt(t *testing.T, w *world) {
	ops := w.as("ops")
	text := ops.get(second).text
	assert.Contains(t, text, "do=journey_pause")
	assert.NotContains(t, text, "do=journey_resume")
	walker := walk.New(w.db, &w.config.Brands[0], &w.config.Brands[0].Journeys[0])
	require.NoError(t, walker.Decide(t.Context(), walk.DecisionPause, "mei", "a wrong price"))
	text = ops.get(second).read()
	inOrder(t, text, "paused", "paused by mei at", "a wrong price", "do=journey_resume", "do=journey_end")
	assert.NotContains(t, text, "do=journey_pause")
	assert.NotContains(t, w.as("lin").get(second).read(), "a wrong price")
	require.NoError(t, walker.Decide(t.Context(), walk.DecisionEnd, "mei", ""))
	require.NoError(t, walker.Empty(t.Context(), today))
	text = ops.get(second).read()
	inOrder(t, text, "ended by mei at", "do=journey_resume", "22 came in = 0 on a step + 0 kept out + 4 finished + 18 left", "✓ closes", "taken out by a person</span> <strong>1<", "the journey was ended</span> <strong>9<")
	assert.NotContains(t, text, "do=journey_end")
}
