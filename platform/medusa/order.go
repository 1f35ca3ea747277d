package medusa

import (
	"cmp"
	"slices"
	"strings"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
	"regulars/platform/internal/record"
)

type reader = *record.Reader

// orderFields are what we ask of an order. Whatever of the items is asked for, all of
// each comes.
const orderFields = "id,display_id,status,payment_status,fulfillment_status,currency_code,email,customer_id,created_at,updated_at,canceled_at," +
	"is_draft_order,metadata,total,item_total,shipping_total,tax_total,discount_total,*items," +
	"customer.id,customer.has_account,customer.first_name,customer.last_name,customer.phone," +
	"billing_address.first_name,billing_address.last_name,billing_address.phone,billing_address.country_code," +
	"shipping_address.first_name,shipping_address.last_name,shipping_address.phone,shipping_address.country_code," +
	"payment_collections.captured_amount,payment_collections.payments.id,payment_collections.payments.refunds.id," +
	"payment_collections.payments.refunds.amount,payment_collections.payments.refunds.created_at"

var orderList = list{op: "orders page", path: "orders", fields: orderFields, read: readOrder}

// orderReader is an order as it is read, and the parts that become something else.
type orderReader struct {
	reader
	order *regulars.Order

	own, payment, fulfilment string // states
	cancelled, draft         bool
	customerID               string
	customer, bill, ship     person
	total, items, shipping   regulars.Money
	hasTotal, hasPayments    bool
	hasItems, hasShipping    bool
	captured                 regulars.Money
}

// readOrder reads the order that comes next.
func readOrder(scan *jsonscan.Scanner) row {
	f := &orderReader{reader: record.Begin(scan), order: &regulars.Order{}}
	f.Object(f.read)
	f.order.Raw = f.Raw()
	f.finish()
	return row{id: f.order.ID, order: f.order, raw: f.order.Raw, reason: f.Reason()}
}

func (f *orderReader) read(key string) {
	o := f.order
	switch key {
	case "id":
		o.ID = f.Text()
	case "display_id":
		o.Number = f.Text()
	case "status":
		f.own = f.Text()
	case "payment_status":
		f.payment = f.Text()
	case "fulfillment_status":
		f.fulfilment = f.Text()
	case "currency_code":
		o.Currency = strings.ToUpper(f.Text())
	case "email":
		o.Email = f.Text()
	case "customer_id":
		f.customerID = f.Text()
	case "created_at":
		o.PlacedAt = f.Time(key)
	case "updated_at":
		o.UpdatedAt = f.Time(key)
	case "canceled_at":
		f.cancelled = f.Text() != ""
	case "is_draft_order":
		f.draft = f.IsTrue()
	case "metadata":
		metadata(f.reader, func(key, value string) {
			if key == "line_user_id" {
				o.LineID = value
			}
		})
	default:
		f.readParts(key)
	}
}

func (f *orderReader) readParts(key string) {
	switch key {
	case "total":
		f.hasTotal = !f.IsNull()
		f.total = f.Money(key)
	case "item_total":
		f.hasItems = !f.IsNull()
		f.items = f.Money(key)
	case "shipping_total":
		f.hasShipping = !f.IsNull()
		f.shipping = f.Money(key)
	case "tax_total":
		f.order.Tax = f.Money(key)
	case "discount_total":
		f.order.Discount = f.Money(key)
	case "items":
		f.Array(f.readItem)
	case "customer":
		f.customer = readPerson(f.reader)
	case "billing_address":
		f.bill = readPerson(f.reader)
	case "shipping_address":
		f.ship = readPerson(f.reader)
	case "payment_collections":
		f.hasPayments = !f.IsNull()
		f.Array(f.readCollection)
	}
}

// person is what a customer or an address says of somebody.
type person struct {
	id, first, last, phone, country string
	hasAccount                      bool
}

func readPerson(r reader) (p person) {
	r.Object(func(key string) {
		switch key {
		case "id":
			p.id = r.Text()
		case "has_account":
			p.hasAccount = r.IsTrue()
		case "first_name":
			p.first = r.Text()
		case "last_name":
			p.last = r.Text()
		case "phone":
			p.phone = r.Text()
		case "country_code":
			p.country = strings.ToUpper(r.Text())
		}
	})
	return p
}

func (p person) name() string { return platform.FullName(p.first, p.last) }

func (f *orderReader) readItem() {
	var line regulars.Line
	f.Object(func(key string) {
		switch key {
		case "title":
			line.Title = f.Text()
		case "variant_sku":
			line.SKU = f.Text()
		case "product_id":
			line.ProductID = f.Text()
		case "product_type":
			line.Category = f.Text()
		case "is_giftcard":
			line.GiftCard = f.IsTrue()
		case "quantity":
			line.Quantity = f.Number("items.quantity")
		case "total":
			line.Amount = f.Money("items.total")
		case "adjustments":
			f.Array(f.readAdjustment)
		}
	})
	f.order.Lines = append(f.order.Lines, line)
}

// readAdjustment reads by which promotion's code an item got cheaper; each of them stands at
// every item that it changed.
func (f *orderReader) readAdjustment() {
	f.Object(func(key string) {
		if key != "code" {
			return
		}
		if code := f.Text(); code != "" && !slices.Contains(f.order.Codes, code) {
			f.order.Codes = append(f.order.Codes, code)
		}
	})
}

func (f *orderReader) readCollection() {
	f.Object(func(key string) {
		switch key {
		case "captured_amount":
			f.captured += f.Money("payment_collections.captured_amount")
		case "payments":
			f.Array(func() {
				f.Object(func(key string) {
					if key == "refunds" {
						f.Array(f.readRefund)
					}
				})
			})
		}
	})
}

func (f *orderReader) readRefund() {
	var refund regulars.Refund
	f.Object(func(key string) {
		switch key {
		case "id":
			refund.ID = f.Text()
		case "amount":
			refund.Amount = f.Money("refunds.amount")
		case "created_at":
			refund.At = f.Time("refunds.created_at")
		}
	})
	f.order.Refunds = append(f.order.Refunds, refund)
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
	case f.own == "":
		f.Reject("the order has no status")
	case o.PlacedAt.IsZero():
		f.Reject("the order has no created_at")
	case o.Currency == "":
		f.Reject("the order has no currency_code")
	case !f.hasTotal || !f.hasItems || !f.hasShipping:
		f.Reject("the order lacks total, item_total or shipping_total")
	case !f.hasPayments:
		f.Reject("the order has no payment_collections")
	case f.payment == "" && (f.own == "pending" || f.own == "completed"):
		f.Reject("the order has no payment_status")
	}
	f.finishPerson()
	f.finishMoney()
	f.finishStates()
}

func (f *orderReader) finishPerson() {
	o := f.order
	if f.customer.hasAccount && f.customer.id != "" {
		o.CustomerID = f.customerID
	}
	o.Phone = cmp.Or(f.bill.phone, f.ship.phone, f.customer.phone)
	o.Country = cmp.Or(f.bill.country, f.ship.country)
	if f.bill.phone == "" && f.ship.phone != "" {
		o.Country = f.ship.country
	}
	o.Name = cmp.Or(f.bill.name(), f.ship.name(), f.customer.name())
}

func (f *orderReader) finishMoney() {
	o := f.order
	o.Shipping = f.shipping
	slices.SortStableFunc(o.Refunds, func(a, b regulars.Refund) int { return a.At.Compare(b.At) })
	for i := range o.Refunds {
		o.Refunded += o.Refunds[i].Amount
		if o.Refunds[i].At.IsZero() {
			o.Refunds[i].At = o.UpdatedAt
		}
	}
	o.Total = f.worth(o.Refunded)
}

// worth is what the order is worth before refunds: see the package's doc.
func (f *orderReader) worth(refunded regulars.Money) regulars.Money {
	holds := f.items + f.shipping
	return min(f.total+refunded, max(holds, f.captured))
}

// rounding is what gateways that know no cents may leave of a total.
const rounding = regulars.Money(10_000)

// isCovered reports whether all the money came that the order is worth.
func (f *orderReader) isCovered() bool { return f.captured > f.order.Total-rounding }

// paymentStatuses are those of Medusa 2.21.
var paymentStatuses = []string{
	"not_paid", "awaiting", "authorized", "partially_authorized", "captured", "partially_captured", "partially_refunded", "refunded", "canceled", "requires_action",
}

func (f *orderReader) finishStates() {
	o := f.order
	o.Cancelled = f.cancelled || f.own == "canceled"
	o.Placed = !f.draft && f.own != "draft"
	switch f.payment {
	case "captured", "refunded":
		o.Paid = true
	case "partially_captured", "partially_refunded":
		o.Paid = f.isCovered()
	}
	o.Fulfilled = !o.Cancelled && (f.fulfilment == "fulfilled" || f.fulfilment == "shipped" || f.fulfilment == "delivered")
	o.Status = f.payment
	switch {
	case o.Cancelled:
		o.Status = "canceled"
	case f.own != "pending" && f.own != "completed":
		o.Status = f.own
	default:
		o.Unmapped = !slices.Contains(paymentStatuses, f.payment)
	}
}
