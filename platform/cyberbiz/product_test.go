package cyberbiz

import (
	"net/http"
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

// The sample has the fields that a community's SDK records of GET /v1/products, with
// invented values; no shop was asked.
const sampleProduct = `{"id":69458894,"title":"烏龍茶","english_title":null,"product_url":"//tea.cyberbiz.co/products/oolong","published":true,"sell_from":null,"sell_to":null,"product_type":"茶",
 "price":200.0,"tags":[],"custom_collections":[],"photo_urls":["//cdn-general.cybassets.com/a.jpg"],"pos_shop":null,"created_at":"2026-07-10 20:22:05","updated_at":"2026-07-29 09:08:40",
 "product_variants":[{"id":84683248,"product_id":69458894,"name":"大","price":220.0,"cost":190.0,"compare_at_price":240.0,"sku":"SKU-5ac62f","photo_urls":["//cdn-general.cybassets.com/b.jpg"],"updated_at":"2026-07-10 20:22:07"},
  {"id":84683249,"name":"小","price":200,"cost":0.0,"sku":"SKU-5ac630","photo_urls":[]}]}`

func readTea(r *rest.Reader) *rest.Row { return readProduct(r, "TWD") }

func TestProduct(t *testing.T) {
	row := resttest.Row(t, taipei, readTea, sampleProduct)
	require.Empty(t, row.Reason)
	require.Equal(t, time.Date(2026, 7, 29, 1, 8, 40, 0, time.UTC), row.Updated)
	one := regulars.Product{
		ID: "69458894", SKU: "SKU-5ac62f", Title: "烏龍茶", Category: "茶", URL: "https://tea.cyberbiz.co/products/oolong", Image: "https://cdn-general.cybassets.com/b.jpg",
		Price: 2_200_000, HasPrice: true, Cost: 1_900_000, HasCost: true, Currency: "TWD",
	}
	two := one
	two.SKU, two.Image, two.Price, two.Cost, two.HasCost = "SKU-5ac630", "https://cdn-general.cybassets.com/a.jpg", 2_000_000, 0, false
	require.Equal(t, []regulars.Product{one, two}, row.Products)
	for _, published := range []string{`false`, `null`} {
		p := resttest.Row(t, taipei, readTea, `{"id":1,"title":"A","price":5,"product_url":"//a.test/p","published":`+published+`}`).Products
		require.Equal(t, []regulars.Product{{ID: "1", Title: "A", Price: 50_000, HasPrice: true, Currency: "TWD"}}, p)
	}
}

// No filter is known: the list is asked for as a whole, page by page, and counted so.
func TestProductQuestions(t *testing.T) {
	shop := resttest.Serve(t, `[]`, http.Header{"X-Total": {"0"}}, func(address string, opts platform.HTTPOptions) (platform.Source, error) {
		return New(config.Shop{Name: "tea", URL: address, Token: config.NewSecret("t0ken"), Currency: "TWD", AlsoPull: []string{config.AlsoProducts}}, opts)
	})
	asked := shop.Pull(t, platform.Products)
	require.Equal(t, "/v1/products", asked.Path)
	require.Equal(t, url.Values{"page": {"1"}, "per_page": {"50"}}, asked.Query)
	now := time.Now()
	n, err := shop.Count(t.Context(), platform.Products, platform.Window{From: now.Add(-time.Hour), To: now})
	require.NoError(t, err)
	require.Zero(t, n)
}

func FuzzProduct(f *testing.F) { resttest.Fuzz(f, taipei, readTea, sampleProduct, `{}`) }
