package medusa_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

func anOrder(id string, change map[string]any) map[string]any {
	order := map[string]any{
		"id": id, "status": "pending", "payment_status": "captured", "fulfillment_status": "not_fulfilled", "currency_code": "twd", "created_at": "2026-11-01T00:00:00Z", "updated_at": "2026-11-02T00:00:00Z",
		"total": 100, "item_total": 90, "shipping_total": 10, "payment_collections": []any{map[string]any{"captured_amount": 100, "payments": []any{}}},
	}
	for field, value := range change {
		order[field] = value
	}
	return order
}

// readAs reads one order after a change.
func readAs(t *testing.T, change map[string]any) (regulars.Order, string) {
	t.Helper()
	page := read(t, answering(t, map[string]any{"orders": []any{anOrder("order_1", change)}, "count": 1}), platform.Orders)
	if len(page.Rejected) > 0 {
		return regulars.Order{}, page.Rejected[0].Reason
	}
	return page.Orders[0], ""
}

// Every word of the statuses that the Admin API has.
func TestEveryStatus(t *testing.T) {
	for payment, paid := range map[string]bool{
		"not_paid": false, "awaiting": false, "authorized": false, "partially_authorized": false, "captured": true, "partially_captured": true, "partially_refunded": true, "refunded": true,
		"canceled": false, "requires_action": false, "odd": false,
	} {
		for _, own := range []string{"pending", "completed"} {
			o, reason := readAs(t, map[string]any{"payment_status": payment, "status": own})
			require.Empty(t, reason)
			require.Equal(t, paid, o.Paid, payment)
			require.Equal(t, payment == "odd", o.Unmapped, payment)
			require.Equal(t, payment, o.Status)
			require.True(t, o.Placed)
			require.False(t, o.Cancelled)
		}
	}
	for own, want := range map[string][2]bool{"draft": {false, false}, "archived": {true, false}, "canceled": {true, true}, "requires_action": {true, false}} { // placed, cancelled
		o, reason := readAs(t, map[string]any{"status": own, "payment_status": nil})
		require.Empty(t, reason, own)
		require.Equal(t, want, [2]bool{o.Placed, o.Cancelled}, own)
		require.Equal(t, own, o.Status)
	}
	for sent, fulfilled := range map[string]bool{
		"not_fulfilled": false, "partially_fulfilled": false, "fulfilled": true, "partially_shipped": false, "shipped": true, "partially_delivered": false, "delivered": true, "canceled": false,
	} {
		o, _ := readAs(t, map[string]any{"fulfillment_status": sent})
		require.Equal(t, fulfilled, o.Fulfilled, sent)
		o, _ = readAs(t, map[string]any{"fulfillment_status": sent, "canceled_at": "2026-11-05T00:00:00Z"})
		require.False(t, o.Fulfilled, sent)
		require.True(t, o.Cancelled)
		require.Equal(t, "canceled", o.Status)
	}
	o, _ := readAs(t, map[string]any{"is_draft_order": true})
	require.False(t, o.Placed)
}

// An order that lacks what counts is rejected, and says what it lacks.
func TestWhatLacksIsRejected(t *testing.T) {
	for field, reason := range map[string]string{
		"id": "no id", "status": "no status", "created_at": "no created_at", "currency_code": "no currency_code", "total": "lacks total", "item_total": "lacks total", "shipping_total": "lacks total",
		"payment_collections": "no payment_collections", "payment_status": "no payment_status",
	} {
		_, said := readAs(t, map[string]any{field: nil})
		require.Contains(t, said, reason, field)
	}
	for _, id := range []any{"order 1", "order@1", strings.Repeat("a", 101)} {
		_, said := readAs(t, map[string]any{"id": id})
		require.Contains(t, said, "no id")
	}
}

// Who bought is who pays, else who receives, else the customer, who is named only where there is
// an account; a coupon counts once; a LINE id stands in metadata.
func TestPartsOfAnOrder(t *testing.T) {
	person := func(name, phone, country string) map[string]any {
		return map[string]any{"id": "cus_1", "has_account": true, "first_name": name, "phone": phone, "country_code": country}
	}
	for name, c := range map[string]struct {
		change map[string]any
		want   [4]string // name, phone, country, customer
	}{
		"who pays":     {map[string]any{"billing_address": person("Ann", "1", "tw"), "shipping_address": person("Bea", "2", "jp")}, [4]string{"Ann", "1", "TW", ""}},
		"who receives": {map[string]any{"billing_address": person("", "", "tw"), "shipping_address": person("Bea", "2", "jp")}, [4]string{"Bea", "2", "JP", ""}},
		"the customer": {map[string]any{"customer_id": "cus_1", "customer": person("Cia", "3", "")}, [4]string{"Cia", "3", "", "cus_1"}},
		"a guest":      {map[string]any{"customer_id": "cus_1", "customer": map[string]any{"id": "cus_1", "has_account": false}}, [4]string{}},
	} {
		o, reason := readAs(t, c.change)
		require.Empty(t, reason)
		require.Equal(t, c.want, [4]string{o.Name, o.Phone, o.Country, o.CustomerID}, name)
	}
	adjusted := map[string]any{"adjustments": []any{map[string]any{"code": "TEN"}, map[string]any{"code": ""}}}
	o, _ := readAs(t, map[string]any{
		"metadata": map[string]any{"line_user_id": "U1"}, "discount_total": 7, "tax_total": 4, "email": "a@x.test",
		"items": []any{adjusted, adjusted, map[string]any{
			"title": "Tea", "variant_sku": "T", "product_id": "p", "product_type": "Drink", "is_giftcard": true, "quantity": 2, "total": 9, "adjustments": []any{map[string]any{"code": "OFF"}},
		}},
	})
	require.Equal(t, []string{"TEN", "OFF"}, o.Codes)
	require.Equal(t, []string{"U1", "a@x.test"}, []string{o.LineID, o.Email})
	require.Equal(t, []regulars.Money{cents(700), cents(400), cents(1000)}, []regulars.Money{o.Discount, o.Tax, o.Shipping})
	require.Equal(t, regulars.Line{Title: "Tea", SKU: "T", ProductID: "p", Category: "Drink", GiftCard: true, Quantity: 2, Amount: cents(900)}, o.Lines[2])
}

// Refunds stand in the order of their times, whichever payment they are of; one without a time
// is dated by the order's last change.
func TestRefundsOfSeveralPayments(t *testing.T) {
	refund := func(id string, amount int, when any) map[string]any {
		return map[string]any{"id": id, "amount": amount, "created_at": when}
	}
	payments := func(refunds ...any) map[string]any {
		return map[string]any{"captured_amount": 50, "payments": []any{map[string]any{"refunds": refunds}}}
	}
	o, reason := readAs(t, map[string]any{"payment_status": "partially_refunded", "total": 80, "payment_collections": []any{
		payments(refund("b", 7, "2026-11-07T00:00:00Z")), payments(refund("a", 5, "2026-11-05T00:00:00Z"), refund("c", 8, nil)),
	}})
	require.Empty(t, reason)
	require.Equal(t, []regulars.Refund{
		{ID: "c", Amount: cents(800), At: at(t, "2026-11-02T00:00:00Z")}, {ID: "a", Amount: cents(500), At: at(t, "2026-11-05T00:00:00Z")}, {ID: "b", Amount: cents(700), At: at(t, "2026-11-07T00:00:00Z")},
	}, o.Refunds)
	require.Equal(t, []regulars.Money{cents(2000), cents(10000)}, []regulars.Money{o.Refunded, o.Total})
	require.True(t, o.Paid, "by both payments together")
}

// A window is asked for by the time of change with the operators that were seen to work, and
// with the fields that a list leaves out by itself.
func TestQuestions(t *testing.T) {
	var asked []url.Values
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		q.Set("path", r.URL.Path)
		q.Set("key", r.Header.Get("Authorization"))
		asked = append(asked, q)
		_, _ = fmt.Fprint(w, `{"orders":[],"customers":[],"payments":[],"count":0}`)
	}))
	t.Cleanup(server.Close)
	s, err := open(server.URL, platform.HTTPOptions{})
	require.NoError(t, err)
	from := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	w := platform.Window{From: from, To: from.Add(time.Hour)}
	for e, path := range map[platform.Entity]string{platform.Orders: "/admin/orders", platform.Customers: "/admin/customers"} {
		asked = nil
		require.NoError(t, s.Pull(t.Context(), e, w, "", func(platform.Page) error { return nil }))
		q := asked[0]
		require.Equal(t, path, q.Get("path"))
		require.True(t, strings.HasPrefix(q.Get("key"), "Basic "))
		require.Equal(t, from.Format("2006-01-02T15:04:05"), q.Get("updated_at[$gte]")[:19])
		require.Equal(t, w.To.Format("2006-01-02T15:04:05"), q.Get("updated_at[$lt]")[:19])
		require.Equal(t, []string{"id", "100"}, []string{q.Get("order"), q.Get("limit")})
		require.Contains(t, q.Get("fields"), "updated_at")
		asked = nil
		_, err := s.Total(t.Context(), e, w)
		require.NoError(t, err)
		require.Equal(t, from.Format("2006-01-02T15:04:05"), asked[0].Get("created_at[$gte]")[:19])
	}
}

// Who a customer is: groups are tags, the first address has the city and the phone of who has
// none, and who has no id that can be one is rejected without it.
func TestWhoIsACustomer(t *testing.T) {
	who := func(change map[string]any) platform.Page {
		customer := map[string]any{"id": "cus_1", "has_account": true, "created_at": "2026-11-01T00:00:00Z", "first_name": "Mei", "last_name": "Lin"}
		for field, value := range change {
			customer[field] = value
		}
		return read(t, answering(t, map[string]any{"customers": []any{customer}, "count": 1}), platform.Customers)
	}
	homes := []any{map[string]any{"city": "Tainan", "phone": "1", "country_code": "tw"}, map[string]any{"city": "Taipei", "phone": "2", "country_code": "jp"}}
	c := who(map[string]any{"addresses": homes, "groups": []any{map[string]any{"id": "g1", "name": "VIP"}, map[string]any{"id": "g2", "name": "Wholesale"}}}).Customers[0]
	require.Equal(t, []string{"Mei Lin", "Tainan", "TW", "1"}, []string{c.Name, c.City, c.Country, c.Phone})
	require.Equal(t, []string{"VIP", "Wholesale"}, c.Tags)
	require.Equal(t, at(t, "2026-11-01T00:00:00Z"), c.RegisteredAt)
	require.Equal(t, "3", who(map[string]any{"addresses": homes, "phone": "3"}).Customers[0].Phone, "their own goes first")
	require.Zero(t, who(map[string]any{"has_account": false}).Customers[0].RegisteredAt)
	for _, id := range []any{nil, "cus 1", "cus@1"} {
		page := who(map[string]any{"id": id})
		require.Empty(t, page.Customers)
		require.Equal(t, []string{"", "the customer has no id"}, []string{page.Rejected[0].ID, page.Rejected[0].Reason}, id)
		goods := map[string]any{"products": []any{map[string]any{"id": id, "title": "Tea", "status": "published", "variants": []any{}}}, "count": 1}
		page = read(t, answeringAs(t, goods, openAlso), platform.Products)
		require.Empty(t, page.Products)
		require.Equal(t, []string{"", "the product has no id"}, []string{page.Rejected[0].ID, page.Rejected[0].Reason}, id)
	}
}

// An order without a payment's state is refused only where it needs one.
func TestOrdersThatNeedNoPayment(t *testing.T) {
	for status, rejected := range map[string]bool{"pending": true, "completed": true, "canceled": false, "draft": false} {
		_, said := readAs(t, map[string]any{"status": status, "payment_status": ""})
		require.Equal(t, rejected, strings.Contains(said, "no payment_status"), status)
	}
}

// A shop has the name and the currency of its first store.
func TestTheFirstStore(t *testing.T) {
	store := func(name, currency string) map[string]any {
		return map[string]any{"name": name, "supported_currencies": []any{map[string]any{"currency_code": currency, "is_default": true}}}
	}
	facts, err := answering(t, map[string]any{"stores": []any{store("Tea", "twd"), store("Nuts", "usd")}, "orders": []any{}, "customers": []any{}, "count": 0}).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"Tea", "TWD"}, []string{facts.Name, facts.Currency})
}
