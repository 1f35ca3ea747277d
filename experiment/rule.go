package experiment

import "time"

// Rule decides between variants before the end, by one look: once Members got theirs or
// After has passed since the first, whichever comes first. No outcome moves that moment, so
// the look errs as seldom as a test that is looked at once, at the end. Of no Members, or no
// After, the other alone counts.
type Rule struct {
	Members uint64
	After   time.Duration
}

// Due reports whether it is time for the look.
func (r Rule) Due(members uint64, passed time.Duration) bool {
	return r.Members > 0 && members >= r.Members || r.After > 0 && passed >= r.After
}

// Winner returns the place of the variant whose share is above that of every other one, at
// 95 % each. It reports false where there is none: then the weights stay. It names one that
// isn't the best in at most 5 % of looks, however many variants there are: to be named it
// has to beat them all. It is for one look: who asks every day until it names one errs far
// more often.
func Winner(variants []Share) (int, bool) {
	if len(variants) < 2 {
		return 0, false
	}
	for i, v := range variants {
		wins := true
		for j, other := range variants {
			if i == j {
				continue
			}
			d, _ := ShareDifference(v, other) // of nobody, 0 to 0
			wins = wins && d.Low > 0
		}
		if wins {
			return i, true
		}
	}
	return 0, false
}
