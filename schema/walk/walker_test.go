package walk_test

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

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
}

// entry is one coming in, with where it stands.
type entry struct {
	walker *member
	came   regulars.BusinessDate
	walks  *journey.Journey
	place  string // empty: it has left
	since  regulars.BusinessDate
	moves  []move
}

// plainWalker walks one member at a time, from the definitions of the grammar.
type plainWalker struct {
	*world
	journey *journey.Journey
	entries []*entry
	last    regulars.BusinessDate
}

func (p *plainWalker) move(e *entry, to, why, sends string, date regulars.BusinessDate) {
	step := e.place
	e.moves = append(e.moves, move{e.walker.id, e.came, len(e.moves), step, to, why, sends, date})
	e.place = to
	if why != "migrated" {
		e.since = date.AddDays(1)
	}
}

// night advances every member by one date.
func (p *plainWalker) night(date regulars.BusinessDate) {
	for _, e := range p.entries {
		if to, named := p.journey.Migrate[e.place]; named && e.place != "" && e.walks != p.journey {
			p.move(e, journey.Destination(to), "migrated", "", date)
			e.walks = p.journey
		}
	}
	seen := map[uint64]bool{}
	inOrder := slices.SortedFunc(slices.Values(p.entries), func(a, b *entry) int {
		if a.came != b.came {
			return int(a.came.DaysSince(b.came))
		}
		if a.walker.id < b.walker.id {
			return -1
		}
		return 1
	})
	for _, e := range inOrder {
		if e.place == "" {
			continue
		}
		person := p.personOf(e.walker, date)
		first := !seen[person]
		seen[person] = true
		switch {
		case p.gone(person, date):
			p.move(e, "", "gone", "", date)
		case !first:
			p.move(e, "", "merged", "", date)
		default:
			if why := p.leaves(e, date); why != "" {
				p.move(e, "", why, "", date)
			}
		}
	}
	p.comeIn(date)
	for _, e := range p.entries {
		for e.place != "" && e.place != journey.KeptOut && p.step(e, date) {
		}
	}
	p.last = date
}

func (p *plainWalker) named(id uint64) *member {
	i := slices.IndexFunc(p.members, func(m *member) bool { return m.id == id })
	return p.members[i]
}

func (p *plainWalker) gone(person uint64, date regulars.BusinessDate) bool {
	m := p.named(person)
	return m.deleted != "" && m.deleted <= date
}

// consents asks all that a person ever said on the mail channel: a refusal that comes after
// the yes holds.
func (p *plainWalker) consents(person uint64, date regulars.BusinessDate) bool {
	return !slices.ContainsFunc(p.people(person, date), func(m *member) bool { return m.refuses != "" && m.refuses <= date })
}

func (p *plainWalker) leaves(e *entry, date regulars.BusinessDate) string {
	person, j := p.personOf(e.walker, date), e.walks
	switch {
	case !j.Goal.Empty() && p.holds(e, &j.Goal, date):
		return "goal"
	case !p.consents(person, date):
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
	person := p.personOf(e.walker, date)
	bought, opened, clicked, did := false, false, false, false
	for _, m := range p.people(person, date) {
		for _, day := range m.orders {
			bought = bought || day > e.came && day <= date
		}
		for _, a := range m.answers {
			if a.day < e.came || a.day > date {
				continue
			}
			opened = opened || a.by == sends(e.walks, c.Opened)
			clicked = clicked || a.by == sends(e.walks, c.Clicked) && a.what == "clicked"
		}
		for _, event := range m.events {
			did = did || slices.Contains(c.Did, event.what) && event.day > e.came && event.day <= date
		}
	}
	return (!c.Bought || bought) && (c.Opened == "" || opened) && (c.Clicked == "" || clicked) && (len(c.Did) == 0 || did) &&
		(c.In == "" || p.in(person, c.In, date))
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
		if p.personOf(m, date) != m.id || !p.qualifies(m, since, date) || !p.consents(m.id, date) || p.gone(m.id, date) {
			continue
		}
		if !p.mayComeIn(m.id, date) {
			continue
		}
		e := &entry{walker: m, came: date, walks: p.journey}
		to := p.journey.Steps[0].Name
		if lot("%s:journey:%s:%d", p.brand.Name, p.journey.Name, m.id) < p.journey.Holdout {
			to = journey.KeptOut
		}
		p.move(e, to, "came", "", date)
		e.since = date
		p.entries = append(p.entries, e)
	}
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
		if p.personOf(e.walker, date) != person {
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

// step moves an entry out of the step where it stands, and reports whether it was due.
func (p *plainWalker) step(e *entry, date regulars.BusinessDate) bool {
	i := slices.IndexFunc(e.walks.Steps, func(s journey.Step) bool { return s.Name == e.place })
	s, today := &e.walks.Steps[i], date.AddDays(1)
	waited := today.DaysSince(e.since)
	most := 180
	if s.AtMost != "" {
		most = wholeDays(s.AtMost)
	}
	due := waited >= wholeDays(s.After)
	if s.On != "" {
		next := p.named(p.personOf(e.walker, date)).states[date].nextPurchase
		due = waited >= most || next != "" && next.AddDays(-before(s.On)) <= today
	} else if !s.Until.Empty() {
		due = waited >= most || p.holds(e, &s.Until, date)
	}
	if !due {
		return false
	}
	then := s.Then
	if then == "" && i+1 < len(e.walks.Steps) {
		then = e.walks.Steps[i+1].Name
	}
	for _, way := range s.Ways {
		if p.holds(e, &way.If, date) {
			p.move(e, journey.Destination(way.Then), "way", "", date)
			return true
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
	return true
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
		for _, m := range p.people(p.personOf(e.walker, p.last), p.last) {
			for _, day := range m.orders {
				bought = bought || day > e.came && day <= e.came.AddDays(wholeDays(p.journey.AtMost)) && day <= p.last
			}
		}
		if bought {
			group.Reached++
		}
	}
	return slices.DeleteFunc([]walk.Group{walks, kept}, func(g walk.Group) bool { return g.Members == 0 })
}
