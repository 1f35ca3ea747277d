package platformtest

import (
	"strconv"
	"time"

	"regulars/sandbox/brand"
)

var states = map[State]brand.State{
	Pending: brand.StatePending, Paid: brand.StateProcessing, Fulfilled: brand.StateCompleted,
	Cancelled: brand.StateCancelled, Refunded: brand.StateProcessing, Trash: brand.StateTrash,
}

// orderOf is an order as the brand keeps it, typed in by somebody whom the brand
// doesn't know.
func orderOf(o Order) brand.Order {
	who := brand.Identity{Email: o.Email, Phone: "0912345678", Name: "王小明"}
	if o.CustomerID > 0 {
		who.CustomerID = strconv.Itoa(o.CustomerID)
	}
	made := brand.Order{
		Number: int32(o.ID), Person: brand.Nobody, Typed: &who, State: states[o.State],
		Placed: o.Placed.Unix(), Updated: o.Modified.Unix(),
	}
	switch o.State {
	case Paid, Refunded:
		made.Paid = made.Placed
	case Fulfilled:
		made.Paid, made.Completed = made.Placed, made.Updated
	case Cancelled:
		made.Cancelled = made.Updated
	}
	for i := range o.Lines {
		made.Lines = append(made.Lines, brand.Line{Product: uint16(i % 2), Quantity: 1, Price: int32(o.Total / o.Lines)})
	}
	for _, r := range o.Refunds {
		made.Refunds = append(made.Refunds, brand.Refund{Number: int32(r.ID), Line: 0, At: r.At.Unix(), Amount: int32(r.Amount)})
	}
	return made
}

// What every customer of a shop has in common.
var (
	registered = time.Date(2025, 4, 21, 6, 50, 56, 0, time.UTC) // of the first, the others each a second later
	consented  = time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	home       = 0 // in brand.Cities
)

// personOf is a customer as the brand keeps people: one who allowed mails and
// refused short messages.
func personOf(c Customer, place int) brand.Person {
	p := brand.Person{
		Family: "陳", Given: "Mei", Email: c.Email, Mobile: "0912382992", LineID: "U0123456789abcdef0123456789abcdef", City: home,
	}
	p.Accounts[place] = brand.Account{Number: int32(c.ID), Registered: registered.Unix() + int64(c.ID), Updated: c.Modified.Unix()}
	p.Consents[brand.EDMChannel] = brand.Consent{Granted: true, At: consented.Unix()}
	p.Consents[brand.SMSChannel] = brand.Consent{At: consented.Unix()}
	return p
}
