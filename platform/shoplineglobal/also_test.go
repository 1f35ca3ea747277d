package shoplineglobal

import (
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/rest"
	"regulars/platform/internal/rest/resttest"
)

// The samples have the fields of the API's documentation for v20260301 (get products, get
// abandoned checkouts) with its examples' values; no shop was asked.
const (
	productSample = `{"created_at":"2025-03-06T02:20:26+08:00","product_category":"Electronics","vendor":"SHOPLINE","published_scope":"web","path":"/products/clothes",
 "id":"16057850264845250791280282","handle":"product-handle","updated_at":"2025-03-07T02:20:26+08:00","spu":"S00000001","status":"active","title":"This is a Product title","product_type":"NORMAL",
 "image":{"alt":"This is an image alt.","id":"5785060242207917075","src":"https://img.myshopline.com/image/official/e46e.png"},"images":[{"src":"https://img.myshopline.com/image/official/other.png"}],
 "variants":[{"barcode":"T0000001","compare_at_price":"129.99","id":"18057850264851626133510282","image":{"src":"https://img.myshopline.com/image/official/red.png"},"inventory_quantity":99,
   "option1":"red","position":1,"price":"90.22","product_id":"16057850264845250791280282","sku":"S000000001","title":"red · xl"},
  {"id":"18057850264851626133510283","image":null,"price":"95.00","sku":"S000000002"}]}`
	checkoutSample = `{"abandoned_checkout_url":"https://tea.myshopline.com/checkouts/c2c4?recover=1","checkout_token":"c2c4a57472e5e0c8a760f2f2f9c5c8b6","close_at":null,"completed_at":null,
 "created_at":"2024-08-31T02:20:26+08:00","currency":"USD","presentment_currency":"TWD","email":"a@b.tw","phone":"0912345678","id":"2405747245402807605252","note":null,"recovery_status":"not_recovered",
 "status":"open","subtotal_price":"880.00","total_price":"940.00","total_tax":"0.00","updated_at":"2024-08-31T03:20:26+08:00","user_id":"77","customer":{"id":"77","email":"c@d.tw","phone":"0987654321"},
 "billing_address":{"country_code":"TW","phone":null},"shipping_address":{"country_code":"HK"},"line_items":[{"sku":"18051197729580850196772413","quantity":1,"price":"880.00"}],"discount_codes":[]}`
)

func readProductOfTea(r *rest.Reader) *rest.Row {
	return readProduct(r, "https://tea.myshopline.com", "TWD")
}

func TestProduct(t *testing.T) {
	read := func(record string) []regulars.Product {
		row := resttest.Row(t, time.UTC, readProductOfTea, record)
		require.Empty(t, row.Reason)
		return row.Products
	}
	whole := regulars.Product{
		ID: "16057850264845250791280282", SKU: "S000000001", Title: "This is a Product title", Category: "Electronics", URL: "https://tea.myshopline.com/products/clothes",
		Image: "https://img.myshopline.com/image/official/red.png", Price: 902_200, HasPrice: true, Currency: "TWD",
	}
	other := whole
	other.SKU, other.Price, other.Image = "S000000002", 950_000, "https://img.myshopline.com/image/official/e46e.png"
	require.Equal(t, []regulars.Product{whole, other}, read(productSample))
	row := resttest.Row(t, time.UTC, readProductOfTea, productSample)
	require.Equal(t, []time.Time{at("2025-03-05T18:20:26Z"), at("2025-03-06T18:20:26Z")}, []time.Time{row.Created, row.Updated})
	for _, status := range []string{`"draft"`, `"archived"`, `null`} {
		p := read(`{"id":"1","title":"A","path":"/products/a","status":` + status + `}`)
		require.Equal(t, []regulars.Product{{ID: "1", Title: "A", Currency: "TWD"}}, p, "nobody can buy it, so it has no page")
	}
	require.Equal(t, "the product has no id", resttest.Row(t, time.UTC, readProductOfTea, `{"title":"A"}`).Reason)
}

func TestCheckout(t *testing.T) {
	row := resttest.Row(t, time.UTC, readCheckout, checkoutSample)
	require.Empty(t, row.Reason)
	require.Equal(t, "2405747245402807605252", row.ID)
	require.Equal(t, at("2024-08-30T19:20:26Z"), row.Updated)
	require.Equal(t, regulars.Event{
		ID: "checkout-2405747245402807605252", Type: "checkout_abandoned", At: at("2024-08-30T18:20:26Z"), CustomerID: "77", Email: "a@b.tw", Phone: "0912345678", Country: "TW",
		Properties: map[string]string{"value": "940", "currency": "TWD", "url": "https://tea.myshopline.com/checkouts/c2c4?recover=1"},
	}, *row.Event)
	for _, done := range []string{`"status":"recovered"`, `"status":"open","completed_at":"2024-08-31T02:20:26+08:00"`, `"completed_at":"2024-08-31T02:20:26+08:00","status":"open"`} {
		e := resttest.Row(t, time.UTC, readCheckout, `{"id":"1","created_at":"2024-08-31T02:20:26+08:00","currency":"usd","user_id":"9","customer":{"email":"c@d.tw"},"abandoned_checkout_url":"https://a.test",`+done+`}`).Event
		require.Equal(t, "checkout_started", e.Type)
		require.Equal(t, map[string]string{"value": "0", "currency": "USD"}, e.Properties, "there is nothing to go on with")
		require.Equal(t, []string{"9", "c@d.tw"}, []string{e.CustomerID, e.Email})
	}
	require.Equal(t, "the cart has no time at which it began", resttest.Row(t, time.UTC, readCheckout, `{"id":"1"}`).Reason)
	require.Equal(t, "the cart has no id", resttest.Row(t, time.UTC, readCheckout, `{"created_at":"2024-08-31T02:20:26+08:00"}`).Reason)
}

// What is asked is what the documentation names, with the counts apart.
func TestAlsoQuestions(t *testing.T) {
	shop := resttest.Serve(t, `{"products":[],"abandoned_orders":[],"count":3}`, nil, openTeaAlso)
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	for e, path := range map[platform.Entity]string{platform.Products: "/products/", platform.Events: "/orders/"} {
		asked := shop.Pull(t, e)
		name := map[platform.Entity]string{platform.Products: "products", platform.Events: "abandoned_orders"}[e]
		require.Equal(t, "/admin/openapi/v20260301"+path+name+".json", asked.Path)
		bounds := url.Values{"updated_at_min": {"2026-11-02T10:00:00+00:00"}, "updated_at_max": {"2026-11-02T10:59:59+00:00"}}
		n, err := shop.Count(t.Context(), e, platform.Window{From: at, To: at.Add(time.Hour)})
		require.NoError(t, err)
		require.EqualValues(t, 3, n)
		count := shop.Asked()[0]
		require.Equal(t, bounds, count.Query)
		require.Contains(t, count.Path, name[:len(name)-1])
		bounds.Set("limit", "100")
		require.Equal(t, bounds, asked.Query)
	}
}

func openTeaAlso(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return New(config.Shop{
		Name: "tea", URL: address, Token: config.NewSecret("t0ken"), Version: "v20260301", Currency: "TWD", AlsoPull: []string{config.AlsoProducts, config.AlsoCheckouts},
	}, opts)
}

func FuzzProduct(f *testing.F)  { resttest.Fuzz(f, time.UTC, readProductOfTea, productSample, `{}`) }
func FuzzCheckout(f *testing.F) { resttest.Fuzz(f, time.UTC, readCheckout, checkoutSample, `{}`) }
