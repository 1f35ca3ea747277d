package journeys

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/journey"
	"regulars/console/page"
	"regulars/console/words"
	"regulars/experiment"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/desk"
	"regulars/schema/walk"
)

// shown are English pages of a brand with the journey trip, for a visitor who may do everything.
func shown() Shown {
	j, _ := trip()
	return Shown{
		Brand: &config.Brand{Name: "tea", Journeys: []journey.Journey{*j}}, T: words.Of(&present.English), Names: &present.English, Numbers: present.NewNumbers("TWD", &present.English),
		Path: "/b/tea/journeys", Members: "/b/tea/members", IDs: identity.NewMask("a key of enough characters", "tea"),
		May: func(string) bool { return true }, Stamp: func(at time.Time) string { return at.Format("2006-01-02") },
	}
}

var decided = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

func decision(of string) walk.Decision {
	return walk.Decision{Decision: of, By: "mei", Note: "stock", At: decided}
}

// A journey says why it stands still: who decided it, and to whom names are shown also why; or
// what nobody has approved; or the config.
func TestWhyAJourneyStandsStill(t *testing.T) {
	s := shown()
	for name, c := range map[string]struct {
		state    string
		decision walk.Decision
		waiting  []string
		masked   bool
		want     string
	}{
		"it goes on":          {walk.StateRuns, walk.Decision{}, []string{"hello"}, false, ""},
		"by the config":       {walk.StatePaused, walk.Decision{}, nil, false, "paused by the config"},
		"nothing is approved": {walk.StatePaused, walk.Decision{}, []string{"hello", "bye"}, false, "It stands still: nobody has approved a version of what its steps send: hello, bye."},
		"paused":              {walk.StatePaused, decision(walk.DecisionPause), []string{"hello"}, false, "paused by mei at 2026-11-20: stock"},
		"ended":               {walk.StateEnded, decision(walk.DecisionEnd), nil, false, "ended by mei at 2026-11-20: stock"},
		"masked":              {walk.StatePaused, decision(walk.DecisionPause), nil, true, "paused by mei at 2026-11-20"},
		"without a note":      {walk.StatePaused, walk.Decision{Decision: walk.DecisionPause, By: "mei", At: decided}, nil, false, "paused by mei at 2026-11-20"},
	} {
		s.Waiting, s.Masked = map[string][]string{"trip": c.waiting}, c.masked
		require.Equal(t, c.want, s.why("trip", c.state, c.decision), name)
	}
	require.Equal(t, []string{"never", "2026-11-20"}, []string{s.last(walk.Picture{}), s.last(walk.Picture{Last: "2026-11-20"})})
}

// What can be decided is what changes something, and what the visitor's role allows.
func TestActions(t *testing.T) {
	s := shown()
	names := func(of string) (all []string) {
		for _, a := range s.actions(&s.Brand.Journeys[0], walk.Decision{Decision: of}) {
			require.Equal(t, "/b/tea/journeys/trip?do="+a.Name, a.URL)
			require.Equal(t, []bool{a.Name == desk.JourneyResume, a.Name == desk.JourneyEnd}, []bool{a.Main, a.Danger})
			all = append(all, a.Name)
		}
		return all
	}
	require.Equal(t, []string{desk.JourneyPause, desk.JourneyEnd}, names(""))
	require.Equal(t, []string{desk.JourneyResume, desk.JourneyEnd}, names(walk.DecisionPause))
	require.Equal(t, []string{desk.JourneyResume}, names(walk.DecisionEnd))
	s.May = func(role string) bool { return role == config.RoleApprove }
	require.Equal(t, []string{desk.JourneyPause}, names(""))
}

// A form asks for what means something now: a decision that is offered, or a member and, to move
// them, a later step.
func TestAsk(t *testing.T) {
	s := shown()
	p := &Page{Actions: []Action{{Name: desk.JourneyPause}, {Name: desk.JourneyEnd}}}
	for name, c := range map[string]struct {
		query Query
		asks  bool
		steps []string
	}{
		"nothing":                 {Query{}, false, nil},
		"an offered decision":     {Query{Do: desk.JourneyPause}, true, nil},
		"the end":                 {Query{Do: desk.JourneyEnd}, true, nil},
		"another decision":        {Query{Do: desk.JourneyResume}, false, nil},
		"a member to take out":    {Query{Do: desk.JourneyRemove, Member: "m", Step: "last"}, true, nil},
		"nobody to take out":      {Query{Do: desk.JourneyRemove, Step: "last"}, false, nil},
		"a member to move":        {Query{Do: desk.JourneyMove, Member: "m", Step: "hello"}, true, []string{"choice", "last"}},
		"a member of the last":    {Query{Do: desk.JourneyMove, Member: "m", Step: "last"}, false, nil},
		"a member of an old step": {Query{Do: desk.JourneyMove, Member: "m", Step: "old"}, true, []string{"hello", "choice", "last"}},
	} {
		c.query.Journey = "trip"
		ask, err := s.Ask(c.query, p)
		require.NoError(t, err, name)
		require.Equal(t, c.asks, ask != nil, name)
		if !c.asks {
			continue
		}
		require.Equal(t, c.steps, ask.Steps, name)
		require.Equal(t, c.query.Do == desk.JourneyEnd, ask.Danger, name)
		back := "/b/tea/journeys/trip"
		if c.query.Member != "" {
			back += "?step=" + c.query.Step + "#who"
		}
		require.Equal(t, []string{back, "/b/tea/journeys/trip"}, []string{ask.Back, ask.Post}, name)
	}
	s.May = func(string) bool { return false }
	_, err := s.Ask(Query{Journey: "trip", Do: desk.JourneyPause}, p)
	require.ErrorIs(t, err, page.ErrNotAllowed)
	_, err = s.Ask(Query{Journey: "trip"}, p)
	require.NoError(t, err, "who asks for nothing needs no role")
}

// deciding writes down what it is to carry out.
type deciding struct {
	did []string
	err error
}

func (d *deciding) PauseJourney(_ context.Context, of Decision) error  { return d.say("pause", of) }
func (d *deciding) ResumeJourney(_ context.Context, of Decision) error { return d.say("resume", of) }
func (d *deciding) EndJourney(_ context.Context, of Decision) error    { return d.say("end", of) }

func (d *deciding) say(what string, of Decision) error {
	d.did = append(d.did, fmt.Sprint(what, " ", of))
	return d.err
}

// A decision is carried out by its name; what isn't there, what isn't allowed and a member or a
// step that isn't named change nothing.
func TestAct(t *testing.T) {
	s := shown()
	refused := &walk.RefusedError{}
	for do, what := range map[string]string{desk.JourneyPause: "pause", desk.JourneyResume: "resume", desk.JourneyEnd: "end"} {
		for _, err := range []error{nil, refused} {
			works := &deciding{err: err}
			deed, got := s.Act(t.Context(), works, Form{Journey: "trip", Do: do, By: "mei", Note: "stock"})
			require.Equal(t, err, got)
			require.Equal(t, desk.Deed{Action: do, What: "trip"}, deed)
			require.Equal(t, []string{what + " {tea trip mei stock}"}, works.did)
		}
	}
	works := &deciding{}
	member := s.IDs.Write(7)
	for name, f := range map[string]Form{
		"another journey":  {Journey: "other", Do: desk.JourneyPause},
		"another deed":     {Journey: "trip", Do: "dance"},
		"nobody to move":   {Journey: "trip", Do: desk.JourneyMove, To: "last"},
		"nowhere to move":  {Journey: "trip", Do: desk.JourneyMove, Member: member},
		"nobody to remove": {Journey: "trip", Do: desk.JourneyRemove, Member: "x"},
	} {
		_, err := s.Act(t.Context(), works, f)
		require.ErrorIs(t, err, page.ErrNotFound, name)
	}
	s.May = func(role string) bool { return role != config.RoleOperate }
	_, err := s.Act(t.Context(), works, Form{Journey: "trip", Do: desk.JourneyEnd})
	require.ErrorIs(t, err, page.ErrNotAllowed)
	require.Empty(t, works.did)
}

// Members of a step are the first of those who stand there, with links for who may move them;
// names are for who may see them.
func TestStanding(t *testing.T) {
	s := shown()
	_, of := trip()
	all := make([]walk.Standing, most+1)
	for i := range all {
		all[i] = walk.Standing{MemberID: uint64(i + 1), Name: "Ann Lee", Entry: decided, Since: decided.AddDate(0, 0, 1)}
	}
	all[1].Name = ""
	at := func(step string, all []walk.Standing) *Standing {
		return s.standing(Query{Journey: "trip", Step: step}, of, all)
	}
	require.Nil(t, at("nowhere", nil))
	shown := at("hello", all)
	require.Len(t, shown.Members, most)
	require.True(t, shown.More)
	id := s.IDs.Write(1)
	require.Equal(t, Member{
		ID: id, Name: "Ann Lee", URL: "/b/tea/members/" + id, Came: "2026-11-20", Since: "2026-11-21",
		Move: "/b/tea/journeys/trip?step=hello&member=" + id + "&do=journey_move", Remove: "/b/tea/journeys/trip?step=hello&member=" + id + "&do=journey_remove",
	}, shown.Members[0])
	require.Equal(t, present.NoValue, shown.Members[1].Name)
	require.False(t, at("old", all[:most]).More)
	require.Equal(t, "old", at("old", nil).Step)
	require.Equal(t, "kept out", at(journey.KeptOut, nil).Step)
	s.Masked, s.May = true, func(string) bool { return false }
	hidden := at("hello", all[:1])
	require.False(t, hidden.Moves)
	require.NotContains(t, hidden.Members[0].Name, "Lee")
	require.Empty(t, hidden.Members[0].Move+hidden.Members[0].Remove)
}

// A way's lift is a number only where both groups have members, and enough only where chance
// alone doesn't explain it.
func TestLifts(t *testing.T) {
	s := shown()
	of := func(hits, of uint64) experiment.Share { return experiment.Share{Hits: hits, Of: of} }
	r := walk.Results{
		AsOf: "2026-11-20", Days: 60, ByGoal: true,
		Whole: walk.Path{Walked: of(300, 1000), KeptOut: of(20, 100), Lift: &experiment.Interval{Estimate: 0.1, Low: 0.02, High: 0.18}},
		Paths: []walk.Path{{Step: "choice", Then: "last", Walked: of(1, 3), KeptOut: of(1, 4), Lift: &experiment.Interval{Estimate: 0.08, Low: -0.5, High: 0.6}}, {Step: "choice", Walked: of(0, 0), KeptOut: of(0, 0)}},
	}
	require.Equal(t, []Lift{
		{Way: "the whole journey", Walked: "1,000", WalkedShare: "30.0 %", KeptOut: "100", KeptOutShare: "20.0 %", Points: "+10.0", Range: "+2.0 – +18.0", Verdict: "enough to tell"},
		{Way: "choice → last", Walked: "3", WalkedShare: "33.3 %", KeptOut: "4", KeptOutShare: "25.0 %", Points: "+8.0", Range: "-50.0 – +60.0", Verdict: "too few to tell"},
		{Way: "choice → the end", Walked: "0", WalkedShare: present.NoValue, KeptOut: "0", KeptOutShare: present.NoValue, Points: present.NoValue, Range: present.NoValue, Verdict: "nobody to compare with"},
	}, s.lifts(r))
	require.Equal(t, "Compared: reached the goal within 60 days after they came in, up to 2026-11-20.", s.judged(r))
	r.ByGoal = false
	require.Equal(t, "Compared: bought within 60 days after they came in, up to 2026-11-20.", s.judged(r))

	opened := uint64(0)
	r.Steps = []walk.StepResult{{Step: "hello", Campaign: "hello", Came: 1000, Goal: 3}}
	r.Steps[0].Sent, r.Steps[0].Opened, r.Steps[0].Conversions, r.Steps[0].Revenue = 900, &opened, 5, 1234
	require.Equal(t, []Message{{Step: "hello", Campaign: "hello", Came: "1,000", Sent: "900", Opened: "0", Clicked: present.NoValue, Bought: "5", Revenue: "NT$1,234", Goal: "3"}}, s.messages(r))
}

// The page's head is where everybody is, and whether the sum closes.
func TestHeadOfThePage(t *testing.T) {
	s := shown()
	j, of := trip()
	p := &Page{}
	s.fill(p, j, of, walk.Decision{})
	require.Equal(t, "1,200 came in = 30 on a step + 20 kept out + 900 finished + 250 left", p.Equation)
	require.True(t, p.Closes)
	require.Equal(t, "Who is where: "+p.Equation, p.Picture.Says)
	require.Equal(t, Item{Name: "trip", URL: "/b/tea/journeys/trip", State: "runs", Tone: "sending", Last: "2026-11-20", LeftCount: "250", Left: []Reason{{"reached the goal", "200"}, {"in it for too long", "50"}}}, p.Item)
	require.Len(t, p.Steps, 5)
	of.Came++
	s.fill(p, j, of, decision(walk.DecisionEnd))
	require.False(t, p.Closes)
	require.Equal(t, []string{"ended", "done"}, []string{p.State, p.Tone})
	require.Equal(t, "the end", s.Destination(""))
}
