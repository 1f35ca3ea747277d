package shopline

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
	return New(config.Shop{Name: "tea", URL: address, Token: config.NewSecret("t0ken"), Handle: "tea-house"}, opts)
}

// What is asked is what the API's documentation names: bounds of the change in UTC, rows by
// rising creation, and the shop's handle as the user agent, without which the API refuses.
func TestQuestions(t *testing.T) {
	shop := resttest.Serve(t, `{"items":[],"pagination":{"total_count":3}}`, nil, openTea)
	for e, path := range map[platform.Entity]string{platform.Orders: "/v1/orders", platform.Customers: "/v1/customers"} {
		asked := shop.Pull(t, e)
		require.Equal(t, path, asked.Path)
		require.Equal(t, url.Values{"updated_after": {"2026-11-02T10:00:00Z"}, "updated_before": {"2026-11-02T10:59:59.999Z"}, "sort_by": {"asc"}, "per_page": {"100"}}, asked.Query)
		require.Equal(t, []string{"Bearer t0ken", "tea-house", "application/json"}, []string{asked.Header.Get("Authorization"), asked.Header.Get("User-Agent"), asked.Header.Get("Accept")})
		at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
		n, err := shop.Total(t.Context(), e, platform.Window{From: at, To: at.Add(time.Hour)})
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		require.Equal(t, url.Values{"created_after": {"2026-11-02T10:00:00Z"}, "created_before": {"2026-11-02T10:59:59.999Z"}, "sort_by": {"asc"}, "per_page": {"1"}}, shop.Asked()[0].Query)
		s := platform.SightOf(shop.Sights(), e)
		require.Equal(t, []bool{true, true, true, true}, []bool{s.Total, s.Spans, s.List, s.ByID}, e)
		_, err = shop.Read(t.Context(), e, []string{"7", "8"}, func(platform.Page) error { return nil })
		require.NoError(t, err)
		read := shop.Asked()
		require.Equal(t, path+"/7", read[1].Path)
		if e == platform.Orders {
			require.Equal(t, []string{"7", "8"}, read[0].Query["order_ids[]"])
		}
	}
	require.NoError(t, shop.Reread(t.Context(), time.Now().Add(-time.Hour), func(platform.Page) error { return nil }))
	read := shop.Asked()
	require.Equal(t, "/v1/return_orders", read[len(read)-1].Path)
	require.NotEmpty(t, read[len(read)-1].Query.Get("updated_after"))
}

// The token says whose it is; a shop that doesn't say its currency is a warning.
func TestFacts(t *testing.T) {
	for currency, warnings := range map[string]int{"TWD": 0, "": 1} {
		shop := resttest.Serve(t, `{"merchant":{"name":"Tea","base_currency_code":"`+currency+`"},"items":[],"pagination":{"total_count":3}}`, nil, openTea)
		facts, err := shop.Check(t.Context())
		require.NoError(t, err)
		require.Equal(t, "/v1/token/info", shop.Asked()[0].Path)
		require.Equal(t, []string{"Tea", currency, "v1"}, []string{facts.Name, facts.Currency, facts.APIVersion})
		require.Len(t, facts.Warnings, warnings)
		require.EqualValues(t, 3, facts.Orders)
	}
}

// Every word of the API's lists of statuses.
func TestEveryStatus(t *testing.T) {
	read := func(status, payment, sent, kind string) *regulars.Order {
		row := resttest.Row(t, time.UTC, readOrder, fmt.Sprintf(`{"id":"1","status":%q,"created_at":"2026-11-02T05:04:05Z","total":{"dollars":7,"currency_iso":"twd"},
			"order_payment":{"payment_type":%q,"status":%q,"updated_at":"2026-11-05T00:00:00Z"},"order_delivery":{"status":%q}}`, status, kind, payment, sent))
		require.Empty(t, row.Reason)
		return row.Order
	}
	for status, known := range map[string]bool{"temp": true, "pending": true, "removed": true, "confirmed": true, "completed": true, "cancelled": true, "odd": false} {
		o := read(status, "pending", "pending", "credit_card")
		require.Equal(t, known, !o.Unmapped, status)
		require.Equal(t, status != "temp", o.Placed, status)
		require.Equal(t, status == "removed", o.Deleted, status)
		require.Equal(t, status == "cancelled", o.Cancelled, status)
		require.Equal(t, status == "completed", o.Fulfilled, status)
		require.Equal(t, "TWD", o.Currency)
	}
	for payment, paid := range map[string]bool{"pending": false, "failed": false, "expired": false, "completed": true, "refunding": true, "refunded": true, "partially_refunded": true} {
		o := read("confirmed", payment, "pending", "credit_card")
		require.Equal(t, paid, o.Paid, payment)
		require.Equal(t, payment != "failed" && payment != "expired", read("confirmed", payment, "pending", "cash_on_delivery").Paid, payment)
		if payment == "refunded" {
			require.Equal(t, []regulars.Refund{{ID: "1-payment", At: at("2026-11-05T00:00:00Z"), Amount: 7 * unit}}, o.Refunds)
			require.EqualValues(t, 7*unit, o.Refunded)
		} else {
			require.Empty(t, o.Refunds, payment)
		}
	}
	for sent, fulfilled := range map[string]bool{"pending": false, "shipping": false, "shipped": true, "arrived": true, "collected": true, "returned": false, "returning": false} {
		require.Equal(t, fulfilled, read("confirmed", "completed", sent, "credit_card").Fulfilled, sent)
		require.False(t, read("cancelled", "completed", sent, "credit_card").Fulfilled, sent)
		require.Equal(t, sent != "returned" && sent != "returning", read("confirmed", "pending", sent, "tw_711_pay").Paid, sent)
	}
}

// Who receives stands in for who bought where the order doesn't say; a line's discounted price
// goes before its total, and a gift costs nothing.
func TestPartsOfAnOrder(t *testing.T) {
	row := resttest.Row(t, time.UTC, readOrder, `{"id":"1","status":"confirmed","created_at":"2026-11-02T05:04:05Z","currency_iso":"HKD","total":{"dollars":7,"currency_iso":"TWD"},
		"order_discount":{"dollars":-3},"total_tax_fee":{"dollars":2},"order_payment":{"status":"refunded"},
		"delivery_address":{"country_code":"jp","recipient_name":"王小明","recipient_phone":"91234567","recipient_phone_country_code":"852"},
		"subtotal_items":[{"item_id":"5","discounted_price":{"dollars":4},"total":{"dollars":9}},{"order_discounted_price":{"dollars":3},"discounted_price":{"dollars":4},"total":{"dollars":9}},
			{"discounted_price":null,"total":{"dollars":9}},{"discounted_price":{"dollars":0},"total":{"dollars":9}}]}`)
	require.Empty(t, row.Reason)
	o := row.Order
	require.Equal(t, []string{"王小明", "91234567", "HK", "HKD"}, []string{o.Name, o.Phone, o.Country, o.Currency})
	require.EqualValues(t, []regulars.Money{3 * unit, 2 * unit}, []regulars.Money{o.Discount, o.Tax})
	var amounts []regulars.Money
	for _, l := range o.Lines {
		amounts = append(amounts, l.Amount/unit)
	}
	require.Equal(t, []regulars.Money{4, 3, 9, 0}, amounts)
	require.Equal(t, at("2026-11-02T05:04:05Z"), o.Refunds[0].At, "nothing changed that it says")
	named := resttest.Row(t, time.UTC, readOrder, `{"id":"1","status":"confirmed","created_at":"2026-11-02T05:04:05Z","total":{"dollars":7,"currency_iso":"TWD"},"updated_at":"2026-11-03T00:00:00Z",
		"customer_name":"B","customer_phone":"0911","delivery_address":{"country_code":"tw","recipient_name":"R","recipient_phone":"0922"},"order_payment":{"status":"refunded"}}`).Order
	require.Equal(t, []string{"B", "0911", "TW"}, []string{named.Name, named.Phone, named.Country})
	require.Equal(t, at("2026-11-03T00:00:00Z"), named.Refunds[0].At)
}

// The number by which a customer is reached is the mobile one, else the phone's, else the first
// of the others; what the marketing flag of mail doesn't say, its subscription does.
func TestPartsOfACustomer(t *testing.T) {
	for record, want := range map[string][2]string{
		`"mobile_phone":"1","mobile_phone_country_calling_code":"852","phone":"2","phone_country_code":"886","phones":["3"]`: {"1", "HK"},
		`"phone":"2","phone_country_code":"886","phones":["3"]`:                                                              {"2", "TW"},
		`"phones":["3","4"],"delivery_addresses":[{"city":"","country_code":"x"},{"city":"台北","country_code":"tw"}]`:         {"3", "TW"},
		`"phones":["3"]`: {"3", ""}, `"name":"x"`: {"", ""},
	} {
		c := resttest.Row(t, time.UTC, readCustomer, `{"id":"1",`+record+`}`).Customer
		require.Equal(t, want, [2]string{c.Phone, c.Country}, record)
	}
	for record, want := range map[string]regulars.Answer{
		`"is_subscribed_marketing_email":false,"subscriptions":[{"platform":"email","is_active":true}]`: regulars.AnswerNo,
		`"subscriptions":[{"platform":"email","is_active":true}]`:                                       regulars.AnswerYes,
		`"is_subscribed_marketing_email":null`:                                                          regulars.AnswerNone,
	} {
		c := resttest.Row(t, time.UTC, readCustomer, `{"id":"1",`+record+`,"locale_code":"zh-hant"}`).Customer
		require.Equal(t, want, c.Consents[0].Answer, record)
		require.Equal(t, []regulars.Answer{regulars.AnswerNone, regulars.AnswerNone}, []regulars.Answer{c.Consents[1].Answer, c.Consents[2].Answer}, record)
		require.Equal(t, "zh-hant", c.Language)
	}
	for parts, want := range map[string]string{
		`"birth_year":1900,"birth_month":12,"birth_day":31`: "1900-12-31", `"birth_year":1990,"birth_month":1,"birth_day":1`: "1990-01-01", `"birth_year":1899,"birth_month":1,"birth_day":1`: "--01-01",
		`"birth_year":1990,"birth_month":13,"birth_day":1`: "", `"birth_year":1990,"birth_month":1,"birth_day":32`: "", `"birth_year":1990,"birth_month":1,"birth_day":0`: "", `"birth_year":1990,"birth_month":0,"birth_day":3`: "",
	} {
		require.Equal(t, want, resttest.Row(t, time.UTC, readCustomer, `{"id":"1",`+parts+`}`).Customer.BirthDate, parts)
	}
}

// A return that gives back nothing of its total but another amount, also none, says so; it is
// dated by what is known of it.
func TestDatesOfReturns(t *testing.T) {
	for record, want := range map[string]regulars.Refund{
		`"created_at":"2026-11-04T00:00:00Z"`:                                                                      {Amount: 80 * unit, At: at("2026-11-04T00:00:00Z")},
		`"created_at":"2026-11-04T00:00:00Z","updated_at":"2026-11-09T00:00:00Z"`:                                  {Amount: 80 * unit, At: at("2026-11-09T00:00:00Z")},
		`"updated_at":"2026-11-09T00:00:00Z","order_payment":{"updated_at":"2026-11-06T00:00:00Z"}`:                {Amount: 80 * unit, At: at("2026-11-06T00:00:00Z")},
		`"updated_at":"2026-11-09T00:00:00Z","order_payment":{"refund_amount":{"dollars":0}}`:                      {At: at("2026-11-09T00:00:00Z")},
		`"updated_at":"2026-11-09T00:00:00Z","order_payment":{"refund_amount":{"dollars":-7}},"other":"completed"`: {Amount: 7 * unit, At: at("2026-11-09T00:00:00Z")},
	} {
		row := resttest.Row(t, time.UTC, readReturn, `{"id":"9","order_id":"1","status":"completed","order_payment_status":"refunded","total":{"dollars":80},`+record+`}`)
		want.ID = "9"
		require.Equal(t, want, row.Refund.Refund, record)
		require.Empty(t, row.Reason)
	}
	row := resttest.Row(t, time.UTC, readReturn, `{"id":"9","order_id":"1","created_at":"2026-11-04T00:00:00Z","updated_at":"2026-11-09T00:00:00Z"}`)
	require.Equal(t, []time.Time{at("2026-11-04T00:00:00Z"), at("2026-11-09T00:00:00Z")}, []time.Time{row.Created, row.Updated}, "along which lists are read")
}

func TestSettingsThatCannotWork(t *testing.T) {
	token := config.NewSecret("t0ken")
	for want, shop := range map[string]config.Shop{
		"token": {URL: "https://open.shopline.io", Handle: "tea"}, "handle": {URL: "https://open.shopline.io", Token: token}, "https": {URL: "http://open.shopline.io", Token: token, Handle: "tea"},
	} {
		_, err := New(shop, platform.HTTPOptions{})
		require.ErrorContains(t, err, want)
	}
}
