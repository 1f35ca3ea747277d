package shoplineglobal

import (
	"strings"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// order is an order with the parts that become something else.
type order struct {
	regulars.Order
	hasTotal, hasSubtotal  bool
	subtotal, tip, adjust  regulars.Money
	taxIncluded            regulars.Answer
	word, money, sent      string
	cancelled              bool
	who, billing, shipping person
}

type person struct{ id, name, first, last, email, phone, area, country string }

var orderFields = rest.Fields[order]{
	"id":                       func(r *rest.Reader, o *order) { o.ID = r.ID() },
	"name":                     func(r *rest.Reader, o *order) { o.Number = r.Word() },
	"status":                   func(r *rest.Reader, o *order) { o.word = r.Word() },
	"financial_status":         func(r *rest.Reader, o *order) { o.money = r.Word() },
	"fulfillment_status":       func(r *rest.Reader, o *order) { o.sent = r.Word() },
	"created_at":               func(r *rest.Reader, o *order) { o.PlacedAt = r.Time() },
	"updated_at":               func(r *rest.Reader, o *order) { o.UpdatedAt = r.Time() },
	"cancelled_at":             func(r *rest.Reader, o *order) { o.cancelled = !r.Time().IsZero() },
	"currency":                 func(r *rest.Reader, o *order) { o.Currency = strings.ToUpper(r.Word()) },
	"total_price":              func(r *rest.Reader, o *order) { o.Total, o.hasTotal = r.Worth() },
	"subtotal_price":           func(r *rest.Reader, o *order) { o.subtotal, o.hasSubtotal = r.Worth() },
	"total_tip_received":       func(r *rest.Reader, o *order) { o.tip = r.Money() },
	"adjust_price":             func(r *rest.Reader, o *order) { o.adjust = r.Money() },
	"total_discounts":          func(r *rest.Reader, o *order) { o.Discount = r.Money() },
	"total_tax":                func(r *rest.Reader, o *order) { o.Tax = r.Money() },
	"taxes_included":           func(r *rest.Reader, o *order) { o.taxIncluded = r.Flag() },
	"total_shipping_price_set": func(r *rest.Reader, o *order) { o.Shipping = readShopMoney(r) },
	"email":                    func(r *rest.Reader, o *order) { o.Email = r.Word() },
	"phone":                    func(r *rest.Reader, o *order) { o.Phone = r.Word() },
	"customer":                 func(r *rest.Reader, o *order) { rest.Object(r, &o.who, personFields) },
	"billing_address":          func(r *rest.Reader, o *order) { rest.Object(r, &o.billing, personFields) },
	"shipping_address":         func(r *rest.Reader, o *order) { rest.Object(r, &o.shipping, personFields) },
	"line_items": func(r *rest.Reader, o *order) {
		rest.Array(r, lineFields, func(l *line) { o.Lines = append(o.Lines, l.finished()) })
	},
	"refunds": func(r *rest.Reader, o *order) {
		rest.Array(r, refundFields, func(f *refund) { o.give(f) })
	},
}

var personFields = rest.Fields[person]{
	"id":           func(r *rest.Reader, p *person) { p.id = r.ID() },
	"name":         func(r *rest.Reader, p *person) { p.name = r.Word() },
	"first_name":   func(r *rest.Reader, p *person) { p.first = r.Word() },
	"last_name":    func(r *rest.Reader, p *person) { p.last = r.Word() },
	"email":        func(r *rest.Reader, p *person) { p.email = r.Word() },
	"phone":        func(r *rest.Reader, p *person) { p.phone = r.Word() },
	"area_code":    func(r *rest.Reader, p *person) { p.area = r.Word() },
	"country_code": func(r *rest.Reader, p *person) { p.country = r.Word() },
}

// readShopMoney is the amount in the shop's currency of the two that a set holds.
func readShopMoney(r *rest.Reader) (money regulars.Money) {
	r.Keys(func(key string) {
		if key == "shop_money" {
			rest.Object(r, &money, moneyFields)
		}
	})
	return money
}

var moneyFields = rest.Fields[regulars.Money]{
	"amount": func(r *rest.Reader, m *regulars.Money) { *m = r.Money() },
}

type line struct {
	regulars.Line
	price, discount regulars.Money
}

var lineFields = rest.Fields[line]{
	"sku":        func(r *rest.Reader, l *line) { l.SKU = r.Word() },
	"product_id": func(r *rest.Reader, l *line) { l.ProductID = r.ID() },
	"title":      func(r *rest.Reader, l *line) { l.Title = r.Word() },
	"quantity":   func(r *rest.Reader, l *line) { l.Quantity = r.Quantity() },
	"price":      func(r *rest.Reader, l *line) { l.price = r.Money() },
	"gift_card":  func(r *rest.Reader, l *line) { l.GiftCard = r.Flag() == regulars.AnswerYes },
	"discount_allocations": func(r *rest.Reader, l *line) {
		rest.Array(r, moneyFields, func(m *regulars.Money) { l.discount += *m })
	},
}

func (l *line) finished() regulars.Line {
	l.Amount = rest.Times(l.price, l.Quantity) - l.discount
	return l.Line
}

// refund is an entry of refunds: what its transactions paid back, and what its lines and
// adjustments say should be.
type refund struct {
	regulars.Refund
	paid, owed regulars.Money
	hasPaid    bool
}

var refundFields = rest.Fields[refund]{
	"id":         func(r *rest.Reader, f *refund) { f.ID = r.ID() },
	"created_at": func(r *rest.Reader, f *refund) { f.At = r.Time() },
	"transactions": func(r *rest.Reader, f *refund) {
		rest.Array(r, paymentFields, func(p *payment) {
			f.hasPaid = true
			if p.status != "failure" && p.status != "error" {
				f.paid += max(p.amount, -p.amount)
			}
		})
	},
	"refund_line_items": func(r *rest.Reader, f *refund) {
		rest.Array(r, owedFields, func(m *regulars.Money) { f.owed += *m })
	},
	"order_adjustments": func(r *rest.Reader, f *refund) {
		rest.Array(r, moneyFields, func(m *regulars.Money) { f.owed += max(*m, -*m) })
	},
}

type payment struct {
	status string
	amount regulars.Money
}

var paymentFields = rest.Fields[payment]{
	"status": func(r *rest.Reader, p *payment) { p.status = r.Word() },
	"amount": func(r *rest.Reader, p *payment) { p.amount = r.Money() },
}

var owedFields = rest.Fields[regulars.Money]{
	"subtotal":  func(r *rest.Reader, m *regulars.Money) { *m += r.Money() },
	"total_tax": func(r *rest.Reader, m *regulars.Money) { *m += r.Money() },
}

func (o *order) give(f *refund) {
	f.Amount = f.owed
	if f.hasPaid {
		f.Amount = f.paid
	}
	if f.Amount > 0 {
		o.Refunds = append(o.Refunds, f.Refund)
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
	settled = map[string]bool{"paid": true, "partially_paid": true, "partially_refunded": true, "refunded": true}
	known   = map[string]bool{"unpaid": true, "authorized": true, "pending": true}
)

func (o *order) finish() {
	if !o.hasTotal && o.hasSubtotal {
		o.hasTotal = true
		o.Total = o.subtotal + o.Shipping + o.tip + o.adjust
		if o.taxIncluded != regulars.AnswerYes {
			o.Total += o.Tax
		}
	}
	if o.money != "" {
		o.Status = o.word + "/" + o.money
	}
	o.Cancelled = o.cancelled || o.word == "cancelled"
	o.Paid = settled[o.money]
	o.Fulfilled = o.sent == "shipped" && !o.Cancelled
	o.Unmapped = !settled[o.money] && !known[o.money]
	o.names()
	o.dateRefunds()
}

// names finds who bought: the customer, else who pays, else who receives.
func (o *order) names() {
	o.CustomerID = o.who.id
	number, area := o.Phone, ""
	for _, p := range []person{o.who, o.billing, o.shipping} {
		if o.Email == "" {
			o.Email = p.email
		}
		if number == "" {
			number, area = p.phone, p.area
		}
		if o.Country == "" {
			o.Country = p.country
		}
		if o.Name == "" {
			o.Name = platform.FullName(p.first, p.last)
		}
		if o.Name == "" {
			o.Name = p.name
		}
	}
	o.Phone, o.Country = rest.Phone(number, area, o.Country)
}

func (o *order) dateRefunds() {
	otherwise := rest.FirstTime(o.UpdatedAt, o.PlacedAt)
	for i := range o.Refunds {
		f := &o.Refunds[i]
		f.At, f.ID = rest.FirstTime(f.At, otherwise), rest.RefundID(f.ID, i)
		o.Refunded += f.Amount
	}
	if left := o.Total - o.Refunded; o.money == "refunded" && left > 0 {
		o.Refunds = append(o.Refunds, regulars.Refund{ID: "rest", At: otherwise, Amount: left})
		o.Refunded = o.Total
	}
}
