package walk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"regulars"
	"regulars/config/journey"
	"regulars/schema"
)

const (
	// lately is how long ago an event may have happened that lets somebody in: a later
	// message would come out of nowhere.
	lately = 24 * time.Hour

	// waited is how long somebody stands at most on a step that ticks ask.
	waited = 97 * time.Hour
)

// Due is how many a tick would ask.
type Due struct {
	Waiting uint64 // on a step, whose wait may be over
	Coming  uint64 // by an event
}

// Any reports whether there is anything to do.
func (d Due) Any() bool { return d.Waiting+d.Coming > 0 }

// Due counts who is due between the nights at a moment. It is cheap where nobody is, and
// moves nobody. Of a journey that is paused or has ended nobody is.
func (w *Walker) Due(ctx context.Context, date regulars.BusinessDate, moment time.Time) (Due, error) {
	if d, err := w.Decision(ctx); err != nil || d.Halted() {
		return Due{}, err
	}
	return w.Waiting(ctx, date, moment)
}

// Waiting is Due, whatever people decided about the journey.
func (w *Walker) Waiting(ctx context.Context, date regulars.BusinessDate, moment time.Time) (Due, error) {
	t, err := w.ticking(ctx, moment)
	if err != nil {
		return Due{}, err
	}
	var due Due
	if len(t.waiting.Steps) > 0 {
		if err := countDueScript.Row(ctx, w.db, countDueParams{w.name(), t.waiting}, &due.Waiting); err != nil {
			return Due{}, err
		}
	}
	if !w.journey.ByEvent() {
		return due, nil
	}
	if err := countCandidatesScript.Row(ctx, w.db, countCandidateParams{t.candidates(), w.walk}, &due.Coming); err != nil || due.Coming == 0 {
		return due, err
	}
	entrants := t.entrants(date, w.channels(), uint64(w.Now().UnixNano()))
	if err := comingScript.Exec(ctx, w.db, entrants.comingParams); err != nil {
		return due, err
	}
	return due, countEntrantsScript.Row(ctx, w.db, entrants, &due.Coming)
}

// Tick takes the journey on between the nights, to a moment: it lets in who did what lets
// them in, and leads on those whose waits of hours are over. The date is the last one whose
// numbers are published. It may be called again for the same moment, and returns ErrPast
// where a tick of that moment, or a later one, has ended, and ErrPaused where a person paused
// the journey. The night must not advance the journey meanwhile.
func (w *Walker) Tick(ctx context.Context, date regulars.BusinessDate, moment time.Time) error {
	return TickAll(ctx, []*Walker{w}, date, moment, func(_ *Walker, err error) error { return err })
}

// TickAll is Tick of journeys of one brand, each by itself. What is known of who is due is looked
// up once for all of them. It calls done with each journey and what came of it, and returns at
// once what done returns.
func TickAll(ctx context.Context, walkers []*Walker, date regulars.BusinessDate, moment time.Time, done func(*Walker, error) error) error {
	var met []*meeting
	for _, w := range walkers {
		m, err := w.meet(ctx, date, moment)
		if err == nil {
			met = append(met, m)
			continue
		}
		if err := done(w, err); err != nil {
			return err
		}
	}
	return leadAll(ctx, met, done)
}

// leadAll leads on who is due in some journeys, by what is looked up once for all of them. Where
// that can't be, and won't be the next time either, each is asked by itself: so one journey that
// can't be asked stops no other.
func leadAll(ctx context.Context, met []*meeting, done func(*Walker, error) error) error {
	k, err := lookUp(ctx, met)
	defer k.drop(ctx)
	switch {
	case err == nil:
	case len(met) < 2 || ctx.Err() != nil || schema.IsTransient(err):
		return refuseAll(met, err, done)
	default:
		return leadEach(ctx, met, done)
	}
	for _, m := range met {
		if err := done(m.Walker, m.leadOn(ctx, k)); err != nil {
			return err
		}
	}
	return nil
}

func leadEach(ctx context.Context, met []*meeting, done func(*Walker, error) error) error {
	for _, m := range met {
		if err := leadAll(ctx, []*meeting{m}, done); err != nil {
			return err
		}
	}
	return nil
}

func refuseAll(met []*meeting, err error, done func(*Walker, error) error) error {
	for _, m := range met {
		if err := done(m.Walker, err); err != nil {
			return err
		}
	}
	return nil
}

// meeting is a journey of a tick, and who is due in it.
type meeting struct {
	*night
	ticking  ticking
	ended    bool
	decision Decision
}

// meet lets in, and writes down who is due.
func (w *Walker) meet(ctx context.Context, date regulars.BusinessDate, moment time.Time) (*meeting, error) {
	decision, ended, err := w.halt(ctx)
	if err != nil {
		return nil, err
	}
	t, err := w.ticking(ctx, moment)
	if err != nil {
		return nil, err
	}
	if !t.moment.After(t.last) {
		return nil, ErrPast
	}
	now := w.Now()
	n := &night{
		Walker: w, params: nightParams{journeyParams: w.name(), Date: date, Now: now}, version: versionAt(now),
		run: uint64(now.UnixNano()), moment: t.moment, today: regulars.DateOf(t.moment, w.zone()), tick: true, channels: w.channels(),
	}
	m := &meeting{n, t, ended, decision}
	if ended {
		return m, nil
	}
	return m, n.meet(ctx, t)
}

func (n *night) meet(ctx context.Context, t ticking) error {
	if err := n.letIn(ctx, t); err != nil || n.quiet.waiting {
		return err
	}
	if err := dueScript.Exec(ctx, n.db, dueParams{n.name(), t.waiting, n.params.Date, n.run}); err != nil {
		return err
	}
	var standings []placed
	if err := standingsDueScript.Select(ctx, n.db, &standings, standingsDueParams{n.name(), n.params.Date, n.run}); err != nil {
		return err
	}
	if len(standings) == 0 {
		return nil
	}
	if err := n.read(ctx, standings); err != nil || n.past {
		return err
	}
	last, err := n.Last(ctx)
	n.lookBack(last)
	return err
}

// leadOn moves who is due, and ends the journey's tick.
func (m *meeting) leadOn(ctx context.Context, k *known) error {
	var err error
	switch {
	case m.ended:
		err = m.empty(ctx, m.params.Date, m.today, m.decision)
	case m.somebody:
		m.known = k
		err = m.leadDue(ctx)
	}
	if err != nil || m.past {
		return err
	}
	return putTickScript.Exec(ctx, m.db, putTickParams{m.ticking.key, m.moment, m.params.Date, m.params.Now})
}

// leadDue moves who is due, of each version.
func (n *night) leadDue(ctx context.Context) error {
	if err := n.ask(ctx, ""); err != nil {
		return err
	}
	ctx = schema.KeepSides(ctx, schema.NoBound)
	for _, d := range n.definitions {
		if err := n.leave(ctx, d); err != nil {
			return err
		}
	}
	for _, d := range n.definitions {
		if err := n.advance(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

// letIn lets in who did what lets them in.
func (n *night) letIn(ctx context.Context, t ticking) error {
	j := n.journey
	if !j.ByEvent() || n.quiet.coming {
		return nil
	}
	var coming uint64
	if err := countCandidatesScript.Row(ctx, n.db, countCandidateParams{t.candidates(), n.walk}, &coming); err != nil || coming == 0 {
		return err // what is asked of who comes in reads more
	}
	version, err := n.keep(ctx)
	if err != nil {
		return err
	}
	if j.Narrows() {
		if err := n.match(ctx, n.question("enter/"+j.Name, j.Enter, "")); err != nil {
			return err
		}
	}
	entrants := t.entrants(n.params.Date, n.channels, n.run)
	if err := comingScript.Exec(ctx, n.db, entrants.comingParams); err != nil {
		return err
	}
	return enterEventScript.Exec(ctx, n.db, enterEventParams{
		entrantParams: entrants, Definition: version, Version: n.version, Now: n.params.Now, Today: n.today,
		Narrows: j.Narrows(), Holdout: j.Holdout, First: j.Steps[0].Name,
	})
}

// ticking is what is asked between the nights.
type ticking struct {
	*Walker
	key     tickKey
	moment  time.Time // whole seconds, as names of runs have it
	last    time.Time // up to which the last tick went
	waiting waitingParams
}

func (w *Walker) ticking(ctx context.Context, moment time.Time) (ticking, error) {
	t := ticking{Walker: w, key: tickKey{w.brand.Name, w.journey.Name}, moment: moment.UTC().Truncate(time.Second)}
	if w.past {
		return t.gone(), nil
	}
	if err := lastTickScript.Row(ctx, w.db, t.key, &t.last); err != nil {
		return t, err
	}
	steps, err := w.steps(ctx, t.key)
	if err != nil {
		return t, err
	}
	t.waiting = waitingParams{stepParams: steps, Moment: t.moment, Since: time.Unix(0, 0).UTC()}
	if t.last.Unix() > 0 {
		t.waiting.Since = t.last.Add(-waited)
	}
	return t, nil
}

// gone is what is asked in a past, where ticks go that move somebody, and all walk one version.
func (t ticking) gone() ticking {
	t.waiting = waitingParams{Moment: t.moment, Since: t.moment.Add(-waited - t.Between())}
	t.waiting.add(t.journey)
	return t
}

// steps are those that ticks ask, of all versions.
func (w *Walker) steps(ctx context.Context, key tickKey) (stepParams, error) {
	var kept []struct {
		Definition string `ch:"definition"`
		Text       string `ch:"text"`
	}
	var steps stepParams
	steps.add(w.journey)
	if err := definitionsScript.Select(ctx, w.db, &kept, key); err != nil {
		return steps, err
	}
	for _, k := range kept {
		j := &journey.Journey{}
		if err := json.Unmarshal([]byte(k.Text), j); err != nil {
			return steps, fmt.Errorf("version %s of the journey %s: %w", k.Definition, key.Journey, err)
		}
		steps.add(j)
	}
	return steps, nil
}

func (t ticking) candidates() candidateParams {
	e, since := t.journey.Event, later(t.moment.Add(-lately), t.begins)
	c := candidateParams{tickKey: t.key, Type: e.Type, Key: e.Key, Since: since, SinceDate: regulars.DateOf(since, t.zone()).AddDays(-1), Moment: t.moment}
	for _, name := range slices.Sorted(maps.Keys(e.With)) {
		c.Names, c.Values = append(c.Names, name), append(c.Values, e.With[name])
	}
	return c
}

func (t ticking) entrants(date regulars.BusinessDate, channels []string, run uint64) entrantParams {
	j := t.journey
	return entrantParams{
		comingParams: comingParams{t.candidates(), date, run}, Walk: t.walk, EachKey: j.Again == journey.EachKey, Again: uint32(j.AgainAfter()), Purpose: j.Purpose, Channels: channels,
	}
}

func (w *Walker) zone() *time.Location {
	if w.brand.Zone == nil {
		return time.UTC
	}
	return w.brand.Zone
}

// Run is a run of a campaign into which a tick put messages.
type Run struct {
	Campaign string    `ch:"campaign"` // that of the config
	Name     string    `ch:"run"`      // as the ledger has it
	Day      time.Time `ch:"date"`
}

// Date is the business date of the run.
func (r Run) Date() regulars.BusinessDate { return regulars.DateOf(r.Day, time.UTC) }

// OpenRuns lists the runs of a brand's ticks up to a moment that have to be sent, or are
// being sent.
func OpenRuns(ctx context.Context, db *schema.DB, brand string, moment time.Time) ([]Run, error) {
	var runs []Run
	err := openRunsScript.Select(ctx, db, &runs, openRunParams{brand, moment.Add(-lately)})
	return runs, err
}

// Stands reports whether an error says that there is nothing to do: the journey has gone on
// already, or is paused.
func Stands(err error) bool { return errors.Is(err, ErrPast) || errors.Is(err, ErrPaused) }
