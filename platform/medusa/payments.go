package medusa

import (
	"context"
	"slices"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

// paymentList are the payments, read for the orders that they belong to and for their
// refunds.
var paymentList = list{op: "page of payments", path: "payments", fields: "id,payment_collection.order.id,refunds.id,refunds.amount,refunds.created_at", read: readPayment}

// readPayment reads a payment: the id of its order, and its refunds, as if it were a
// record of that.
func readPayment(scan *jsonscan.Scanner) row {
	f := &orderReader{reader: record.Begin(scan), order: &regulars.Order{}}
	found := row{order: f.order}
	f.Object(func(key string) {
		switch key {
		case "id":
			found.id = f.Text()
		case "refunds":
			f.Array(f.readRefund)
		case "payment_collection":
			f.Object(func(key string) {
				if key == "order" {
					f.order.ID = readPerson(f.reader).id
				}
			})
		}
	})
	f.Raw()
	return found
}

// payments reads a list of payments to its end. It can't be filtered by its ids, and is
// paged by offset: while it is read payments only come to its end.
func (s *Source) payments(ctx context.Context, l list, at position, emit func([]row, position) error) error {
	for {
		found, err := s.page(ctx, l, &at)
		if err != nil {
			return err
		}
		next := at
		next.Skip += at.size()
		if err := emit(found.rows, next); err != nil {
			return err
		}
		if found.isLast(at) {
			return nil
		}
		at = next
	}
}

// totalRefunds counts the refunds of all payments that were made before a moment. Medusa
// has no list of refunds: theirs is read.
func (s *Source) totalRefunds(ctx context.Context, before time.Time) (int64, error) {
	l := paymentList
	l.op, l.fields = "count of all refunds", "id,refunds.id,refunds.created_at"
	var n int64
	err := s.payments(ctx, l, position{Size: lightPage}, func(rows []row, _ position) error {
		for _, r := range rows {
			for _, refund := range r.order.Refunds {
				if before.IsZero() || refund.At.Before(before) {
					n++
				}
			}
		}
		return nil
	})
	return n, err
}

// listRefunds lists the refunds of all payments.
func (s *Source) listRefunds(ctx context.Context, from platform.Cursor, yield func(platform.ListPage) error) error {
	l := paymentList
	l.op = "list of all refunds"
	return s.payments(ctx, l, startRefunds(from), func(rows []row, next position) error {
		page := platform.ListPage{Next: next.cursor()}
		for _, r := range rows {
			for _, refund := range r.order.Refunds {
				page.Records = append(page.Records, platform.Listed{ID: refund.ID, Order: r.order.ID, Refunded: refund.Amount})
			}
		}
		return yield(page)
	})
}

// rereadPaid yields the orders of payments that changed since, which did not change
// themselves: those were read already.
func (s *Source) rereadPaid(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	l := paymentList.within("updated_at", platform.Window{From: since})
	var ids []string
	err := s.payments(ctx, l, position{}, func(rows []row, _ position) error {
		for _, r := range rows {
			if isID(r.order.ID) {
				ids = append(ids, r.order.ID)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.Sort(ids)
	old := orderList.within("updated_at", platform.Window{To: since})
	for chunk := range slices.Chunk(slices.Compact(ids), largestPage) {
		rows, err := s.readChunk(ctx, old, chunk)
		if err != nil {
			return err
		}
		if err := yield(pageOf(rows, position{})); err != nil {
			return err
		}
	}
	return nil
}
