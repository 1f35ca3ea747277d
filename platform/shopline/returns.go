package shopline

import (
	"context"
	"slices"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// returned is a return order.
type returned struct {
	id, order, status, paid    string
	created, changed, amountAt time.Time
	paymentAt                  time.Time
	paymentStatus              string
	total, refund              amount
}

var returnFields = rest.Fields[returned]{
	"id":                   func(r *rest.Reader, o *returned) { o.id = r.ID() },
	"order_id":             func(r *rest.Reader, o *returned) { o.order = r.ID() },
	"status":               func(r *rest.Reader, o *returned) { o.status = r.Word() },
	"order_payment_status": func(r *rest.Reader, o *returned) { o.paid = r.Word() },
	"created_at":           func(r *rest.Reader, o *returned) { o.created = r.Time() },
	"updated_at":           func(r *rest.Reader, o *returned) { o.changed = r.Time() },
	"total":                func(r *rest.Reader, o *returned) { o.total = readAmount(r) },
	"order_payment":        func(r *rest.Reader, o *returned) { rest.Object(r, o, returnPaymentFields) },
}

var returnPaymentFields = rest.Fields[returned]{
	"status":                  func(r *rest.Reader, o *returned) { o.paymentStatus = r.Word() },
	"refund_amount":           func(r *rest.Reader, o *returned) { o.refund = readAmount(r) },
	"update_refund_amount_at": func(r *rest.Reader, o *returned) { o.amountAt = r.Time() },
	"updated_at":              func(r *rest.Reader, o *returned) { o.paymentAt = r.Time() },
}

// readReturn reads a return order; one that gives no money back has an amount of zero.
func readReturn(r *rest.Reader) *rest.Row {
	var o returned
	raw, reason := r.Record(func() { rest.Object(r, &o, returnFields) })
	row := &rest.Row{ID: o.id, Created: o.created, Updated: o.changed, Raw: raw, Reason: reason}
	refund := rest.Refund{Order: o.order, Refund: regulars.Refund{ID: o.id, At: rest.FirstTime(o.amountAt, o.paymentAt, o.changed, o.created)}}
	if o.status != "cancelled" && (o.paid == "refunded" || o.paymentStatus == "refunded") {
		refund.Amount = abs(o.total.value)
		if o.refund.given {
			refund.Amount = abs(o.refund.value)
		}
	}
	row.Refund = &refund
	return row
}

// newFiller makes what adds the refunds of return orders to orders: it reads the return
// orders once, from the oldest order of the first page on.
func (s *Source) newFiller(l *rest.List) rest.Filler {
	if l.Entity != platform.Orders {
		return nil
	}
	var since time.Time
	var refunds map[string][]*rest.Row
	return func(ctx context.Context, rows []*rest.Row, size *int) error {
		first := oldest(rows)
		if refunds == nil || first.Before(since) {
			read := map[string][]*rest.Row{}
			err := s.Each(ctx, s.returns, rest.Creations, platform.Window{From: first}, size, func(rows []*rest.Row) error {
				for _, r := range rows {
					read[r.Refund.Order] = append(read[r.Refund.Order], r)
				}
				return nil
			})
			if err != nil {
				return err
			}
			since, refunds = first, read
		}
		for _, r := range rows {
			addRefunds(r, refunds[r.ID])
		}
		return nil
	}
}

// oldest is when the first of some orders was placed; an order that doesn't say it may be
// as old as the shop.
func oldest(rows []*rest.Row) time.Time {
	var first time.Time
	for _, r := range rows {
		if first.IsZero() || !r.Created.IsZero() && r.Created.Before(first) {
			first = r.Created
		}
	}
	return first
}

// addRefunds gives an order the refunds of its return orders. What its payment says to be
// refunded beyond them is a refund of its own.
func addRefunds(r *rest.Row, found []*rest.Row) {
	if r.Reason != "" || len(found) == 0 {
		return
	}
	o := r.Order
	var whole []regulars.Refund
	whole, o.Refunds = o.Refunds, nil
	var sum regulars.Money
	for _, row := range found {
		f := row.Refund
		if row.Reason != "" {
			r.Reason = "one of its return orders can't be read: " + row.Reason
			return
		}
		if f.Amount > 0 && !slices.ContainsFunc(o.Refunds, func(known regulars.Refund) bool { return known.ID == f.ID }) {
			o.Refunds = append(o.Refunds, f.Refund)
			sum += f.Amount
		}
	}
	slices.SortFunc(o.Refunds, func(a, b regulars.Refund) int { return a.At.Compare(b.At) })
	for _, rest := range whole {
		if rest.Amount -= sum; rest.Amount > 0 {
			o.Refunds = append(o.Refunds, rest)
			sum += rest.Amount
		}
	}
	o.Refunded = sum
}

// Reread yields the orders created since then again, whose delivery moves no time, and the
// older ones whose return orders changed since then.
func (s *Source) Reread(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	if err := s.Source.Reread(ctx, since, yield); err != nil {
		return err
	}
	var ids []string
	size := largestPage
	err := s.Each(ctx, s.returns, rest.Changes, platform.Window{From: since}, &size, func(rows []*rest.Row) error {
		for _, r := range rows {
			if r.Refund.Order != "" {
				ids = append(ids, r.Refund.Order)
			}
		}
		return nil
	})
	if err != nil || len(ids) == 0 {
		return err
	}
	slices.Sort(ids)
	return s.readOlder(ctx, slices.Compact(ids), since, yield)
}

// readOlder yields the orders of the ids that were created before a moment.
func (s *Source) readOlder(ctx context.Context, ids []string, before time.Time, yield func(platform.Page) error) error {
	_, err := s.Read(ctx, platform.Orders, ids, func(page platform.Page) error {
		page.Orders = slices.DeleteFunc(page.Orders, func(o regulars.Order) bool { return !o.PlacedAt.Before(before) })
		if len(page.Orders)+len(page.Rejected) == 0 {
			return nil
		}
		return yield(page)
	})
	return err
}
