package walk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/schema"
	"regulars/schema/ledger"
)

// ErrPast says that a journey was advanced for a later date already: what happened since
// can't be undone.
var ErrPast = errors.New("the journey has gone on: it was advanced for a later date")

// Walker leads members through a journey of a brand.
type Walker struct {
	// Now is the clock; tests may set another one before the first use.
	Now func() time.Time

	db      *schema.DB
	brand   *config.Brand
	journey *journey.Journey
	walk    string    // empty: what happens; else a replay
	stage   *stage    // of a replay
	past    bool      // its nights are gone by; else it is one of now
	begins  time.Time // the last moment before its past, whose events let nobody in
	quiet   quiet     // what a tick of a past need not ask
	kept    string    // the version that this walker has written down
}

// New returns a walker of a brand's journey.
func New(db *schema.DB, brand *config.Brand, j *journey.Journey) *Walker {
	return &Walker{db: db, brand: brand, journey: j, Now: time.Now}
}

// Journey is the name of the journey.
func (w *Walker) Journey() string { return w.journey.Name }

// Sum is how many entries came to an end, or stand on a step.
type Sum struct {
	Step    string `ch:"step"`     // empty: they left
	Reason  string `ch:"reason"`   // why they left: finished, goal, gone, merged, unsubscribed, stay, leave, expired, removed, ended
	KeptOut bool   `ch:"kept_out"` // they got nothing
	Members uint64 `ch:"members"`
}

// Sums returns what became of all who came in. Their sum is how many came in.
func (w *Walker) Sums(ctx context.Context) ([]Sum, error) {
	var sums []Sum
	err := sumsScript.Select(ctx, w.db, &sums, sumsParams{w.name(), farthest})
	return sums, err
}

// Group is how many came in and walk the journey, or are kept out, and how many of them
// bought within the longest time that somebody is in it.
type Group struct {
	KeptOut bool   `ch:"kept_out"`
	Members uint64 `ch:"members"`
	Reached uint64 `ch:"reached"`
}

// Bought compares who walks the journey with who is kept out, by orders up to a date:
// whatever became of them, so that who walked to its end counts like who is still in it.
func (w *Walker) Bought(ctx context.Context, date regulars.BusinessDate) ([]Group, error) {
	var groups []Group
	err := boughtScript.Select(ctx, w.db, &groups, boughtParams{w.name(), date, uint32(w.journey.Longest())})
	return groups, err
}

// Last returns the last date that the journey was advanced for; empty: none yet.
func (w *Walker) Last(ctx context.Context) (regulars.BusinessDate, error) {
	var day time.Time
	if err := lastNightScript.Row(ctx, w.db, w.name(), &day); err != nil {
		return "", err
	}
	if day.Unix() <= 0 {
		return "", nil
	}
	return regulars.DateOf(day, time.UTC), nil
}

func (w *Walker) name() journeyParams {
	return journeyParams{Brand: w.brand.Name, Walk: w.walk, Journey: w.journey.Name}
}

// Advance takes the journey on to a business date whose numbers are published. It may be
// called again for the last date. It returns ErrPast for an earlier one, ErrPaused where a
// person paused the journey, and a *ledger.PredicateError for a condition that can't be asked.
func (w *Walker) Advance(ctx context.Context, date regulars.BusinessDate) error {
	decision, ended, err := w.halt(ctx)
	if err != nil {
		return err
	}
	last, err := w.Last(ctx)
	if err != nil {
		return err
	}
	if date < last {
		return ErrPast
	}
	if ended {
		if err := w.empty(ctx, date, date.AddDays(1), decision); err != nil {
			return err
		}
		return putNightScript.Exec(ctx, w.db, nightParams{w.name(), date, w.Now()})
	}
	n, err := w.night(ctx, date)
	if err != nil {
		return err
	}
	n.lookBack(last)
	if err := n.ask(ctx, w.since(date, last)); err != nil {
		return err
	}
	return n.lead(ctx)
}

// lookBack lets what happened be asked for since the last advance, however long ago it was:
// who should have left meanwhile leaves now.
func (n *night) lookBack(last regulars.BusinessDate) {
	if last != "" {
		n.horizon += uint32(max(n.params.Date.DaysSince(last), 0))
	}
}

// lead moves everybody, once it is asked what there is to know.
func (n *night) lead(ctx context.Context) error {
	if err := n.migrate(ctx); err != nil {
		return err
	}
	if err := n.part(ctx); err != nil {
		return err
	}
	for _, d := range n.definitions {
		if err := n.leave(ctx, d); err != nil {
			return err
		}
	}
	if err := n.enter(ctx); err != nil {
		return err
	}
	for _, d := range n.definitions {
		if err := n.advance(ctx, d); err != nil {
			return err
		}
	}
	return putNightScript.Exec(ctx, n.db, n.params)
}

// part takes out who is gone, and who is in it twice.
func (n *night) part(ctx context.Context) error {
	if !n.somebody {
		return nil
	}
	return partScript.Exec(ctx, n.db, partParams{n.params, n.version, n.moment, n.today, n.journey.Again == journey.EachKey})
}

// since is from when on those count who qualified: after dates that had no night, only
// where the brand wants them (catch_up).
func (w *Walker) since(date, last regulars.BusinessDate) regulars.BusinessDate {
	if w.brand.CatchUp == config.CatchUpSend && last != "" && last < date {
		return last.AddDays(1)
	}
	return date
}

// night is one advance of a journey: a night's, or a tick's.
type night struct {
	*Walker
	params      nightParams
	moment      time.Time             // at which members move
	today       regulars.BusinessDate // on which the messages go
	tick        bool
	known       *known // of who is due in a tick
	somebody    bool   // stands in the journey when it begins
	since       bool   // what came after the business date is asked, too
	version     uint64 // of its rows: of two of a key the first holds
	run         uint64 // this advance
	horizon     uint32 // days that the longest version takes
	channels    []string
	present     *definition
	definitions []*definition // the present one last
}

func (w *Walker) night(ctx context.Context, date regulars.BusinessDate) (*night, error) {
	now := w.Now()
	n := &night{
		Walker: w, params: nightParams{journeyParams: w.name(), Date: date, Now: now}, version: versionAt(now),
		run: uint64(now.UnixNano()), moment: now, today: date.AddDays(1),
	}
	if n.past {
		n.moment = n.nightAt(date)
	}
	var standings []placed
	if err := standingsScript.Select(ctx, n.db, &standings, n.name()); err != nil {
		return nil, err
	}
	return n, n.read(ctx, standings)
}

// look finds out how long back is asked, and on which channels members are reached.
func (n *night) look() {
	for _, d := range n.definitions {
		n.horizon = max(n.horizon, uint32(d.Longest())+2)
		n.since = n.since || n.tick || d.ByEvent()
	}
	n.channels = n.Walker.channels()
}

// channels are those of the campaigns that the journey sends.
func (w *Walker) channels() []string {
	all := []string{}
	for _, name := range w.journey.Sends() {
		if c, err := w.brand.Campaign(name); err == nil {
			channels, _ := c.Order()
			all = append(all, channels...)
		}
	}
	return all
}

// versionAt makes of two rows of a key the first hold.
func versionAt(now time.Time) uint64 { return math.MaxUint64 - uint64(now.UnixNano()) }

// read finds out which versions are walked, and keeps the present one.
func (n *night) read(ctx context.Context, standings []placed) error {
	version, err := n.keep(ctx)
	if err != nil {
		return err
	}
	n.present = newDefinition(n.journey, version)
	walked := map[string]*definition{version: n.present}
	for _, s := range standings {
		d, err := n.definitionOf(ctx, walked, s.Definition)
		if err != nil {
			return err
		}
		d.stand(s.Step, s.day())
	}
	n.somebody = len(standings) > 0
	n.definitions = append(n.definitions, n.present)
	n.look()
	return nil
}

// keep keeps the present version, and returns its name.
func (n *night) keep(ctx context.Context) (string, error) {
	version, err := n.journey.Version()
	if err != nil || version == n.kept {
		return version, err
	}
	text, err := json.Marshal(n.journey)
	if err != nil {
		return "", err
	}
	key := definitionKey{n.brand.Name, n.journey.Name, version}
	if err := putDefinitionScript.Exec(ctx, n.db, definitionParams{key, string(text), n.params.Now}); err != nil {
		return "", err
	}
	n.kept = version
	return version, nil
}

func (n *night) definitionOf(ctx context.Context, walked map[string]*definition, version string) (*definition, error) {
	if d, known := walked[version]; known {
		return d, nil
	}
	var text string
	key := definitionKey{n.brand.Name, n.journey.Name, version}
	if err := definitionScript.Row(ctx, n.db, key, &text); err != nil {
		return nil, fmt.Errorf("version %s of the journey %s: %w", version, n.journey.Name, err)
	}
	j := &journey.Journey{}
	if err := json.Unmarshal([]byte(text), j); err != nil {
		return nil, fmt.Errorf("version %s of the journey %s: %w", version, n.journey.Name, err)
	}
	d := newDefinition(j, version)
	walked[version] = d
	n.definitions = append(n.definitions, d)
	return d, nil
}

// conditions lists all conditions that a version asks.
func (d *definition) conditions() []journey.Condition {
	all := []journey.Condition{d.Goal}
	for _, s := range d.Steps {
		all = append(all, s.Until)
		for _, way := range s.Ways {
			all = append(all, way.If)
		}
	}
	return all
}

// ask writes down who qualifies, who is in the segments that are asked for, and who is
// expected to buy.
func (n *night) ask(ctx context.Context, since regulars.BusinessDate) error {
	var questions []ledger.Plan
	if n.asksEntrants() {
		questions = append(questions, n.question("enter/"+n.journey.Name, n.journey.Enter, since))
	}
	segments, before := map[string]bool{}, map[int]bool{}
	for _, d := range n.definitions {
		segments[d.Stay], segments[d.Leave] = true, true
		for _, c := range d.conditions() {
			segments[c.In] = true
		}
		for i := range d.Steps {
			if wait := d.Steps[i].WaitOf(); wait.Kind == journey.WaitExpected && !n.tick {
				before[wait.Days] = true
			}
		}
	}
	delete(segments, "")
	for name := range segments {
		segment, known := n.brand.Segments[name]
		if !known {
			return fmt.Errorf("journey %s: the brand has no segment %q any more: put it back until nobody walks the version that asks for it", n.journey.Name, name)
		}
		if segment.Moment() == "" {
			segment.Is = []string{audience.Everybody}
		}
		questions = append(questions, n.question("segment/"+name, segment, ""))
	}
	for days := range before {
		questions = append(questions, n.question(fmt.Sprint("expected/", days), audience.Audience{ExpectedInDays: &days}, regulars.FirstDate))
	}
	for _, q := range questions {
		if err := n.match(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

func (n *night) match(ctx context.Context, question ledger.Plan) error {
	members := n.stage.of()
	if n.known != nil && members == nil {
		due, err := n.known.staged(ctx, question)
		if err != nil {
			return err
		}
		members = due
	}
	return ledger.Match(ctx, n.db, question, n.run, members)
}

// asksMembers reports whether anything is asked of all members of a date.
func (w *Walker) asksMembers() bool {
	j := w.journey
	if !j.ByEvent() || j.Narrows() || j.Stay != "" || j.Leave != "" {
		return true
	}
	return slices.ContainsFunc(j.Steps, func(s journey.Step) bool { return s.WaitOf().Kind == journey.WaitExpected }) ||
		slices.ContainsFunc(newDefinition(j, "").conditions(), func(c journey.Condition) bool { return c.In != "" })
}

// asksEntrants reports whether the night lets in, by the audience of the journey.
func (n *night) asksEntrants() bool {
	return !n.tick && !n.journey.ByEvent()
}

// question is a condition that is asked of all members, as a plan that plans nothing.
func (n *night) question(name string, condition audience.Audience, since regulars.BusinessDate) ledger.Plan {
	return ledger.Plan{Run: ledger.Run{Brand: n.brand.Name, Campaign: name, Date: n.params.Date}, Audience: condition, Since: since}
}

func (n *night) moveOf(d *definition) moveParams {
	return moveParams{nightParams: n.params, Definition: d.version, Version: n.version, Moment: n.moment}
}

// standing is what a statement reads of members who are asked some conditions: nothing that
// none of them asks for.
func (n *night) standing(d *definition, conditions ...journey.Condition) (standingParams, asked) {
	p, bought := standingParams{Run: n.run, Horizon: n.horizon, AsksSince: n.since}, false
	for _, c := range conditions {
		bought = bought || c.Bought
		if c.Same == "" {
			p.Events = append(p.Events, c.Did...)
		}
		for _, step := range []string{c.Opened, c.Clicked} {
			if campaign := d.CampaignOf(step); campaign != "" {
				p.Campaigns = append(p.Campaigns, campaign)
			}
		}
	}
	return p, asked{}.standing(bought, n.since, p.Campaigns, p.Events)
}

// migrate moves who stands on a step of an earlier version where the present one says so.
func (n *night) migrate(ctx context.Context) error {
	for from, to := range n.journey.Migrate {
		old := slices.ContainsFunc(n.definitions, func(d *definition) bool { return d != n.present && d.stands(from) })
		if !old {
			continue
		}
		to = journey.Destination(to)
		if err := migrateScript.Exec(ctx, n.db, migrateParams{n.moveOf(n.present), from, to}); err != nil {
			return err
		}
		n.present.stand(to, "") // since when they stood on the other one
	}
	return nil
}

func (n *night) leave(ctx context.Context, d *definition) error {
	if len(d.on) == 0 {
		return nil
	}
	standing, asked := n.standing(d, d.Goal)
	asked = asked.condition("goal", &d.Goal)
	for part, needed := range map[string]bool{"goal": !d.Goal.Empty(), "stay": d.Stay != "", "leave": d.Leave != ""} {
		if needed {
			asked = append(asked, part)
		}
	}
	p := leaveParams{
		moveParams: n.moveOf(d), standingParams: standing, goalParams: goalOf(d.Journey),
		Purpose: d.Purpose, Channels: n.channels, Stay: d.Stay, Leave: d.Leave, Longest: uint32(d.Longest()), Today: n.today,
	}
	if !n.tick {
		return leaveScripts.of(append(asked, "night")).Exec(ctx, n.db, p)
	}
	var due stepParams
	due.add(d.Journey)
	return leaveDueScripts.of(asked).Exec(ctx, n.db, leaveDueParams{p, due, n.known.knownParams, n.known.consents})
}

func (n *night) enter(ctx context.Context) error {
	j := n.journey
	if j.ByEvent() {
		return nil // ticks let in
	}
	var matched uint64
	of := matchedParams{n.params.Brand, "enter/" + j.Name, n.params.Date, n.run}
	if err := countMatchedScript.Row(ctx, n.db, of, &matched); err != nil || matched == 0 {
		return err
	}
	n.present.stand(j.Steps[0].Name, n.params.Date)
	return enterScript.Exec(ctx, n.db, enterParams{
		moveParams: n.moveOf(n.present), Run: n.run, Purpose: j.Purpose, Channels: n.channels, Holdout: j.Holdout,
		First: j.Steps[0].Name, Again: uint32(j.AgainAfter()),
	})
}

// advance moves on who is due, step by step: a way leads to later steps only, so that one
// pass moves everybody as far as they go.
func (n *night) advance(ctx context.Context, d *definition) error {
	for i := range d.Steps {
		if !n.mayGo(d, &d.Steps[i]) || !n.asks(&d.Steps[i]) {
			continue
		}
		for _, way := range waysOf(d.Journey, i) {
			p, asked := n.advanceOf(d, i, way)
			if err := n.move(ctx, p, asked); err != nil {
				return err
			}
			for _, to := range p.To {
				d.stand(to, n.today)
			}
		}
	}
	return nil
}

func (n *night) move(ctx context.Context, p advanceParams, asked asked) error {
	if n.tick {
		return advanceDueScripts.of(asked).Exec(ctx, n.db, advanceDueParams{p, n.known.knownParams})
	}
	return advanceScripts.of(asked).Exec(ctx, n.db, p)
}

// asks reports whether a step is asked now: waits of hours end in ticks, where there are any,
// and those of days at night. Where nothing is waited for members go on at once.
func (n *night) asks(s *journey.Step) bool {
	wait := s.WaitOf()
	if n.tick {
		return wait.Hours() || wait.Immediate()
	}
	return !wait.Hours() || !n.journey.Ticks()
}

// way is one way out of a step.
type way struct {
	condition journey.Condition
	why       string
	sends     string
	to        []string
	upto      []float64
}

// waysOf lists the ways out of a step, in the order in which they are tried; the last has
// no condition.
func waysOf(j *journey.Journey, i int) []way {
	s := &j.Steps[i]
	var ways []way
	for _, w := range s.Ways {
		ways = append(ways, way{condition: w.If, why: "way", to: []string{journey.Destination(w.Then)}, upto: []float64{1}})
	}
	switch {
	case len(s.Split) > 0:
		return append(ways, splitOf(s.Split))
	case len(s.Ways) > 0:
		return append(ways, way{why: "otherwise", to: []string{j.Next(i)}, upto: []float64{1}})
	case s.Send != "":
		return []way{{why: "sent", sends: s.Send, to: []string{j.Next(i)}, upto: []float64{1}}}
	}
	return []way{{why: "waited", to: []string{j.Next(i)}, upto: []float64{1}}}
}

func splitOf(branches []journey.Branch) way {
	split := way{why: "split"}
	var all, sum float64
	for _, b := range branches {
		all += b.Weight
	}
	for _, b := range branches {
		sum += b.Weight
		split.to, split.upto = append(split.to, journey.Destination(b.Then)), append(split.upto, sum/all)
	}
	split.upto[len(split.upto)-1] = 1 // whatever the sum came to
	return split
}

func (n *night) advanceOf(d *definition, i int, way way) (advanceParams, asked) {
	s := &d.Steps[i]
	wait, run := s.WaitOf(), ""
	standing, asked := n.standing(d, s.Until, way.condition)
	asked = append(asked.condition("until", &s.Until).condition("way", &way.condition), wait.Kind)
	if way.sends != "" {
		asked = append(asked, "sends")
	}
	if n.tick && way.sends != "" {
		run = regulars.TickRun(way.sends, n.moment)
	}
	return advanceParams{
		moveParams: n.moveOf(d), standingParams: standing, untilParams: untilOf(d.Journey, s.Until), wayParams: wayOf(d.Journey, way.condition),
		Step: s.Name, Why: way.why, Sends: way.sends, Days: uint32(wait.Days), AtMost: uint32(wait.AtMost), To: way.to, Upto: way.upto,
		Seconds: uint32(wait.For.Seconds()), MostSeconds: uint32(wait.Most.Seconds()), Today: n.today, GoesIn: run,
	}, asked
}
