package shopline

import (
	"time"

	"regulars"
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
