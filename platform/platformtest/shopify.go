package platformtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"regulars/sandbox/brand"
	"regulars/sandbox/shops"
)

// ShopifyToken is the token that a Shopify shop takes.
const ShopifyToken = "shpat_0123456789abcdef"

// shopifyPoints are so many that no test is throttled by the shop itself.
const shopifyPoints = 50_000

// NewShopify starts a shop on Shopify, whose bulk operations read a hundred records
// between two looks at them.
func NewShopify(t testing.TB) *Shop {
	return NewShopifyWith(t, func(s *shops.Shopify) { s.SetBulk(shops.BulkOptions{Step: 100}) })
}

// NewShopifyWith starts a shop on Shopify that is set up by a test.
func NewShopifyWith(t testing.TB, setUp func(*shops.Shopify)) *Shop {
	s := newShop(t, brand.ShopifyShop, shopifyLists, func(shop *brand.Shop) http.Handler {
		shopify := shops.NewShopify(shop, ShopifyToken, shopifyPoints)
		setUp(shopify)
		return shopify
	})
	s.forgetsCancelled = true
	return s
}

var (
	shopifyOperation = regexp.MustCompile(`query\s+(\w+)`)

	shopifyLists = lists{
		asked: shopifyAsked, within: shopifyWithin, idOf: shopifyIDOf, id: decimalID, number: decimalNumber, amounts: commonAmounts, refusal: http.StatusUnauthorized,
		wrongKey: func(r *http.Request) { r.Header.Set("X-Shopify-Access-Token", "wrong") },
	}
)

// ShopifyFile reports whether a request is for the file of a bulk operation.
func ShopifyFile(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/bulk/") }

func shopifyAsked(r *http.Request) (isList, isPage bool) {
	if ShopifyFile(r) {
		return true, false
	}
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var request struct{ Query string }
	_ = json.Unmarshal(body, &request) // what isn't JSON asks for no list
	operation := shopifyOperation.FindStringSubmatch(request.Query)
	if operation == nil {
		return false, false
	}
	isPage = slices.Contains([]string{"Orders", "Customers", "Products", "Checkouts", "BulkStatus"}, operation[1])
	return isPage || operation[1] == "OrderLines", isPage
}

func shopifyWithin(answer any, replace func([]any) []any) any {
	document := answer.(map[string]any)
	if _, isAnswer := document["data"]; !isAnswer {
		return shopifyRow(document, replace)
	}
	data, _ := document["data"].(map[string]any)
	if operation, ok := data["node"].(map[string]any); ok {
		operation["fileSize"] = nil // the disturbed file has another size
	}
	for _, name := range []string{"orders", "customers", "products", "abandonedCheckouts"} {
		if connection, ok := data[name].(map[string]any); ok {
			connection["nodes"] = replace(connection["nodes"].([]any))
		}
	}
	return answer
}

// shopifyRow is a row of a bulk operation's file: a record, or a line that goes with its
// order.
func shopifyRow(row map[string]any, replace func([]any) []any) any {
	record := row
	if parent, isLine := row["__parentId"]; isLine {
		record = map[string]any{"id": parent}
	}
	if len(replace([]any{record})) == 0 {
		return nil
	}
	return row
}

func shopifyIDOf(document map[string]any) int {
	gid, _ := document["id"].(string)
	id, _ := strconv.Atoi(gid[strings.LastIndex(gid, "/")+1:])
	return id
}

// ShopifyCost is the extension that names prices.
func ShopifyCost(requested, available, maximum, rate float64) map[string]any {
	return map[string]any{"cost": map[string]any{
		"requestedQueryCost": requested, "actualQueryCost": requested / 2,
		"throttleStatus": map[string]any{"maximumAvailable": maximum, "currentlyAvailable": available, "restoreRate": rate},
	}}
}

// ShopifyThrottled answers HTTP 200 with the THROTTLED error.
func ShopifyThrottled(requested, available, rate float64) Fault {
	return ShopifyError(200, "THROTTLED", "Throttled", ShopifyCost(requested, available, 2000, rate))
}

// ShopifyError answers with one error.
func ShopifyError(status int, code, message string, extensions any) Fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		writeJSON(w, status, map[string]any{
			"errors":     []any{map[string]any{"message": message, "extensions": map[string]any{"code": code}}},
			"extensions": extensions,
		})
	}
}
