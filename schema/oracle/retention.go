package oracle

import "regulars/schema/oracle/dates"

// retentionRate: "of buyers in the window before, the share who buy in this
// window". "At a shop: that shop's buyers in both windows." "Null unless the
// data covers the whole window before": the first order of the scope, in
// whatever state, is on D − 2n + 1 or earlier.
func retentionRate(f frame, n dates.Day) figure {
	if f.firstOrder() > f.to-2*n+1 {
		return figure{}
	}
	before, stayed := 0, 0
	for _, m := range f.h.members {
		if !f.bought(m, f.to-2*n+1, f.to-n) {
			continue
		}
		before++
		if f.bought(m, f.to-n+1, f.to) {
			stayed++
		}
	}
	return share(stayed, before)
}

func (f frame) firstOrder() dates.Day {
	earliest := dates.Never
	for _, o := range f.h.orders {
		if f.inScope(o) {
			earliest = min(earliest, o.day)
		}
	}
	return earliest
}

func (f frame) bought(m *member, from, to dates.Day) bool {
	for _, p := range m.between(from, to) {
		if f.inScope(p) {
			return true
		}
	}
	return false
}
