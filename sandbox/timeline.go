package sandbox

import (
	"cmp"
	"slices"
)

// timeline keeps the numbers of records in the order of a time, so that a page
// of what changed is found without looking at everything.
type timeline []moment

type moment struct {
	at     int64
	number int32
}

func (m moment) compare(o moment) int {
	return cmp.Or(cmp.Compare(m.at, o.at), cmp.Compare(m.number, o.number))
}

func (t *timeline) sort() { slices.SortFunc(*t, moment.compare) }

func (t *timeline) insert(m moment) {
	at, found := slices.BinarySearchFunc(*t, m, moment.compare)
	if !found {
		*t = slices.Insert(*t, at, m)
	}
}

func (t *timeline) remove(m moment) {
	if at, found := slices.BinarySearchFunc(*t, m, moment.compare); found {
		*t = slices.Delete(*t, at, at+1)
	}
}

// after is the part of the timeline behind m; a moment of number 0 stands
// before all records of its second.
func (t timeline) after(m moment) timeline {
	at, found := slices.BinarySearchFunc(t, m, moment.compare)
	if found {
		at++
	}
	return t[at:]
}

// between is what happened at from or later, and before to.
func (t timeline) between(from, to int64) timeline {
	low, _ := slices.BinarySearchFunc(t, moment{at: from}, moment.compare)
	high, _ := slices.BinarySearchFunc(t, moment{at: to}, moment.compare)
	return t[low:max(low, high)]
}
