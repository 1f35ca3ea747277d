package shopline

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

// The sample has the fields of the API's documentation (get products), with invented values;
// no shop was asked.
const sampleProduct = `{"id":"5e1f","status":"active","title_translations":{"en":"Oolong","zh-hant":"烏龍茶"},"sku":"TEA","price":{"cents":130,"dollars":130.0,"currency_iso":"TWD"},
 "price_sale":{"cents":0,"dollars":0.0,"currency_iso":"TWD"},"cost":{"cents":50,"dollars":50.0,"currency_iso":"TWD"},"same_price":false,"hide_price":false,"category_ids":["a"],"link":"oolong",
 "medias":[{"id":"m","images":{"thumb":{"url":"https://img.shoplineapp.com/t.jpg"},"original":{"width":9,"url":"https://img.shoplineapp.com/o.jpg"}}}],"detail_medias":[],
 "created_at":"2026-11-02T05:04:05.123+00:00","updated_at":"2026-11-03T01:00:00.000+00:00",
 "variations":[{"id":"v1","sku":"TEA-1","price":{"dollars":140.0,"currency_iso":"TWD"},"price_sale":{"dollars":99.0,"currency_iso":"TWD"},"cost":null,"media":{"images":{"large":{"url":"https://img.shoplineapp.com/v.jpg"}}}},
  {"id":"v2","sku":"TEA-2","price":{"dollars":0.0,"currency_iso":"TWD"},"price_sale":null,"cost":{"dollars":60.0,"currency_iso":"TWD"},"media":null}]}`

func readTea(r *rest.Reader) *rest.Row { return readProduct(r, "HKD") }

func TestProduct(t *testing.T) {
	row := resttest.Row(t, time.UTC, readTea, sampleProduct)
	require.Empty(t, row.Reason)
	require.Equal(t, time.Date(2026, 11, 3, 1, 0, 0, 0, time.UTC), row.Updated)
	one := regulars.Product{
		ID: "5e1f", SKU: "TEA-1", Title: "烏龍茶", Image: "https://img.shoplineapp.com/v.jpg", Price: 99 * unit, HasPrice: true, Cost: 50 * unit, HasCost: true, Currency: "TWD",
	}
	two := one
	two.SKU, two.Image, two.Price, two.Cost = "TEA-2", "https://img.shoplineapp.com/o.jpg", 130*unit, 60*unit
	require.Equal(t, []regulars.Product{one, two}, row.Products)
}

// One price holds for all variations where the product says so; a sale's price goes first;
// what nobody can buy has no page.
func TestProductParts(t *testing.T) {
	for record, want := range map[string]regulars.Product{
		`"status":"active","link":"https://a.test/p","sku":"S"`:                                                               {SKU: "S", URL: "https://a.test/p", Currency: "HKD"},
		`"status":"hidden","link":"https://a.test/p"`:                                                                         {Currency: "HKD"},
		`"status":"draft","link":"https://a.test/p"`:                                                                          {Currency: "HKD"},
		`"status":"removed","link":"https://a.test/p"`:                                                                        {Currency: "HKD"},
		`"variations":[{"sku":"V","price":{"dollars":7}}],"same_price":true,"price":{"dollars":5},"price_sale":{"dollars":4}`: {SKU: "V", Price: 4 * unit, HasPrice: true, Currency: "HKD"},
		`"variations":[{"sku":"V","price":{"dollars":7}}],"price":{"dollars":5,"currency_iso":"twd"},"detail_medias":[{"images":{"x":{"url":"https://a.test/d"}}}]`: {SKU: "V", Price: 7 * unit, HasPrice: true, Image: "https://a.test/d", Currency: "TWD"},
	} {
		want.ID = "1"
		row := resttest.Row(t, time.UTC, readTea, `{"id":"1",`+record+`}`)
		require.Empty(t, row.Reason)
		require.Equal(t, []regulars.Product{want}, row.Products, record)
	}
}

// Only some shops may go on behind an id: the list is asked for by page numbers.
func TestProductQuestions(t *testing.T) {
	shop := resttest.Serve(t, `{"items":[],"pagination":{"total_count":0}}`, nil, func(address string, opts platform.HTTPOptions) (platform.Source, error) {
		return New(config.Shop{Name: "tea", URL: address, Handle: "tea", Token: config.NewSecret("t0ken"), Currency: "TWD", AlsoPull: []string{config.AlsoProducts}}, opts)
	})
	asked := shop.Pull(t, platform.Products)
	require.Equal(t, "/v1/products", asked.Path)
	require.Equal(t, url.Values{
		"sort_by": {"asc"}, "page": {"1"}, "per_page": {"100"}, "updated_after": {"2026-11-02T10:00:00Z"}, "updated_before": {"2026-11-02T10:59:59.999Z"},
	}, asked.Query)
}

func FuzzProduct(f *testing.F) { resttest.Fuzz(f, time.UTC, readTea, sampleProduct, `{}`) }
