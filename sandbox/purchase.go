package sandbox

import "math"

const (
	hour = int64(3600)
	day  = 24 * hour
)

// purchase makes one order of a shop, and lives through what had happened to it
// by now: payment, delivery, cancellation, refunds, late edits.
func (b *brand) purchase(shop int, placed int64, d dice) order {
	o := order{shop: uint8(shop), placed: placed, updated: placed, person: none}
	b.fill(&o, d)
	if shop == storeShop {
		o.state = StateCompleted
		o.paid, o.completed = placed, placed
		b.giveBack(&o, d)
		return o
	}
	o.test = shop == shopifyShop && d.chance(.002)
	o.payment = uint8(d.weighted([]float64{.78, .15, .07}))
	b.settle(&o, d)
	b.giveBack(&o, d)
	if d.chance(.02) {
		b.happen(&o, placed+int64(d.between(20, 400))*day) // edited long after
	}
	return o
}

// happen moves the updated time to at, unless that is still to come.
func (b *brand) happen(o *order, at int64) bool {
	if at > b.now {
		return false
	}
	o.updated = max(o.updated, at)
	return true
}

// fill puts things into the cart.
func (b *brand) fill(o *order, d dice) {
	count := 1 + int(math.Min(d.lognormal(.05, .75), 9))
	if o.shop != storeShop && d.chance(.0007) {
		count = 55 + d.IntN(66) // a company's gifts: more lines than one page holds
	}
	taste := d.IntN(len(b.catalog))
	reduced := d.chance(.28)
	for range count {
		l := line{product: uint16((taste + d.IntN(9)) % len(b.catalog)), quantity: 1}
		if d.chance(.22) {
			l.quantity += int16(1 + d.IntN(3))
		}
		l.price = b.catalog[l.product].price
		if reduced {
			l.discount = l.price * int32(l.quantity) / 10
		}
		o.lines = append(o.lines, l)
	}
	if o.shop != storeShop && o.goods() < 1200 {
		o.shipping = 60 + 20*int32(d.IntN(3))
	}
}

// settle decides how an online order goes on after it was placed.
func (b *brand) settle(o *order, d dice) {
	o.state = StatePending
	if o.payment == payCOD { // accepted as it is placed
		o.state = StateProcessing
	}
	fate := d.Float64()
	switch {
	case fate < .003:
		o.state = StateDraft
		return
	case fate < .006:
		b.drop(o, StateTrash, d.between(1, 30))
		return
	case fate < .03:
		b.drop(o, StateFailed, .01)
		return
	case fate < .065:
		b.drop(o, StateCancelled, d.between(.1, 4))
		return
	case fate < .075 && o.payment != payCOD:
		return // nobody ever pays it
	}
	b.pay(o, d)
	b.deliver(o, d)
}

func (b *brand) drop(o *order, to State, days float64) {
	at := o.placed + int64(days*float64(day))
	if !b.happen(o, at) {
		return
	}
	o.state = to
	if to == StateCancelled {
		o.cancelled = at
	}
}

func (b *brand) pay(o *order, d dice) {
	switch o.payment {
	case payCOD:
		o.state = StateProcessing
		return
	case payTransfer:
		o.state = StateOnHold
		if d.chance(.08) {
			return // forgotten
		}
		at := o.placed + int64(d.between(1, 40))*hour
		if b.happen(o, at) {
			o.state, o.paid = StateProcessing, at
		}
		return
	}
	at := o.placed + int64(d.between(5, 120))
	if b.happen(o, at) {
		o.state, o.paid = StateProcessing, at
	}
}

func (b *brand) deliver(o *order, d dice) {
	at := max(o.paid, o.placed) + int64(d.between(18, 110))*hour
	refused := o.payment == payCOD && d.chance(.06)
	if o.state != StateProcessing || !b.happen(o, at) {
		return
	}
	if refused { // the parcel came back, no cash was collected
		o.state, o.cancelled = StateCancelled, at
		return
	}
	o.state, o.completed = StateCompleted, at
	if o.paid == 0 {
		o.paid = at
	}
}

// giveBack refunds some of the paid orders: all, one line or an amount; soon or
// a month later; now and then twice.
func (b *brand) giveBack(o *order, d dice) {
	if o.paid == 0 || !d.chance(.05) {
		return
	}
	days := d.between(1, 9)
	if d.chance(.4) {
		days = d.between(26, 45)
	}
	at := max(o.paid, o.completed) + int64(days*float64(day))
	if at > b.now {
		return
	}
	kind := d.weighted([]float64{.45, .4, .15})
	r := refund{line: -1, at: at, amount: o.total()}
	switch kind {
	case 1:
		r.line = int16(d.IntN(len(o.lines)))
		r.amount = o.lines[r.line].amount()
	case 2:
		r.amount = max(1, o.total()/5)
	}
	b.addRefund(o, r)
	if kind == 2 && d.chance(.3) && at+day <= b.now {
		b.addRefund(o, refund{line: -1, at: at + day, amount: max(1, o.total()/10)})
	}
}

func (b *brand) addRefund(o *order, r refund) {
	o.refunds = append(o.refunds, r)
	o.updated = max(o.updated, r.at)
}

// walkIns are the store's orders without a person: no identity at all, or the
// cashier's placeholder.
func (b *brand) walkIns(opt Options, days *calendar) []order {
	d := newDice(opt.Seed, 3)
	var orders []order
	for range int(float64(opt.Orders) * walkInShare) {
		o := b.purchase(storeShop, days.instant(days.length()*math.Pow(d.Float64(), .8), days.store, d), d)
		if d.chance(.3) {
			o.phoneAs = placeholder
		}
		if o.placed <= b.now {
			orders = append(orders, o)
		}
	}
	return orders
}
