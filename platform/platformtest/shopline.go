package platformtest

import (
	"net/http"
	"strings"
	"testing"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/rest"
)

// The token that a SHOPLINE shop takes, and the handle that it wants as User-Agent.
const (
	ShoplineToken  = "0123456789abcdef-shopline"
	ShoplineHandle = "mountain"
)

// NewShopline starts a shop on SHOPLINE in Taiwan.
func NewShopline(t testing.TB) *Shop {
	return newShop(t, brand.WooShop, shoplineLists, func(shop *brand.Shop) http.Handler {
		return rest.NewShopline(shop, ShoplineToken, ShoplineHandle)
	})
}

var shoplineLists = lists{
	asked: shoplineAsked, within: within("items"), refusal: http.StatusUnauthorized, amounts: map[string]bool{"dollars": true},
	idOf:     func(document map[string]any) int { return shoplineNumber(document["id"].(string)) },
	id:       func(number int) string { return rest.ShoplineID(int64(number)) },
	number:   shoplineNumber,
	wrongKey: wrongBearer,
}

func shoplineNumber(id string) int { return int(rest.ShoplineNumber(id)) }

func wrongBearer(r *http.Request) { r.Header.Set("Authorization", "Bearer wrong") }

func shoplineAsked(r *http.Request) (isList, isPage bool) {
	path := strings.TrimPrefix(r.URL.Path, "/v1/")
	isList = path == "orders" || path == "customers" || path == "products"
	return isList, isList && r.URL.Query().Get("per_page") != "1"
}

// within replaces the list under a key of an answer.
func within(keys ...string) func(answer any, replace func([]any) []any) any {
	return func(answer any, replace func([]any) []any) any {
		document, is := answer.(map[string]any)
		for _, key := range keys {
			if list, ok := document[key].([]any); is && ok {
				document[key] = replace(list)
			}
		}
		return answer
	}
}
