package woocommerce

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// row is one order as it was read, with what else the walk needs.
type row struct {
	order         regulars.Order
	modifiedLocal time.Time
	createdLocal  time.Time
	showsRefunds  bool   // the order says what was given back; a plugin may strip that
	reason        string // why the order was not understood; empty: it was
}

func (r *row) rejected() regulars.Rejected {
	return regulars.Rejected{
		Entity: string(platform.Orders), ID: r.order.ID, Reason: r.reason, Raw: r.order.Raw, CreatedAt: r.order.PlacedAt, UpdatedAt: r.order.UpdatedAt,
	}
}

func (r *row) reject(format string, args ...any) {
	if r.reason == "" {
		r.reason = fmt.Sprintf(format, args...)
	}
}

// orderFields are the parts of an order that become something else.
type orderFields struct {
	row                         *row
	scan                        *jsonscan.Scanner
	paid, completed, method     string
	firstName, lastName         string
	taxOfDiscount, taxOfPostage regulars.Money
	total                       string
}

// readOrder reads the order that comes next. It always returns a row: an order
// that can't be understood has a reason.
func readOrder(scan *jsonscan.Scanner) *row {
	r := &row{}
	f := &orderFields{row: r, scan: scan}
	mark := scan.Mark()
	scan.Object(f.read)
	r.order.Raw = scan.Since(mark)
	if wrong := scan.Mismatch(); wrong != "" {
		r.reject("%s", wrong)
	}
	f.finish()
	return r
}

func (f *orderFields) read(key string) {
	o, scan := &f.row.order, f.scan
	switch key {
	case "id":
		o.ID = scan.Text()
	case "number":
		o.Number = scan.Text()
	case "status":
		o.Status = strings.TrimPrefix(scan.Text(), "wc-")
	case "currency":
		o.Currency = strings.ToUpper(scan.Text())
	case "date_created_gmt":
		o.PlacedAt = f.time(key)
	case "date_modified_gmt":
		o.UpdatedAt = f.time(key)
	case "date_created":
		f.row.createdLocal = f.time(key)
	case "date_modified":
		f.row.modifiedLocal = f.time(key)
	case "date_paid_gmt":
		f.paid = scan.Text()
	case "date_completed_gmt":
		f.completed = scan.Text()
	case "payment_method":
		f.method = scan.Text()
	case "customer_id":
		o.CustomerID = customerID(scan.Text())
	case "total":
		f.total = scan.Text()
		o.Total = f.amountOf(key, f.total)
	case "total_tax":
		o.Tax = f.amount(key)
	case "discount_total":
		o.Discount = f.amount(key)
	case "discount_tax":
		f.taxOfDiscount = f.amount(key)
	case "shipping_total":
		o.Shipping = f.amount(key)
	case "shipping_tax":
		f.taxOfPostage = f.amount(key)
	case "billing":
		scan.Record(f.readBilling)
	case "line_items":
		scan.Elements(f.readLine)
	case "coupon_lines":
		scan.Elements(f.readCoupon)
	case "refunds":
		f.row.showsRefunds = !scan.IsNull()
		scan.Elements(f.readRefund)
	case "meta_data":
		readMeta(scan, func(key, value string) {
			if key == "line_user_id" {
				o.LineID = value
			}
		})
	}
}

func (f *orderFields) readCoupon() {
	f.scan.Record(func(key string) {
		if key == "code" {
			f.row.order.Codes = append(f.row.order.Codes, f.scan.Text())
		}
	})
}

func (f *orderFields) readBilling(key string) {
	o, scan := &f.row.order, f.scan
	switch key {
	case "first_name":
		f.firstName = scan.Text()
	case "last_name":
		f.lastName = scan.Text()
	case "email":
		o.Email = scan.Text()
	case "phone":
		o.Phone = scan.Text()
	case "country":
		o.Country = scan.Text()
	}
}

func (f *orderFields) readLine() {
	var line regulars.Line
	var tax regulars.Money
	scan := f.scan
	scan.Object(func(key string) {
		switch key {
		case "name":
			line.Title = scan.Text()
		case "product_id":
			line.ProductID = customerID(scan.Text())
		case "sku":
			line.SKU = scan.Text()
		case "quantity":
			line.Quantity = f.quantity(scan.Text())
		case "total":
			line.Amount = f.amount("line_items.total")
		case "total_tax":
			tax = f.amount("line_items.total_tax")
		}
	})
	line.Amount += tax
	f.row.order.Lines = append(f.row.order.Lines, line)
}

func (f *orderFields) readRefund() {
	var refund regulars.Refund
	scan := f.scan
	scan.Object(func(key string) {
		switch key {
		case "id":
			refund.ID = scan.Text()
		case "total":
			refund.Amount = abs(f.amount("refunds.total"))
		}
	})
	f.row.order.Refunds = append(f.row.order.Refunds, refund)
}

// coreStatuses are WooCommerce's own, drafts and trash left out; another one is a plugin's,
// and means what the shop says.
var coreStatuses = []string{"pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed"}

// finish derives what follows from several fields and rejects what lacks one.
func (f *orderFields) finish() {
	r, o := f.row, &f.row.order
	switch {
	case !platform.IsNumericID(o.ID):
		o.ID = ""
		r.reject("the order has no id that is a number")
	case o.Status == "":
		r.reject("the order has no status")
	case o.PlacedAt.IsZero():
		r.reject("the order has no date_created_gmt")
	case o.Currency == "":
		r.reject("the order has no currency")
	case f.total == "":
		r.reject("the order has no total")
	}
	o.Name = platform.FullName(f.firstName, f.lastName)
	o.Discount += f.taxOfDiscount
	o.Shipping += f.taxOfPostage
	o.Deleted = o.Status == "trash"
	o.Placed = !isDraft(o.Status)
	o.Unmapped = !o.Deleted && o.Placed && !slices.Contains(coreStatuses, o.Status)
	o.Cancelled = o.Status == "cancelled" || o.Status == "failed"
	o.Paid = f.paid != "" || f.method == "cod" && (o.Status == "processing" || o.Status == "completed")
	o.Fulfilled = o.Status == "completed" || f.completed != "" && !o.Cancelled
	for _, refund := range o.Refunds {
		o.Refunded += refund.Amount
	}
	if o.Status == "refunded" {
		o.Refunded = max(o.Refunded, o.Total)
	}
}

func (f *orderFields) amount(field string) regulars.Money {
	return f.amountOf(field, f.scan.Text())
}

func (f *orderFields) amountOf(field, text string) regulars.Money {
	money, err := platform.Money(text)
	if err != nil {
		f.row.reject("field %q is not an amount", field)
	}
	return money
}

func (f *orderFields) quantity(text string) float64 {
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		f.row.reject(`field "line_items.quantity" is not a number`)
	}
	return n
}

func (f *orderFields) time(field string) time.Time {
	at, err := readTime(f.scan.Text())
	if err != nil {
		f.row.reject("field %q is not a time", field)
	}
	return at
}

// readTime reads a time without a zone as UTC; the empty text is the zero time.
func readTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if at, plain := plainTime(text); plain {
		return at, nil
	}
	if at, err := time.Parse(naiveUTC, text); err == nil {
		return at, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	return at.UTC(), err
}

// customerID is an id that is 0 where there is none: a guest, or a deleted
// customer or product.
func customerID(text string) string {
	if text == "0" {
		return ""
	}
	return text
}

func abs(m regulars.Money) regulars.Money {
	if m < 0 {
		return -m
	}
	return m
}

// readMeta calls entry with the entries whose value is a text or a number, keys without
// their leading underscore.
func readMeta(scan *jsonscan.Scanner, entry func(key, value string)) {
	scan.Elements(func() {
		var key string
		var value []byte
		scan.Record(func(field string) {
			switch field {
			case "key":
				key = scan.Text()
			case "value":
				value = scan.Raw()
			}
		})
		if len(value) == 0 || value[0] == '{' || value[0] == '[' {
			return
		}
		entry(strings.TrimPrefix(key, "_"), jsonscan.New(value).Text())
	})
}
