package ninetyone

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// order is an order with the parts that become something else.
type order struct {
	regulars.Order
	hasTotal bool
}

// listedFields are what the list is read for: which order, and when it was placed and changed.
var listedFields = rest.Fields[order]{
	"TMCode":         func(r *rest.Reader, o *order) { o.ID = r.ID() },
	"OrderDateTime":  func(r *rest.Reader, o *order) { o.PlacedAt = r.Time() },
	"UpdateDateTime": func(r *rest.Reader, o *order) { o.UpdatedAt = r.Time() },
}

// orderFields are the order of SalesOrder/Get. Their names are not verified.
var orderFields = rest.Fields[order]{
	"TMCode":         func(r *rest.Reader, o *order) { o.ID = r.ID() },
	"TGCode":         func(r *rest.Reader, o *order) { o.Number = r.Word() },
	"OrderDateTime":  func(r *rest.Reader, o *order) { o.PlacedAt = r.Time() },
	"UpdateDateTime": func(r *rest.Reader, o *order) { o.UpdatedAt = r.Time() },
	"OrderStatus":    func(r *rest.Reader, o *order) { o.Status = r.Word() },
	"TotalPayment":   func(r *rest.Reader, o *order) { o.Total, o.hasTotal = r.Worth() },
	"ShippingFee":    func(r *rest.Reader, o *order) { o.Shipping = r.Money() },
	"TotalDiscount":  func(r *rest.Reader, o *order) { discount := r.Money(); o.Discount = max(discount, -discount) },
	"CurrencyCode":   func(r *rest.Reader, o *order) { o.named(strings.ToUpper(r.Word())) },
	"MemberId":       func(r *rest.Reader, o *order) { o.CustomerID = r.ID() },
	"MemberName":     func(r *rest.Reader, o *order) { o.Name = r.Word() },
	"MemberEmail":    func(r *rest.Reader, o *order) { o.Email = r.Word() },
	"MemberPhone":    func(r *rest.Reader, o *order) { o.Phone = r.Word() },
	"SalesOrderSlaveList": func(r *rest.Reader, o *order) {
		rest.Array(r, lineFields, func(l *regulars.Line) { o.Lines = append(o.Lines, *l) })
	},
}

// lineFields are the parts of an order, each with its TSCode. Their names are not verified.
var lineFields = rest.Fields[regulars.Line]{
	"SkuCode":      func(r *rest.Reader, l *regulars.Line) { l.SKU = r.Word() },
	"SalePageId":   func(r *rest.Reader, l *regulars.Line) { l.ProductID = r.ID() },
	"Title":        func(r *rest.Reader, l *regulars.Line) { l.Title = r.Word() },
	"Qty":          func(r *rest.Reader, l *regulars.Line) { l.Quantity = r.Quantity() },
	"TotalPayment": func(r *rest.Reader, l *regulars.Line) { l.Amount = r.Money() },
}

// named takes the currency that an order names for that of the config.
func (o *order) named(currency string) {
	if currency != "" {
		o.Currency = currency
	}
}

// readListed reads a row of the list: an order without its contents.
func (s *source) readListed(r *rest.Reader) *rest.Row {
	var o order
	raw, reason := r.Record(func() { rest.Object(r, &o, listedFields) })
	o.Status, o.Currency = "listed", s.shop.Currency
	return rest.OrderRow(&o.Order, true, raw, reason)
}

// states are what an order's state means: paid, fulfilled, cancelled.
var states = map[string][3]bool{
	"WaitingForPayment": {}, "WaitingForShipping": {true, false, false}, "Shipping": {true, false, false}, "Finish": {true, true, false}, "Cancel": {false, false, true},
}

func (s *source) readOrder(r *rest.Reader) *rest.Row {
	o := order{Order: regulars.Order{Placed: true, Currency: s.shop.Currency}}
	raw, reason := r.Record(func() { rest.Object(r, &o, orderFields) })
	state, known := states[o.Status]
	o.Paid, o.Fulfilled, o.Cancelled, o.Unmapped = state[0], state[1], state[2], !known
	return rest.OrderRow(&o.Order, o.hasTotal, raw, reason)
}

// fill asks for the contents of each order.
func (s *source) fill(ctx context.Context, rows []*rest.Row, _ *int) error {
	for _, row := range rows {
		if row.Reason != "" {
			continue
		}
		whole, err := s.one(ctx, row.ID)
		if err != nil {
			return err
		}
		switch {
		case whole == nil:
			row.Reason = "the platform shows nothing of an order that it lists"
		case whole.Reason == "" && whole.ID != row.ID:
			row.Reason = "the platform shows another order than was asked for"
		default:
			whole.ID = row.ID
			*row = *whole
		}
	}
	return nil
}

// one asks for one order; nil: the platform shows none.
func (s *source) one(ctx context.Context, id string) (*rest.Row, error) {
	var row *rest.Row
	_, err := s.client.Ask(ctx, rest.Request{Op: "one of the orders", Path: "/ec/V2/SalesOrder/Get", Query: url.Values{"TMCode": {id}}}, func(r *rest.Reader) {
		row = nil
		r.Keys(func(key string) {
			if key == "Data" && !r.IsNull() {
				row = s.readOrder(r)
			}
		})
	})
	var fault *platform.Error
	if errors.As(err, &fault) && fault.Status == http.StatusOK && !fault.Retryable {
		return nil, nil // an envelope whose Status is Error
	}
	return row, err
}

// returned is a return of goods. Its names, but for ReturnGoodDetailId, are not verified.
type returned struct {
	rest.Refund
	created, changed, finished time.Time
	state                      string
}

var returnFields = rest.Fields[returned]{
	"ReturnGoodDetailId": func(r *rest.Reader, f *returned) { f.ID = r.ID() },
	"TMCode":             func(r *rest.Reader, f *returned) { f.Order = r.ID() },
	"ReturnGoodStatus":   func(r *rest.Reader, f *returned) { f.state = r.Word() },
	"RefundAmount":       func(r *rest.Reader, f *returned) { amount := r.Money(); f.Amount = max(amount, -amount) },
	"ReturnGoodDateTime": func(r *rest.Reader, f *returned) { f.created = r.Time() },
	"UpdateDateTime":     func(r *rest.Reader, f *returned) { f.changed = r.Time() },
	"FinishDateTime":     func(r *rest.Reader, f *returned) { f.finished = r.Time() },
}

// readReturn reads a return; one that isn't finished gives nothing back.
func readReturn(r *rest.Reader) *rest.Row {
	var f returned
	raw, reason := r.Record(func() { rest.Object(r, &f, returnFields) })
	f.At = rest.FirstTime(f.finished, f.changed, f.created)
	if f.state != "Finish" {
		f.Amount = 0
	}
	return &rest.Row{ID: f.ID, Created: f.created, Updated: f.changed, Raw: raw, Reason: reason, Refund: &f.Refund}
}
