package brand

import "math"

const hour = int64(3600)

// Day is a day in seconds.
const Day = 24 * hour

// purchase makes one order of a shop, and lives through what had happened to it
// by now: payment, delivery, cancellation, refunds, late edits.
func (b *Brand) purchase(shop int, placed int64, d Dice) Order {
	o := Order{Shop: uint8(shop), Placed: placed, Updated: placed, Person: Nobody}
	b.fill(&o, d)
	if shop == StoreShop {
		o.State = StateCompleted
		o.Paid, o.Completed = placed, placed
		b.giveBack(&o, d)
		return o
	}
	o.Test = shop == ShopifyShop && d.Chance(.002)
	o.Payment = Payment(d.Weighted([]float64{.78, .15, .07}))
	b.settle(&o, d)
	b.giveBack(&o, d)
	if d.Chance(.02) {
		b.happen(&o, placed+int64(d.Between(20, 400))*Day) // edited long after
	}
	return o
}

// happen moves the updated time to at, unless that is still to come.
func (b *Brand) happen(o *Order, at int64) bool {
	if at > b.Now {
		return false
	}
	o.Updated = max(o.Updated, at)
	return true
}

// fill puts things into the cart.
func (b *Brand) fill(o *Order, d Dice) {
	count := 1 + int(math.Min(d.lognormal(.05, .75), 9))
	if o.Shop != StoreShop && d.Chance(.0007) {
		count = 55 + d.IntN(66) // a company's gifts: more lines than one page holds
	}
	taste := d.IntN(len(b.Catalog))
	reduced := d.Chance(.28)
	for range count {
		l := Line{Product: uint16((taste + d.IntN(9)) % len(b.Catalog)), Quantity: 1}
		if d.Chance(.22) {
			l.Quantity += int16(1 + d.IntN(3))
		}
		l.Price = b.Catalog[l.Product].Price
		if reduced {
			l.Discount = l.Price * int32(l.Quantity) / 10
		}
		o.Lines = append(o.Lines, l)
	}
	if o.Shop != StoreShop && o.Goods() < 1200 {
		o.Shipping = 60 + 20*int32(d.IntN(3))
	}
}

// settle decides how an online order goes on after it was placed.
func (b *Brand) settle(o *Order, d Dice) {
	o.State = StatePending
	if o.Payment == COD { // accepted as it is placed
		o.State = StateProcessing
	}
	fate := d.Float64()
	switch {
	case fate < .003:
		o.State = StateDraft
		return
	case fate < .006:
		b.drop(o, StateTrash, d.Between(1, 30))
		return
	case fate < .03:
		b.drop(o, StateFailed, .01)
		return
	case fate < .065:
		b.drop(o, StateCancelled, d.Between(.1, 4))
		return
	case fate < .075 && o.Payment != COD:
		return // nobody ever pays it
	}
	b.pay(o, d)
	b.deliver(o, d)
}

func (b *Brand) drop(o *Order, to State, days float64) {
	at := o.Placed + int64(days*float64(Day))
	if !b.happen(o, at) {
		return
	}
	o.State = to
	if to == StateCancelled {
		o.Cancelled = at
	}
}

func (b *Brand) pay(o *Order, d Dice) {
	switch o.Payment {
	case COD:
		o.State = StateProcessing
		return
	case Transfer:
		o.State = StateOnHold
		if d.Chance(.08) {
			return // forgotten
		}
		at := o.Placed + int64(d.Between(1, 40))*hour
		if b.happen(o, at) {
			o.State, o.Paid = StateProcessing, at
		}
		return
	}
	at := o.Placed + int64(d.Between(5, 120))
	if b.happen(o, at) {
		o.State, o.Paid = StateProcessing, at
	}
}

func (b *Brand) deliver(o *Order, d Dice) {
	at := max(o.Paid, o.Placed) + int64(d.Between(18, 110))*hour
	refused := o.Payment == COD && d.Chance(.06)
	if o.State != StateProcessing || !b.happen(o, at) {
		return
	}
	if refused { // the parcel came back, no cash was collected
		o.State, o.Cancelled = StateCancelled, at
		return
	}
	o.State, o.Completed = StateCompleted, at
	if o.Paid == 0 {
		o.Paid = at
	}
}

// giveBack refunds some of the paid orders: all, one line or an amount; soon or
// a month later; now and then twice.
func (b *Brand) giveBack(o *Order, d Dice) {
	if o.Paid == 0 || !d.Chance(.05) {
		return
	}
	days := d.Between(1, 9)
	if d.Chance(.4) {
		days = d.Between(26, 45)
	}
	at := max(o.Paid, o.Completed) + int64(days*float64(Day))
	if at > b.Now {
		return
	}
	kind := d.Weighted([]float64{.45, .4, .15})
	r := Refund{Line: -1, At: at, Amount: o.Total()}
	switch kind {
	case 1:
		r.Line = int16(d.IntN(len(o.Lines)))
		r.Amount = o.Lines[r.Line].Amount()
	case 2:
		r.Amount = max(1, o.Total()/5)
	}
	b.addRefund(o, r)
	if kind == 2 && d.Chance(.3) && at+Day <= b.Now {
		b.addRefund(o, Refund{Line: -1, At: at + Day, Amount: max(1, o.Total()/10)})
	}
}

func (b *Brand) addRefund(o *Order, r Refund) {
	o.Refunds = append(o.Refunds, r)
	o.Updated = max(o.Updated, r.At)
}

// walkIns are the store's orders without a person: no identity at all, or the
// cashier's placeholder.
func (b *Brand) walkIns(opt Options, days *calendar) []Order {
	d := NewDice(opt.Seed, 3)
	var orders []Order
	for range int(float64(opt.Orders) * walkInShare) {
		o := b.purchase(StoreShop, days.instant(days.length()*math.Pow(d.Float64(), .8), days.store, d), d)
		if d.Chance(.3) {
			o.phoneAs = placeholder
		}
		if o.Placed <= b.Now {
			orders = append(orders, o)
		}
	}
	return orders
}
