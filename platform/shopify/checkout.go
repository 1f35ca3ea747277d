package shopify

import (
	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// checkoutWalk goes through the checkouts that were abandoned, in the order of their ids:
// the API knows none by time of change.
func checkoutWalk(w platform.Window) walk {
	return walk{
		entity: platform.Events, op: "abandoned checkouts page", document: checkoutsQuery, field: "abandonedCheckouts", sortKey: "ID", time: "updated_at",
		window: w, read: readCheckout, bulk: bulkCheckouts,
	}
}

// readCheckout reads a checkout as an event at the time at which it began:
// checkout_abandoned, and checkout_started once it was completed after all.
func readCheckout(scan *jsonscan.Scanner) record {
	f := orderFields{scan: scan, order: &regulars.Order{}}
	var completed, url, currency string
	mark := scan.Mark()
	scan.Object(func(key string) {
		switch key {
		case "completedAt":
			completed = scan.Text()
		case "abandonedCheckoutUrl":
			url = scan.Text()
		case "totalPriceSet":
			f.gross, currency = f.worthIn(key)
		case "id", "createdAt", "customer", "billingAddress":
			f.read(key)
		}
	})
	raw := scan.Since(mark)
	if wrong := scan.Mismatch(); wrong != "" {
		f.reject("%s", wrong)
	}
	id := f.order.ID
	switch {
	case !platform.IsNumericID(id):
		id = ""
		f.reject("the checkout has no id that ends in a number")
	case f.created.IsZero():
		f.reject("the checkout has no createdAt")
	}
	f.finishPerson()
	cart := platform.Cart{
		Event: regulars.Event{At: f.created, CustomerID: f.order.CustomerID, Email: f.order.Email, Phone: f.order.Phone, Country: f.order.Country, Raw: raw},
		Value: f.gross, Currency: currency, URL: url, Done: completed != "",
	}
	event := cart.Left(id)
	return record{event: &event, id: id, raw: raw, reason: f.reason, gid: f.gid}
}

// worthIn reads a MoneyBag's amount in the shop's currency, and which one that is.
func (f *orderFields) worthIn(field string) (amount regulars.Money, currency string) {
	f.scan.Object(func(key string) {
		if key != "shopMoney" {
			return
		}
		f.scan.Object(func(key string) {
			switch key {
			case "amount":
				var err error
				if amount, err = platform.Money(f.scan.Text()); err != nil {
					f.reject("field %q is not an amount", field)
				}
			case "currencyCode":
				currency = f.scan.Text()
			}
		})
	})
	return amount, currency
}
