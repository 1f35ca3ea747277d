package platformtest

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops/rest"
)

// The key that a 91APP shop takes, and its number.
const (
	NinetyOneKey  = "0123456789abcdef-91app"
	NinetyOneShop = 1234
)

// NewNinetyOne starts a shop on 91APP.
func NewNinetyOne(t testing.TB) *Shop {
	return newShop(t, brand.WooShop, ninetyOneLists, func(shop *brand.Shop) http.Handler {
		return rest.NewNinetyOne(shop, NinetyOneKey, NinetyOneShop)
	})
}

var ninetyOneLists = lists{
	asked: ninetyOneAsked, within: ninetyOneWithin, refusal: http.StatusUnauthorized,
	amounts:  map[string]bool{"TotalPayment": true, "ShippingFee": true, "TotalDiscount": true},
	idOf:     func(document map[string]any) int { return int(rest.NinetyOneNumber(document["TMCode"].(string))) },
	id:       func(number int) string { return rest.NinetyOneID(int64(number)) },
	number:   func(code string) int { return int(rest.NinetyOneNumber(code)) },
	wrongKey: func(r *http.Request) { r.Header.Set("x-api-key", "wrong") },
}

// ninetyOneAsked takes an order that is asked for alone for a list of one.
func ninetyOneAsked(r *http.Request) (isList, isPage bool) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	isList = strings.HasPrefix(r.URL.Path, "/ec/V2/SalesOrder/")
	return isList, strings.HasSuffix(r.URL.Path, "SalesOrder/GetList") && !bytes.Contains(body, []byte(`"Count":1,`))
}

func ninetyOneWithin(answer any, replace func([]any) []any) any {
	document, _ := answer.(map[string]any)
	switch data := document["Data"].(type) {
	case map[string]any:
		if list, is := data["List"].([]any); is {
			data["List"] = replace(list)
		} else if left := replace([]any{data}); len(left) > 0 {
			document["Data"] = left[0]
		}
	}
	return answer
}
