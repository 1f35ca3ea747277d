package woocommerce_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/woocommerce"
)

// What no list shows is deleted where the shop says so, or in the trash; a 404 of anything
// else than the shop says nothing.
func TestProductsThatNoListShows(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/products/1"):
			_, _ = io.WriteString(w, `{"id":1,"name":"Tea","status":"trash","price":"10","sku":"tea"}`)
		case strings.HasSuffix(r.URL.Path, "/products/2"):
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"code":"woocommerce_rest_product_invalid_id","message":"Invalid ID.","data":{"status":404}}`)
		case strings.HasSuffix(r.URL.Path, "/products/3"):
			_, _ = io.WriteString(w, `{"id":3,"name":"Cup","status":"odd","price":"10","sku":"cup"}`)
		case strings.HasSuffix(r.URL.Path, "/products/4"):
			w.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(w, `{"code":"rest_no_route","message":"No route.","data":{"status":404}}`)
		case strings.HasSuffix(r.URL.Path, "/reports/orders/totals"):
			_, _ = io.WriteString(w, `[{"slug":"processing","name":"Processing","total":1}]`)
		default:
			_, _ = io.WriteString(w, "[]")
		}
	}))
	t.Cleanup(server.Close)
	s, err := woocommerce.New(config.Shop{
		Name: "soap", URL: server.URL, Currency: "TWD", AlsoPull: []string{"products"},
		Key: config.NewSecret(platformtest.WooKey), KeySecret: config.NewSecret(platformtest.WooSecret),
	}, platform.HTTPOptions{})
	require.NoError(t, err)
	var got platform.Page
	fate, err := s.Read(t.Context(), platform.Products, []string{"1", "2", "3"}, func(p platform.Page) error {
		got.Products = append(got.Products, p.Products...)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, platform.Fate{Deleted: []string{"1", "2"}, Hidden: []string{"3"}}, fate)
	require.Len(t, got.Products, 1)
	require.Equal(t, "cup", got.Products[0].SKU)
	_, err = s.Read(t.Context(), platform.Products, []string{"4"}, func(platform.Page) error { return nil })
	require.Error(t, err)
}
