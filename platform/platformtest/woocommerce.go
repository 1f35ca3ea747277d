package platformtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops"
)

// The key that a WooCommerce shop takes.
const (
	WooKey    = "ck_0123456789abcdef"
	WooSecret = "cs_fedcba9876543210"
)

// NewWooCommerce starts a shop on WooCommerce with orders in their own tables.
func NewWooCommerce(t testing.TB) *Shop {
	return newShop(t, brand.WooShop, wooLists, func(shop *brand.Shop) http.Handler {
		return shops.NewWooCommerce(shop, WooKey, WooSecret)
	})
}

// NewOldWooCommerce starts a shop that keeps its orders in the old posts storage,
// where lists are sorted by the local time of its zone.
func NewOldWooCommerce(t testing.TB, zone *time.Location) *Shop {
	return newShop(t, brand.WooShop, wooLists, func(shop *brand.Shop) http.Handler {
		shop.Zone = zone
		server := shops.NewWooCommerce(shop, WooKey, WooSecret)
		server.PostsStorage = true
		return server
	})
}

var wooLists = lists{
	asked: wooAsked, within: wooWithin, idOf: wooIDOf, id: decimalID, number: decimalNumber, amounts: commonAmounts, refusal: http.StatusUnauthorized,
	wrongKey: func(r *http.Request) {
		q := r.URL.Query()
		q.Set("consumer_secret", "wrong")
		r.URL.RawQuery = q.Encode()
	},
}

func wooAsked(r *http.Request) (isList, isPage bool) {
	path := strings.TrimPrefix(r.URL.Path, "/wp-json/wc/v3/")
	isList = path == "orders" || path == "customers" || path == "products"
	return isList, isList && r.URL.Query().Get("per_page") != "1"
}

func wooWithin(answer any, replace func([]any) []any) any {
	if list, ok := answer.([]any); ok {
		return replace(list)
	}
	return answer
}

func wooIDOf(document map[string]any) int {
	id, _ := strconv.Atoi(document["id"].(json.Number).String())
	return id
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
