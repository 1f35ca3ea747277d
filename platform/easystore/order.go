package easystore

import (
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// order is an order with the parts that become something else.
type order struct {
	regulars.Order
	hasTotal           bool
	money, sent        string
	cancelled, deleted regulars.Answer
	cancelledAt        time.Time
	givenBack          regulars.Money
	who                person
}

// person is who an order or a customer's record names.
type person struct{ id, email, phone, country, first, last string }

var orderFields = rest.Fields[order]{
	"id":                  func(r *rest.Reader, o *order) { o.ID = r.ID() },
	"order_number":        func(r *rest.Reader, o *order) { o.Number = r.Word() },
	"created_at":          func(r *rest.Reader, o *order) { o.PlacedAt = r.Time() },
	"updated_at":          func(r *rest.Reader, o *order) { o.UpdatedAt = r.Time() },
	"currency":            func(r *rest.Reader, o *order) { o.Currency = strings.ToUpper(r.Word()) },
	"currency_code":       func(r *rest.Reader, o *order) { o.Currency = strings.ToUpper(r.Word()) },
	"total_price":         func(r *rest.Reader, o *order) { o.Total, o.hasTotal = r.Worth() },
	"total_discount":      func(r *rest.Reader, o *order) { o.Discount = r.Money() },
	"total_shipping":      func(r *rest.Reader, o *order) { o.Shipping = r.Money() },
	"total_tax":           func(r *rest.Reader, o *order) { o.Tax = r.Money() },
	"total_refund_amount": func(r *rest.Reader, o *order) { o.givenBack = r.Money() },
	"financial_status":    func(r *rest.Reader, o *order) { o.money = r.Word() },
	"fulfillment_status":  func(r *rest.Reader, o *order) { o.sent = r.Word() },
	"cancelled_at":        func(r *rest.Reader, o *order) { o.cancelledAt = r.Time() },
	"is_cancelled":        func(r *rest.Reader, o *order) { o.cancelled = r.Flag() },
	"is_deleted":          func(r *rest.Reader, o *order) { o.deleted = r.Flag() },
	"customer":            func(r *rest.Reader, o *order) { rest.Object(r, &o.who, personFields) },
	"line_items":          readLines,
	"items":               readLines,
	"refunds":             func(r *rest.Reader, o *order) { rest.Array(r, refundFields, func(f *regulars.Refund) { o.give(*f) }) },
}

var personFields = rest.Fields[person]{
	"id":           func(r *rest.Reader, p *person) { p.id = r.ID() },
	"email":        func(r *rest.Reader, p *person) { p.email = r.Word() },
	"phone":        func(r *rest.Reader, p *person) { p.phone = r.Word() },
	"country_code": func(r *rest.Reader, p *person) { p.country = strings.ToUpper(r.Word()) },
	"first_name":   func(r *rest.Reader, p *person) { p.first = r.Word() },
	"last_name":    func(r *rest.Reader, p *person) { p.last = r.Word() },
}

type line struct {
	regulars.Line // its Cost is a piece's, until the quantity is known
	discount      regulars.Money
}

var lineFields = rest.Fields[line]{
	"sku":            func(r *rest.Reader, l *line) { l.SKU = r.Word() },
	"product_id":     func(r *rest.Reader, l *line) { l.ProductID = r.ID() },
	"product_name":   func(r *rest.Reader, l *line) { l.Title = r.Word() },
	"quantity":       func(r *rest.Reader, l *line) { l.Quantity = r.Quantity() },
	"subtotal":       func(r *rest.Reader, l *line) { l.Amount = r.Money() },
	"total_discount": func(r *rest.Reader, l *line) { l.discount = r.Money() },
	"cost_price":     func(r *rest.Reader, l *line) { l.Cost, l.HasCost = costOf(r) },
}

// readLines reads the lines from whichever of the two keys holds them.
func readLines(r *rest.Reader, o *order) {
	var lines []regulars.Line
	rest.Array(r, lineFields, func(l *line) {
		l.Amount -= l.discount
		l.Cost = rest.Times(l.Cost, l.Quantity)
		lines = append(lines, l.Line)
	})
	if len(lines) > 0 {
		o.Lines = lines
	}
}

var refundFields = rest.Fields[regulars.Refund]{
	"id":           func(r *rest.Reader, f *regulars.Refund) { f.ID = r.ID() },
	"created_at":   func(r *rest.Reader, f *regulars.Refund) { f.At = r.Time() },
	"amount":       func(r *rest.Reader, f *regulars.Refund) { f.Amount = r.Money() },
	"total_amount": func(r *rest.Reader, f *regulars.Refund) { f.Amount = r.Money() },
}

func (o *order) give(f regulars.Refund) {
	if f.Amount = max(f.Amount, -f.Amount); f.Amount > 0 {
		o.Refunds = append(o.Refunds, f)
	}
}

func readOrder(r *rest.Reader) *rest.Row {
	o := order{Order: regulars.Order{Placed: true}}
	raw, reason := r.Record(func() {
		rest.Object(r, &o, orderFields)
		o.finish()
	})
	return rest.OrderRow(&o.Order, o.hasTotal, raw, reason)
}

var (
	settled = map[string]bool{"paid": true, "refunded": true, "partially_refunded": true, "partially_paid": true}
	known   = map[string]bool{"cod": true, "pending": true, "unpaid": true, "voided": true}
)

func (o *order) finish() {
	o.CustomerID, o.Email, o.Phone, o.Country = o.who.id, o.who.email, o.who.phone, o.who.country
	o.Name = platform.FullName(o.who.first, o.who.last)
	if o.money != "" {
		o.Status = o.money + "/" + o.sent
	}
	o.Deleted = o.deleted == regulars.AnswerYes
	o.Cancelled = !o.cancelledAt.IsZero() || o.cancelled == regulars.AnswerYes || o.money == "voided"
	o.Paid = settled[o.money] || o.money == "cod" && !o.Cancelled
	o.Fulfilled = o.sent == "fulfilled" && !o.Cancelled
	o.Unmapped = !settled[o.money] && !known[o.money]
	o.dateRefunds()
}

// dateRefunds dates what was given back, and adds what the entries don't hold.
func (o *order) dateRefunds() {
	otherwise := rest.FirstTime(o.UpdatedAt, o.PlacedAt)
	for i := range o.Refunds {
		f := &o.Refunds[i]
		f.At, f.ID = rest.FirstTime(f.At, otherwise), rest.RefundID(f.ID, i)
		o.Refunded += f.Amount
	}
	whole := max(o.givenBack, -o.givenBack)
	if o.money == "refunded" && whole == 0 {
		whole = o.Total
	}
	if left := whole - o.Refunded; left > 0 {
		o.Refunds = append(o.Refunds, regulars.Refund{ID: "rest", At: otherwise, Amount: left})
		o.Refunded = whole
	}
}
