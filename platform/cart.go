package platform

import "regulars"

// Cart is a cart or a checkout that somebody left, as a shop shows it. Event.At is when it
// began.
type Cart struct {
	regulars.Event
	Value    regulars.Money
	Currency string
	URL      string // the page on which it goes on
	Done     bool   // it became an order after all
}

// Left is the event of a cart with an id: checkout_abandoned, and once it was completed
// after all checkout_started, without a page to go on with.
func (c *Cart) Left(id string) regulars.Event {
	e := c.Event
	e.ID, e.Type = "checkout-"+id, "checkout_abandoned"
	e.Properties = map[string]string{regulars.PropertyValue: c.Value.String(), regulars.PropertyCurrency: c.Currency, regulars.PropertyURL: c.URL}
	if c.Done {
		e.Type = "checkout_started"
		delete(e.Properties, regulars.PropertyURL)
	}
	return e
}
