package vendure

import (
	"time"

	"regulars"
	"regulars/platform"
)

// row is one record of a list as it was read: an order, a customer, a product or a cart.
type row struct {
	id       string
	created  time.Time // by which lists are read
	order    *regulars.Order
	customer *regulars.Customer
	products []regulars.Product // one product, by its variants
	event    *regulars.Event
	raw      []byte
	reason   string // why it was not understood; empty: it was
}

func (r row) rejected(l list) regulars.Rejected {
	one := regulars.Rejected{Entity: string(l.entity), ID: r.id, Reason: r.reason, Raw: r.raw, CreatedAt: r.created}
	switch {
	case r.order != nil:
		one.CreatedAt, one.UpdatedAt = r.order.PlacedAt, r.order.UpdatedAt
	case r.customer != nil:
		one.UpdatedAt = r.customer.UpdatedAt
	}
	return one
}

func pageOf(l list, rows []row, next position) platform.Page {
	page := platform.Page{Next: next.cursor()}
	for _, r := range rows {
		switch {
		case r.reason != "":
			page.Rejected = append(page.Rejected, r.rejected(l))
		case r.customer != nil:
			page.Customers = append(page.Customers, *r.customer)
		case r.products != nil:
			page.Products = append(page.Products, r.products...)
		case r.event != nil:
			page.Events = append(page.Events, *r.event)
		default:
			page.Orders = append(page.Orders, *r.order)
		}
	}
	return page
}

// listed is what a stored record is compared by; of one that wasn't understood its id.
func (r row) listed() platform.Listed {
	switch {
	case r.reason != "", r.products != nil: // the times of products miss what changes of their variants
		return platform.Listed{ID: r.id}
	case r.customer != nil:
		return platform.Listed{ID: r.id, Modified: r.customer.UpdatedAt}
	}
	o := r.order
	return platform.Listed{
		ID: o.ID, Modified: o.UpdatedAt, Status: o.Status, CustomerID: o.CustomerID, Email: o.Email, Total: o.Total, Refunded: o.Refunded,
	}
}

// isID reports whether a text can be an id: a number, or a UUID.
func isID(text string) bool {
	for _, c := range []byte(text) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '-' {
			return false
		}
	}
	return text != "" && len(text) <= 64
}
