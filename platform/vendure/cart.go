package vendure

import (
	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

// readCart reads an order that is still open as a cart that was left, at the time at which
// it began.
func readCart(scan *jsonscan.Scanner, digits int) row {
	f := &orderReader{reader: record.Begin(scan), digits: digits, order: &regulars.Order{}}
	f.Object(f.read)
	raw := f.Raw()
	id := f.order.ID
	switch {
	case !isID(id):
		id = ""
		f.Reject("the cart has no id")
	case f.created.IsZero():
		f.Reject("the cart has no createdAt")
	}
	f.finishPerson()
	o := f.order
	cart := platform.Cart{
		Event: regulars.Event{At: f.created, CustomerID: o.CustomerID, Email: o.Email, Phone: o.Phone, Country: o.Country, Raw: raw},
		Value: f.holds, Currency: o.Currency,
	}
	event := cart.Left(id)
	return row{id: id, created: f.created, event: &event, raw: raw, reason: f.Reason()}
}
