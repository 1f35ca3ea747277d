package rush

import (
	"slices"
	"time"
)

// Fates are what became of all who were owed a message, and of who wasn't.
type Fates struct {
	Owed, Lost, Twice, Wrong int
	Took                     []time.Duration // from the report of the event to the mail, shortest first
}

// Compare compares the mails that came with those that had to.
func Compare(s Plan, arrived Arrived) Fates {
	owed := s.Owed()
	f := Fates{Owed: len(owed)}
	for to, moments := range arrived {
		if _, is := owed[to]; !is {
			f.Wrong++
		}
		if len(moments) > 1 {
			f.Twice++
		}
	}
	for to, n := range owed {
		moments := arrived[to]
		if len(moments) == 0 {
			f.Lost++
			continue
		}
		f.Took = append(f.Took, slices.MinFunc(moments, time.Time.Compare).Sub(s.Reported(n)))
	}
	slices.Sort(f.Took)
	return f
}

// Part is the duration below which a part of them lies, of 0 to 1; they are sorted.
func Part(sorted []time.Duration, part float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(part*float64(len(sorted))), len(sorted)-1)]
}
