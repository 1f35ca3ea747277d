package shopify

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// orderFields are an order as it is read, and the parts that become something else.
type orderFields struct {
	scan  *jsonscan.Scanner
	order *regulars.Order

	gid                           string
	created, processed, cancelled time.Time
	financial, fulfilment         string
	onDelivery                    bool // to be paid in cash on delivery
	firstName, lastName           string
	customerEmail, customerPhone  string
	bill, ship                    address
	gross, current                regulars.Money
	hasGross, hasCurrent          bool
	refunded                      regulars.Money
	moreLines                     string
	reason                        string
}

func readOrder(scan *jsonscan.Scanner, alongCreation bool) record {
	f := &orderFields{scan: scan, order: &regulars.Order{}}
	mark := scan.Mark()
	scan.Object(f.read)
	raw := scan.Since(mark)
	if wrong := scan.Mismatch(); wrong != "" {
		f.reject("%s", wrong)
	}
	f.finish()
	f.order.Raw = raw
	r := record{order: f.order, id: f.order.ID, at: f.order.UpdatedAt, raw: raw, reason: f.reason, gid: f.gid, moreLines: f.moreLines}
	if alongCreation {
		r.at = f.created
	}
	return r
}

func (f *orderFields) reject(format string, args ...any) {
	if f.reason == "" {
		f.reason = fmt.Sprintf(format, args...)
	}
}

func (f *orderFields) read(key string) {
	o, scan := f.order, f.scan
	switch key {
	case "id":
		f.gid = scan.Text()
		o.ID = tail(f.gid)
	case "name":
		o.Number = scan.Text()
	case "createdAt":
		f.created = f.time(key)
	case "processedAt":
		f.processed = f.time(key)
	case "updatedAt":
		o.UpdatedAt = f.time(key)
	case "cancelledAt":
		f.cancelled = f.time(key)
	case "test":
		o.Test = scan.Text() == "true"
	case "displayFinancialStatus":
		f.financial = scan.Text()
	case "displayFulfillmentStatus":
		f.fulfilment = scan.Text()
	case "currencyCode":
		o.Currency = strings.ToUpper(scan.Text())
	case "email":
		o.Email = scan.Text()
	case "phone":
		o.Phone = scan.Text()
	case "customAttributes":
		f.readAttributes()
	case "paymentGatewayNames":
		scan.Array(func() { f.onDelivery = f.onDelivery || isCashOnDelivery(scan.Text()) })
	case "customer":
		scan.Object(f.readCustomer)
	case "billingAddress":
		f.bill = readAddress(scan)
	case "shippingAddress":
		f.ship = readAddress(scan)
	case "discountCodes":
		scan.Array(func() { o.Codes = append(o.Codes, scan.Text()) })
	case "refunds":
		scan.Array(f.readRefund)
	case "lineItems":
		f.readLineItems(key)
	default:
		f.readAmount(key)
	}
}

func (f *orderFields) readAmount(key string) {
	o := f.order
	switch key {
	case "totalPriceSet":
		f.gross, f.hasGross = f.money(key)
	case "currentTotalPriceSet":
		f.current, f.hasCurrent = f.money(key)
	case "totalDiscountsSet":
		o.Discount, _ = f.money(key)
	case "totalShippingPriceSet":
		o.Shipping, _ = f.money(key)
	case "totalTaxSet":
		o.Tax, _ = f.money(key)
	case "totalRefundedSet":
		f.refunded, _ = f.money(key)
	}
}

func (f *orderFields) readAttributes() {
	f.scan.Array(func() {
		var key, value string
		f.scan.Object(func(field string) {
			switch field {
			case "key":
				key = f.scan.Text()
			case "value":
				value = f.scan.Text()
			}
		})
		if strings.TrimPrefix(key, "_") == "line_user_id" {
			f.order.LineID = value
		}
	})
}

func (f *orderFields) readCustomer(key string) {
	switch key {
	case "id":
		f.order.CustomerID = tail(f.scan.Text())
	case "firstName":
		f.firstName = f.scan.Text()
	case "lastName":
		f.lastName = f.scan.Text()
	case "defaultEmailAddress":
		f.customerEmail = readContact(f.scan, "emailAddress").value
	case "defaultPhoneNumber":
		f.customerPhone = readContact(f.scan, "phoneNumber").value
	}
}

// address is what an order's billing or shipping address says of a person.
type address struct{ name, phone, country string }

func readAddress(scan *jsonscan.Scanner) (a address) {
	scan.Object(func(key string) {
		switch key {
		case "name":
			a.name = scan.Text()
		case "phone":
			a.phone = scan.Text()
		case "countryCodeV2":
			a.country = scan.Text()
		}
	})
	return a
}

func (f *orderFields) readRefund() {
	var refund regulars.Refund
	f.scan.Object(func(key string) {
		switch key {
		case "id":
			refund.ID = tail(f.scan.Text())
		case "createdAt":
			refund.At = f.time("refunds.createdAt")
		case "totalRefundedSet":
			refund.Amount, _ = f.money("refunds.totalRefundedSet")
		}
	})
	if refund.Amount > 0 {
		f.order.Refunds = append(f.order.Refunds, refund)
	}
}

func (f *orderFields) readLineItems(key string) {
	if key != "lineItems" {
		return
	}
	f.scan.Object(func(key string) {
		switch key {
		case "pageInfo":
			more, end := readPageInfo(f.scan)
			if more {
				f.moreLines = end
			}
		case "nodes":
			f.scan.Array(f.readLine)
		}
	})
}

func (f *orderFields) readLine() {
	var line regulars.Line
	scan := f.scan
	scan.Object(func(key string) {
		switch key {
		case "sku":
			line.SKU = scan.Text()
		case "title":
			line.Title = scan.Text()
		case "quantity":
			line.Quantity = f.number("lineItems.quantity")
		case "isGiftCard":
			line.GiftCard = scan.Text() == "true"
		case "discountedTotalSet":
			line.Amount, _ = f.money("lineItems.discountedTotalSet")
		case "product":
			scan.Object(func(key string) {
				switch key {
				case "id":
					line.ProductID = tail(scan.Text())
				case "productType":
					line.Category = scan.Text()
				}
			})
		}
	})
	f.order.Lines = append(f.order.Lines, line)
}

// finish derives what follows from several fields and rejects what lacks one.
func (f *orderFields) finish() {
	o := f.order
	o.PlacedAt = f.processed
	if o.PlacedAt.IsZero() {
		o.PlacedAt = f.created
	}
	switch {
	case !platform.IsNumericID(o.ID):
		o.ID = ""
		f.reject("the order has no id that ends in a number")
	case o.PlacedAt.IsZero():
		f.reject("the order has neither processedAt nor createdAt")
	case o.Currency == "":
		f.reject("the order has no currencyCode")
	case !f.hasGross && !f.hasCurrent:
		f.reject("the order has neither totalPriceSet nor currentTotalPriceSet")
	case f.financial == "" && f.cancelled.IsZero():
		f.reject("the order has no displayFinancialStatus")
	}
	f.finishPerson()
	o.Status = strings.ToLower(f.financial)
	o.Placed = true
	o.Fulfilled = f.fulfilment == "FULFILLED"
	o.Cancelled = !f.cancelled.IsZero() || f.financial == "VOIDED" || f.financial == "EXPIRED"
	o.Paid = f.paid()
	for i := range o.Refunds {
		o.Refunded += o.Refunds[i].Amount
		if o.Refunds[i].At.IsZero() {
			o.Refunds[i].At = o.UpdatedAt
		}
	}
	o.Refunded = max(o.Refunded, f.refunded)
	o.Total = f.worth(o.Refunded)
}

func (f *orderFields) paid() bool {
	switch f.financial {
	case "PAID", "PARTIALLY_REFUNDED", "REFUNDED":
		return true
	case "PENDING":
		return f.onDelivery && !f.order.Cancelled
	}
	return false
}

var cashOnDelivery = regexp.MustCompile(`(?i)cash[ _-]?on[ _-]?delivery|\bcod\b|貨到付款|取貨付款`)

func isCashOnDelivery(gateway string) bool { return cashOnDelivery.MatchString(gateway) }

// worth is what the order is worth before refunds: see the package's doc.
func (f *orderFields) worth(refunded regulars.Money) regulars.Money {
	if !f.hasCurrent {
		return f.gross
	}
	worth := f.current + refunded
	if f.hasGross {
		worth = min(worth, f.gross)
	}
	return max(worth, f.current)
}

func (f *orderFields) finishPerson() {
	o := f.order
	o.Email = firstOf(o.Email, f.customerEmail)
	o.Phone = firstOf(o.Phone, f.customerPhone, f.bill.phone, f.ship.phone)
	o.Country = firstOf(f.bill.country, f.ship.country)
	if o.Phone == f.ship.phone && f.bill.phone != f.ship.phone {
		o.Country = f.ship.country
	}
	o.Name = firstOf(platform.FullName(f.firstName, f.lastName), f.bill.name, f.ship.name)
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// money reads a MoneyBag's amount in the shop's currency.
func (f *orderFields) money(field string) (amount regulars.Money, given bool) {
	f.scan.Object(func(key string) {
		if key != "shopMoney" {
			return
		}
		f.scan.Object(func(key string) {
			if key != "amount" {
				return
			}
			text := f.scan.Text()
			var err error
			if amount, err = platform.Money(text); err != nil {
				f.reject("field %q is not an amount", field)
			}
			given = text != ""
		})
	})
	return amount, given
}

func (f *orderFields) number(field string) float64 {
	text := f.scan.Text()
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		f.reject("field %q is not a number", field)
	}
	return n
}

func (f *orderFields) time(field string) time.Time {
	at, err := readTime(f.scan.Text())
	if err != nil {
		f.reject("field %q is not a time", field)
	}
	return at
}

func readTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	return at.UTC(), err
}

// tail is the number at the end of gid://shopify/Order/5123.
func tail(gid string) string {
	id := gid[strings.LastIndexByte(gid, '/')+1:]
	id, _, _ = strings.Cut(id, "?")
	return id
}
