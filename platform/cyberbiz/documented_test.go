package cyberbiz

import (
	"fmt"
	"net/http"
	"net/http/httptest"
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
	return New(config.Shop{Name: "tea", URL: address, Currency: "TWD", Token: config.NewSecret("t0ken")}, opts)
}

// What is asked is what the API's description names: bounds of the change in Taipei's time,
// pages by number of at most fifty rows, the token as a bearer.
func TestQuestions(t *testing.T) {
	shop := resttest.Serve(t, `[]`, http.Header{"X-Total": {"0"}}, openTea)
	asked := shop.Pull(t, platform.Orders)
	require.Equal(t, "/v1/orders", asked.Path)
	require.Equal(t, url.Values{"updated_at_start_time": {"2026-11-02 18:00:00"}, "updated_at_end_time": {"2026-11-02 18:59:59"}, "page": {"1"}, "per_page": {"50"}}, asked.Query)
	require.Equal(t, "Bearer t0ken", asked.Header.Get("Authorization"))
	require.Equal(t, "application/json", asked.Header.Get("Accept"))
	require.Equal(t, "/v1/customers", shop.Pull(t, platform.Customers).Path)
	from := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	_, err := shop.Total(t.Context(), platform.Orders, platform.Window{From: from, To: from.Add(time.Hour)})
	require.NoError(t, err)
	require.Equal(t, url.Values{"start_time": {"2026-11-02 18:00:00"}, "end_time": {"2026-11-02 18:59:59"}, "page": {"1"}, "per_page": {"1"}}, shop.Asked()[0].Query)
}

// The shop is asked for its currency, and what can be compared with it as a whole is declared.
func TestFacts(t *testing.T) {
	shop := resttest.Serve(t, `{"shop_info":{"name":"Tea","currency":"TWD"}}`, http.Header{"X-Total": {"7"}}, openTea)
	_, err := shop.Check(t.Context())
	require.Error(t, err, "a list that isn't one")
	require.Equal(t, "/shop", shop.Asked()[0].Path)
	orders, customers := platform.SightOf(shop.Sights(), platform.Orders), platform.SightOf(shop.Sights(), platform.Customers)
	require.Equal(t, []bool{true, true, true, true}, []bool{orders.Total, orders.Spans, orders.List, orders.ByID})
	require.Equal(t, []bool{true, false, true, true}, []bool{customers.Total, customers.Spans, customers.List, customers.ByID}, "no filter by creation is known")
}

// What the shop says of itself, of one record and of a refusal.
func TestAnswersOfTheShop(t *testing.T) {
	refused := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Total", "7")
		switch {
		case refused != 0:
			w.WriteHeader(refused)
			_, _ = w.Write([]byte(`{"code":"NoLicence","message":"a@b.tw"}`))
		case r.URL.Path == "/shop":
			_, _ = w.Write([]byte(`{"shop_info":{"name":"Tea","currency":"TWD"}}`))
		case r.URL.Path == "/v1/orders/81234567":
			_, _ = w.Write([]byte(orderSample))
		case r.URL.Path == "/v1/orders/7":
			w.WriteHeader(http.StatusNotFound)
		default:
			_, _ = w.Write([]byte(`[]`))
		}
	}))
	t.Cleanup(server.Close)
	s, err := openTea(server.URL, platform.HTTPOptions{MinWait: time.Nanosecond, Tries: 1})
	require.NoError(t, err)
	facts, err := s.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, platform.Facts{Name: "Tea", Currency: "TWD", Timezone: "Asia/Taipei", APIVersion: "v1", Orders: 7, Page: 50}, facts)
	var orders []regulars.Order
	fate, err := s.Read(t.Context(), platform.Orders, []string{"81234567", "7"}, func(p platform.Page) error {
		orders = append(orders, p.Orders...)
		return nil
	})
	require.NoError(t, err)
	require.Len(t, orders, 1)
	require.Equal(t, platform.Fate{Deleted: []string{"7"}}, fate)
	for status, hint := range map[int]string{401: "scopes read_orders", 403: "scopes read_orders", 404: "leave url out", 422: "has to follow the API"} {
		refused = status
		_, err = s.Check(t.Context())
		require.ErrorContains(t, err, "NoLicence")
		require.ErrorContains(t, err, hint)
		require.NotContains(t, err.Error(), "a@b.tw")
	}
}

// Every word of the API's lists of statuses.
func TestEveryStatus(t *testing.T) {
	const open, closed = "open", "closed"
	read := func(word, money, sent string) *regulars.Order {
		row := resttest.Row(t, taipei, read, fmt.Sprintf(`{"id":1,"created_at":"2026-11-02 13:04:05","prices":{"total_price":5},
			"statuses":{"order_status":%q,"financial_status":%q,"fulfillment_status":%q}}`, word, money, sent))
		require.Empty(t, row.Reason)
		return row.Order
	}
	for money, paid := range map[string]bool{
		"paid": true, "pending": false, "cod": true, "failed": false, "abandoned": false, "refunded": true, "no_refunded": true, "pending_refund": true, "processing": false,
		"remitted": true, "pending_partial_refund": true, "partial_refunded": true, "refunding": true, "refund_failed": true,
	} {
		o := read(open, money, "preparing")
		require.Equal(t, paid, o.Paid, money)
		require.Equal(t, money == "failed" || money == "abandoned", o.Cancelled, money)
		require.False(t, o.Unmapped, money)
		require.Equal(t, open+"/"+money, o.Status)
		require.Equal(t, money == "refunded", o.Refunded == o.Total, money)
	}
	for sent, fulfilled := range map[string]bool{
		"unshipped": false, "preparing": false, "cancel": false, "fulfilled": true, "partial": false, "arrived": true, "received": true, "returned": false,
		"expired": false, "problem": false, "no_need": false,
	} {
		require.Equal(t, fulfilled, read(closed, "paid", sent).Fulfilled, sent)
		require.False(t, read("cancelled", "paid", sent).Fulfilled, sent)
		require.Equal(t, sent != "returned" && sent != "expired", read(closed, "cod", sent).Paid, sent)
		require.False(t, read("cancelled", "cod", sent).Paid, sent)
	}
	for word, known := range map[string]bool{open: true, closed: true, "cancelled": true, "frozen": false} {
		o := read(word, "paid", "arrived")
		require.Equal(t, known, !o.Unmapped, word)
		require.Equal(t, word == "cancelled", o.Cancelled, word)
		require.True(t, o.Placed, word)
	}
}

// Who bought is the buyer of the order, else the customer; who logs in with LINE goes before
// who follows the official account.
func TestWhoBought(t *testing.T) {
	const order = `{"id":1,"created_at":"2026-11-02 13:04:05","prices":{"total_price":5,"discounts":{"coupon_discount":{"code":"x"},"shop_discount":-3}},"statuses":{"order_status":"open"},
		"timings":{"return_at":"2026-11-07 00:00:00"},"return_histories":[{"price":2}],"customer":{"email":"c@b.tw","mobile":"0922","uid_providers":[{"provider_type":"line_at","uid":"U2"}%s]},"buyer":%s}`
	row := resttest.Row(t, taipei, read, fmt.Sprintf(order, `,{"provider_type":"line","uid":"U1"}`, `{"email":"b@b.tw"}`))
	require.Empty(t, row.Reason)
	o := row.Order
	require.Equal(t, []string{"b@b.tw", "0922", "U1"}, []string{o.Email, o.Phone, o.LineID})
	require.EqualValues(t, 3*unit, o.Discount)
	require.Equal(t, at("2026-11-07 00:00:00"), o.Refunds[0].At)
	o = resttest.Row(t, taipei, read, fmt.Sprintf(order, ``, `{"mobile":"0911"}`)).Order
	require.Equal(t, []string{"c@b.tw", "0911", "U2"}, []string{o.Email, o.Phone, o.LineID})
	c := resttest.Row(t, taipei, readCustomer, `{"id":1,"vip_info":{"name":"金卡"},"accepts_marketing":false}`).Customer
	require.Equal(t, "金卡", c.Tier)
	require.Equal(t, regulars.AnswerNo, c.Consents[0].Answer)
	c = resttest.Row(t, taipei, readCustomer, `{"id":1,"accepts_marketing":null}`).Customer
	require.Equal(t, regulars.AnswerNone, c.Consents[0].Answer, "nobody has said anything")
}
