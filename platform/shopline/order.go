package shopline

import (
	"strings"
	"time"

	"regulars"
	"regulars/platform/internal/rest"
)

// order is an order with the parts that become something else.
type order struct {
	regulars.Order
	hasTotal                     bool
	payment, paymentType, sent   string
	paymentChanged               time.Time
	callingCode, deliveryCountry string
	recipient, recipientPhone    string
	recipientCode, totalCurrency string
}

// amount is SHOPLINE's object of money. Its cents are not read: of TWD they are dollars.
type amount struct {
	value    regulars.Money
	given    bool
	currency string
}

var amountFields = rest.Fields[amount]{
	"dollars":      func(r *rest.Reader, a *amount) { a.value, a.given = r.Worth() },
	"currency_iso": func(r *rest.Reader, a *amount) { a.currency = strings.ToUpper(r.Word()) },
}

func readAmount(r *rest.Reader) amount {
	var a amount
	rest.Object(r, &a, amountFields)
	return a
}

var orderFields = rest.Fields[order]{
	"id":                          func(r *rest.Reader, o *order) { o.ID = r.ID() },
	"order_number":                func(r *rest.Reader, o *order) { o.Number = r.Word() },
	"status":                      func(r *rest.Reader, o *order) { o.Status = r.Word() },
	"created_at":                  func(r *rest.Reader, o *order) { o.PlacedAt = r.Time() },
	"updated_at":                  func(r *rest.Reader, o *order) { o.UpdatedAt = r.Time() },
	"customer_id":                 func(r *rest.Reader, o *order) { o.CustomerID = r.ID() },
	"customer_name":               func(r *rest.Reader, o *order) { o.Name = r.Word() },
	"customer_email":              func(r *rest.Reader, o *order) { o.Email = r.Word() },
	"customer_phone":              func(r *rest.Reader, o *order) { o.Phone = r.Word() },
	"customer_phone_country_code": func(r *rest.Reader, o *order) { o.callingCode = r.Word() },
	"currency_iso":                func(r *rest.Reader, o *order) { o.Currency = strings.ToUpper(r.Word()) },
	"total": func(r *rest.Reader, o *order) {
		total := readAmount(r)
		o.Total, o.hasTotal, o.totalCurrency = total.value, total.given, total.currency
	},
	"order_discount":   func(r *rest.Reader, o *order) { o.Discount = abs(readAmount(r).value) },
	"total_tax_fee":    func(r *rest.Reader, o *order) { o.Tax = readAmount(r).value },
	"order_payment":    func(r *rest.Reader, o *order) { rest.Object(r, o, paymentFields) },
	"order_delivery":   func(r *rest.Reader, o *order) { rest.Object(r, o, deliveryFields) },
	"delivery_address": func(r *rest.Reader, o *order) { rest.Object(r, o, addressFields) },
	"subtotal_items": func(r *rest.Reader, o *order) {
		rest.Array(r, lineFields, func(l *line) { o.Lines = append(o.Lines, l.finished()) })
	},
}

var paymentFields = rest.Fields[order]{
	"status":       func(r *rest.Reader, o *order) { o.payment = r.Word() },
	"payment_type": func(r *rest.Reader, o *order) { o.paymentType = r.Word() },
	"updated_at":   func(r *rest.Reader, o *order) { o.paymentChanged = r.Time() },
}

var deliveryFields = rest.Fields[order]{
	"status": func(r *rest.Reader, o *order) { o.sent = r.Word() },
	"total":  func(r *rest.Reader, o *order) { o.Shipping = readAmount(r).value },
}

var addressFields = rest.Fields[order]{
	"country_code":                 func(r *rest.Reader, o *order) { o.deliveryCountry = r.Word() },
	"recipient_name":               func(r *rest.Reader, o *order) { o.recipient = r.Word() },
	"recipient_phone":              func(r *rest.Reader, o *order) { o.recipientPhone = r.Word() },
	"recipient_phone_country_code": func(r *rest.Reader, o *order) { o.recipientCode = r.Word() },
}

// line is a line with what its title is made of.
type line struct {
	regulars.Line
	total, discounted amount
	kind              string
}

var lineFields = rest.Fields[line]{
	"sku":                    func(r *rest.Reader, l *line) { l.SKU = r.Word() },
	"item_id":                func(r *rest.Reader, l *line) { l.ProductID = r.ID() },
	"item_type":              func(r *rest.Reader, l *line) { l.kind = r.Word() },
	"quantity":               func(r *rest.Reader, l *line) { l.Quantity = r.Quantity() },
	"title_translations":     func(r *rest.Reader, l *line) { l.Title = readTranslation(r) },
	"total":                  func(r *rest.Reader, l *line) { l.total = readAmount(r) },
	"order_discounted_price": func(r *rest.Reader, l *line) { l.discounted = readAmount(r) },
	"discounted_price": func(r *rest.Reader, l *line) {
		if price := readAmount(r); !l.discounted.given {
			l.discounted = price
		}
	},
	"cost": func(r *rest.Reader, l *line) {
		cost := readAmount(r)
		l.Cost, l.HasCost = cost.value, cost.given
	},
}

func (l *line) finished() regulars.Line {
	l.Amount = l.total.value
	if l.discounted.given {
		l.Amount = l.discounted.value
	}
	l.Cost = rest.Times(l.Cost, l.Quantity)
	return l.Line
}

// readTranslation is a text in the shop's languages: Chinese first, then whichever is there.
func readTranslation(r *rest.Reader) string {
	var chinese, other string
	r.Keys(func(key string) {
		switch text := r.Word(); {
		case text == "":
		case strings.HasPrefix(key, "zh"):
			chinese = text
		case other == "":
			other = text
		}
	})
	if chinese != "" {
		return chinese
	}
	return other
}

func readOrder(r *rest.Reader) *rest.Row {
	var o order
	raw, reason := r.Record(func() {
		rest.Object(r, &o, orderFields)
		o.finish()
	})
	return rest.OrderRow(&o.Order, o.hasTotal, raw, reason)
}

func (o *order) finish() {
	if o.Currency == "" {
		o.Currency = o.totalCurrency
	}
	if o.Phone == "" {
		o.Phone, o.callingCode = o.recipientPhone, o.recipientCode
	}
	if o.Name == "" {
		o.Name = o.recipient
	}
	o.Phone, o.Country = rest.Phone(o.Phone, o.callingCode, o.deliveryCountry)
	o.Placed = o.Status != "temp"
	o.Deleted = o.Status == "removed"
	o.Cancelled = o.Status == "cancelled"
	o.Unmapped = !known[o.Status]
	back := o.sent == "returned" || o.sent == "returning"
	accepted := o.Status == "confirmed" || o.Status == "completed"
	o.Paid = settled[o.payment] || paysOnReceipt(o.paymentType) && accepted && !back && o.payment != "failed" && o.payment != "expired"
	o.Fulfilled = !o.Cancelled && (o.Status == "completed" || delivered[o.sent])
	if o.payment == "refunded" && o.Total > 0 {
		o.Refunded = o.Total // the filler dates what return orders don't hold
		o.Refunds = []regulars.Refund{{ID: o.ID + "-payment", At: rest.FirstTime(o.paymentChanged, o.UpdatedAt, o.PlacedAt), Amount: o.Total}}
	}
}

var (
	known     = map[string]bool{"temp": true, "pending": true, "removed": true, "confirmed": true, "completed": true, "cancelled": true}
	settled   = map[string]bool{"completed": true, "refunding": true, "refunded": true, "partially_refunded": true}
	delivered = map[string]bool{"shipped": true, "arrived": true, "collected": true}
)

// paysOnReceipt reports whether money comes with the parcel: to the courier, or at a
// convenience store.
func paysOnReceipt(kind string) bool {
	return kind == "cash_on_delivery" || strings.HasSuffix(kind, "_cod") || strings.HasPrefix(kind, "tw_") && strings.HasSuffix(kind, "_pay")
}

func abs(m regulars.Money) regulars.Money { return max(m, -m) }
