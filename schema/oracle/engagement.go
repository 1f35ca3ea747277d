package oracle

import "regulars/schema/oracle/input"

// engagementRate: "members with any event / members"; members as of D are those
// who are known by D. Null when the brand has no event at all by D.
func engagementRate(f frame) figure {
	seen, ever := map[*member]bool{}, false
	for _, e := range f.h.events {
		ever = ever || e.day <= f.to
		if e.member != nil && e.member.knownOn <= f.to && f.from <= e.day && e.day <= f.to {
			seen[e.member] = true
		}
	}
	if !ever {
		return figure{}
	}
	return share(len(seen), len(f.h.known(f.to)))
}

// conversionRate: "buyers of the window (metric buyers) / visitors of the window
// (distinct who with a browse event in it)".
func conversionRate(f frame) figure {
	return share(distinctMembers(f.purchases(every)), people(f.events(input.Browse, all)))
}
