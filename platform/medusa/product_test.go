package medusa_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
	"regulars/platform/platformtest"
)

// Products of a running shop: a row for each SKU, the price of the shop's own currency; two
// variants without a SKU are the product itself.
func TestRecordedProducts(t *testing.T) {
	var got []regulars.Product
	source := recordedAs(t, map[string]string{"products": "products.json"}, openAlso)
	require.Equal(t, []platform.Entity{platform.Orders, platform.Customers, platform.Products}, source.Entities())
	require.NoError(t, source.Pull(t.Context(), platform.Products, platform.Window{}, "", func(page platform.Page) error {
		require.Empty(t, page.Rejected)
		got = append(got, page.Products...)
		return nil
	}))
	of := func(id, sku, title string, price regulars.Money) regulars.Product {
		return regulars.Product{ID: id, SKU: sku, Title: title, Price: price * 10_000, HasPrice: true, Currency: "TWD"}
	}
	require.Equal(t, []regulars.Product{
		of("prod_01M7ZTNGXV2B5A4DSPW9T955F1", "SKU-15-L", "Product 15", 2765), of("prod_01M7ZTNGXV2B5A4DSPW9T955F1", "SKU-15-S", "Product 15", 293),
		of("prod_01M7ZTNGXV4PPNAMDCMWG121SX", "SKU-7-S", "手工皂 7", 2116), of("prod_01M7ZTNGXV4PPNAMDCMWG121SX", "SKU-7-L", "手工皂 7", 1357),
		of("prod_01M7ZTNGXVMSQ7ECJ4JCGY2QKB", "", "Product 10", 571),
	}, platformtest.Bare(t, got))
	n, err := source.Count(t.Context(), platform.Products, platform.Window{From: at(t, "2026-11-21T00:00:00Z")})
	require.NoError(t, err)
	require.EqualValues(t, 3, n, "of all: no time shows that a price changed")
}

// What a product doesn't tell is left open: a price of another currency, for several pieces or
// for some people only is not what it costs.
func TestPartsOfAProduct(t *testing.T) {
	price := func(change map[string]any) any {
		p := map[string]any{"amount": 9.5, "currency_code": "twd", "min_quantity": nil, "rules": map[string]any{}}
		for key, value := range change {
			p[key] = value
		}
		return p
	}
	of := func(prices ...any) map[string]any { return map[string]any{"sku": "A", "prices": prices} }
	for name, c := range map[string]struct {
		product map[string]any
		want    regulars.Product
	}{
		"all":              {map[string]any{"thumbnail": "https://a.test/i", "type": map[string]any{"value": "Tea"}, "variants": []any{of(price(nil))}}, regulars.Product{SKU: "A", Image: "https://a.test/i", Category: "Tea", Price: cents(950), HasPrice: true}},
		"another currency": {map[string]any{"variants": []any{of(price(map[string]any{"currency_code": "usd"}))}}, regulars.Product{SKU: "A"}},
		"several pieces":   {map[string]any{"variants": []any{of(price(map[string]any{"min_quantity": 5}), price(map[string]any{"amount": 7}))}}, regulars.Product{SKU: "A", Price: cents(700), HasPrice: true}},
		"some people":      {map[string]any{"variants": []any{of(price(map[string]any{"rules": map[string]any{"customer.groups.id": "g"}}))}}, regulars.Product{SKU: "A"}},
		"the first":        {map[string]any{"variants": []any{of(price(nil), price(map[string]any{"amount": 7}))}}, regulars.Product{SKU: "A", Price: cents(950), HasPrice: true}},
		"no variants":      {map[string]any{"thumbnail": nil, "type": nil, "variants": []any{}}, regulars.Product{}},
	} {
		c.product["id"], c.product["title"], c.product["status"] = "prod_1", "Tea", "published"
		c.want.ID, c.want.Title, c.want.Currency = "prod_1", "Tea", "TWD"
		var got []regulars.Product
		source := answeringAs(t, map[string]any{"products": []any{c.product}, "count": 1}, openAlso)
		require.NoError(t, source.Pull(t.Context(), platform.Products, platform.Window{}, "", func(page platform.Page) error {
			got = append(got, page.Products...)
			return nil
		}))
		require.Equal(t, []regulars.Product{c.want}, platformtest.Bare(t, got), name)
	}
}
