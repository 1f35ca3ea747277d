package easystore

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
	zone := time.FixedZone("", 8*60*60)
	return New(config.Shop{Name: "tea", URL: address, Token: config.NewSecret("t0ken"), Zone: zone, Timezone: "Asia/Taipei"}, opts)
}

// What is asked is what the endpoints name: bounds in the shop's own time, orders by rising id
// with all that belongs to them, customers by page.
func TestQuestions(t *testing.T) {
	shop := resttest.Serve(t, `{"total_count":0}`, nil, openTea)
	bounds := func(of string, more url.Values) url.Values {
		q := url.Values{of + "_min": {"2026-11-02 18:00:00"}, of + "_max": {"2026-11-02 18:59:59"}, "limit": {"50"}}
		for name, values := range more {
			q[name] = values
		}
		return q
	}
	asked := shop.Pull(t, platform.Orders)
	require.Equal(t, "/api/3.0/orders.json", asked.Path)
	require.Equal(t, bounds("updated_at", url.Values{"sort": {"id.asc"}, "fields": {"items,addresses,transactions,fulfillments,refunds,customer,discounts,points"}}), asked.Query)
	require.Equal(t, "t0ken", asked.Header.Get("EasyStore-Access-Token"))
	require.Equal(t, "application/json", asked.Header.Get("Accept"))
	asked = shop.Pull(t, platform.Customers)
	require.Equal(t, "/api/3.0/customers.json", asked.Path)
	require.Equal(t, bounds("updated_at", url.Values{"page": {"1"}}), asked.Query)
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	n, err := shop.Total(t.Context(), platform.Customers, platform.Window{From: at, To: at.Add(time.Hour)})
	require.NoError(t, err)
	require.Zero(t, n)
	require.Equal(t, bounds("created_at", url.Values{"page": {"1"}, "limit": {"1"}}), shop.Asked()[0].Query)
	_, err = shop.Read(t.Context(), platform.Orders, []string{"7", "8"}, func(platform.Page) error { return nil })
	require.Error(t, err, "neither in the list nor alone")
	read := shop.Asked()
	require.Equal(t, "7,8", read[0].Query.Get("ids"))
	require.Equal(t, "/api/3.0/orders/7.json", read[1].Path)
	for _, e := range []platform.Entity{platform.Orders, platform.Customers} {
		s := platform.SightOf(shop.Sights(), e)
		require.Equal(t, []bool{true, true, true, true}, []bool{s.Total, s.Spans, s.List, s.ByID}, e)
	}
}

// The shop is asked for its zone, in which filters count: one that differs is a warning.
func TestFacts(t *testing.T) {
	for body, zone := range map[string]string{
		`{"store":{"name":"Tea","currency":"TWD","timezone":"Asia/Tokyo"},"orders":[],"customers":[],"total_count":4}`: "Asia/Tokyo", `{"name":"Tea","currency_code":"TWD","timezone":"Asia/Taipei","orders":[],"customers":[],"total_count":4}`: "Asia/Taipei",
	} {
		shop := resttest.Serve(t, body, nil, openTea)
		facts, err := shop.Check(t.Context())
		require.NoError(t, err)
		require.Equal(t, "/api/3.0/store.json", shop.Asked()[0].Path)
		require.Equal(t, []string{"Tea", "TWD", zone, "3.0"}, []string{facts.Name, facts.Currency, facts.Timezone, facts.APIVersion})
		require.EqualValues(t, 4, facts.Orders)
		require.Equal(t, zone != "Asia/Taipei", len(facts.Warnings) > 0)
	}
}

// Every word of the API's lists of statuses.
func TestEveryStatus(t *testing.T) {
	read := func(money, sent string) *regulars.Order {
		row := resttest.Row(t, time.UTC, readOrder, fmt.Sprintf(`{"id":1,"currency_code":"TWD","total_price":5,"created_at":"2026-08-23T16:46:38.000+08:00",
			"financial_status":%q,"fulfillment_status":%q}`, money, sent))
		require.Empty(t, row.Reason)
		return row.Order
	}
	for money, paid := range map[string]bool{
		"paid": true, "pending": false, "unpaid": false, "refunded": true, "partially_refunded": true, "partially_paid": true, "voided": false, "cod": true,
	} {
		o := read(money, "unfulfilled")
		require.Equal(t, paid, o.Paid, money)
		require.Equal(t, money == "voided", o.Cancelled, money)
		require.Equal(t, money == "refunded", o.Refunded == o.Total, money)
		require.False(t, o.Unmapped, money)
		require.True(t, o.Placed, money)
		require.Equal(t, money+"/unfulfilled", o.Status)
	}
	for sent, fulfilled := range map[string]bool{"fulfilled": true, "partially_fulfilled": false, "unfulfilled": false} {
		require.Equal(t, fulfilled, read("paid", sent).Fulfilled, sent)
		require.False(t, read("voided", sent).Fulfilled, sent)
	}
}

// A refund's amount stands under one of two keys; one that the order alone tells of is dated by
// its last change.
func TestRefunds(t *testing.T) {
	const order = `{"id":1,"currency":"TWD","total_price":50,"created_at":"2026-08-23T16:46:38.000+08:00","updated_at":"2026-08-24T00:00:00.000+08:00","financial_status":%q,%s}`
	changed := at("2026-08-23T16:00:00Z")
	for name, c := range map[string]struct {
		money, more string
		want        []regulars.Refund
	}{
		"total_amount":       {"partially_refunded", `"refunds":[{"total_amount":"-7.00"},{"amount":0}]`, []regulars.Refund{{ID: "refund-1", At: changed, Amount: 7 * unit}}},
		"as much as it says": {"partially_refunded", `"refunds":[{"id":5,"amount":7}],"total_refund_amount":"7.00"`, []regulars.Refund{{ID: "5", At: changed, Amount: 7 * unit}}},
		"negative whole":     {"partially_refunded", `"total_refund_amount":"-9.00"`, []regulars.Refund{{ID: "rest", At: changed, Amount: 9 * unit}}},
		"less than its cost": {"refunded", `"total_refund_amount":"9.00"`, []regulars.Refund{{ID: "rest", At: changed, Amount: 9 * unit}}},
		"all":                {"refunded", `"total_refund_amount":"0.00"`, []regulars.Refund{{ID: "rest", At: changed, Amount: 50 * unit}}},
		"none":               {"paid", `"total_refund_amount":"0.00"`, nil},
	} {
		o := resttest.Row(t, time.UTC, readOrder, fmt.Sprintf(order, c.money, c.more)).Order
		require.Equal(t, c.want, o.Refunds, name)
		var sum regulars.Money
		for _, r := range c.want {
			sum += r.Amount
		}
		require.Equal(t, sum, o.Refunded, name)
	}
}
