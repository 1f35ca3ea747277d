package medusa

import (
	"regulars"
	"regulars/platform"
)

// row is one record of a list as it was read: an order, a customer or a product.
type row struct {
	id       string
	order    *regulars.Order
	customer *regulars.Customer
	products []regulars.Product // of one, by SKU
	raw      []byte
	reason   string // why it was not understood; empty: it was
}

// rejected is a row that was not understood.
func (r row) rejected() regulars.Rejected {
	if r.customer != nil {
		return regulars.Rejected{
			Entity: string(platform.Customers), ID: r.id, Reason: r.reason, Raw: r.raw, CreatedAt: r.customer.RegisteredAt, UpdatedAt: r.customer.UpdatedAt,
		}
	}
	if r.products != nil {
		return regulars.Rejected{Entity: string(platform.Products), ID: r.id, Reason: r.reason, Raw: r.raw}
	}
	return regulars.Rejected{
		Entity: string(platform.Orders), ID: r.id, Reason: r.reason, Raw: r.raw, CreatedAt: r.order.PlacedAt, UpdatedAt: r.order.UpdatedAt,
	}
}

func pageOf(rows []row, next position) platform.Page {
	page := platform.Page{Next: next.cursor()}
	for _, r := range rows {
		switch {
		case r.reason != "":
			page.Rejected = append(page.Rejected, r.rejected())
		case r.customer != nil:
			page.Customers = append(page.Customers, *r.customer)
		case r.products != nil:
			page.Products = append(page.Products, r.products...)
		default:
			page.Orders = append(page.Orders, *r.order)
		}
	}
	return page
}

// isID reports whether a text can be an id: Medusa's own are a prefix and a ULID, and
// shops that were imported may have others.
func isID(text string) bool {
	for _, c := range []byte(text) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '-' {
			return false
		}
	}
	return text != "" && len(text) <= 100
}

// metadata calls entry with what a record's metadata holds in texts, numbers and flags.
func metadata(r reader, entry func(key, value string)) {
	r.Record(func(key string) {
		if r.IsScalar() {
			entry(key, r.Text())
		}
	})
}
