package woocommerce_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/woocommerce"
)

// Products of a recorded shop: simple ones, and some with variants.
func TestRecordedProducts(t *testing.T) {
	recorded, err := os.ReadFile("../../sandbox/shops/testdata/woocommerce/products_p1.json")
	require.NoError(t, err)
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.Query().Get("modified_after"))
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-WP-Total", "1")
		w.Header().Set("X-WP-TotalPages", "1")
		if strings.Contains(r.URL.Path, "/variations") {
			_, _ = io.WriteString(w, `[{"id":63,"sku":"SHIRT-S","price":"880","status":"publish","permalink":"http://shop.test/product/shirt-4/?size=S","image":{"id":1,"src":"http://shop.test/s.jpg"}},
				{"id":64,"sku":"SHIRT-M","price":"890","status":"publish","permalink":"","image":null},{"id":65,"sku":"","price":"890","image":null}]`)
			return
		}
		_, _ = w.Write(recorded)
	}))
	t.Cleanup(server.Close)
	s, err := woocommerce.New(config.Shop{
		Name: "soap", URL: server.URL, Currency: "TWD", AlsoPull: []string{"products"},
		Key: config.NewSecret(platformtest.WooKey), KeySecret: config.NewSecret(platformtest.WooSecret),
	}, platform.HTTPOptions{})
	require.NoError(t, err)
	require.Contains(t, s.Entities(), platform.Products)
	require.Equal(t, []platform.Unseen{platform.ProductsDeleted}, platform.SightOf(s.Sights(), platform.Products).Unseen)
	var got platform.Page
	require.NoError(t, s.Pull(t.Context(), platform.Products, platform.Window{From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, "", func(p platform.Page) error {
		got.Products, got.Rejected = append(got.Products, p.Products...), append(got.Rejected, p.Rejected...)
		return nil
	}))
	require.Empty(t, got.Rejected)
	shirt := regulars.Product{ID: "62", Title: "Shirt 4", Category: "Uncategorized", URL: "http://shop.test/product/shirt-4/", Price: 8_900_000, HasPrice: true, Currency: "TWD"}
	small, medium := shirt, shirt
	small.SKU, small.Price, small.URL, small.Image = "SHIRT-S", 8_800_000, shirt.URL+"?size=S", "http://shop.test/s.jpg"
	medium.SKU = "SHIRT-M"
	require.Equal(t, []regulars.Product{shirt, small, medium}, platformtest.Bare(t, got.Products[:3]))
	require.Contains(t, string(got.Products[1].Raw), `"sku":"SHIRT-S"`, "a variation is a record of its own")
	skus := map[string]bool{}
	for _, p := range got.Products {
		skus[p.SKU] = true
		require.NotEmpty(t, p.URL)
	}
	require.True(t, skus["SKU-39"] && skus["SKU-37"])
	require.Equal(t, "2026-10-31T23:59:59", asked[0], "only what changed since the window began; the filter is strict, and counts whole seconds")
}
