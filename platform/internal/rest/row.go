package rest

import (
	"time"

	"regulars"
	"regulars/platform"
)

// Row is one record as it was read: an order, a customer, a product, a cart that was left,
// or what belongs to an order and stands in a list of its own.
type Row struct {
	ID               string
	Created, Updated time.Time
	Raw              []byte
	Reason           string // why it can't be understood; empty: it was

	Order    *regulars.Order
	Customer *regulars.Customer
	Products []regulars.Product // of one product, by SKU
	Event    *regulars.Event
	Refund   *Refund
}

// Refund is money given back that stands in a list of refunds.
type Refund struct {
	Order string // the id of its order
	regulars.Refund
}

// OrderRow is the row of an order that was read; an order that lacks what counts is
// rejected.
func OrderRow(o *regulars.Order, hasTotal bool, raw []byte, reason string) *Row {
	o.Raw = raw
	row := &Row{ID: o.ID, Created: o.PlacedAt, Updated: o.UpdatedAt, Raw: raw, Reason: reason, Order: o}
	switch {
	case reason != "":
	case !isPlain(o.ID):
		row.ID, row.Reason = "", "the order has no id"
	case o.Status == "":
		row.Reason = "the order has no status"
	case o.PlacedAt.IsZero():
		row.Reason = "the order has no time at which it was placed"
	case o.Currency == "":
		row.Reason = "the order has no currency"
	case !hasTotal:
		row.Reason = "the order has no total"
	}
	return row
}

// CustomerRow is the row of a customer that was read.
func CustomerRow(c *regulars.Customer, created time.Time, raw []byte, reason string) *Row {
	c.Raw = raw
	row := &Row{ID: c.ID, Created: created, Updated: c.UpdatedAt, Raw: raw, Reason: reason, Customer: c}
	if reason == "" && !isPlain(c.ID) {
		row.ID, row.Reason = "", "the customer has no id"
	}
	return row
}

// Goods is a product with the times by which its list is walked.
type Goods struct {
	platform.Goods
	Created, Updated time.Time
}

// ProductRow is the row of a product that was read, with its variants.
func ProductRow(g *Goods, raw []byte, reason string) *Row {
	g.Raw = raw
	row := &Row{ID: g.ID, Created: g.Created, Updated: g.Updated, Raw: raw, Reason: reason, Products: g.Products()}
	if reason == "" && !isPlain(g.ID) {
		row.ID, row.Reason = "", "the product has no id"
	}
	return row
}

// Cart is a cart that was left, with its id and the time by which its list is walked.
type Cart struct {
	platform.Cart
	Key     string
	Updated time.Time
}

// CartRow is the row of a cart that was left.
func CartRow(c *Cart, raw []byte, reason string) *Row {
	c.Raw = raw
	event := c.Left(c.Key)
	row := &Row{ID: c.Key, Created: c.At, Updated: c.Updated, Raw: raw, Reason: reason, Event: &event}
	switch {
	case reason != "":
	case !isPlain(c.Key):
		row.ID, row.Reason = "", "the cart has no id"
	case c.At.IsZero():
		row.Reason = "the cart has no time at which it began"
	}
	return row
}

// isPlain reports whether an id is one of letters, digits, - and _.
func isPlain(id string) bool {
	for _, c := range []byte(id) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_') {
			return false
		}
	}
	return id != "" && len(id) <= 64
}

func pageOf(e platform.Entity, rows []*Row, next platform.Cursor) platform.Page {
	page := platform.Page{Next: next}
	for _, r := range rows {
		switch {
		case r.Reason != "":
			page.Rejected = append(page.Rejected, regulars.Rejected{
				Entity: string(e), ID: r.ID, Reason: r.Reason, Raw: r.Raw, CreatedAt: r.Created, UpdatedAt: r.Updated,
			})
		case r.Order != nil:
			page.Orders = append(page.Orders, *r.Order)
		case r.Customer != nil:
			page.Customers = append(page.Customers, *r.Customer)
		case r.Event != nil:
			page.Events = append(page.Events, *r.Event)
		default:
			page.Products = append(page.Products, r.Products...)
		}
	}
	return page
}

// listed is what a stored record is compared by. A row that can't be understood, or
// doesn't say when it changed, is compared by its id alone.
func (r *Row) listed() platform.Listed {
	l := platform.Listed{ID: r.ID}
	if r.Reason != "" {
		return l
	}
	l.Modified = r.Updated
	switch {
	case r.Order != nil:
		o := r.Order
		l.Status, l.CustomerID, l.Email, l.Total, l.Refunded = o.Status, o.CustomerID, o.Email, o.Total, o.Refunded
	case r.Customer != nil:
		l.Email = r.Customer.Email
	}
	return l
}

// gone reports whether the platform shows the record as deleted.
func (r *Row) gone() bool {
	return r.Order != nil && r.Order.Deleted || r.Customer != nil && r.Customer.Deleted
}
