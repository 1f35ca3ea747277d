package intake

import (
	"fmt"
	"time"

	"regulars"
)

// Sift moves the records of a block that can't be stored as they are to the rejected
// ones, with the reason, so that one of them never stops the others. StoreBlock does so
// too; who counts what became of the records asks it first.
func Sift(l Load, b Block) Block {
	sifted := Block{Rejected: b.Rejected}
	sifted.Orders, sifted.Rejected = siftOrders(l, b.Orders, sifted.Rejected)
	for _, c := range b.Customers {
		if reason := customerFault(l, &c); reason != "" {
			sifted.Rejected = append(sifted.Rejected, regulars.Rejected{
				Entity: EntityCustomers, ID: c.ID, Reason: reason, Raw: c.Raw, CreatedAt: c.RegisteredAt, UpdatedAt: c.UpdatedAt,
			})
			continue
		}
		sifted.Customers = append(sifted.Customers, c)
	}
	for _, p := range b.Products {
		if reason := productFault(l, &p); reason != "" {
			sifted.Rejected = append(sifted.Rejected, regulars.Rejected{Entity: EntityProducts, ID: p.ID, Reason: reason, Raw: p.Raw})
			continue
		}
		sifted.Products = append(sifted.Products, p)
	}
	for _, e := range b.Events {
		if reason := eventFault(l, &e); reason != "" {
			sifted.Rejected = append(sifted.Rejected, regulars.Rejected{Entity: EntityEvents, ID: e.ID, Reason: reason, Raw: e.Raw, CreatedAt: e.At})
			continue
		}
		sifted.Events = append(sifted.Events, e)
	}
	return sifted
}

// siftOrders returns the orders that can be stored, and the rejected ones with those that
// can't. Nearly always all of them can, and nothing is copied.
func siftOrders(l Load, orders []regulars.Order, rejected []regulars.Rejected) ([]regulars.Order, []regulars.Rejected) {
	kept := orders
	for i := range orders {
		o := &orders[i]
		reason := orderFault(l, o)
		switch {
		case reason != "":
			if len(kept) == len(orders) {
				kept = append(make([]regulars.Order, 0, len(orders)), orders[:i]...)
			}
			rejected = append(rejected, regulars.Rejected{
				Entity: EntityOrders, ID: o.ID, Reason: reason, Raw: o.Raw, CreatedAt: o.PlacedAt, UpdatedAt: o.UpdatedAt,
			})
		case len(kept) < len(orders):
			kept = append(kept, *o)
		}
	}
	return kept, rejected
}

// orderFault says why an order can't be stored; empty: it can. A deleted one says nothing
// that matters.
func orderFault(l Load, o *regulars.Order) string {
	if o.Deleted {
		return ""
	}
	if !dateFits(l, o.PlacedAt) {
		return "placed at " + outside(o.PlacedAt)
	}
	for _, r := range o.Refunds {
		if !dateFits(l, r.At) {
			return fmt.Sprintf("refund %s is dated %s", r.ID, outside(r.At))
		}
	}
	if o.Refunded != 0 && !dateFits(l, updatedAt(o)) {
		return "changed at " + outside(updatedAt(o))
	}
	if _, err := rateOn(l.Brand, o.Currency, l.Date(o.PlacedAt)); err != nil {
		return err.Error()
	}
	return ""
}

func customerFault(l Load, c *regulars.Customer) string {
	if c.Deleted {
		return ""
	}
	if !c.RegisteredAt.IsZero() && !dateFits(l, c.RegisteredAt) {
		return "registered at " + outside(c.RegisteredAt)
	}
	return ""
}

// The years whose dates ClickHouse's Date can hold; others would come out as another day.
const firstYear, lastYear = 1970, 2148

func dateFits(l Load, at time.Time) bool {
	year := l.Date(at).Year()
	return year >= firstYear && year <= lastYear
}

func outside(at time.Time) string {
	return fmt.Sprintf("%s, which is not between %d and %d", at.Format(time.DateOnly), firstYear, lastYear)
}
