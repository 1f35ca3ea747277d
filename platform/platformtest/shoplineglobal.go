package platformtest

import (
	"net/http"
	"strings"
	"testing"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/rest"
)

// ShoplineGlobalToken is the token that a SHOPLINE shop on myshopline.com takes.
const ShoplineGlobalToken = "0123456789abcdef-myshopline"

// NewShoplineGlobal starts a shop on SHOPLINE's global platform.
func NewShoplineGlobal(t testing.TB) *Shop {
	return newShop(t, brand.WooShop, shoplineGlobalLists, func(shop *brand.Shop) http.Handler {
		return rest.NewShoplineGlobal(shop, ShoplineGlobalToken)
	})
}

var shoplineGlobalLists = lists{
	asked: shoplineGlobalAsked, within: within("orders", "customers", "products", "abandoned_orders"), id: decimalID, number: decimalNumber, wrongKey: wrongBearer, refusal: http.StatusUnauthorized,
	idOf: func(document map[string]any) int { return decimalNumber(document["id"].(string)) },
	amounts: map[string]bool{
		"total_price": true, "subtotal_price": true, "total_line_items_price": true, "current_total_price": true, "total_discounts": true, "total_tax": true, "price": true, "amount": true,
		"total_tip_received": true,
	},
}

func shoplineGlobalAsked(r *http.Request) (isList, isPage bool) {
	for _, name := range []string{"orders", "customers", "products", "abandoned_orders"} {
		isList = isList || strings.HasSuffix(r.URL.Path, "/"+name+".json")
	}
	return isList, isList && r.URL.Query().Get("limit") != "1"
}
