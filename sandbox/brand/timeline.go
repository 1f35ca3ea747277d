package brand

import (
	"cmp"
	"math"
	"slices"
)

// Forever is a time after everything.
const Forever = math.MaxInt64 - 1

// Timeline holds the numbers of records in the order of a time, so that a page
// of what changed is found without looking at everything.
type Timeline []Moment

// Moment is a record's place on a Timeline.
type Moment struct {
	At     int64 // Unix seconds
	Number int32
}

// Compare orders by time, then by number.
func (m Moment) Compare(o Moment) int {
	return cmp.Or(cmp.Compare(m.At, o.At), cmp.Compare(m.Number, o.Number))
}

// Sort orders the moments.
func (t Timeline) Sort() { slices.SortFunc(t, Moment.Compare) }

// After returns the part of the timeline behind m; a moment of number 0 stands
// before all records of its second.
func (t Timeline) After(m Moment) Timeline {
	at, found := slices.BinarySearchFunc(t, m, Moment.Compare)
	if found {
		at++
	}
	return t[at:]
}

// Between returns what happened at from or later, and before to.
func (t Timeline) Between(from, to int64) Timeline {
	low, _ := slices.BinarySearchFunc(t, Moment{At: from}, Moment.Compare)
	high, _ := slices.BinarySearchFunc(t, Moment{At: to}, Moment.Compare)
	return t[low:max(low, high)]
}
