package shoplineglobal

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform/internal/rest/resttest"
)

// The samples have the shape of the API's documentation, with invented values.
const orderSample = `{"id":"21050224312121887324667162","name":"#D1001","status":"open","financial_status":"partially_refunded","fulfillment_status":"shipped",
 "created_at":"2026-11-02T13:04:05+08:00","updated_at":"2026-11-03T01:00:00+00:00","cancelled_at":null,"currency":"USD","presentment_currency":"EUR",
 "total_price":"21.00","current_total_price":"11.00","subtotal_price":"18.00","total_discounts":"2.00","total_tax":"1.00","taxes_included":false,
 "total_shipping_price_set":{"presentment_money":{"amount":"1.80","currency_code":"EUR"},"shop_money":{"amount":2,"currency_code":"USD"}},"total_tip_received":"0.00",
 "email":"","phone":null,"customer":{"id":"4201057495","first_name":"Tom","last_name":"Washington","email":"a@b.tw","phone":"0912345678","area_code":"+886"},
 "billing_address":{"name":"T. W.","country_code":"US","phone":"1310000"},
 "line_items":[{"id":"417","product_id":"1605","title":"skirt","sku":"S-1","price":"10.00","quantity":2,"gift_card":false,"discount_allocations":[{"amount":"1.50"},{"amount":0.5}]}],
 "refunds":[{"id":"2605","created_at":"2026-11-04T10:00:00+08:00","refund_line_items":[{"subtotal":8,"total_tax":1}],
   "transactions":[{"kind":"refund","status":"success","amount":"7.00"},{"kind":"refund","status":"failure","amount":"9.00"}]},
  {"id":"2606","created_at":"2026-11-05T10:00:00+08:00","refund_line_items":[{"subtotal":"2.00","total_tax":"0.50"}],"order_adjustments":[{"amount":"-0.50"}]}]}`

const customerSample = `{"id":"4201057495","email":"a@b.tw","first_name":"小明","last_name":"王","phone":"91234567","area_code":"+852","gender":"male","birthday":"1990-01-02",
 "accepts_marketing":true,"accepts_marketing_updated_at":"2026-05-01T08:00:00+08:00","accepts_mobile_marketing":false,"accepts_mobile_marketing_updated_at":null,
 "default_address":{"city":"九龍","country_code":"HK"},"tags":"VIP, 老客人,","created_at":"2026-01-01T00:00:00+08:00","updated_at":"2026-11-03T01:00:00+00:00"}`

const unit = 10_000

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestOrder(t *testing.T) {
	row := resttest.Row(t, time.UTC, readOrder, orderSample)
	require.Empty(t, row.Reason)
	require.JSONEq(t, orderSample, string(row.Raw))
	row.Order.Raw = nil
	require.Equal(t, regulars.Order{
		ID: "21050224312121887324667162", Number: "#D1001", PlacedAt: at("2026-11-02T05:04:05Z"), UpdatedAt: at("2026-11-03T01:00:00Z"),
		CustomerID: "4201057495", Name: "Tom Washington", Email: "a@b.tw", Phone: "0912345678", Country: "TW", Status: "open/partially_refunded", Placed: true, Paid: true, Fulfilled: true,
		Currency: "USD", Total: 21 * unit, Discount: 2 * unit, Shipping: 2 * unit, Tax: unit, Refunded: 10 * unit,
		Lines:   []regulars.Line{{SKU: "S-1", ProductID: "1605", Title: "skirt", Quantity: 2, Amount: 18 * unit}},
		Refunds: []regulars.Refund{{ID: "2605", At: at("2026-11-04T02:00:00Z"), Amount: 7 * unit}, {ID: "2606", At: at("2026-11-05T02:00:00Z"), Amount: 3 * unit}},
	}, *row.Order)
}

// An order without a total of its own costs what its parts do.
func TestTotalOfTheParts(t *testing.T) {
	for included, total := range map[string]regulars.Money{"true": 23, "false": 24} {
		row := resttest.Row(t, time.UTC, readOrder, fmt.Sprintf(`{"id":"1","status":"open","financial_status":"refunded","created_at":"2026-11-02T13:04:05+08:00","currency":"USD",
			"subtotal_price":"18.00","total_tax":"1.00","taxes_included":%s,"total_shipping_price_set":{"shop_money":{"amount":"2.00"}},"total_tip_received":"4","adjust_price":"-1"}`, included))
		require.Empty(t, row.Reason)
		require.Equal(t, total*unit, row.Order.Total)
		require.Equal(t, []regulars.Refund{{ID: "rest", At: at("2026-11-02T05:04:05Z"), Amount: total * unit}}, row.Order.Refunds)
	}
}

func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		status, money, sent, cancelled string
		want                           [4]bool // paid, fulfilled, cancelled, unmapped
	}{
		{"open", "unpaid", "unshipped", `null`, [4]bool{}}, {"open", "authorized", "partial", `null`, [4]bool{}}, {"open", "paid", "shipped", `null`, [4]bool{true, true}},
		{"cancelled", "paid", "shipped", `null`, [4]bool{true, false, true}}, {"open", "unpaid", "unshipped", `"2026-11-02T13:04:05+08:00"`, [4]bool{false, false, true}},
		{"open", "on_hold", "shipped", `null`, [4]bool{false, true, false, true}},
	} {
		row := resttest.Row(t, time.UTC, readOrder, fmt.Sprintf(`{"id":"1","status":%q,"financial_status":%q,"fulfillment_status":%q,"cancelled_at":%s,
			"created_at":"2026-11-02T13:04:05+08:00","currency":"USD","total_price":1}`, c.status, c.money, c.sent, c.cancelled))
		require.Empty(t, row.Reason)
		o := row.Order
		require.Equal(t, c.want, [4]bool{o.Paid, o.Fulfilled, o.Cancelled, o.Unmapped}, c)
	}
}

func TestCustomer(t *testing.T) {
	row := resttest.Row(t, time.UTC, readCustomer, customerSample)
	require.Empty(t, row.Reason)
	row.Customer.Raw = nil
	require.Equal(t, regulars.Customer{
		ID: "4201057495", Name: "王小明", Email: "a@b.tw", Phone: "91234567", Country: "HK", City: "九龍", Gender: "male", BirthDate: "1990-01-02", Tags: []string{"VIP", "老客人"},
		RegisteredAt: at("2025-12-31T16:00:00Z"), UpdatedAt: at("2026-11-03T01:00:00Z"),
		Consents: []regulars.Consent{
			{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, At: at("2026-05-01T00:00:00Z"), Source: "shopline-global accepts_marketing"},
			{Channel: "sms", Purpose: "marketing", Answer: regulars.AnswerNo, Source: "shopline-global accepts_mobile_marketing"},
		},
	}, *row.Customer)
}

func FuzzOrder(f *testing.F)    { resttest.Fuzz(f, time.UTC, readOrder, orderSample, `{}`, `null`) }
func FuzzCustomer(f *testing.F) { resttest.Fuzz(f, time.UTC, readCustomer, customerSample) }
