package platformtest

import (
	"net/http"
	"strings"
	"testing"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/medusa"
)

// MedusaKey is the secret key that a Medusa shop takes.
const MedusaKey = "sk_0123456789abcdef"

// NewMedusa starts a shop on Medusa.
func NewMedusa(t testing.TB) *Shop {
	return newShop(t, brand.WooShop, medusaLists, func(shop *brand.Shop) http.Handler { return medusa.New(shop, MedusaKey) })
}

var medusaLists = lists{
	asked: medusaAsked, within: medusaWithin, idOf: medusaIDOf, id: medusaID, number: medusaNumber,
	wrongKey: func(r *http.Request) { r.SetBasicAuth("wrong", "") }, refusal: http.StatusUnauthorized,
	amounts: map[string]bool{
		"item_total": true, "shipping_total": true, "discount_total": true, "total": true, "amount": true, "captured_amount": true,
	},
}

func medusaID(n int) string { return medusa.ID(int64(n)) }

func medusaNumber(id string) int { return int(medusa.NumberOf(id)) }

func medusaAsked(r *http.Request) (isList, isPage bool) {
	path := strings.TrimPrefix(r.URL.Path, "/admin/")
	isList = path == "orders" || path == "customers" || path == "products"
	return isList, isList && r.URL.Query().Get("limit") != "1"
}

func medusaWithin(answer any, replace func([]any) []any) any {
	document, _ := answer.(map[string]any)
	for _, name := range []string{"orders", "customers", "products"} {
		if list, ok := document[name].([]any); ok {
			document[name] = replace(list)
		}
	}
	return answer
}

func medusaIDOf(document map[string]any) int {
	id, _ := document["id"].(string)
	return medusaNumber(strings.TrimPrefix(id, "prod_"))
}
