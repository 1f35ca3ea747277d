package vendure

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

type reader = *record.Reader

// orderReader is an order as it is read, and the parts that become something else.
type orderReader struct {
	reader
	digits int // of the minor units
	order  *regulars.Order

	created          time.Time
	buyer            buyer
	bill, ship       address
	holds, net       regulars.Money // totalWithTax, total
	hasTotal, hasNet bool
	lines            []line
	settled          regulars.Money
}

type buyer struct{ id, email, first, last, phone, user string }

type address struct{ name, phone, country string }

// line is a line of an order as it is now, and as it was placed.
type line struct {
	regulars.Line
	placed float64
	unit   regulars.Money
}

// readOrder reads the order that comes next.
func readOrder(scan *jsonscan.Scanner, digits int) row {
	f := &orderReader{reader: record.Begin(scan), digits: digits, order: &regulars.Order{}}
	f.Object(f.read)
	f.order.Raw = f.Raw()
	f.finish()
	return row{id: f.order.ID, created: f.created, order: f.order, raw: f.order.Raw, reason: f.Reason()}
}

func (f *orderReader) read(key string) {
	o := f.order
	switch key {
	case "id":
		o.ID = f.Text()
	case "code":
		o.Number = f.Text()
	case "state":
		o.Status = f.Text()
	case "createdAt":
		f.created = f.Time(key)
	case "updatedAt":
		o.UpdatedAt = f.Time(key)
	case "orderPlacedAt":
		o.PlacedAt = f.Time(key)
	case "currencyCode":
		o.Currency = strings.ToUpper(f.Text())
	case "totalWithTax":
		f.hasTotal = !f.IsNull()
		f.holds = f.minor(key)
	case "total":
		f.hasNet = !f.IsNull()
		f.net = f.minor(key)
	case "shippingWithTax":
		o.Shipping = f.minor(key)
	case "customer":
		f.buyer = readBuyer(f.reader)
	case "billingAddress":
		f.bill = readAddress(f.reader)
	case "shippingAddress":
		f.ship = readAddress(f.reader)
	case "lines":
		f.Array(f.readLine)
	case "couponCodes":
		f.Array(func() { o.Codes = append(o.Codes, f.Text()) })
	case "discounts":
		f.Array(f.readDiscount)
	case "payments":
		f.Array(f.readPayment)
	}
}

// minor reads an amount in minor units.
func (f *orderReader) minor(field string) regulars.Money { return minor(f.reader, field, f.digits) }

func readBuyer(r reader) (b buyer) {
	r.Object(func(key string) {
		switch key {
		case "id":
			b.id = r.Text()
		case "emailAddress":
			b.email = r.Text()
		case "firstName":
			b.first = r.Text()
		case "lastName":
			b.last = r.Text()
		case "phoneNumber":
			b.phone = r.Text()
		case "user":
			r.Object(func(key string) {
				if key == "id" {
					b.user = r.Text()
				}
			})
		}
	})
	return b
}

func readAddress(r reader) (a address) {
	r.Object(func(key string) {
		switch key {
		case "fullName":
			a.name = r.Text()
		case "phoneNumber":
			a.phone = r.Text()
		case "countryCode":
			a.country = strings.ToUpper(r.Text())
		}
	})
	return a
}

func (f *orderReader) readLine() {
	var l line
	f.Object(func(key string) {
		switch key {
		case "quantity":
			l.Quantity = f.Number("lines.quantity")
		case "orderPlacedQuantity":
			l.placed = f.Number("lines.orderPlacedQuantity")
		case "proratedUnitPriceWithTax":
			l.unit = f.minor("lines.proratedUnitPriceWithTax")
		case "proratedLinePriceWithTax":
			l.Amount = f.minor("lines.proratedLinePriceWithTax")
		case "productVariant":
			f.Object(func(key string) { f.readVariant(key, &l) })
		}
	})
	f.lines = append(f.lines, l)
}

func (f *orderReader) readVariant(key string, l *line) {
	switch key {
	case "sku":
		l.SKU = f.Text()
	case "name":
		l.Title = f.Text()
	case "product":
		f.Object(func(key string) {
			if key == "id" {
				l.ProductID = f.Text()
			}
		})
	}
}

func (f *orderReader) readDiscount() {
	f.Object(func(key string) {
		if key == "amountWithTax" { // below zero
			f.order.Discount -= f.minor("discounts.amountWithTax")
		}
	})
}

func (f *orderReader) readPayment() {
	var state string
	var amount regulars.Money
	f.Object(func(key string) {
		switch key {
		case "state":
			state = f.Text()
		case "amount":
			amount = f.minor("payments.amount")
		case "refunds":
			f.Array(f.readRefund)
		}
	})
	if state == "Settled" {
		f.settled += amount
	}
}

func (f *orderReader) readRefund() {
	var refund regulars.Refund
	var state string
	f.Object(func(key string) {
		switch key {
		case "id":
			refund.ID = f.Text()
		case "state":
			state = f.Text()
		case "total":
			refund.Amount = f.minor("refunds.total")
		case "createdAt":
			refund.At = f.Time("refunds.createdAt")
		}
	})
	if state != "Failed" {
		f.order.Refunds = append(f.order.Refunds, refund)
	}
}

// finish derives what follows from several fields and rejects what lacks one.
func (f *orderReader) finish() {
	o := f.order
	if !isID(o.ID) {
		o.ID = ""
	}
	switch {
	case o.ID == "":
		f.Reject("the order has no id")
	case o.Status == "":
		f.Reject("the order has no state")
	case o.Currency == "":
		f.Reject("the order has no currencyCode")
	case !f.hasTotal:
		f.Reject("the order has no totalWithTax")
	}
	o.Placed = !o.PlacedAt.IsZero()
	if !o.Placed {
		if o.PlacedAt = f.created; o.PlacedAt.IsZero() {
			f.Reject("the order has neither orderPlacedAt nor createdAt")
		}
	}
	if o.PlacedAt.After(o.UpdatedAt) {
		o.UpdatedAt = o.PlacedAt // placing doesn't move updatedAt
	}
	f.finishPerson()
	f.finishMoney()
	f.finishStates()
}

func (f *orderReader) finishPerson() {
	o := f.order
	if f.buyer.user != "" {
		o.CustomerID = f.buyer.id
	}
	o.Email = f.buyer.email
	o.Phone = cmp.Or(f.bill.phone, f.ship.phone, f.buyer.phone)
	o.Country = cmp.Or(f.bill.country, f.ship.country)
	if f.bill.phone == "" && f.ship.phone != "" {
		o.Country = f.ship.country
	}
	o.Name = cmp.Or(f.bill.name, f.ship.name, platform.FullName(f.buyer.first, f.buyer.last))
}

func (f *orderReader) finishMoney() {
	o := f.order
	if f.hasNet {
		o.Tax = f.holds - f.net
	}
	slices.SortStableFunc(o.Refunds, func(a, b regulars.Refund) int { return a.At.Compare(b.At) })
	for i := range o.Refunds {
		o.Refunded += o.Refunds[i].Amount
		if o.Refunds[i].At.IsZero() {
			o.Refunds[i].At = o.UpdatedAt
		}
	}
	o.Total = max(f.holds, min(f.settled, f.holds+o.Refunded))
	for _, l := range f.lines {
		if o.Status == "Cancelled" { // whose lines are empty now
			l.Quantity, l.Amount = l.placed, l.unit*regulars.Money(l.placed)
		}
		o.Lines = append(o.Lines, l.Line)
	}
}

// settledStates are those that an order reaches by being paid; openStates are the others
// of Vendure 3.7.
var (
	settledStates = []string{"PaymentSettled", "PartiallyShipped", "Shipped", "PartiallyDelivered", "Delivered"}
	openStates    = []string{
		"Draft", "Created", "AddingItems", "ArrangingPayment", "PaymentAuthorized", "Modifying", "ArrangingAdditionalPayment", "Cancelled",
	}
)

// rounding is what a payment that knows no cents may leave of a total.
const rounding = regulars.Money(10_000)

func (f *orderReader) finishStates() {
	o := f.order
	past := slices.Contains(settledStates, o.Status)
	o.Cancelled = o.Status == "Cancelled"
	o.Fulfilled = o.Status == "Shipped" || o.Status == "Delivered"
	o.Unmapped = !past && !slices.Contains(openStates, o.Status)
	o.Paid = f.settled > 0 && f.settled > o.Total-rounding || past && o.Total == 0
}
