package oracle

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"regulars/schema/oracle/dates"
	"regulars/schema/oracle/input"
)

// event is one event with what the definitions ask of it.
type event struct {
	id, kind   string
	at         time.Time
	day        dates.Day
	member     *member // nil: none
	who        string  // empty: nobody
	properties map[string]string
	visit      bool // starts a visit
}

// interest are the types of events of one who is interested.
var interest = []string{"page_view", "product_view", "add_to_cart", "login", "message_click", "message_clicked"}

// behave reads the events; of those with one shop and id the last holds.
func (h *History) behave(raw []input.Event) {
	last := map[[2]string]int{}
	for i, e := range raw {
		last[[2]string{e.Shop, e.ID}] = i
	}
	for i, e := range raw {
		if last[[2]string{e.Shop, e.ID}] == i {
			h.events = append(h.events, h.read(e))
		}
	}
	slices.SortFunc(h.events, func(a, b *event) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.id, b.id)) })
	h.visit()
}

// read: "an event's member: that of its identifier (none or an unknown one: no
// member). who = the member if there is one, else visitor if not empty, else
// nobody". "A visitor whose events have once carried a member's identifier is
// not merged with that member."
func (h *History) read(e input.Event) *event {
	read := &event{id: e.ID, kind: e.Type, at: e.At, day: h.dayAt(e.At), properties: e.Properties}
	if best, given := h.settings.Best(e); given {
		read.member = personIn(h.persons, h.identities.PersonOf(input.Record{best}))
	}
	switch {
	case read.member != nil:
		read.who = fmt.Sprint("m:", read.member.identifiers[0])
	case e.Visitor != "":
		read.who = "v:" + e.Visitor
	}
	return read
}

// events are the window's of the types that satisfy keep.
func (f frame) events(types []string, keep func(*event) bool) []*event {
	var kept []*event
	for _, e := range f.h.events {
		if f.from <= e.day && e.day <= f.to && slices.Contains(types, e.kind) && keep(e) {
			kept = append(kept, e)
		}
	}
	return kept
}

// anyEvent: "a metric of events is null on D when the brand has no event of the
// types that the metric reads with date <= D".
func (h *History) anyEvent(d dates.Day, types ...string) bool {
	return slices.ContainsFunc(h.events, func(e *event) bool { return e.day <= d && slices.Contains(types, e.kind) })
}

func all(*event) bool { return true }

// people counts who is behind events.
func people(events []*event) int {
	seen := map[string]bool{}
	for _, e := range events {
		if e.who != "" {
			seen[e.who] = true
		}
	}
	return len(seen)
}

// withEvents is a figure that is null until there is an event of the types.
func (f frame) withEvents(types []string, of func(frame) figure) figure {
	if !f.h.anyEvent(f.to, types...) && !(slices.Contains(types, "invited") && f.h.anyReferral(f.to)) {
		return figure{}
	}
	return of(f)
}
