package sandbox

import "math"

const forever = math.MaxInt64 - 1

// ledger is one online shop's view of the brand: which records it lists, by the
// time at which they changed.
type ledger struct {
	changed   timeline // orders that "any" status lists
	withTrash timeline // and those in the trash
	placed    timeline // by the time at which they were placed, with trash
	customers timeline // by updated time; the number is the person's index + 1
	accounts  []int32  // the person's index by account number - 1
}

func newLedger(b *brand, shop int) *ledger {
	l := &ledger{}
	for i := range b.orders[shop] {
		o := &b.orders[shop][i]
		for _, entry := range l.entries(o) {
			*entry.line = append(*entry.line, entry.moment)
		}
	}
	l.changed.sort()
	l.withTrash.sort()
	l.placed.sort()
	for i := range b.people {
		if a := b.people[i].accounts[shop]; a.registered > 0 {
			l.customers = append(l.customers, moment{at: a.updated, number: int32(i) + 1})
		}
	}
	l.customers.sort()
	l.accounts = make([]int32, len(l.customers))
	for _, m := range l.customers {
		l.accounts[b.people[m.number-1].accounts[shop].number-1] = m.number - 1
	}
	return l
}

type entry struct {
	line *timeline
	moment
}

// entries are the places at which an order stands.
func (l *ledger) entries(o *order) []entry {
	if o.state == StateDraft || o.state == StateErased {
		return nil
	}
	at := moment{at: o.updated, number: o.number}
	all := []entry{{&l.withTrash, at}, {&l.placed, moment{at: o.placed, number: o.number}}}
	if o.state != StateTrash {
		all = append(all, entry{&l.changed, at})
	}
	return all
}

// change applies a change to an order and moves it to its new places.
func (l *ledger) change(o *order, apply func()) {
	for _, e := range l.entries(o) {
		e.line.remove(e.moment)
	}
	apply()
	for _, e := range l.entries(o) {
		e.line.insert(e.moment)
	}
}
