package woocommerce_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/woocommerce"
)

// readAs reads one order after a change of what the shop shows.
func readAs(t *testing.T, change map[string]any) platform.Page {
	t.Helper()
	shop := platformtest.NewWooCommerce(t)
	shop.Put(platformtest.Order{ID: 7, Placed: day.From, Modified: day.From, State: platformtest.Paid, Total: 1000, Lines: 1, CustomerID: 5})
	shop.Spoil = func(_ int, d map[string]any) {
		for field, value := range change {
			d[field] = value
		}
	}
	var page platform.Page
	require.NoError(t, source(t, shop.URL).Pull(t.Context(), platform.Orders, day, "", func(p platform.Page) error {
		page.Orders, page.Rejected = append(page.Orders, p.Orders...), append(page.Rejected, p.Rejected...)
		return nil
	}))
	return page
}

// Every status of WooCommerce: an order is paid once it has a date of it, and on delivery once
// the shop handles it.
func TestEveryStatus(t *testing.T) {
	type flags struct{ paid, onDelivery, fulfilled, cancelled, unmapped bool }
	for status, want := range map[string]flags{
		"pending": {}, "processing": {onDelivery: true}, "on-hold": {}, "completed": {onDelivery: true, fulfilled: true}, "cancelled": {cancelled: true}, "refunded": {}, "failed": {cancelled: true}, "packed": {unmapped: true},
	} {
		unpaid := readAs(t, map[string]any{"status": status, "date_paid_gmt": nil, "payment_method": "bacs"}).Orders[0]
		onDelivery := readAs(t, map[string]any{"status": "wc-" + status, "date_paid_gmt": nil, "payment_method": "cod"}).Orders[0]
		require.Equal(t, want, flags{unpaid.Paid, onDelivery.Paid, unpaid.Fulfilled, unpaid.Cancelled, unpaid.Unmapped}, status)
		require.Equal(t, []string{status, status}, []string{unpaid.Status, onDelivery.Status})
		require.True(t, readAs(t, map[string]any{"status": status, "date_paid_gmt": "2026-11-01T00:00:00", "payment_method": "bacs"}).Orders[0].Paid, status)
		require.Equal(t, status == "refunded", unpaid.Refunded == unpaid.Total, status)
		require.Equal(t, !want.cancelled, readAs(t, map[string]any{"status": status, "date_completed_gmt": "2026-11-02T00:00:00"}).Orders[0].Fulfilled, status)
		require.True(t, unpaid.Placed)
		require.False(t, unpaid.Deleted)
	}
}

// Every part of an order comes out of the documented fields; taxes of the discount and of the
// postage belong to them.
func TestPartsOfAnOrder(t *testing.T) {
	page := readAs(t, map[string]any{
		"number": "A-7", "currency": "twd", "total": "190.00", "total_tax": "9.00", "discount_total": "10.00", "discount_tax": "0.50", "shipping_total": "60.00", "shipping_tax": "3.00",
		"billing":      map[string]any{"first_name": "小明", "last_name": "王", "email": "a@b.tw", "phone": "0912345678", "country": "TW"},
		"line_items":   []any{map[string]any{"name": "Tea", "product_id": 93, "sku": "T", "quantity": 2, "total": "130.00", "total_tax": "6.50"}},
		"coupon_lines": []any{map[string]any{"code": "ten"}, map[string]any{"code": "tea"}},
	})
	require.Empty(t, page.Rejected)
	o := page.Orders[0]
	require.Equal(t, []string{"7", "A-7", "5", "a@b.tw", "0912345678", "王小明", "TW", "TWD"}, []string{o.ID, o.Number, o.CustomerID, o.Email, o.Phone, o.Name, o.Country, o.Currency})
	require.Equal(t, []regulars.Money{190_0000, 9_0000, 10_5000, 63_0000}, []regulars.Money{o.Total, o.Tax, o.Discount, o.Shipping})
	require.Equal(t, []regulars.Line{{SKU: "T", Title: "Tea", ProductID: "93", Quantity: 2, Amount: 136_5000}}, o.Lines)
	require.Equal(t, []string{"ten", "tea"}, o.Codes)
}

// An order that lacks what counts, or holds what is none, is rejected, and says why.
func TestWhatLacksIsRejected(t *testing.T) {
	for reason, change := range map[string]map[string]any{
		"no status": {"status": ""}, "no date_created_gmt": {"date_created_gmt": nil}, "no currency": {"currency": ""}, "no total": {"total": nil}, `"total" is not an amount`: {"total": "much"},
		`"line_items.quantity" is not a number`: {"line_items": []any{map[string]any{"quantity": "two"}}}, `"line_items.total" is not an amount`: {"line_items": []any{map[string]any{"total": "x"}}},
		`"refunds.total" is not an amount`: {"refunds": []any{map[string]any{"id": 3, "total": "x"}}}, `"date_created_gmt" is not a time`: {"date_created_gmt": "soon"},
		"does not hold": {"total": map[string]any{"amount": 5}},
	} {
		page := readAs(t, change)
		require.Empty(t, page.Orders, reason)
		require.Len(t, page.Rejected, 1, reason)
		require.Contains(t, page.Rejected[0].Reason, reason)
		require.Equal(t, "7", page.Rejected[0].ID)
	}
}

// What is no product is rejected without an id; one that nobody can buy has no address, and the
// first image and the first category are a product's.
func TestProductsThatAreOdd(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-WP-Total", "4")
		w.Header().Set("X-WP-TotalPages", "1")
		_, _ = io.WriteString(w, `[
			{"id":1,"name":"Tea","sku":"T","type":"simple","status":"publish","permalink":"http://shop.test/t","price":"5","categories":[{"name":"Drinks"},{"name":"All"}],"images":[{"src":"http://shop.test/1.jpg"},{"src":"http://shop.test/2.jpg"}]},
			{"id":2,"name":"Draft","type":"simple","status":"draft","permalink":"http://shop.test/d","price":""},
			{"id":"x1","name":"No id","type":"simple","status":"publish","price":"5"},
			{"id":4,"name":"Dear","type":"simple","status":"publish","price":"much"}]`)
	}))
	t.Cleanup(server.Close)
	s, err := woocommerce.New(config.Shop{
		Name: "soap", URL: server.URL, Currency: "TWD", AlsoPull: []string{"products"}, Key: config.NewSecret(platformtest.WooKey), KeySecret: config.NewSecret(platformtest.WooSecret),
	}, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	var got platform.Page
	require.NoError(t, s.Pull(t.Context(), platform.Products, platform.Window{}, "", func(p platform.Page) error {
		got.Products, got.Rejected = append(got.Products, p.Products...), append(got.Rejected, p.Rejected...)
		return nil
	}))
	require.Equal(t, []regulars.Product{
		{ID: "1", SKU: "T", Title: "Tea", Category: "Drinks", URL: "http://shop.test/t", Image: "http://shop.test/1.jpg", Price: 5_0000, HasPrice: true, Currency: "TWD"},
		{ID: "2", Title: "Draft", Currency: "TWD"},
	}, platformtest.Bare(t, got.Products))
	require.Len(t, got.Rejected, 2)
	require.Equal(t, []string{"", "the product has no id that is a number"}, []string{got.Rejected[0].ID, got.Rejected[0].Reason})
	require.Equal(t, []string{"4", `field "price" is not an amount`}, []string{got.Rejected[1].ID, got.Rejected[1].Reason})
}
