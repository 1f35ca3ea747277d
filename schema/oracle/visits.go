package oracle

import (
	"slices"
	"time"

	"regulars/schema/oracle/input"
)

// visit marks where visits start: "browse events of one who in order of (at,
// event_id); a new visit starts at the first and where the gap to the one before
// is >= 30 minutes; counted on the date of its first event; nobody's browse
// events count one visit each". Events are in order.
func (h *History) visit() {
	last := map[string]time.Time{}
	for _, e := range h.events {
		if !slices.Contains(input.Browse, e.kind) {
			continue
		}
		before, came := last[e.who]
		e.visit = e.who == "" || !came || e.at.Sub(before) >= input.Pause
		last[e.who] = e.at
	}
}

func visits(f frame) figure {
	return count(len(f.events(input.Browse, func(e *event) bool { return e.visit })))
}

func visitors(f frame) figure { return count(people(f.events(input.Browse, all))) }
