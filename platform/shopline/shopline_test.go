package shopline

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform/internal/rest/resttest"
)

// The samples are those of the API's documentation, with invented values.
const orderSample = `{"id":"66a1f0c2d4e5f60011aa22bb","order_number":"20261102130405123","status":"confirmed","created_at":"2026-11-02T05:04:05.123+00:00",
 "updated_at":"2026-11-03T01:00:00.000+00:00","customer_id":"60b0aa","customer_name":"王小明","customer_email":"a@b.tw","customer_phone":"0912345678",
 "customer_phone_country_code":"886","currency_iso":"TWD","order_discount":{"cents":10,"dollars":10.0},
 "total":{"cents":190,"currency_symbol":"NT$","currency_iso":"TWD","label":"NT$190","dollars":190.0},
 "order_payment":{"payment_type":"credit_card","status":"completed","paid_at":"2026-11-02T05:06:00.000+00:00","updated_at":"2026-11-05T00:00:00Z"},
 "order_delivery":{"status":"shipped","total":{"cents":60,"dollars":60.0}},
 "subtotal_items":[{"id":"66a1","item_type":"Product","item_id":"5e01","sku":"TEA-1","quantity":2,"item_price":{"cents":65,"dollars":65.0},"cost":{"dollars":20.0},
   "total":{"cents":130,"dollars":130.0},"title_translations":{"en":"Oolong","zh-hant":"烏龍茶"}}]}`

const customerSample = `{"id":"60b0aa","name":"王小明","email":"a@b.tw","gender":"female","birth_year":1990,"birth_month":1,"birth_day":2,"birthday":"1904-01-02",
 "mobile_phone":"0912345678","mobile_phone_country_calling_code":"852","line_id":"U0123456789abcdef0123456789abcdef","is_member":true,"member_point_balance":120,
 "membership_tier":{"id":"5","level":2,"name_translations":{"zh-hant":"金卡"}},"is_subscribed_marketing_email":true,
 "subscriptions":[{"platform":"line","is_active":false},{"platform":"sms","is_active":true},{"platform":"fax","is_active":true}],"tags":["VIP"],
 "delivery_addresses":[{"city":"九龍","country_code":"HK"}],"registered_at":"2025-01-02T00:00:00Z","created_at":"2025-01-01T00:00:00Z","updated_at":"2026-11-03 01:00:00"}`

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return t
}

const unit = 10_000

func TestOrder(t *testing.T) {
	row := resttest.Row(t, time.UTC, readOrder, orderSample)
	require.Empty(t, row.Reason)
	require.JSONEq(t, orderSample, string(row.Raw))
	row.Order.Raw = nil
	require.Equal(t, regulars.Order{
		ID: "66a1f0c2d4e5f60011aa22bb", Number: "20261102130405123", PlacedAt: at("2026-11-02T05:04:05.123Z"), UpdatedAt: at("2026-11-03T01:00:00Z"),
		CustomerID: "60b0aa", Name: "王小明", Email: "a@b.tw", Phone: "0912345678", Country: "TW", Status: "confirmed", Placed: true, Paid: true, Fulfilled: true,
		Currency: "TWD", Total: 190 * unit, Discount: 10 * unit, Shipping: 60 * unit,
		Lines: []regulars.Line{{SKU: "TEA-1", ProductID: "5e01", Title: "烏龍茶", Quantity: 2, Amount: 130 * unit, Cost: 40 * unit, HasCost: true}},
	}, *row.Order)
}

func TestCustomer(t *testing.T) {
	row := resttest.Row(t, time.UTC, readCustomer, customerSample)
	require.Empty(t, row.Reason)
	row.Customer.Raw = nil
	consent := func(channel, source string, answer regulars.Answer) regulars.Consent {
		return regulars.Consent{Channel: channel, Purpose: "marketing", Source: "shopline " + source, Answer: answer}
	}
	require.Equal(t, regulars.Customer{
		ID: "60b0aa", Name: "王小明", Email: "a@b.tw", Gender: "female", BirthDate: "1990-01-02", Phone: "0912345678", Country: "HK", City: "九龍",
		LineID: "U0123456789abcdef0123456789abcdef", Points: 120 * unit, Tier: "金卡", Tags: []string{"VIP"}, RegisteredAt: at("2025-01-02T00:00:00Z"), UpdatedAt: at("2026-11-03T01:00:00Z"),
		Consents: []regulars.Consent{
			consent("edm", "is_subscribed_marketing_email", regulars.AnswerYes), consent("sms", "subscriptions", regulars.AnswerYes), consent("line", "subscriptions", regulars.AnswerNo),
		},
	}, *row.Customer)
	require.Equal(t, at("2025-01-01T00:00:00Z"), row.Created)
	for parts, want := range map[string]string{
		`"birth_month":5,"birth_day":6`: "--05-06", `"birth_year":1904,"birth_month":5,"birth_day":6`: "--05-06", `"birthday":"1904-05-06"`: "--05-06",
		`"birthday":"1985-05-06"`: "1985-05-06", `"birth_year":1985,"birth_month":5,"birth_day":6`: "1985-05-06", `"birth_year":1985`: "",
	} {
		row := resttest.Row(t, time.UTC, readCustomer, `{"id":"1",`+parts+`}`)
		require.Equal(t, want, row.Customer.BirthDate, parts)
	}
	guest := resttest.Row(t, time.UTC, readCustomer, `{"id":"1","is_member":false,"created_at":"2025-01-01T00:00:00Z"}`)
	require.Zero(t, guest.Customer.RegisteredAt, "a guest's record")
}

// What is paid on delivery counts as paid once the shop has accepted it, until the parcel
// comes back.
func TestPaid(t *testing.T) {
	for _, c := range []struct {
		kind, payment, status, sent string
		paid                        bool
	}{
		{"credit_card", "pending", "confirmed", "pending", false}, {"credit_card", "completed", "pending", "pending", true},
		{"credit_card", "refunding", "cancelled", "pending", true}, {"credit_card", "failed", "cancelled", "", false},
		{"cash_on_delivery", "pending", "pending", "pending", false}, {"cash_on_delivery", "pending", "confirmed", "shipped", true},
		{"tw_711_pay", "pending", "completed", "collected", true}, {"tw_711_pay", "pending", "confirmed", "returned", false},
		{"sl_logistics_kerry_th_cod", "pending", "confirmed", "", true}, {"tw_711_pay", "expired", "confirmed", "", false},
	} {
		row := resttest.Row(t, time.UTC, readOrder, fmt.Sprintf(`{"id":"1","status":%q,"created_at":"2026-11-02T05:04:05Z","total":{"dollars":1,"currency_iso":"TWD"},
			"order_payment":{"payment_type":%q,"status":%q},"order_delivery":{"status":%q}}`, c.status, c.kind, c.payment, c.sent))
		require.Empty(t, row.Reason)
		require.Equal(t, c.paid, row.Order.Paid, c)
	}
}

// An order that says neither what it costs nor when it was placed is no order.
func TestWhatLacksIsRejected(t *testing.T) {
	for record, reason := range map[string]string{
		`{"id":"1","status":"pending","created_at":"2026-11-02T05:04:05Z","currency_iso":"TWD","total":{"cents":5}}`:   "no total",
		`{"id":"1","status":"pending","created_at":"2026-11-02T05:04:05Z","total":{"dollars":5}}`:                      "no currency",
		`{"id":"1","status":"pending","currency_iso":"TWD","total":{"dollars":5}}`:                                     "no time",
		`{"id":"1","status":"pending","created_at":"2026-11-02","currency_iso":"TWD","total":{"dollars":5}}`:           `"created_at" is not a time`,
		`{"id":"1","created_at":"2026-11-02T05:04:05Z","currency_iso":"TWD","total":{"dollars":5}}`:                    "no status",
		`{"id":"a@b.tw","status":"pending","created_at":"2026-11-02T05:04:05Z","total":{"dollars":5}}`:                 "no id",
		`{"id":"1","status":"pending","created_at":"2026-11-02T05:04:05Z","total":{"dollars":"NT$5"}}`:                 `"total.dollars" is not an amount`,
		`{"id":"1","status":"pending","created_at":"2026-11-02T05:04:05Z","total":{"dollars":5},"subtotal_items":[7]}`: `"subtotal_items" does not hold an object`,
	} {
		require.Contains(t, resttest.Row(t, time.UTC, readOrder, record).Reason, reason)
	}
}

// A return order gives back what it says, on its own date; one that is not paid out, or was
// cancelled, gives nothing.
func TestReturns(t *testing.T) {
	const whole = `{"id":"9","order_id":"1","status":"completed","total":{"dollars":80},"created_at":"2026-11-04T00:00:00Z","updated_at":"2026-11-09T00:00:00Z","order_payment_status":"refunded",
		"order_payment":{"refund_amount":{"cents":50,"dollars":50},"update_refund_amount_at":"2026-11-05T00:00:00Z","updated_at":"2026-11-06T00:00:00Z"}}`
	row := resttest.Row(t, time.UTC, readReturn, whole)
	require.Equal(t, "1", row.Refund.Order)
	require.Equal(t, regulars.Refund{ID: "9", At: at("2026-11-05T00:00:00Z"), Amount: 50 * unit}, row.Refund.Refund)
	for record, want := range map[string]regulars.Money{
		`{"id":"9","order_id":"1","status":"completed","total":{"dollars":80},"order_payment_status":"refunded"}`:      80 * unit,
		`{"id":"9","order_id":"1","status":"cancelled","total":{"dollars":80},"order_payment_status":"refunded"}`:      0,
		`{"id":"9","order_id":"1","status":"confirmed","total":{"dollars":80},"order_payment_status":"pending"}`:       0,
		`{"id":"9","order_id":"1","status":"confirmed","total":{"dollars":-80},"order_payment":{"status":"refunded"}}`: 80 * unit,
	} {
		require.Equal(t, want, resttest.Row(t, time.UTC, readReturn, record).Refund.Amount, record)
	}
}

func FuzzOrder(f *testing.F)    { resttest.Fuzz(f, time.UTC, readOrder, orderSample, `{}`, `null`) }
func FuzzCustomer(f *testing.F) { resttest.Fuzz(f, time.UTC, readCustomer, customerSample) }
