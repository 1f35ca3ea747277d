package shoplineglobal

import (
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/rest/resttest"
)

func openTea(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return New(config.Shop{Name: "tea", URL: address, Token: config.NewSecret("t0ken"), Version: "v20260301"}, opts)
}

// What is asked is what the API's documentation names: orders of any status in each of the
// three states of delivery, since a list without one is of the unshipped; the version in the
// address; counts apart.
func TestQuestions(t *testing.T) {
	const base = "/admin/openapi/v20260301"
	shop := resttest.Serve(t, `{"orders":[],"customers":[],"count":3}`, nil, openTea)
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	w := platform.Window{From: at, To: at.Add(time.Hour)}
	require.NoError(t, shop.Source.Pull(t.Context(), platform.Orders, w, "", func(platform.Page) error { return nil }))
	asked := shop.Asked()
	require.Len(t, asked, 3)
	for i, sent := range []string{"unshipped", "partial", "shipped"} {
		require.Equal(t, base+"/orders.json", asked[i].Path)
		require.Equal(t, url.Values{
			"status": {"any"}, "fulfillment_status": {sent}, "updated_at_min": {"2026-11-02T10:00:00+00:00"}, "updated_at_max": {"2026-11-02T10:59:59+00:00"}, "limit": {"100"},
		}, asked[i].Query)
	}
	require.Equal(t, []string{"Bearer t0ken", "application/json; charset=utf-8", "application/json"},
		[]string{asked[0].Header.Get("Authorization"), asked[0].Header.Get("Content-Type"), asked[0].Header.Get("Accept")})
	require.Equal(t, base+"/v2/customers.json", shop.Pull(t, platform.Customers).Path)
	n, err := shop.Total(t.Context(), platform.Orders, w)
	require.NoError(t, err)
	require.EqualValues(t, 3, n)
	count := shop.Asked()[0]
	require.Equal(t, base+"/orders/count.json", count.Path)
	require.Equal(t, url.Values{"status": {"any"}, "fulfillment_status": {"any"}, "created_at_min": {"2026-11-02T10:00:00+00:00"}, "created_at_max": {"2026-11-02T10:59:59+00:00"}}, count.Query)
	_, err = shop.Count(t.Context(), platform.Customers, w)
	require.ErrorIs(t, err, platform.ErrNoCount, "customers are counted as a whole only")
	_, err = shop.Count(t.Context(), platform.Customers, platform.Window{})
	require.NoError(t, err)
	require.Equal(t, base+"/customers/v2/count.json", shop.Asked()[0].Path)
	fate, err := shop.Read(t.Context(), platform.Orders, []string{"7", "8"}, func(platform.Page) error { return nil })
	require.NoError(t, err)
	require.Equal(t, platform.Fate{Deleted: []string{"7", "8"}}, fate, "what no part of the list shows")
	require.Equal(t, "7,8", shop.Asked()[0].Query.Get("ids"))
	orders, customers := platform.SightOf(shop.Sights(), platform.Orders), platform.SightOf(shop.Sights(), platform.Customers)
	require.Equal(t, []bool{true, true, true, true}, []bool{orders.Total, orders.Spans, orders.List, orders.ByID})
	require.Equal(t, []bool{true, false, true, true}, []bool{customers.Total, customers.Spans, customers.List, customers.ByID})
}

func TestFacts(t *testing.T) {
	shop := resttest.Serve(t, `{"data":{"name":"Tea","currency":"USD","iana_timezone":"Asia/Taipei"},"count":3}`, nil, openTea)
	facts, err := shop.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "/admin/openapi/v20260301/merchants/shop.json", shop.Asked()[0].Path)
	require.Equal(t, platform.Facts{Name: "Tea", Currency: "USD", Timezone: "Asia/Taipei", APIVersion: "v20260301", Orders: 3, Page: 100}, facts)
}

// Every word of the API's lists of statuses.
func TestEveryStatus(t *testing.T) {
	read := func(status, money, sent string) *regulars.Order {
		row := resttest.Row(t, time.UTC, readOrder, fmt.Sprintf(`{"id":"1","status":%q,"financial_status":%q,"fulfillment_status":%q,
			"created_at":"2026-11-02T13:04:05+08:00","updated_at":"2026-11-03T13:04:05+08:00","currency":"usd","total_price":"9"}`, status, money, sent))
		require.Empty(t, row.Reason)
		return row.Order
	}
	for money, paid := range map[string]bool{
		"unpaid": false, "authorized": false, "pending": false, "partially_paid": true, "paid": true, "partially_refunded": true, "refunded": true,
	} {
		o := read("open", money, "unshipped")
		require.Equal(t, paid, o.Paid, money)
		require.False(t, o.Unmapped, money)
		require.True(t, o.Placed, money)
		require.Equal(t, []string{"open/" + money, "USD"}, []string{o.Status, o.Currency})
		if money == "refunded" {
			require.Equal(t, []regulars.Refund{{ID: "rest", At: at("2026-11-03T05:04:05Z"), Amount: 9 * unit}}, o.Refunds)
		} else {
			require.Zero(t, o.Refunded, money)
		}
	}
	for status, cancelled := range map[string]bool{"open": false, "cancelled": true, "hidden": false} {
		require.Equal(t, cancelled, read(status, "paid", "shipped").Cancelled, status)
	}
	for sent, fulfilled := range map[string]bool{"unshipped": false, "partial": false, "shipped": true} {
		require.Equal(t, fulfilled, read("open", "paid", sent).Fulfilled, sent)
		require.False(t, read("cancelled", "paid", sent).Fulfilled, sent)
	}
}

// Who bought is the order itself, else the customer, else who pays, else who receives.
func TestWhoBought(t *testing.T) {
	for people, want := range map[string][4]string{ // name, email, phone, country
		`"email":"o@x.test","phone":"0","customer":{"first_name":"C","email":"c@x.test","phone":"1"},"billing_address":{"name":"B","country_code":"us"}`:             {"C", "o@x.test", "0", "US"},
		`"customer":{"email":"c@x.test"},"billing_address":{"name":"B","email":"b@x.test","phone":"2","country_code":"us"},"shipping_address":{"country_code":"jp"}`: {"B", "c@x.test", "2", "US"},
		`"shipping_address":{"first_name":"S","last_name":"T","phone":"3","area_code":"+852","country_code":"jp"}`:                                                   {"S T", "", "3", "HK"},
	} {
		o := resttest.Row(t, time.UTC, readOrder, `{"id":"1","status":"open","financial_status":"paid","created_at":"2026-11-02T13:04:05+08:00","currency":"USD","total_price":"9",`+people+`}`).Order
		require.Equal(t, want, [4]string{o.Name, o.Email, o.Phone, o.Country}, people)
	}
	c := resttest.Row(t, time.UTC, readCustomer, `{"id":"1","phone":"0912","default_address":{"country_code":"tw"},"accepts_mobile_marketing":true,"accepts_mobile_marketing_updated_at":"2026-05-01T08:00:00+08:00"}`).Customer
	require.Equal(t, []string{"0912", "TW"}, []string{c.Phone, c.Country})
	require.Equal(t, regulars.Consent{Channel: "sms", Purpose: "marketing", Answer: regulars.AnswerYes, At: at("2026-05-01T00:00:00Z"), Source: "shopline-global accepts_mobile_marketing"}, c.Consents[1])
	require.Equal(t, regulars.AnswerNone, c.Consents[0].Answer, "nobody has said anything")
}

// A refund is what its payments gave back, but for those that failed: none where all did.
func TestPaymentsOfARefund(t *testing.T) {
	for payments, want := range map[string]regulars.Money{
		`{"status":"success","amount":"7"},{"status":"error","amount":"5"},{"status":"failure","amount":"4"},{"status":"pending","amount":"-2"}`: 9,
		`{"status":"failure","amount":"7"}`: 0, ``: 8,
	} {
		o := resttest.Row(t, time.UTC, readOrder, `{"id":"1","status":"open","financial_status":"partially_refunded","created_at":"2026-11-02T13:04:05+08:00","currency":"USD","total_price":"90",
			"line_items":[{"sku":"G","gift_card":true,"price":"5","quantity":1}],
			"refunds":[{"created_at":"2026-11-04T10:00:00+08:00","refund_line_items":[{"subtotal":"6","total_tax":"1"}],"order_adjustments":[{"amount":"-1"}],"transactions":[`+payments+`]}]}`).Order
		require.Equal(t, want*unit, o.Refunded, payments)
		require.Equal(t, want > 0, len(o.Refunds) == 1, payments)
		require.True(t, o.Lines[0].GiftCard)
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	token := config.NewSecret("t0ken")
	for want, shop := range map[string]config.Shop{
		"token": {URL: "https://tea.myshopline.com", Version: "v20260301"}, "version": {URL: "https://tea.myshopline.com", Token: token}, "https": {URL: "http://tea.myshopline.com", Token: token, Version: "v"},
	} {
		_, err := New(shop, platform.HTTPOptions{})
		require.ErrorContains(t, err, want)
	}
}
