package proposal

import (
	"hash/maphash"
	"time"

	"regulars"
)

// add takes a row of the order.
func (o *group) add(g *grouping, r record, file int32) {
	o.addContent(g, r)
	o.addPeople(g, r)
	if r.timed {
		if !o.timed || r.at.Before(o.first) {
			o.first = r.at
		}
		if !o.timed || r.at.After(o.last) {
			o.last = r.at
		}
		o.timed = true
	}
	o.addStatus(g, r)
	p := o.part(file)
	p.rows++
	p.content += r.content
	if r.updated.After(p.updated) {
		p.updated = r.updated
	}
	if r.valued {
		p.sum = p.sum.Add(r.amount)
		o.valued = true
	} else {
		o.blanks = true
	}
	// Of several rows the newest holds: by its change, and else as they stand.
	if o.rows == 0 || !r.updated.Before(o.newestAt) {
		o.newest, o.newestAt = r.amount, r.updated
	}
	o.rows++
}

func (o *group) part(file int32) *part {
	if n := len(o.parts); n > 0 && o.parts[n-1].file == file {
		return &o.parts[n-1]
	}
	o.parts = append(o.parts, part{file: file})
	return &o.parts[len(o.parts)-1]
}

func (o *group) addContent(g *grouping, r record) {
	product := uint64(0)
	if r.product != "" {
		product = hash(g, r.product)
	}
	if o.rows == 0 {
		o.content, o.product, o.amount = r.content, product, r.amount
		return
	}
	o.differ = o.differ || r.content != o.content
	o.twins = o.twins || r.content == o.content
	o.products = o.products || product != 0 && product != o.product
	o.amounts = o.amounts || r.valued && !r.amount.Equal(o.amount)
}

func (o *group) addPeople(g *grouping, r record) {
	for i, p := range r.people {
		if p == "" {
			continue
		}
		if o.person == "" {
			o.person = string([]byte(p))
		}
		h := hash(g, p)
		o.others = o.others || o.people[i] != 0 && o.people[i] != h
		o.people[i] = h
	}
}

func (o *group) addStatus(g *grouping, r record) {
	if r.status == "" {
		return
	}
	o.statuses++
	o.onLater = o.onLater || o.rows > 0
	if o.status == "" {
		o.status = string([]byte(r.status))
	}
	if status, _ := regulars.StatusOf(r.status, g.look.Statuses); status == regulars.StatusCancelled {
		o.voids++
		o.voidTotal = o.voidTotal.Add(r.amount)
	}
}

func hash(g *grouping, text string) uint64 {
	h := maphash.String(g.seed, text)
	if h == 0 {
		return 1
	}
	return h
}

// hasPeople reports whether a row names somebody.
func (o *group) hasPeople() bool { return o.people != [3]uint64{} }

// isSpread reports whether the rows are of several days, more than an hour apart.
func (o *group) isSpread(zone *time.Location) bool {
	return o.timed && o.first.In(zone).Format(time.DateOnly) != o.last.In(zone).Format(time.DateOnly) && o.last.Sub(o.first) > time.Hour
}

// overlaps reports whether several files have the very same rows of the order.
func (o *group) overlaps() bool {
	for _, p := range o.parts[1:] {
		if p.rows != o.parts[0].rows || p.content != o.parts[0].content {
			return false
		}
	}
	return len(o.parts) > 1
}

// isCancelled reports whether the order as a whole is.
func (o *group) isCancelled(firstRow bool) bool {
	if o.statuses == o.rows && !firstRow {
		return o.voids == o.rows
	}
	return o.voids > 0
}
