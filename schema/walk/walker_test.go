package walk_test

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dchest/siphash"

	"regulars"
	"regulars/config/audience"
	"regulars/config/journey"
	"regulars/schema/walk"
)

// move is one as the independent walker makes it, and as the table holds it.
type move struct {
	Member uint64
	Entry  regulars.BusinessDate
	Seq    int
	Step   string
	To     string
	Why    string
	Sends  string
	Date   regulars.BusinessDate
	Key    string
	Run    string
	Day    regulars.BusinessDate
}

// entry is one coming in, with where it stands.
type entry struct {
	walker *member
	came   regulars.BusinessDate
	walks  *journey.Journey
	place  string // empty: it has left
	since  regulars.BusinessDate
	moves  []move

	cameOn *journey.Journey

	key     string    // of the event by which they came in
	cameAt  time.Time // when it happened, or the night let them in
	movedAt time.Time
}

// plainWalker walks one member at a time, from the definitions of the grammar.
type plainWalker struct {
	*world
	journey *journey.Journey
	entries []*entry
	last    regulars.BusinessDate
	at      time.Time // now
	ticking bool
	sent    map[string][]*member // who got a message, by its run
	halted  string               // what somebody decided: pause or end; empty: it goes on
	begins  time.Time            // of a past: what happened before it lets nobody in
}

// empty takes everybody out.
func (p *plainWalker) empty(date regulars.BusinessDate) {
	for _, e := range p.entries {
		if e.place != "" {
			p.move(e, "", "ended", "", date)
		}
	}
}

func (p *plainWalker) move(e *entry, to, why, sends string, date regulars.BusinessDate) {
	step, day, run := e.place, dayOf(p.at), ""
	if why == "migrated" {
		day = e.since
	}
	if p.ticking && sends != "" {
		run = sends + "#t" + p.at.UTC().Format("20060102-150405")
	}
	e.moves = append(e.moves, move{e.walker.id, e.came, len(e.moves), step, to, why, sends, date, e.key, run, day})
	e.place, e.since, e.movedAt = to, day, p.at
}

// person is who an entry is of, as is known now.
func (p *plainWalker) person(e *entry) uint64 { return p.personOf(e.walker, p.dawned) }

func hours(text string) time.Duration {
	if !strings.HasSuffix(text, "h") && !strings.HasSuffix(text, "m") {
		return 0
	}
	long, _ := time.ParseDuration(text)
	return long
}

// ofHours reports whether a step waits for hours.
func ofHours(s journey.Step) bool { return hours(s.After) > 0 || hours(s.AtMost) > 0 }

// ticks reports whether a journey is asked between the nights.
func (p *plainWalker) ticks(j *journey.Journey) bool {
	return j.Event.Type != "" || slices.ContainsFunc(j.Steps, ofHours)
}

func (p *plainWalker) narrows() bool { return len(p.journey.Enter.Tags) > 0 }

// letIn lets in by events of the last 24 hours, each key once, and returns how many.
func (p *plainWalker) letIn(date regulars.BusinessDate, at time.Time) int {
	p.at, p.ticking = at, true
	if p.halted != "" {
		return 0
	}
	type candidate struct {
		person *member
		key    string
		at     time.Time
	}
	var candidates []candidate
	for _, m := range p.members {
		for _, e := range m.events {
			if p.journey.Event.Type != e.what || e.cart == "" || e.visitor || e.at.After(at) || !e.at.After(at.Add(-24*time.Hour)) || e.at.Before(p.begins) || e.arrives.After(at) {
				continue
			}
			if from, asked := p.journey.Event.With["from"]; asked && from != e.from {
				continue
			}
			candidates = append(candidates, candidate{p.named(p.personOf(m, p.dawned)), e.cart, e.at})
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.key, b.key)) })
	came, seen := 0, map[uint64]bool{}
	for _, c := range candidates {
		if !p.consents(c.person.id) || p.gone(c.person.id) || seen[c.person.id] || !p.mayComeBy(c.person.id, c.key, date) {
			continue
		}
		seen[c.person.id] = p.journey.Again != "each key"
		if p.narrows() && !p.meets(c.person.id, p.journey.Enter, date) {
			continue
		}
		came++
		p.enter(&entry{walker: c.person, came: date, walks: p.journey, key: c.key, cameAt: c.at}, date)
		last := p.entries[len(p.entries)-1]
		last.movedAt = c.at
	}
	return came
}

// mayComeBy asks for a key: each lets in once, and not each may let in.
func (p *plainWalker) mayComeBy(person uint64, key string, date regulars.BusinessDate) bool {
	for _, e := range p.entries {
		if p.person(e) == person && e.key == key {
			return false
		}
	}
	return p.journey.Again == "each key" || p.mayComeIn(person, date)
}

// tick leads on who is due between the nights, and returns how many moved.
func (p *plainWalker) tick(date regulars.BusinessDate, at time.Time) int {
	before := len(p.all())
	p.at, p.ticking = at, true
	if p.halted != "" {
		p.empty(date)
		p.ticking = false
		return 0 // nobody is due
	}
	for _, e := range p.entries {
		if !p.due(e) {
			continue
		}
		if why := p.leaves(e, date); why != "" {
			p.move(e, "", why, "", date)
		}
	}
	p.advance(date)
	p.ticking = false
	return len(p.all()) - before
}

// due reports whether a tick asks an entry.
func (p *plainWalker) due(e *entry) bool {
	if e.place == "" || e.place == journey.KeptOut {
		return false
	}
	s := e.walks.Steps[slices.IndexFunc(e.walks.Steps, func(s journey.Step) bool { return s.Name == e.place })]
	return p.asked(s) && !e.movedAt.Add(hours(s.After)).After(p.at)
}

// asked reports whether a step is asked now: by a tick, or by the night.
func (p *plainWalker) asked(s journey.Step) bool {
	now := s.On == "" && s.Until.Empty() && (s.After == "" || s.After == "0d")
	if p.ticking {
		return now || ofHours(s)
	}
	return !ofHours(s) || !p.ticks(p.journey)
}

// advance leads on everybody, version by version, step by step: who has waited longest gets
// the one message of a campaign that a member gets in a run.
func (p *plainWalker) advance(date regulars.BusinessDate) {
	var versions []*journey.Journey
	for _, e := range p.entries {
		if e.walks != p.journey && !slices.Contains(versions, e.walks) {
			versions = append(versions, e.walks)
		}
	}
	slices.SortFunc(versions, func(a, b *journey.Journey) int { return cmp.Compare(version(a), version(b)) })
	inOrder := slices.Clone(p.entries)
	for _, j := range append(versions, p.journey) {
		for _, s := range j.Steps {
			slices.SortStableFunc(inOrder, func(a, b *entry) int {
				return cmp.Or(a.movedAt.Compare(b.movedAt), a.cameAt.Compare(b.cameAt), cmp.Compare(a.key, b.key), cmp.Compare(a.walker.id, b.walker.id))
			})
			for _, e := range slices.Clone(inOrder) {
				if e.walks == j && e.place == s.Name {
					p.step(e, date)
				}
			}
		}
	}
}

func version(j *journey.Journey) string {
	name, _ := j.Version()
	return name
}

// gets reports whether a member gets a message in this run, and notes it: who came in by
// several events gets it once.
func (p *plainWalker) gets(e *entry, campaign string, date regulars.BusinessDate) bool {
	if e.key == "" {
		return true
	}
	run := fmt.Sprint(campaign, date)
	if p.ticking {
		run = fmt.Sprint(campaign, p.at)
	}
	if slices.ContainsFunc(p.sent[run], func(m *member) bool { return p.personOf(m, p.dawned) == p.person(e) }) {
		return false
	}
	if p.sent == nil {
		p.sent = map[string][]*member{}
	}
	p.sent[run] = append(p.sent[run], e.walker)
	return true
}

// night advances every member by one date.
func (p *plainWalker) night(date regulars.BusinessDate, at time.Time) {
	p.at, p.ticking = at, false
	if p.halted != "" {
		p.empty(date)
		p.last = date
		return
	}
	for _, e := range p.entries {
		if to, named := p.journey.Migrate[e.place]; named && e.place != "" && e.walks != p.journey {
			p.move(e, journey.Destination(to), "migrated", "", date)
			e.walks = p.journey
		}
	}
	type alone struct {
		person uint64
		key    string
	}
	seen := map[alone]bool{}
	inOrder := slices.SortedFunc(slices.Values(p.entries), func(a, b *entry) int {
		return cmp.Or(a.came.DaysSince(b.came), a.cameAt.Compare(b.cameAt), cmp.Compare(a.walker.id, b.walker.id))
	})
	for _, e := range inOrder {
		if e.place == "" {
			continue
		}
		as := alone{person: p.person(e)}
		if p.journey.Again == "each key" {
			as.key = e.key
		}
		first := !seen[as]
		seen[as] = true
		switch {
		case p.gone(as.person):
			p.move(e, "", "gone", "", date)
		case !first:
			p.move(e, "", "merged", "", date)
		default:
			if why := p.leaves(e, date); why != "" {
				p.move(e, "", why, "", date)
			}
		}
	}
	if p.journey.Event.Type == "" {
		p.comeIn(date)
	}
	p.advance(date)
	p.last = date
}

func (p *plainWalker) named(id uint64) *member {
	i := slices.IndexFunc(p.members, func(m *member) bool { return m.id == id })
	return p.members[i]
}

func (p *plainWalker) gone(person uint64) bool {
	m := p.named(person)
	return m.deleted != "" && m.deleted <= p.dawned
}

// consents asks all that a person ever said on the mail channel: a refusal that comes after
// the yes holds.
func (p *plainWalker) consents(person uint64) bool {
	return !slices.ContainsFunc(p.people(person, p.dawned), func(m *member) bool { return m.refuses != "" && m.refuses <= p.dawned })
}

func (p *plainWalker) leaves(e *entry, date regulars.BusinessDate) string {
	person, j := p.person(e), e.walks
	switch {
	case !j.Goal.Empty() && p.holds(e, &j.Goal, date):
		return "goal"
	case !p.consents(person):
		return "unsubscribed"
	case j.Stay != "" && !p.in(person, j.Stay, date):
		return "stay"
	case j.Leave != "" && p.in(person, j.Leave, date):
		return "leave"
	case date.DaysSince(e.came) >= wholeDays(j.AtMost):
		return "expired"
	}
	return ""
}

func wholeDays(text string) int {
	n, _ := strconv.Atoi(text[:max(len(text)-1, 0)])
	return n
}

func (p *plainWalker) in(person uint64, segment string, date regulars.BusinessDate) bool {
	return p.meets(person, segments[segment], date)
}

// meets asks the conditions that the world's segments have.
func (p *plainWalker) meets(person uint64, a audience.Audience, date regulars.BusinessDate) bool {
	s, known := p.named(person).states[date]
	return known && (len(a.Is) == 0 || slices.Contains(a.Is, audience.Everybody) || slices.Contains(a.Is, s.stage)) &&
		(len(a.Tags) == 0 || slices.ContainsFunc(a.Tags, func(tag string) bool { return slices.Contains(s.tags, tag) }))
}

func (p *plainWalker) holds(e *entry, c *journey.Condition, date regulars.BusinessDate) bool {
	bought, opened, clicked, did := false, false, false, false
	since := func(day regulars.BusinessDate, at time.Time) bool {
		if e.key != "" {
			return at.After(e.cameAt) && !at.After(p.at)
		}
		return day > e.came && (day <= date || p.ticking) && !at.After(p.at)
	}
	for _, m := range p.people(p.person(e), p.dawned) {
		for _, o := range m.orders {
			bought = bought || since(o.day, o.at)
		}
		for _, a := range m.answers {
			if a.day < e.came || a.day > date || e.key != "" && !a.at.After(e.cameAt) {
				continue
			}
			opened = opened || a.by == sends(e.walks, c.Opened)
			clicked = clicked || a.by == sends(e.walks, c.Clicked) && a.what == "clicked"
		}
		for _, event := range m.events {
			if c.Same == "" && !event.visitor && !event.arrives.After(p.at) {
				did = did || slices.Contains(c.Did, event.what) && since(event.day, event.at)
			}
		}
	}
	return (!c.Bought || bought) && (c.Opened == "" || opened) && (c.Clicked == "" || clicked) && (len(c.Did) == 0 || did || p.sameCart(e, c)) &&
		(c.In == "" || p.in(p.person(e), c.In, date))
}

// sameCart reports whether anybody did something about the cart by which a member came in.
func (p *plainWalker) sameCart(e *entry, c *journey.Condition) bool {
	return c.Same != "" && e.key != "" && slices.ContainsFunc(p.members, func(m *member) bool {
		return slices.ContainsFunc(m.events, func(event dated) bool {
			return slices.Contains(c.Did, event.what) && event.cart == e.key && !event.at.After(p.at) && !event.arrives.After(p.at)
		})
	})
}

func sends(j *journey.Journey, step string) string {
	for _, s := range j.Steps {
		if s.Name == step && step != "" {
			return s.Send
		}
	}
	return "?"
}

func (p *plainWalker) comeIn(date regulars.BusinessDate) {
	since := date
	if p.brand.CatchUp == "send" && p.last != "" && p.last < date {
		since = p.last.AddDays(1)
	}
	for _, m := range p.members {
		if p.personOf(m, p.dawned) != m.id || !p.qualifies(m, since, date) || !p.consents(m.id) || p.gone(m.id) {
			continue
		}
		if !p.mayComeIn(m.id, date) {
			continue
		}
		p.enter(&entry{walker: m, came: date, walks: p.journey, cameAt: p.at}, date)
		e := p.entries[len(p.entries)-1]
		e.since, e.moves[0].Day = date, date
	}
}

// enter lets in, or keeps out by lot.
func (p *plainWalker) enter(e *entry, date regulars.BusinessDate) {
	to := p.journey.Steps[0].Name
	if lot("%s:journey:%s:%d", p.brand.Name, p.journey.Name, e.walker.id) < p.journey.Holdout {
		to = journey.KeptOut
	}
	e.cameOn = e.walks
	p.move(e, to, "came", "", date)
	p.entries = append(p.entries, e)
}

func (p *plainWalker) qualifies(m *member, since, date regulars.BusinessDate) bool {
	s, known := m.states[date]
	a := p.journey.Enter
	if len(a.Enters) > 0 {
		return known && slices.Contains(a.Enters, s.stage) && s.stageSince >= since && s.stageSince <= date
	}
	return p.meets(m.id, a, date)
}

func (p *plainWalker) mayComeIn(person uint64, date regulars.BusinessDate) bool {
	again := wholeDays(p.journey.Again)
	for _, e := range p.entries {
		if p.person(e) != person {
			continue
		}
		if e.place != "" || again == 0 || date.DaysSince(e.moves[len(e.moves)-1].Date) < again {
			return false
		}
	}
	return true
}

// lot draws as the tables do: SipHash-2-4 without a key, in millionths.
func lot(format string, args ...any) float64 {
	return float64(siphash.Hash(0, 0, fmt.Appendf(nil, format, args...))%1000000) / 1000000
}

// step moves an entry out of the step where it stands, if it is due.
func (p *plainWalker) step(e *entry, date regulars.BusinessDate) {
	i := slices.IndexFunc(e.walks.Steps, func(s journey.Step) bool { return s.Name == e.place })
	s := &e.walks.Steps[i]
	if !p.asked(*s) || !p.waited(e, s, date) || s.Send != "" && !p.gets(e, s.Send, date) {
		return
	}
	then := s.Then
	if then == "" && i+1 < len(e.walks.Steps) {
		then = e.walks.Steps[i+1].Name
	}
	for _, way := range s.Ways {
		if p.holds(e, &way.If, date) {
			p.move(e, journey.Destination(way.Then), "way", "", date)
			return
		}
	}
	switch {
	case len(s.Split) > 0:
		p.move(e, journey.Destination(p.drawn(e, s)), "split", "", date)
	case len(s.Ways) > 0:
		p.move(e, journey.Destination(then), "otherwise", "", date)
	case s.Send != "":
		p.move(e, journey.Destination(then), "sent", s.Send, date)
	default:
		p.move(e, journey.Destination(then), "waited", "", date)
	}
}

// waited reports whether the wait of an entry's step is over.
func (p *plainWalker) waited(e *entry, s *journey.Step, date regulars.BusinessDate) bool {
	today := date.AddDays(1)
	if p.ticking {
		today = dayOf(p.at)
	}
	passed := p.at.Sub(e.movedAt)
	days, most := today.DaysSince(e.since), 180
	if s.AtMost != "" && hours(s.AtMost) == 0 {
		most = wholeDays(s.AtMost)
	}
	over := days >= most
	if long := hours(s.AtMost); long > 0 {
		over = passed >= long
	}
	switch {
	case s.On != "":
		next := p.named(p.person(e)).states[date].nextPurchase
		return over || next != "" && next.AddDays(-before(s.On)) <= today
	case !s.Until.Empty():
		return over || p.holds(e, &s.Until, date)
	case hours(s.After) > 0:
		return passed >= hours(s.After)
	}
	return days >= wholeDays(s.After)
}

func (p *plainWalker) drawn(e *entry, s *journey.Step) string {
	all := 0.0
	for _, b := range s.Split {
		all += b.Weight
	}
	at, sum := lot("%s:journey:%s:%s:%d", p.brand.Name, e.walks.Name, s.Name, e.walker.id), 0.0
	for _, b := range s.Split {
		if sum += b.Weight; at < sum/all || math.Abs(sum-all) < 1e-9 {
			return b.Then
		}
	}
	return ""
}

func before(on string) int {
	n, _ := strconv.Atoi(on[max(len(on)-2, 0):max(len(on)-1, 0)])
	return n
}

// all are the moves of all entries.
func (p *plainWalker) all() []move {
	var all []move
	for _, e := range p.entries {
		all = append(all, e.moves...)
	}
	return all
}

// sums counts the entries by where they stand, or why they left.
func (p *plainWalker) sums() map[string]int {
	sums := map[string]int{}
	for _, e := range p.entries {
		last := e.moves[len(e.moves)-1]
		switch {
		case e.place != "":
			sums["at "+e.place]++
		case slices.Contains([]string{"sent", "waited", "way", "split", "otherwise", "migrated"}, last.Why):
			sums["finished"]++
		default:
			sums[last.Why]++
		}
	}
	return maps.Clone(sums)
}

// groups counts who came in and bought within the longest time, whatever became of them.
func (p *plainWalker) groups() []walk.Group {
	var walks, kept walk.Group
	kept.KeptOut = true
	for _, e := range p.entries {
		group := &walks
		if e.moves[0].To == journey.KeptOut {
			group = &kept
		}
		group.Members++
		bought := false
		for _, m := range p.people(p.person(e), p.dawned) {
			for _, o := range m.orders {
				bought = bought || o.day > e.came && o.day <= e.came.AddDays(wholeDays(p.journey.AtMost)) && o.day <= p.last
			}
		}
		if bought {
			group.Reached++
		}
	}
	return slices.DeleteFunc([]walk.Group{walks, kept}, func(g walk.Group) bool { return g.Members == 0 })
}

// goals counts after which step's message entries left by the goal.
func (p *plainWalker) goals() map[string]uint64 {
	goals := map[string]uint64{}
	for _, e := range p.entries {
		if last := e.moves[len(e.moves)-1]; last.Why != "goal" || e.moves[0].To == journey.KeptOut {
			continue
		}
		after := ""
		for _, m := range e.moves {
			if m.Sends != "" {
				after = m.Step
			}
		}
		goals[after]++
	}
	return goals
}

// reached counts who was to go which way of a split, and reached the goal in time; all go the
// first one where no split is given.
func (p *plainWalker) reached(s *journey.Step) []walk.Reach {
	groups := map[walk.Reach]*walk.Reach{}
	for _, e := range p.entries {
		if s != nil && version(e.cameOn) != version(p.journey) {
			continue
		}
		key := walk.Reach{KeptOut: e.moves[0].To == journey.KeptOut, Branch: 1}
		if s != nil {
			key.Branch = p.branch(e, s)
		}
		if groups[key] == nil {
			groups[key] = &walk.Reach{KeptOut: key.KeptOut, Branch: key.Branch}
		}
		groups[key].Members++
		if p.inTime(e) {
			groups[key].Reached++
		}
	}
	var all []walk.Reach
	for _, g := range groups {
		all = append(all, *g)
	}
	return all
}

// branch is which of the ways an entry is drawn for, from 1.
func (p *plainWalker) branch(e *entry, s *journey.Step) uint32 {
	all := 0.0
	for _, b := range s.Split {
		all += b.Weight
	}
	at, sum := lot("%s:journey:%s:%s:%d", p.brand.Name, p.journey.Name, s.Name, e.walker.id), 0.0
	for k, b := range s.Split {
		if sum += b.Weight; at < sum/all || k == len(s.Split)-1 {
			return uint32(k + 1)
		}
	}
	return 0
}

// inTime reports whether an entry reached the goal within the longest time; purchases stand
// for a goal of which no day tells.
func (p *plainWalker) inTime(e *entry) bool {
	goal, ends := p.journey.Goal, e.came.AddDays(wholeDays(p.journey.AtMost))
	after := func(day regulars.BusinessDate, at time.Time) bool {
		return day <= ends && day <= p.last && (e.key == "" && day > e.came || e.key != "" && at.After(e.cameAt))
	}
	bought, did := false, false
	for _, m := range p.members {
		mine := p.personOf(m, p.dawned) == p.person(e)
		for _, o := range m.orders {
			bought = bought || mine && after(o.day, o.at)
		}
		for _, event := range m.events {
			switch {
			case event.arrives.After(p.at) || !slices.Contains(goal.Did, event.what):
			case goal.Same == "":
				did = did || mine && !event.visitor && after(event.day, event.at)
			default:
				did = did || e.key != "" && event.cart == e.key && event.day <= ends && event.day <= p.last
			}
		}
	}
	if len(goal.Did) > 0 {
		return did
	}
	return bought
}
