package walk_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/experiment"
	"regulars/internal/seed"
	"regulars/schema/walk"
)

// randomJourney is one that the grammar takes.
func randomJourney(r *rand.Rand, byEvent bool) *journey.Journey {
	for {
		j := &journey.Journey{
			Name: "welcome", Enter: pick(r, audience.Audience{Enters: []string{"new", "sleep"}}, audience.Audience{Is: []string{"active"}}, audience.Audience{Is: []string{audience.Everybody}, Tags: []string{"tea"}}),
			Again: pick(r, "", "1d", "3d"), Holdout: pick(r, 0, 0.25), AtMost: pick(r, "", "", "6d"),
			Stay: pick(r, "", "", "sleepers"), Leave: pick(r, "", "", "rice"), Goal: pick(r, journey.Condition{}, journey.Condition{Bought: true}, journey.Condition{In: "rice"}),
		}
		if byEvent {
			j.Event = journey.Event{Type: "add_to_cart", Key: "cart", With: pick(r, nil, map[string]string{"from": "web"})}
			j.Enter = pick(r, audience.Audience{}, audience.Audience{Is: []string{audience.Everybody}, Tags: []string{"tea"}})
			j.Again = pick(r, journey.EachKey, journey.EachKey, "", "1d", "3d")
			j.Goal = pick(r, j.Goal, journey.Condition{Did: []string{"order_placed"}, Same: "cart"}, journey.Condition{Did: []string{"login"}})
		}
		n := 2 + r.IntN(5)
		for i := range n {
			j.Steps = append(j.Steps, randomStep(r, i, n, j.ByEvent()))
		}
		j.Resolve()
		if len(j.Mistakes()) == 0 {
			return j
		}
	}
}

func stepName(i int) string { return fmt.Sprint("s", i) }

func randomStep(r *rand.Rand, i, n int, byEvent bool) journey.Step {
	s := journey.Step{Name: stepName(i)}
	later := func() string {
		if i+1 >= n || chance(r, 0.2) {
			return journey.End
		}
		return stepName(i + 1 + r.IntN(n-i-1))
	}
	condition := func() journey.Condition {
		if byEvent && chance(r, 0.4) {
			return pick(r, journey.Condition{Did: []string{"order_placed", "login"}, Same: "cart"}, journey.Condition{Did: []string{"order_placed"}})
		}
		earlier := stepName(r.IntN(max(i, 1)))
		return pick(r, journey.Condition{Bought: true}, journey.Condition{Opened: earlier}, journey.Condition{Clicked: earlier}, journey.Condition{Did: []string{"login"}},
			journey.Condition{In: "tea"}, journey.Condition{In: "sleepers", Did: []string{"login", "add_to_cart"}})
	}
	switch kind := r.IntN(8); {
	case kind > 4 && !byEvent && chance(r, 0.7): // most of them have no waits of hours
		s.After = pick(r, "", "1d")
	case kind == 5:
		s.After = pick(r, "30m", "1h", "5h", "26h")
	case kind > 5:
		s.Until, s.AtMost = condition(), pick(r, "2h", "30h")
	case kind == 0:
		s.On, s.AtMost = pick(r, "expected_purchase", "expected_purchase - 2d", "expected_purchase-1d"), pick(r, "", "2d", "4d")
	case kind == 1:
		s.Until, s.AtMost = condition(), pick(r, "1d", "3d")
	default:
		s.After = pick(r, "", "0d", "1d", "2d", "3d")
	}
	switch {
	case i < 4 && chance(r, 0.6):
		s.Send = fmt.Sprint("c", i)
	case chance(r, 0.5):
		for range 1 + r.IntN(2) {
			s.Ways = append(s.Ways, journey.Way{If: condition(), Then: later()})
		}
	case chance(r, 0.5):
		s.Split = []journey.Branch{{Weight: 1, Then: later()}, {Weight: 2, Then: later()}}
		return s
	}
	if chance(r, 0.2) {
		s.Then = later()
	}
	return s
}

// The set-based walker makes the very moves that the definitions say, one member at a time:
// for random journeys, members, refusals, deletions and merges, with missed nights, edits
// in the middle, and advances that are killed at random moments and repeated.
func TestWalksAsTheDefinitionsSay(t *testing.T) {
	r := rand.New(rand.NewPCG(seed.New(t), 0))
	w := openWorld(t)
	rounds := 1
	if os.Getenv("REGULARS_PROVE") != "" {
		rounds = 200
	}
	whys := map[string]int{}
	const various, most = 7, 8 // moves of so many kinds have to be seen; a few journeys are too simple
	for round := 0; round < rounds || len(whys) < various && round < most; round++ {
		w.settle(r, fmt.Sprint("brand-", round), 60)
		w.brand.CatchUp = pick(r, "send", "skip")
		p := &plainWalker{world: w, journey: randomJourney(r, round%2 == 0)}
		edited := 3 + r.IntN(days-4)
		// Somebody pauses the journey in the evening of a day, and resumes it later, and ends
		// it, or the other way about.
		halts := pick(r, []string{walk.DecisionPause, walk.DecisionEnd}, []string{walk.DecisionEnd, walk.DecisionPause})
		decides := map[int]string{2 + r.IntN(2): halts[0], 4: walk.DecisionResume, 5 + r.IntN(2): halts[1], 7: walk.DecisionResume}
		for d := range days {
			day := firstDay.AddDays(d)
			w.dawn(day)
			if decision := decides[d]; decision != "" {
				w.clock = moment(day, 22, 0, 0)
				w.decide(r, p, decision, day.AddDays(-1))
			}
			if d > 0 && d < days-1 && chance(r, 0.15) {
				w.ticks(r, p, day)
				continue // a night that was missed; the last one is previewed below, by what is known then
			}
			if d >= edited {
				edited = days
				w.affects(p, p.journey)
				next := edit(r, p.journey)
				w.affects(p, next)
				p.journey = next
			}
			w.clock = moment(day.AddDays(1), 3, 0, 0)
			w.arrive(r, w.clock)
			if p.halted == walk.DecisionPause {
				w.standsStill(p, day)
			} else {
				p.night(day, w.clock)
				w.night(r, p.journey, day)
			}
			if d < days-1 {
				w.ticks(r, p, day)
			}
		}
		missing, surplus := differences(p.all(), w.moves())
		for _, odd := range append(slices.Clone(missing), surplus...) {
			about := func(m move) bool { return m.Member != odd.Member || m.Entry != odd.Entry }
			t.Logf("should be: %v", slices.DeleteFunc(p.all(), about))
			t.Logf("is: %v", slices.DeleteFunc(w.moves(), about))
		}
		require.Empty(t, append(missing, surplus...), "round %d: %d moves weren't made, then %d that shouldn't be\n%+v", round, len(missing), len(surplus), p.journey)
		require.Equal(t, p.sums(), w.sums(p.journey), "round %d", round)
		groups, err := w.walker(p.journey).Bought(t.Context(), p.last)
		require.NoError(t, err)
		require.ElementsMatch(t, p.groups(), groups, "round %d", round)
		w.comesTo(p)
		w.thawsTooLate(p)
		w.playsWithoutATrace(p)
		w.movesByHand(p)
		for _, m := range p.all() {
			whys[m.Why]++
		}
	}
	t.Log(whys)
	require.GreaterOrEqual(t, len(whys), various, "the walks are too simple: %v", whys)
}

// reachesAnyGoal compares who reached each kind of goal, whichever the journey has.
func (w *world) reachesAnyGoal(p *plainWalker) {
	goals := []journey.Condition{{Bought: true}, {Did: []string{"login"}}, {Did: []string{"login", "order_placed"}}}
	if p.journey.ByEvent() {
		goals = append(goals, journey.Condition{Did: []string{"order_placed"}, Same: "cart"})
	}
	drawn := p.journey
	for _, goal := range goals {
		other := *drawn
		other.Goal = goal
		p.journey = &other
		groups, err := w.walker(&other).Reached(w.t.Context(), p.last, "", "", []float64{1})
		require.NoError(w.t, err)
		require.ElementsMatch(w.t, p.reached(nil), groups, "%+v", goal)
	}
	p.journey = drawn
}

// comesTo compares what came of the journey, by steps, and by the ways of its splits.
func (w *world) comesTo(p *plainWalker) {
	walker, ctx := w.walker(p.journey), w.t.Context()
	w.draws(p, walker)
	goals, err := walker.Goals(ctx)
	require.NoError(w.t, err)
	require.Equal(w.t, p.goals(), goals)
	groups, err := walker.Reached(ctx, p.last, "", "", []float64{1})
	require.NoError(w.t, err)
	require.ElementsMatch(w.t, p.reached(nil), groups)
	w.reachesAnyGoal(p)
	r, err := walker.Results(ctx, p.last)
	require.NoError(w.t, err)
	paths := r.Paths
	for i := range p.journey.Steps {
		s := &p.journey.Steps[i]
		want := p.reached(s)
		for k, b := range s.Split {
			path := walk.Path{Step: s.Name, Then: b.Then}
			for _, g := range want {
				switch {
				case g.KeptOut:
					path.KeptOut.Of, path.KeptOut.Hits = path.KeptOut.Of+g.Members, path.KeptOut.Hits+g.Reached
				case g.Branch == uint32(k+1):
					path.Walked = experiment.Share{Hits: g.Reached, Of: g.Members}
				}
			}
			require.NotEmpty(w.t, paths)
			require.Equal(w.t, path.Lift == nil && (path.Walked.Of == 0 || path.KeptOut.Of == 0), paths[0].Lift == nil)
			paths[0].Lift = nil
			require.Equal(w.t, path, paths[0])
			paths = paths[1:]
		}
	}
	require.Empty(w.t, paths)
	sum := r.Before
	for _, g := range r.Steps {
		sum += g.Goal
	}
	for _, g := range p.goals() {
		sum -= g
	}
	require.Zero(w.t, sum, "the goals of the steps don't close")
	for _, s := range r.Steps {
		came := 0
		for _, m := range p.all() {
			if m.To == s.Step {
				came++
			}
		}
		require.EqualValues(w.t, came, s.Came, "came to %s", s.Step)
		require.Equal(w.t, p.goals()[s.Step], s.Goal)
	}
}

// draws draws the journey as it is, and as it was after a day: the sums close, and each step's
// arrows are the moves out of it.
func (w *world) draws(p *plainWalker, walker *walk.Walker) {
	for _, day := range []regulars.BusinessDate{firstDay.AddDays(3), p.last} {
		picture, err := walker.PictureAt(w.t.Context(), day)
		require.NoError(w.t, err)
		require.True(w.t, picture.Closes(), "%+v", picture)
		came, at, arrows := 0, map[string]int{}, map[[2]string]int{}
		for _, e := range p.entries {
			place := ""
			for _, m := range e.moves {
				if m.Date > day {
					break
				}
				if place = m.To; m.Seq == 0 {
					came++
				}
				if m.To != "" || slices.Contains([]string{"sent", "waited", "way", "split", "otherwise", "migrated"}, m.Why) {
					arrows[[2]string{m.Step, m.To}]++
				}
			}
			at[place]++
		}
		require.EqualValues(w.t, came, picture.Came)
		require.EqualValues(w.t, at[journey.KeptOut], picture.KeptOut)
		for _, n := range picture.Steps {
			require.EqualValues(w.t, at[n.Name], n.Members, "on %s after %s", n.Name, day)
		}
		for _, a := range picture.Arrows {
			require.EqualValues(w.t, arrows[[2]string{a.From, a.To}], a.Members, "from %s to %s until %s", a.From, a.To, day)
		}
	}
}

// edit is another version of a journey, to which the members of some steps move.
func edit(r *rand.Rand, old *journey.Journey) *journey.Journey {
	next := randomJourney(r, old.ByEvent() != chance(r, 0.2))
	for i := range old.Steps {
		if chance(r, 0.4) {
			if next.Migrate == nil {
				next.Migrate = map[string]string{}
			}
			next.Migrate[stepName(i)] = pick(r, next.Steps[r.IntN(len(next.Steps))].Name, journey.End)
		}
	}
	return next
}

// decide pauses, ends or resumes the journey for real, and is killed now and then first.
func (w *world) decide(r *rand.Rand, p *plainWalker, decision string, date regulars.BusinessDate) {
	walker, ctx := w.walker(p.journey), w.t.Context()
	require.Error(w.t, walker.Decide(ctx, pick(r, "", p.halted, cmp.Or(p.halted, walk.DecisionResume)), "ann", ""), "what changes nothing")
	require.NoError(w.t, walker.Decide(ctx, decision, "ann", "why not"))
	d, err := walker.Decision(ctx)
	require.NoError(w.t, err)
	require.Equal(w.t, []string{"welcome", decision, "ann", "why not"}, []string{d.Journey, d.Decision, d.By, d.Note})
	if p.halted = decision; decision == walk.DecisionResume {
		p.halted = ""
		return
	}
	if decision != walk.DecisionEnd {
		require.NoError(w.t, walker.Empty(ctx, date), "who is paused stays")
		return
	}
	switch {
	case chance(r, 0.5):
		w.killed(r, func(ctx context.Context) { _ = walker.Empty(ctx, date) })
	case chance(r, 0.5):
		return // it was killed before: the next night, or tick, takes them out
	}
	p.at = w.clock
	require.NoError(w.t, walker.Empty(ctx, date))
	p.empty(date)
	for _, s := range w.found(p.journey) {
		require.Empty(w.t, s.Step, "somebody is in a journey that has ended")
	}
}

// standsStill advances a journey that is paused: nobody moves.
func (w *world) standsStill(p *plainWalker, day regulars.BusinessDate) {
	walker, before := w.walker(p.journey), w.moves()
	require.ErrorIs(w.t, walker.Advance(w.t.Context(), day), walk.ErrPaused)
	require.ErrorIs(w.t, walker.Tick(w.t.Context(), day, w.clock), walk.ErrPaused)
	due, err := walker.Due(w.t.Context(), day, w.clock)
	require.NoError(w.t, err)
	require.False(w.t, due.Any(), "somebody is due in a paused journey")
	missing, surplus := differences(before, w.moves())
	require.Empty(w.t, append(missing, surplus...), "somebody moves in a paused journey")
}

// ticks are those of the day after one, by the numbers of the last night.
func (w *world) ticks(r *rand.Rand, p *plainWalker, day regulars.BusinessDate) {
	date := p.last
	if !p.ticks(p.journey) || date == "" {
		return
	}
	at := moment(day.AddDays(1), 4, 0, 17)
	for range r.IntN(3) {
		at = at.Add(time.Duration(5+r.IntN(400)) * time.Minute)
		w.clock = at
		w.arrive(r, at)
		if p.halted == walk.DecisionPause {
			w.standsStill(p, date)
			continue
		}
		coming := p.letIn(date, at)
		due, err := w.walker(p.journey).Due(w.t.Context(), date, at)
		require.NoError(w.t, err)
		if !p.narrows() {
			require.EqualValues(w.t, coming, due.Coming, "who is said to come in")
		}
		moved := coming + p.tick(date, at)
		require.True(w.t, due.Any() || moved == 0, "a tick has something to do, and says that it hasn't")
		w.tick(r, p.journey, date, at)
	}
}

// tick advances for real between nights, is killed now and then first, and does what was
// done already again.
func (w *world) tick(r *rand.Rand, j *journey.Journey, date regulars.BusinessDate, at time.Time) {
	walker := w.walker(j)
	if chance(r, 0.3) {
		w.killed(r, func(ctx context.Context) { _ = walker.Tick(ctx, date, at) })
	}
	if chance(r, 0.3) {
		w.inCompany(walker, j, date, at)
	}
	if err := walker.Tick(w.t.Context(), date, at); err != nil {
		require.ErrorIs(w.t, err, walk.ErrPast) // the kill came too late, or it went with others
	}
	require.ErrorIs(w.t, walker.Tick(w.t.Context(), date, at), walk.ErrPast)
	require.ErrorIs(w.t, walker.Tick(w.t.Context(), date, at.Add(-time.Minute)), walk.ErrPast)
}

// inCompany ticks with two other journeys at once, one of which can't be asked as soon as somebody
// is due in it: it stops no other.
func (w *world) inCompany(walker *walk.Walker, j *journey.Journey, date regulars.BusinessDate, at time.Time) {
	other, broken := *j, *j
	other.Name, broken.Name, broken.Stay = "other", "broken", "nowhere"
	came := map[string]error{}
	require.NoError(w.t, walk.TickAll(w.t.Context(), []*walk.Walker{w.walker(&broken), w.walker(&other), walker}, date, at, func(one *walk.Walker, err error) error {
		came[one.Journey()] = err
		return nil
	}))
	require.Len(w.t, came, 3)
	require.NoError(w.t, came["other"])
	if err := came["broken"]; err != nil {
		require.ErrorContains(w.t, err, "nowhere")
	}
	if err := came[j.Name]; err != nil {
		require.ErrorIs(w.t, err, walk.ErrPast)
	}
}

// killed does something until the worker is killed, after some statements.
func (w *world) killed(r *rand.Rand, do func(context.Context)) {
	ctx, kill := context.WithCancel(w.t.Context())
	left := r.IntN(12)
	w.stop = func() {
		if left--; left < 0 {
			kill()
		}
	}
	do(ctx)
	w.stop = func() {}
	kill()
}

// night advances for real. Now and then the worker is killed after some statements first,
// and what was done already is done again at the end.
func (w *world) night(r *rand.Rand, j *journey.Journey, day regulars.BusinessDate) {
	walker := w.walker(j)
	if chance(r, 0.3) {
		w.killed(r, func(ctx context.Context) { _ = walker.Advance(ctx, day) })
	}
	require.NoError(w.t, walker.Advance(w.t.Context(), day))
	if chance(r, 0.2) {
		require.NoError(w.t, walker.Advance(w.t.Context(), day))
	}
	require.ErrorIs(w.t, walker.Advance(w.t.Context(), day.AddDays(-1)), walk.ErrPast)
}

func (w *world) moves() []move { return w.movesOf("") }

// movesOf are the moves of a replay of a name, or what happened.
func (w *world) movesOf(walk string) []move {
	var rows []struct {
		Member uint64    `ch:"member_id"`
		Entry  time.Time `ch:"entry"`
		Seq    uint16    `ch:"seq"`
		Step   string    `ch:"step"`
		To     string    `ch:"to_step"`
		Why    string    `ch:"why"`
		Sends  string    `ch:"sends"`
		Date   time.Time `ch:"date"`
		Key    string    `ch:"entry_key"`
		Run    string    `ch:"run"`
		Day    time.Time `ch:"day"`
	}
	require.NoError(w.t, w.conn.Select(w.t.Context(), &rows, "SELECT member_id, entry, seq, step, to_step, why, sends, date, entry_key, run, day FROM journey_moves FINAL WHERE brand = ? AND walk = ? AND journey NOT IN ('other', 'broken')", w.brand.Name, walk))
	all := make([]move, len(rows))
	for i, row := range rows {
		all[i] = move{row.Member, regulars.DateOf(row.Entry, time.UTC), int(row.Seq), row.Step, row.To, row.Why, row.Sends, regulars.DateOf(row.Date, time.UTC), row.Key, row.Run, regulars.DateOf(row.Day, time.UTC)}
	}
	return all
}

func (w *world) found(j *journey.Journey) []walk.Sum {
	found, err := w.walker(j).Sums(w.t.Context())
	require.NoError(w.t, err)
	return found
}

func (w *world) sums(j *journey.Journey) map[string]int {
	sums := map[string]int{}
	for _, s := range w.found(j) {
		if s.Step != "" {
			sums["at "+s.Step] += int(s.Members)
			continue
		}
		require.NotEmpty(w.t, s.Reason)
		sums[s.Reason] += int(s.Members)
	}
	return sums
}

// differences are the moves of which one list has more than the other.
func differences(want, got []move) (missing, surplus []move) {
	count := map[move]int{}
	for _, m := range want {
		count[m]++
	}
	for _, m := range got {
		count[m]--
	}
	for m, n := range count {
		switch {
		case n > 0:
			missing = append(missing, m)
		case n < 0:
			surplus = append(surplus, m)
		}
	}
	return missing, surplus
}

// thawsTooLate lets a frozen worker write every move a second time, elsewhere: the first
// holds. Rows that are written later have smaller versions.
func (w *world) thawsTooLate(p *plainWalker) {
	w.exec("INSERT INTO journey_moves SELECT * REPLACE ('elsewhere' AS to_step, 'thawed' AS step, version - 1 AS version) FROM journey_moves WHERE brand = ?", w.brand.Name)
	missing, surplus := differences(p.all(), w.moves())
	require.Empty(w.t, append(missing, surplus...), "what is written later undoes what has happened")
	var first, last uint64
	require.NoError(w.t, w.conn.QueryRow(w.t.Context(), "SELECT argMin(version, at), argMax(version, at) FROM journey_moves WHERE brand = ? AND step != 'thawed'", w.brand.Name).Scan(&first, &last))
	require.Greater(w.t, first, last)
}

// playsWithoutATrace previews the last night once more, which comes to what it did, and
// changes nothing.
func (w *world) playsWithoutATrace(p *plainWalker) {
	walker, before := w.walker(p.journey), w.moves()
	did, err := walker.Flows(w.t.Context(), p.last, p.last)
	require.NoError(w.t, err)
	played, err := walker.Preview(w.t.Context(), p.last)
	require.NoError(w.t, err)
	require.Equal(w.t, did, played.Flows)
	// A replay that was stopped after a night goes on with the next one; nights that it leaves out
	// are left out.
	ctx, stop := context.WithCancel(w.t.Context())
	past := walk.Past{From: p.last.AddDays(-2), To: p.last, Every: 2, Name: "stopped"}
	w.brand.Between = 8 * time.Hour
	_, err = walker.Replay(ctx, past, func(regulars.BusinessDate) { stop() })
	require.ErrorIs(w.t, err, context.Canceled)
	walked, nights := w.nights("stopped"), []string{string(past.From), string(p.last)}
	if p.journey.Ticks() {
		nights = slices.Insert(nights, 1, string(p.last.AddDays(-1)))
	}
	if p.journey.ByEvent() { // whose first date's ticks follow the night before
		nights = slices.Insert(nights, 0, string(past.From.AddDays(-1)))
	}
	require.Equal(w.t, nights[:len(walked)], walked)
	require.Equal(w.t, string(past.From), walked[len(walked)-1])
	played, err = walker.Replay(w.t.Context(), past, func(regulars.BusinessDate) { walked = w.nights("stopped") })
	require.NoError(w.t, err)
	require.Equal(w.t, nights, walked)
	require.Empty(w.t, w.nights("stopped"), "it has come to its end")
	came := uint64(0)
	for _, flow := range played.Flows {
		if flow.Step == "" {
			came += flow.Members
		}
	}
	sum := uint64(0)
	for _, s := range played.Sums {
		sum += s.Members
	}
	require.Equal(w.t, came, sum, "the sums of a replay don't close")
	missing, surplus := differences(before, w.moves())
	require.Empty(w.t, append(missing, surplus...), "a replay left something behind")
	last, err := walker.Last(w.t.Context())
	require.NoError(w.t, err)
	require.Equal(w.t, p.last, last)
}

// nights are those that a replay of a name has walked and not forgotten.
func (w *world) nights(name string) (dates []string) {
	w.t.Helper()
	require.NoError(w.t, w.conn.QueryRow(w.t.Context(), "SELECT arraySort(groupUniqArray(toString(date))) FROM journey_nights WHERE brand = ? AND walk = ?", w.brand.Name, name).Scan(&dates))
	return dates
}

// movesByHand takes somebody out of the journey, and moves somebody on.
func (w *world) movesByHand(p *plainWalker) {
	walker, ctx, tomorrow := w.walker(p.journey), w.t.Context(), p.last.AddDays(1)
	require.ErrorIs(w.t, walker.Move(ctx, walk.Hand{Member: 1, Date: tomorrow}), walk.ErrNotIn)
	for i := range p.journey.Steps {
		step := p.journey.Steps[i].Name
		standing, err := walker.Who(ctx, step, 100)
		require.NoError(w.t, err)
		require.Len(w.t, standing, p.sums()["at "+step], "on %s", step)
		if len(standing) == 0 {
			continue
		}
		member := standing[0].MemberID
		require.Error(w.t, walker.Move(ctx, walk.Hand{Member: member, To: "nowhere", Date: tomorrow}))
		require.Error(w.t, walker.Move(ctx, walk.Hand{Member: member, To: step, Date: tomorrow}), "a step is left once")
		if i+1 < len(p.journey.Steps) {
			next := p.journey.Steps[i+1].Name
			require.NoError(w.t, walker.Move(ctx, walk.Hand{Member: member, To: next, Date: tomorrow, By: "ann", Note: "asked"}))
			require.Error(w.t, walker.Move(ctx, walk.Hand{Member: member, To: step, Date: tomorrow}), "nobody walks back")
			require.Equal(w.t, p.sums()["at "+next]+1, w.sums(p.journey)["at "+next])
		}
		require.NoError(w.t, walker.Move(ctx, walk.Hand{Member: member, Date: tomorrow, By: "ann", Note: "called"}))
		require.Equal(w.t, 1, w.sums(p.journey)["removed"])
		require.ErrorIs(w.t, walker.Move(ctx, walk.Hand{Member: member, Date: tomorrow}), walk.ErrNotIn)
		return
	}
}

// A paused journey moves nobody and counts on; one that has ended is empty, and stays so until
// it is resumed, when nobody comes back.
func TestPeopleDecide(t *testing.T) {
	w, ctx := openWorld(t), t.Context()
	w.settle(rand.New(rand.NewPCG(1, 1)), "tea", 0)
	for i := range 12 {
		m := &member{id: uint64(i+1) * 0x9E3779B97F4A7C15, states: map[regulars.BusinessDate]state{}, joins: -1}
		for d := range days {
			m.states[firstDay.AddDays(d)] = state{stage: "new", stageSince: firstDay}
		}
		w.members = append(w.members, m)
	}
	w.store()
	j := &journey.Journey{Name: "welcome", Enter: audience.Audience{Is: []string{"new"}}, Steps: []journey.Step{{Name: "s0", After: "2d", Send: "c0"}, {Name: "s1", After: "3d", Send: "c1"}}}
	j.Resolve()
	walker := w.walker(j)
	at := func(step string) int { return w.sums(j)["at "+step] }
	night := func(d int) error {
		w.clock = moment(firstDay.AddDays(d+1), 3, 0, 0)
		return walker.Advance(ctx, firstDay.AddDays(d))
	}
	state := func() string {
		all, err := walk.Decisions(ctx, w.db, "tea")
		require.NoError(t, err)
		return walk.StateOf(j, all["welcome"])
	}
	said := func(by, note string) {
		all, err := walk.Decisions(ctx, w.db, "tea")
		require.NoError(t, err)
		require.Equal(t, [2]string{by, note}, [2]string{all["welcome"].By, all["welcome"].Note}, "the last decision is another one")
	}
	require.Equal(t, walk.StateRuns, state())
	require.NoError(t, night(0))
	require.Equal(t, 12, at("s0"))
	standing, err := walker.Who(ctx, "s0", 100)
	require.NoError(t, err)
	require.Len(t, standing, 12)
	for _, m := range w.members {
		require.True(t, slices.ContainsFunc(standing, func(s walk.Standing) bool { return s.MemberID == m.id }), "%d stands there", m.id)
	}
	require.NoError(t, walker.Decide(ctx, walk.DecisionPause, "mei", "wrong price"))
	require.Equal(t, walk.StatePaused, state())
	require.ErrorIs(t, night(1), walk.ErrPaused)
	require.ErrorIs(t, night(2), walk.ErrPaused)
	require.Equal(t, 12, at("s0"), "the wait is over, and they stay")
	played, err := walker.Preview(ctx, firstDay.AddDays(2))
	require.NoError(t, err)
	require.Equal(t, []walk.Flow{{Step: "s0", To: "s1", Why: "sent", Sends: "c0", Members: 12}}, played.Flows, "what resuming means")
	said("mei", "wrong price")
	require.NoError(t, walker.Decide(ctx, walk.DecisionResume, "zoe", "fixed: the price"))
	said("zoe", "fixed: the price")
	require.NoError(t, night(2))
	require.Equal(t, 12, at("s1"))

	require.NoError(t, walker.Decide(ctx, walk.DecisionEnd, "ann", "autumn is over"))
	said("ann", "autumn is over")
	require.Equal(t, walk.StateEnded, state())
	require.Error(t, walker.Decide(ctx, walk.DecisionPause, "mei", ""))
	require.NoError(t, night(3), "the night takes out who is left")
	require.Equal(t, map[string]int{"ended": 12}, w.sums(j))
	w.exec("INSERT INTO walk_members VALUES ('tea', ?, 77, 'new', ?, [], NULL), ('tea', ?, 77, 'new', ?, [], NULL)", firstDay.AddDays(4).Time(), firstDay.Time(), firstDay.AddDays(5).Time(), firstDay.Time())
	w.exec("INSERT INTO members (brand, member_id) VALUES ('tea', 77)")
	w.exec("INSERT INTO identity_nodes (brand, node, member_id, kind, value) VALUES ('tea', 77, 77, 'email', '')")
	w.exec("INSERT INTO consent_facts (brand, shop, node, channel, purpose, at, granted, version) VALUES ('tea', 'web', 77, 'edm', 'marketing', '2026-01-01', true, 1)")
	require.NoError(t, night(4))
	require.Equal(t, map[string]int{"ended": 12}, w.sums(j), "somebody came into a journey that has ended")
	require.NoError(t, walker.Decide(ctx, walk.DecisionResume, "mei", "next season"))
	require.NoError(t, night(5))
	require.Equal(t, map[string]int{"ended": 12, "at s0": 1}, w.sums(j))
	require.Equal(t, map[string]bool{}, walk.Halted(w.brand, map[string]walk.Decision{}))
	w.clearsOwnReplays(walker, firstDay.AddDays(5))
	w.looksBackADay(firstDay.AddDays(5))
}

// clearsOwnReplays leaves behind what replays that were cut short would: one that ends clears those
// of its journey away that are a day old, and none of another journey or brand.
func (w *world) clearsOwnReplays(walker *walk.Walker, date regulars.BusinessDate) {
	t, now := w.t, w.clock
	left := func() (names []string) {
		require.NoError(t, w.conn.QueryRow(t.Context(), `SELECT arraySort(groupArray(name)) FROM
			(SELECT concat('nights ', walk) AS name FROM journey_nights WHERE walk != '' UNION ALL SELECT concat('moves ', walk) FROM journey_moves WHERE walk != '')`).Scan(&names))
		return names
	}
	require.Empty(t, left())
	for _, r := range []struct {
		brand, journey, walk string
		at                   time.Time
	}{
		{"tea", "welcome", "old", now.Add(-25 * time.Hour)},
		{"tea", "welcome", "under way", now.Add(-23 * time.Hour)},
		{"tea", "another", "of another journey", now.Add(-25 * time.Hour)},
		{"coffee", "welcome", "of another brand", now.Add(-25 * time.Hour)},
	} {
		w.exec("INSERT INTO journey_nights (brand, journey, walk, date, at) VALUES (?, ?, ?, ?, ?)", r.brand, r.journey, r.walk, date.Time(), r.at)
		w.exec("INSERT INTO journey_moves (brand, journey, walk, member_id, entry, step, definition, seq, date, at, version) VALUES (?, ?, ?, 77, ?, '', 'v', 0, ?, ?, 1)",
			r.brand, r.journey, r.walk, date.Time(), date.Time(), r.at)
	}
	_, err := walker.Preview(t.Context(), date)
	require.NoError(t, err)
	require.Equal(t, []string{
		"moves of another brand", "moves of another journey", "moves under way", "nights of another brand", "nights of another journey", "nights under way",
	}, left())
}

// looksBackADay reports events around the moments between which a tick takes them: 24 hours back,
// that moment itself left out, and its own included.
func (w *world) looksBackADay(date regulars.BusinessDate) {
	t, at := w.t, w.clock.Truncate(time.Second)
	for name, moment := range map[string]time.Time{
		"too early": at.Add(-24 * time.Hour), "first": at.Add(-24*time.Hour + time.Millisecond), "last": at, "too late": at.Add(time.Millisecond),
	} {
		w.exec("INSERT INTO events (brand, shop, event_id, type, at, date, node, properties, version) SELECT 'tea', 'web', ?, 'add_to_cart', toDateTime64(?, 3, 'UTC') AS t, toDate(t), 77, map('cart', ?), 1",
			name, moment.UTC().Format("2006-01-02 15:04:05.000"), name)
	}
	j := &journey.Journey{Name: "cart", Event: journey.Event{Type: "add_to_cart", Key: "cart"}, Again: journey.EachKey, Steps: []journey.Step{{Name: "s0", After: "1h", Send: "c0"}}}
	j.Resolve()
	walker := w.walker(j)
	due, err := walker.Due(t.Context(), date, at)
	require.NoError(t, err)
	require.EqualValues(t, 2, due.Coming)
	require.NoError(t, walker.Tick(t.Context(), date, at))
	var keys []string
	require.NoError(t, w.conn.QueryRow(t.Context(), "SELECT arraySort(groupUniqArray(toString(entry_key))) FROM journey_moves WHERE journey = 'cart'").Scan(&keys))
	require.Equal(t, []string{"first", "last"}, keys)
	w.oneStopsNoOther(j, date, at)
}

// oneStopsNoOther leads on two journeys in one tick, whose look-up fails for good, and goes on
// failing until the first of them was asked by itself: the second is led on all the same.
func (w *world) oneStopsNoOther(cart *journey.Journey, date regulars.BusinessDate, at time.Time) {
	t, second := w.t, *cart
	second.Name = "second-cart"
	walkers := []*walk.Walker{w.walker(cart), w.walker(&second)}
	for _, walker := range walkers {
		require.NoError(t, walker.Tick(t.Context(), date, at.Add(time.Second)))
	}
	require.Equal(t, map[string]int{"at s0": 2, "finished": 1}, w.sums(cart))
	require.Equal(t, map[string]int{"at s0": 2}, w.sums(&second), "the first event was too long ago")
	w.exec("RENAME TABLE consents TO consents_elsewhere")
	came := map[string]error{}
	require.NoError(t, walk.TickAll(t.Context(), walkers, date, at.Add(2*time.Hour), func(one *walk.Walker, err error) error {
		if came[one.Journey()] = err; one == walkers[0] {
			w.exec("RENAME TABLE consents_elsewhere TO consents")
		}
		return nil
	}))
	require.ErrorContains(t, came["cart"], "consents")
	require.NoError(t, came["second-cart"])
	require.Equal(t, map[string]int{"at s0": 2, "finished": 1}, w.sums(cart), "it stands still")
	require.Equal(t, map[string]int{"at s0": 1, "finished": 1}, w.sums(&second), "one message a run")
	require.NoError(t, walkers[0].Tick(t.Context(), date, at.Add(2*time.Hour)), "it had no tick of that moment")
	require.Equal(t, map[string]int{"at s0": 1, "finished": 2}, w.sums(cart))
}

// A member who came in by two events gets the same message of two steps once in a run: the
// second waits for the next one.
func TestOneMessageARun(t *testing.T) {
	w, ctx := openWorld(t), t.Context()
	r := rand.New(rand.NewPCG(2, 2))
	w.settle(r, "tea", 0)
	m := &member{id: 0x9E3779B97F4A7C15, states: map[regulars.BusinessDate]state{}, joins: -1}
	for d := range days {
		m.states[firstDay.AddDays(d)] = state{stage: "new", stageSince: firstDay}
	}
	for d, cart := range []string{"one", "two"} {
		day := firstDay.AddDays(d + 1)
		at := moment(day, 12, 0, 0)
		m.events = append(m.events, dated{day: day, at: at, arrives: at, what: "add_to_cart", from: "web", cart: cart, id: cart})
	}
	w.members = append(w.members, m)
	w.store()
	j := &journey.Journey{
		Name: "cart", Event: journey.Event{Type: "add_to_cart", Key: "cart"}, Again: journey.EachKey,
		Steps: []journey.Step{{Name: "s0", After: "20h", Send: "c0"}, {Name: "s1", After: "20h", Send: "c0"}},
	}
	j.Resolve()
	require.Empty(t, j.Mistakes())
	walker, open := w.walker(j), 0
	for d := range 6 {
		w.clock = moment(firstDay.AddDays(d+1), 3, 0, 0)
		w.arrive(r, w.clock)
		require.NoError(t, walker.Advance(ctx, firstDay.AddDays(d)))
		w.clock = moment(firstDay.AddDays(d+1), 13, 0, 0)
		w.arrive(r, w.clock)
		w.tick(r, j, firstDay.AddDays(d), w.clock)
		runs, err := walk.OpenRuns(ctx, w.db, "tea", w.clock)
		require.NoError(t, err)
		open += len(runs)
		runs, err = walk.OpenRuns(ctx, w.db, "coffee", w.clock)
		require.NoError(t, err)
		require.Empty(t, runs, "of another brand")
	}
	require.Positive(t, open, "nothing has to be sent")
	sent := map[regulars.BusinessDate]int{}
	for _, move := range w.moves() {
		if move.Sends != "" {
			sent[move.Date]++
		}
	}
	total := 0
	for date, n := range sent {
		require.Equal(t, 1, n, "on %s", date)
		total += n
	}
	require.Equal(t, 4, total, "each event's two messages go, in runs of their own")
}
