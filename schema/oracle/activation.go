package oracle

import "regulars/schema/oracle/dates"

// activationDays: "those whose 30 days are up".
const activationDays dates.Day = 30

// registered: "members registered": those whose earliest registration is in the
// window.
func registered(f frame) figure { return count(registrations(f)) }

func registrations(f frame) int {
	n := 0
	for _, m := range f.h.members {
		if f.from <= m.registeredOn && m.registeredOn <= f.to {
			n++
		}
	}
	return n
}

// activationRate: "of those whose 30 days are up, the share who bought within
// them": with any purchase then. "within N days after an event is a date
// difference ≤ N".
func (h *History) activationRate(d dates.Day) figure {
	up, activated := 0, 0
	for _, m := range h.members {
		if m.registeredOn+activationDays > d {
			continue
		}
		up++
		for _, p := range m.purchases {
			if after := p.day - m.registeredOn; 0 <= after && after <= activationDays {
				activated++
				break
			}
		}
	}
	return share(activated, up)
}
