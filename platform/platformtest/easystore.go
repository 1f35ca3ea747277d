package platformtest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/rest"
)

// EasyStoreToken is the token that an EasyStore shop takes.
const EasyStoreToken = "0123456789abcdef-easystore"

// NewEasyStore starts a shop on EasyStore.
func NewEasyStore(t testing.TB) *Shop {
	return newShop(t, brand.WooShop, easyStoreLists, func(shop *brand.Shop) http.Handler {
		return rest.NewEasyStore(shop, EasyStoreToken)
	})
}

var easyStoreLists = lists{
	asked: easyStoreAsked, within: within("orders", "customers", "products", "checkouts"), idOf: wooIDOf, id: decimalID, number: decimalNumber,
	wrongKey: func(r *http.Request) { r.Header.Set("EasyStore-Access-Token", "wrong") }, refusal: http.StatusForbidden,
	amounts: map[string]bool{
		"total_line_items_price": true, "subtotal_price": true, "total_discount": true, "total_tax": true, "total_shipping": true, "total_price": true,
		"total_refund_amount": true, "price": true, "subtotal": true, "amount": true,
	},
}

func easyStoreAsked(r *http.Request) (isList, isPage bool) {
	path := strings.TrimPrefix(r.URL.Path, "/api/3.0/")
	isList = slices.Contains([]string{"orders.json", "customers.json", "products.json", "checkouts.json"}, path)
	return isList, isList && r.URL.Query().Get("limit") != "1"
}
