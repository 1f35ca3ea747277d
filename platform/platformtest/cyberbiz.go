package platformtest

import (
	"net/http"
	"strings"
	"testing"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/rest"
)

// CyberbizToken is the token that a CYBERBIZ shop takes.
const CyberbizToken = "0123456789abcdef-cyberbiz"

// NewCyberbiz starts a shop on CYBERBIZ.
func NewCyberbiz(t testing.TB) *Shop {
	return newShop(t, brand.WooShop, cyberbizLists, func(shop *brand.Shop) http.Handler { return rest.NewCyberbiz(shop, CyberbizToken) })
}

var cyberbizLists = lists{
	asked: cyberbizAsked, within: wooWithin, idOf: wooIDOf, id: decimalID, number: decimalNumber, wrongKey: wrongBearer, refusal: http.StatusUnauthorized,
	amounts: map[string]bool{
		"total_line_items_price": true, "shipping_rate_price": true, "total_price": true, "price_discount": true, "price": true, "total_price_after_discounts": true,
	},
}

func cyberbizAsked(r *http.Request) (isList, isPage bool) {
	path := strings.TrimPrefix(r.URL.Path, "/v1/")
	isList = path == "orders" || path == "customers" || path == "products"
	return isList, isList && r.URL.Query().Get("per_page") != "1"
}
