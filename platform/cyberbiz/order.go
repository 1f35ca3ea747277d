package cyberbiz

import (
	"time"

	"regulars"
	"regulars/platform/internal/rest"
)

// order is an order with the parts that become something else.
type order struct {
	regulars.Order
	hasTotal, hasGoods     bool
	goods                  regulars.Money
	word, money, sent      string
	refundAt, returnAt     time.Time
	buyerEmail, buyerPhone string
}

var orderFields = rest.Fields[order]{
	"id":         func(r *rest.Reader, o *order) { o.ID = r.ID() },
	"order_name": func(r *rest.Reader, o *order) { o.Number = r.Word() },
	"created_at": func(r *rest.Reader, o *order) { o.PlacedAt = r.Time() },
	"updated_at": func(r *rest.Reader, o *order) { o.UpdatedAt = r.Time() },
	"prices":     func(r *rest.Reader, o *order) { rest.Object(r, o, priceFields) },
	"statuses":   func(r *rest.Reader, o *order) { rest.Object(r, o, statusFields) },
	"timings":    func(r *rest.Reader, o *order) { rest.Object(r, o, timingFields) },
	"customer":   func(r *rest.Reader, o *order) { rest.Object(r, o, whoFields) },
	"buyer":      func(r *rest.Reader, o *order) { rest.Object(r, o, buyerFields) },
	"line_items": func(r *rest.Reader, o *order) {
		rest.Array(r, lineFields, func(l *regulars.Line) { o.Lines = append(o.Lines, *l) })
	},
	"return_histories": func(r *rest.Reader, o *order) { rest.Array(r, refundFields, func(f *regulars.Refund) { o.give(*f) }) },
}

var priceFields = rest.Fields[order]{
	"total_price":            func(r *rest.Reader, o *order) { o.Total, o.hasTotal = r.Worth() },
	"total_line_items_price": func(r *rest.Reader, o *order) { o.goods, o.hasGoods = r.Worth() },
	"shipping_rate_price":    func(r *rest.Reader, o *order) { o.Shipping = r.Money() },
	"discounts":              func(r *rest.Reader, o *order) { r.Keys(func(key string) { o.discount(r, key) }) },
}

// discount adds one of the discounts: an amount, or a list of coupons with theirs.
func (o *order) discount(r *rest.Reader, key string) {
	if key == "coupon_discounts" || key == "coupon_discount" {
		return // coupons stand in each line, and their shapes differ
	}
	amount := r.Money()
	o.Discount += max(amount, -amount)
}

var statusFields = rest.Fields[order]{
	"order_status":       func(r *rest.Reader, o *order) { o.word = r.Word() },
	"financial_status":   func(r *rest.Reader, o *order) { o.money = r.Word() },
	"fulfillment_status": func(r *rest.Reader, o *order) { o.sent = r.Word() },
}

var timingFields = rest.Fields[order]{
	"refund_at": func(r *rest.Reader, o *order) { o.refundAt = r.Time() },
	"return_at": func(r *rest.Reader, o *order) { o.returnAt = r.Time() },
}

var whoFields = rest.Fields[order]{
	"id":            func(r *rest.Reader, o *order) { o.CustomerID = r.ID() },
	"name":          func(r *rest.Reader, o *order) { o.Name = r.Word() },
	"email":         func(r *rest.Reader, o *order) { o.Email = r.Word() },
	"mobile":        func(r *rest.Reader, o *order) { o.Phone = r.Word() },
	"uid_providers": func(r *rest.Reader, o *order) { o.LineID = readLineID(r) },
}

var buyerFields = rest.Fields[order]{
	"email":  func(r *rest.Reader, o *order) { o.buyerEmail = r.Word() },
	"mobile": func(r *rest.Reader, o *order) { o.buyerPhone = r.Word() },
}

var lineFields = rest.Fields[regulars.Line]{
	"sku":                         func(r *rest.Reader, l *regulars.Line) { l.SKU = r.Word() },
	"product_id":                  func(r *rest.Reader, l *regulars.Line) { l.ProductID = r.ID() },
	"title":                       func(r *rest.Reader, l *regulars.Line) { l.Title = r.Word() },
	"quantity":                    func(r *rest.Reader, l *regulars.Line) { l.Quantity = r.Quantity() },
	"total_price_after_discounts": func(r *rest.Reader, l *regulars.Line) { l.Amount = r.Money() },
}

var refundFields = rest.Fields[regulars.Refund]{
	"id":          func(r *rest.Reader, f *regulars.Refund) { f.ID = r.ID() },
	"price":       func(r *rest.Reader, f *regulars.Refund) { f.Amount = r.Money() },
	"refunded_at": func(r *rest.Reader, f *regulars.Refund) { f.At = r.Time() },
}

// give adds a refund; an entry without an amount is a step of a return only.
func (o *order) give(f regulars.Refund) {
	if f.Amount = max(f.Amount, -f.Amount); f.Amount > 0 {
		o.Refunds = append(o.Refunds, f)
	}
}

func readOrder(r *rest.Reader, currency string) *rest.Row {
	o := order{Order: regulars.Order{Currency: currency, Placed: true}}
	raw, reason := r.Record(func() {
		rest.Object(r, &o, orderFields)
		o.finish()
	})
	return rest.OrderRow(&o.Order, o.hasTotal, raw, reason)
}

func (o *order) finish() {
	if !o.hasTotal && o.hasGoods {
		o.Total, o.hasTotal = o.goods+o.Shipping, true
	}
	if o.buyerEmail != "" {
		o.Email = o.buyerEmail
	}
	if o.buyerPhone != "" {
		o.Phone = o.buyerPhone
	}
	if o.word != "" {
		o.Status = o.word + "/" + o.money
	}
	o.Unmapped = o.word != "open" && o.word != "closed" && o.word != "cancelled"
	o.Cancelled = o.word == "cancelled" || o.money == "failed" || o.money == "abandoned"
	back := o.sent == "returned" || o.sent == "expired"
	o.Paid = settled[o.money] || o.money == "cod" && !o.Cancelled && !back
	o.Fulfilled = !o.Cancelled && delivered[o.sent]
	o.dateRefunds()
}

var (
	settled = map[string]bool{
		"paid": true, "remitted": true, "refunded": true, "no_refunded": true, "pending_refund": true, "pending_partial_refund": true,
		"partial_refunded": true, "refunding": true, "refund_failed": true,
	}
	delivered = map[string]bool{"fulfilled": true, "arrived": true, "received": true}
)

// dateRefunds dates what was given back, and adds what the entries of an order that is
// refunded don't hold.
func (o *order) dateRefunds() {
	otherwise := rest.FirstTime(o.refundAt, o.returnAt, o.UpdatedAt, o.PlacedAt)
	for i := range o.Refunds {
		f := &o.Refunds[i]
		f.At = rest.FirstTime(f.At, otherwise)
		f.ID = rest.RefundID(f.ID, i)
		o.Refunded += f.Amount
	}
	if left := o.Total - o.Refunded; o.money == "refunded" && left > 0 {
		o.Refunds = append(o.Refunds, regulars.Refund{ID: "rest", At: otherwise, Amount: left})
		o.Refunded = o.Total
	}
}
