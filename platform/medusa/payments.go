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

// paymentList are the payments, read for the orders that they belong to.
var paymentList = list{op: "page of payments", path: "payments", fields: "id,updated_at,payment_collection.order.id", read: readPayment}

// readPayment reads the id of a payment, and of its order as if it were a record of that.
func readPayment(scan *jsonscan.Scanner) row {
	r := record.Begin(scan)
	found := row{order: &regulars.Order{}}
	r.Object(func(key string) {
		switch key {
		case "id":
			found.id = r.Text()
		case "payment_collection":
			r.Object(func(key string) {
				if key == "order" {
					r.Object(func(key string) {
						if key == "id" {
							found.order.ID = r.Text()
						}
					})
				}
			})
		}
	})
	r.Raw()
	return found
}

// rereadPaid yields the orders of payments that changed since, which are not young: those
// were read already. The list of payments can't be filtered by its ids, and is paged by
// offset: while it is read payments only come to its end.
func (s *Source) rereadPaid(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	l := paymentList.within("updated_at", platform.Window{From: since})
	var ids []string
	for at := (position{}); ; at.Skip += at.size() {
		found, err := s.page(ctx, l, &at)
		if err != nil {
			return err
		}
		for _, r := range found.rows {
			if isID(r.order.ID) {
				ids = append(ids, r.order.ID)
			}
		}
		if found.isLast(at) {
			break
		}
	}
	slices.Sort(ids)
	old := orderList.within("created_at", platform.Window{To: since})
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
