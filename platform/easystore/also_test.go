package easystore

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

// Documented, not recorded: the product's fields are those that a client of the API reads,
// and url and images, which are a guess; the checkout's are those that another one counted
// over 1,267 of them. The values are invented.
const (
	easyProduct = `{"id":8041103,"title":"烏龍茶","description":"","body_html":"<p>","vendors":"","brands":"","tags":"","is_published":true,"published_at":"2026-08-23T16:46:38.000+08:00",
 "created_at":"2026-08-22T16:46:38.000+08:00","updated_at":"2026-08-24T16:46:38.000+08:00","url":"https://tea.easy.co/products/oolong","collections":[1],
 "images":[{"id":1,"url":"//cdn.easystore.co/a.jpg"},{"id":2,"url":"https://cdn.easystore.co/b.jpg"}],
 "variants":[{"id":36344371,"name":"L","sku":"T1","price":"10.00","compare_at_price":"12.00","cost_price":"4.50","inventory_quantity":3},{"id":36344372,"name":"S","sku":"T2","price":8,"cost_price":null}]}`
	easyCheckout = `{"id":51,"token":"b9f6","cart_token":"5976","email":"a@b.tw","currency_code":"TWD","subtotal_price":"10.00","total_discount":"0.00","total_price":"11.00",
 "total_amount_include_transaction":"11.00","financial_status":"unpaid","line_items":[{"id":1}],"created_at":"2026-08-23T16:46:38.000+08:00","checkout_url":"https://tea.easy.co/checkout/5976"}`
)

func readTea(r *rest.Reader) *rest.Row { return readProduct(r, "TWD") }

func TestProduct(t *testing.T) {
	row := resttest.Row(t, time.UTC, readTea, easyProduct)
	require.Empty(t, row.Reason)
	require.Equal(t, []time.Time{at("2026-08-22T08:46:38Z"), at("2026-08-24T08:46:38Z")}, []time.Time{row.Created, row.Updated})
	one := regulars.Product{ID: "8041103", SKU: "T1", Title: "烏龍茶", URL: "https://tea.easy.co/products/oolong", Image: "https://cdn.easystore.co/a.jpg", Price: 10 * unit, HasPrice: true, Currency: "TWD"}
	two := one
	two.SKU, two.Price = "T2", 8*unit
	one.Cost, one.HasCost = 4.5*unit, true
	require.Equal(t, []regulars.Product{one, two}, row.Products)
	for record, want := range map[string]regulars.Product{
		`{"id":1,"name":"A","sku":"S","price":"5","variants":[]}`:                                                           {ID: "1", Title: "A", SKU: "S", Price: 5 * unit, HasPrice: true, Currency: "TWD"},
		`{"id":1,"title":"A","url":"https://a.test/p","published_at":null}`:                                                 {ID: "1", Title: "A", Currency: "TWD"},
		`{"id":1,"title":"A","url":"https://a.test/p","published_at":null,"is_published":true}`:                             {ID: "1", Title: "A", URL: "https://a.test/p", Currency: "TWD"},
		`{"id":1,"title":"A","url":"https://a.test/p","published_at":"2026-08-23T16:46:38.000+08:00","is_published":false}`: {ID: "1", Title: "A", Currency: "TWD"},
		`{"id":1,"title":"A","variants":[{"sku":"S","cost_price":"0.0"}]}`:                                                  {ID: "1", SKU: "S", Title: "A", Currency: "TWD"},
		`{"id":1,"title":"A","url":"/p","images":[{"src":"x"},{"src":"http://a.test/i"}]}`:                                  {ID: "1", Title: "A", Image: "http://a.test/i", Currency: "TWD"},
	} {
		require.Equal(t, []regulars.Product{want}, resttest.Row(t, time.UTC, readTea, record).Products, record)
	}
	require.Equal(t, "the product has no id", resttest.Row(t, time.UTC, readTea, `{"id":0}`).Reason)
}

func TestCheckout(t *testing.T) {
	row := resttest.Row(t, time.UTC, readCheckout, easyCheckout)
	require.Empty(t, row.Reason)
	require.Equal(t, regulars.Event{
		ID: "checkout-51", Type: "checkout_abandoned", At: at("2026-08-23T08:46:38Z"), Email: "a@b.tw",
		Properties: map[string]string{"value": "11", "currency": "TWD", "url": "https://tea.easy.co/checkout/5976"},
	}, *row.Event)
	paid := resttest.Row(t, time.UTC, readCheckout, `{"id":51,"created_at":"2026-08-23T16:46:38.000+08:00","currency_code":"twd","total_price":"11.00","financial_status":"paid","customer":{"id":7,"email":"c@d.tw","phone":"1","country_code":"my"}}`).Event
	require.Equal(t, regulars.Event{
		ID: "checkout-51", Type: "checkout_started", At: at("2026-08-23T08:46:38Z"), CustomerID: "7", Email: "c@d.tw", Phone: "1", Country: "MY",
		Properties: map[string]string{"value": "11", "currency": "TWD"},
	}, *paid)
	require.NotEmpty(t, resttest.Row(t, time.UTC, readCheckout, `{"id":51}`).Reason)
}

// Both lists are asked for by rising id, since their page numbers were seen to be
// unreliable; checkouts without filters by time, which are described as those of products;
// and of them no count is known.
func TestAlsoQuestions(t *testing.T) {
	shop := resttest.Serve(t, `{"products":[],"checkouts":[],"total_count":0}`, nil, func(address string, opts platform.HTTPOptions) (platform.Source, error) {
		return New(config.Shop{
			Name: "tea", URL: address, Token: config.NewSecret("t0ken"), Zone: time.FixedZone("", 8*60*60), Currency: "TWD", AlsoPull: []string{config.AlsoProducts, config.AlsoCheckouts},
		}, opts)
	})
	for e, want := range map[platform.Entity]resttest.Asked{
		platform.Products: {Path: "/api/3.0/products.json", Query: url.Values{"updated_at_min": {"2026-11-02 18:00:00"}, "updated_at_max": {"2026-11-02 18:59:59"}, "limit": {"50"}, "sort": {"id.asc"}}},
		platform.Events:   {Path: "/api/3.0/checkouts.json", Query: url.Values{"limit": {"50"}, "sort": {"id.asc"}}},
	} {
		asked := shop.Pull(t, e)
		require.Equal(t, want.Path, asked.Path)
		require.Equal(t, want.Query, asked.Query)
		_, err := shop.Count(t.Context(), e, platform.Window{})
		require.Equal(t, e == platform.Events, err != nil, e)
		shop.Asked()
	}
}

func FuzzProduct(f *testing.F)  { resttest.Fuzz(f, time.UTC, readTea, easyProduct, `{}`) }
func FuzzCheckout(f *testing.F) { resttest.Fuzz(f, time.UTC, readCheckout, easyCheckout, `{}`) }
