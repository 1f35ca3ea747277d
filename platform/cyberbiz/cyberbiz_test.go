package cyberbiz

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform/internal/rest"
	"regulars/platform/internal/rest/resttest"
)

// The samples have the shape of recorded answers, with invented values.
const orderSample = `{"id":81234567,"order_number":1101,"order_name":"#1101","created_at":"2026-11-02 13:04:05","updated_at":"2026-11-02 13:06:00","subtotal_price":130.0,
 "prices":{"total_line_items_price":130.0,"shipping_rate_price":60.0,"discounts":{"vip_discount":5.0,"shop_discount":null,"coupon_discounts":[{"discount":3}],"price_discount":0},"total_price":190.0},
 "statuses":{"order_status":"open","financial_status":"partial_refunded","fulfillment_status":"received","return_status":"no_need"},
 "timings":{"return_at":null,"refund_at":"2026-11-03 00:00:00","cancelled_at":null},
 "customer":{"id":5550001,"name":"王小明","email":"old@b.tw","mobile":"0911111111","uid_providers":[{"provider_type":"facebook","uid":"1"},{"provider_type":"line","uid":"U0123456789abcdef0123456789abcdef"}]},
 "buyer":{"email":"a@b.tw","mobile":"0912345678"},
 "line_items":[{"id":1,"product_id":9,"title":"烏龍茶","sku":"TEA-1","price":65.0,"quantity":2,"total_price_after_discounts":130.0}],
 "return_histories":[{"body":"requested","price":null,"refunded_at":null},{"body":"done","price":10.0,"refunded_at":"2026-11-04 10:00:00"}]}`

const customerSample = `{"id":5550001,"name":"王小明","email":"a@b.tw","mobile":"0912345678","gender":"女","birthday":"1990-01-02","accepts_marketing":true,"bonus_remain":10012.0,
 "uid_providers":[{"provider_type":"line_at","uid":"Uofficial"}],"tags":[{"name":"VIP"}],"created_at":"2023-10-03 12:04:02","updated_at":"2026-11-02 13:06:00"}`

const unit = 10_000

func read(r *rest.Reader) *rest.Row { return readOrder(r, "TWD") }

func at(text string) time.Time {
	t, err := time.ParseInLocation(time.DateTime, text, taipei)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func TestOrder(t *testing.T) {
	row := resttest.Row(t, taipei, read, orderSample)
	require.Empty(t, row.Reason)
	require.JSONEq(t, orderSample, string(row.Raw))
	row.Order.Raw = nil
	require.Equal(t, regulars.Order{
		ID: "81234567", Number: "#1101", PlacedAt: at("2026-11-02 13:04:05"), UpdatedAt: at("2026-11-02 13:06:00"),
		CustomerID: "5550001", Name: "王小明", Email: "a@b.tw", Phone: "0912345678", LineID: "U0123456789abcdef0123456789abcdef",
		Status: "open/partial_refunded", Placed: true, Paid: true, Fulfilled: true, Currency: "TWD", Total: 190 * unit, Discount: 5 * unit, Shipping: 60 * unit, Refunded: 10 * unit,
		Lines:   []regulars.Line{{SKU: "TEA-1", ProductID: "9", Title: "烏龍茶", Quantity: 2, Amount: 130 * unit}},
		Refunds: []regulars.Refund{{ID: "refund-1", At: at("2026-11-04 10:00:00"), Amount: 10 * unit}},
	}, *row.Order)
}

func TestCustomer(t *testing.T) {
	row := resttest.Row(t, taipei, readCustomer, customerSample)
	require.Empty(t, row.Reason)
	row.Customer.Raw = nil
	require.Equal(t, regulars.Customer{
		ID: "5550001", Name: "王小明", Email: "a@b.tw", Phone: "0912345678", Gender: "female", BirthDate: "1990-01-02", LineID: "Uofficial", Points: 10_012 * unit, Tags: []string{"VIP"},
		RegisteredAt: at("2023-10-03 12:04:02"), UpdatedAt: at("2026-11-02 13:06:00"),
		Consents: []regulars.Consent{{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerYes, Source: "cyberbiz accepts_marketing"}},
	}, *row.Customer)
}

func TestStatuses(t *testing.T) {
	for _, c := range []struct {
		order, money, sent                   string
		paid, fulfilled, cancelled, unmapped bool
	}{
		{"open", "pending", "unshipped", false, false, false, false}, {"open", "paid", "preparing", true, false, false, false},
		{"closed", "remitted", "received", true, true, false, false}, {"cancelled", "cod", "cancel", false, false, true, false},
		{"open", "cod", "unshipped", true, false, false, false}, {"open", "cod", "returned", false, false, false, false}, {"open", "cod", "expired", false, false, false, false},
		{"open", "failed", "unshipped", false, false, true, false}, {"open", "abandoned", "unshipped", false, false, true, false},
		{"cancelled", "refunded", "arrived", true, false, true, false}, {"frozen", "paid", "arrived", true, true, false, true},
	} {
		row := resttest.Row(t, taipei, read, fmt.Sprintf(`{"id":1,"created_at":"2026-11-02 13:04:05","prices":{"total_price":5},
			"statuses":{"order_status":%q,"financial_status":%q,"fulfillment_status":%q}}`, c.order, c.money, c.sent))
		require.Empty(t, row.Reason)
		o := row.Order
		require.Equal(t, []bool{c.paid, c.fulfilled, c.cancelled, c.unmapped}, []bool{o.Paid, o.Fulfilled, o.Cancelled, o.Unmapped}, c)
	}
}

// An order that is refunded gives back what it cost, also where no entry says so; what the
// entries don't hold is dated by the order.
func TestRefundsWithoutEntries(t *testing.T) {
	const order = `{"id":1,"created_at":"2026-11-02 13:04:05","updated_at":"2026-11-09 00:00:00","prices":{"total_line_items_price":40,"shipping_rate_price":10},
		"statuses":{"order_status":"closed","financial_status":"refunded"},"timings":%s,"return_histories":%s}`
	row := resttest.Row(t, taipei, read, fmt.Sprintf(order, `{"refund_at":"2026-11-05 00:00:00"}`, `[{"id":3,"price":-20}]`))
	require.Empty(t, row.Reason)
	require.EqualValues(t, 50*unit, row.Order.Total)
	require.Equal(t, []regulars.Refund{{ID: "3", At: at("2026-11-05 00:00:00"), Amount: 20 * unit}, {ID: "rest", At: at("2026-11-05 00:00:00"), Amount: 30 * unit}}, row.Order.Refunds)
	row = resttest.Row(t, taipei, read, fmt.Sprintf(order, `null`, `null`))
	require.Equal(t, []regulars.Refund{{ID: "rest", At: at("2026-11-09 00:00:00"), Amount: 50 * unit}}, row.Order.Refunds)
}

func TestWhatLacksIsRejected(t *testing.T) {
	for record, reason := range map[string]string{
		`{"id":1,"created_at":"2026-11-02 13:04:05","statuses":{"order_status":"open"}}`:                              "no total",
		`{"id":1,"created_at":"2026-11-02 13:04:05","prices":{"total_price":1},"statuses":null}`:                      "no status",
		`{"id":1,"created_at":"02/11/2026","prices":{"total_price":1},"statuses":{"order_status":"open"}}`:            `"created_at" is not a time`,
		`{"id":1,"created_at":"2026-11-02 13:04:05","prices":{"total_price":"x"},"statuses":{"order_status":"open"}}`: `"prices.total_price" is not an amount`,
	} {
		require.Contains(t, resttest.Row(t, taipei, read, record).Reason, reason)
	}
}

func FuzzOrder(f *testing.F)    { resttest.Fuzz(f, taipei, read, orderSample, `{}`, `null`) }
func FuzzCustomer(f *testing.F) { resttest.Fuzz(f, taipei, readCustomer, customerSample) }
