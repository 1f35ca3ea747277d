package platformtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"testing"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/vendure"
)

// VendureKey is the API key that a Vendure shop takes, and the name and password of its
// administrator.
const VendureKey = "vk_0123456789abcdef"

// NewVendure starts a shop on Vendure.
func NewVendure(t testing.TB) *Shop {
	s := newShop(t, brand.WooShop, vendureLists, func(shop *brand.Shop) http.Handler { return vendure.New(shop, VendureKey) })
	s.forgetsCancelled = true
	return s
}

var vendureLists = lists{
	asked: vendureAsked, within: vendureWithin, idOf: vendureIDOf, id: decimalID, number: decimalNumber,
	wrongKey: func(r *http.Request) { r.Header.Set("Vendure-Api-Key", "wrong") }, refusal: http.StatusOK,
	amounts: map[string]bool{
		"totalWithTax": true, "total": true, "shippingWithTax": true, "amountWithTax": true, "amount": true,
		"proratedUnitPriceWithTax": true, "proratedLinePriceWithTax": true,
	},
}

func vendureAsked(r *http.Request) (isList, isPage bool) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var request struct{ Query string }
	_ = json.Unmarshal(body, &request) // what isn't JSON asks for no list
	operation := shopifyOperation.FindStringSubmatch(request.Query)
	if operation == nil {
		return false, false
	}
	isPage = slices.Contains([]string{"Orders", "Customers", "Products", "Carts"}, operation[1])
	return isPage, isPage
}

func vendureWithin(answer any, replace func([]any) []any) any {
	data, _ := answer.(map[string]any)["data"].(map[string]any)
	for _, name := range []string{"orders", "customers", "products"} {
		if list, ok := data[name].(map[string]any); ok {
			list["items"] = replace(list["items"].([]any))
		}
	}
	return answer
}

func vendureIDOf(document map[string]any) int {
	id, _ := document["id"].(string)
	return decimalNumber(id)
}
