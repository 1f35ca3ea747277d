package platformtest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
)

// ShopifyToken is the token that the imitation Shopify shop takes.
const ShopifyToken = "shpat_0123456789abcdef"

// ShopifyVersion is the API version that the imitation answers with.
const ShopifyVersion = "2026-10"

// NewShopify starts an imitation of Shopify's Admin GraphQL API. It tells the
// documents apart by their operation's name and serves what they may ask for.
func NewShopify(t testing.TB) *Shop {
	return newShop(t, func(s *Shop) http.Handler {
		mux := http.NewServeMux()
		mux.HandleFunc("POST /admin/api/{version}/graphql.json", s.shopify)
		return mux
	})
}

func (s *Shop) shopify(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("X-Shopify-Access-Token") != ShopifyToken {
		wooJSON(w, 401, map[string]any{"errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"})
		return
	}
	var request struct {
		Query     string
		Variables map[string]any
	}
	body, _ := io.ReadAll(r.Body)
	if err := json.Unmarshal(body, &request); err != nil {
		w.WriteHeader(400)
		return
	}
	operation := regexp.MustCompile(`query\s+(\w+)`).FindStringSubmatch(request.Query)
	w.Header().Set("X-Shopify-API-Version", ShopifyVersion)
	data := map[string]any{}
	switch operation[1] {
	case "Orders":
		s.pageStarts()
		data["orders"] = s.shopifyOrders(request.Variables)
	case "OrderLines":
		data["order"] = s.shopifyOrderLines(request.Variables)
	case "Customers":
		s.pageStarts()
		data["customers"] = s.shopifyCustomers(request.Variables)
	case "OrdersCount":
		data["ordersCount"] = map[string]any{"count": len(s.shopifySelect(request.Variables)), "precision": "EXACT"}
	case "CustomersCount":
		data["customersCount"] = map[string]any{"count": len(s.shopifySelectCustomers(request.Variables)), "precision": "EXACT"}
	case "Shop":
		data["shop"] = map[string]any{"name": "Tea", "ianaTimezone": "Asia/Taipei", "currencyCode": "TWD"}
		data["currentAppInstallation"] = map[string]any{"accessScopes": []any{map[string]any{"handle": "read_orders"}, map[string]any{"handle": "read_customers"}, map[string]any{"handle": "read_products"}}}
		data["ordersCount"] = map[string]any{"count": len(s.Orders()), "precision": "EXACT"}
	}
	wooJSON(w, 200, map[string]any{"data": data, "extensions": ShopifyCost(12, 1900, 2000, 100)})
}

// ShopifyCost is the extension that tells prices.
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
		wooJSON(w, status, map[string]any{
			"errors":     []any{map[string]any{"message": message, "extensions": map[string]any{"code": code}}},
			"extensions": extensions,
		})
	}
}

var shopifyBound = regexp.MustCompile(`(updated_at|created_at):(>=|<)'([^']+)'`)

type shopifyWindow struct{ from, to, createdFrom, createdTo time.Time }

func shopifySearch(variables map[string]any) shopifyWindow {
	far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	w := shopifyWindow{to: far, createdTo: far}
	query, _ := variables["query"].(string)
	for _, m := range shopifyBound.FindAllStringSubmatch(query, -1) {
		at, err := time.Parse(time.RFC3339, m[3])
		if err != nil {
			continue
		}
		switch m[1] + m[2] {
		case "updated_at>=":
			w.from = at
		case "updated_at<":
			w.to = at
		case "created_at>=":
			w.createdFrom = at
		case "created_at<":
			w.createdTo = at
		}
	}
	return w
}

func (s *Shop) shopifySelect(variables map[string]any) []Order {
	w := shopifySearch(variables)
	var rows []Order
	for _, o := range s.Orders() {
		if o.State == "trash" || o.Modified.Before(w.from) || !o.Modified.Before(w.to) || o.Placed.Before(w.createdFrom) || !o.Placed.Before(w.createdTo) {
			continue
		}
		rows = append(rows, o)
	}
	byCreation := variables["sortKey"] == "CREATED_AT"
	sort.SliceStable(rows, func(i, j int) bool { return shopifyKey(rows[i], byCreation) < shopifyKey(rows[j], byCreation) })
	return rows
}

func shopifyKey(o Order, byCreation bool) string {
	at := o.Modified
	if byCreation {
		at = o.Placed
	}
	return fmt.Sprintf("%s %012d", at.UTC().Format(time.RFC3339), o.ID)
}

func (s *Shop) shopifyOrders(variables map[string]any) any {
	first, after := int(variables["first"].(float64)), text(variables["after"])
	lines := int(variables["lines"].(float64))
	byCreation := variables["sortKey"] == "CREATED_AT"
	nodes, end, more, taken := []any{}, any(nil), false, 0
	for _, o := range s.shopifySelect(variables) {
		key := shopifyKey(o, byCreation)
		if key <= after {
			continue
		}
		if taken == first {
			more = true
			break
		}
		taken++
		end = key
		if !s.Hidden[o.ID] {
			nodes = append(nodes, s.spoil(o.ID, s.shopifyOrder(o, lines)))
		}
	}
	return map[string]any{"pageInfo": map[string]any{"hasNextPage": more, "endCursor": end}, "nodes": nodes}
}

func text(v any) string {
	s, _ := v.(string)
	return s
}

func (s *Shop) bag(units int) map[string]any {
	return map[string]any{"shopMoney": map[string]any{"amount": s.Money(units), "currencyCode": "TWD"}}
}

func (s *Shop) shopifyOrder(o Order, lines int) map[string]any {
	financial := map[State]string{Pending: "PENDING", Paid: "PAID", Fulfilled: "PAID", Cancelled: "VOIDED", Refunded: "REFUNDED"}[o.State]
	fulfilment := "UNFULFILLED"
	if o.State == Fulfilled {
		fulfilment = "FULFILLED"
	}
	var cancelledAt any
	if o.State == Cancelled {
		cancelledAt = o.Modified.UTC().Format(time.RFC3339)
	}
	refunds, refunded := []any{}, 0
	for _, r := range o.Refunds {
		refunded += r.Amount
		refunds = append(refunds, map[string]any{"id": fmt.Sprintf("gid://shopify/Refund/%d", r.ID), "createdAt": r.At.UTC().Format(time.RFC3339), "totalRefundedSet": s.bag(r.Amount)})
	}
	if refunded > 0 && o.State != Refunded {
		financial = "PARTIALLY_REFUNDED"
	}
	var customer any
	if o.CustomerID != 0 {
		customer = map[string]any{"id": fmt.Sprintf("gid://shopify/Customer/%d", o.CustomerID), "firstName": "小明", "lastName": "王",
			"defaultEmailAddress": map[string]any{"emailAddress": o.Email}, "defaultPhoneNumber": nil}
	}
	return map[string]any{
		"id": fmt.Sprintf("gid://shopify/Order/%d", o.ID), "name": fmt.Sprintf("#%d", o.ID),
		"createdAt": o.Placed.UTC().Format(time.RFC3339), "processedAt": o.Placed.UTC().Format(time.RFC3339), "updatedAt": o.Modified.UTC().Format(time.RFC3339),
		"cancelledAt": cancelledAt, "test": false, "displayFinancialStatus": financial, "displayFulfillmentStatus": fulfilment, "currencyCode": "TWD",
		"email": o.Email, "phone": nil, "customAttributes": []any{}, "customer": customer, "billingAddress": map[string]any{"name": "王小明", "phone": "0912345678"}, "shippingAddress": nil,
		"totalPriceSet": s.bag(o.Total), "currentTotalPriceSet": s.bag(o.Total - refunded), "totalDiscountsSet": s.bag(0), "totalShippingPriceSet": s.bag(0), "totalTaxSet": s.bag(0),
		"totalRefundedSet": s.bag(refunded), "refunds": refunds, "lineItems": s.shopifyLines(o, 0, lines),
	}
}

func (s *Shop) shopifyLines(o Order, start, first int) any {
	nodes := []any{}
	end := min(start+first, o.Lines)
	for i := start; i < end; i++ {
		nodes = append(nodes, map[string]any{
			"id": fmt.Sprintf("gid://shopify/LineItem/%d", i), "sku": fmt.Sprintf("SKU-%d", i), "title": "手工皂", "quantity": 1,
			"discountedTotalSet": s.bag(o.Total / o.Lines), "product": map[string]any{"id": "gid://shopify/Product/93", "productType": "soap"},
		})
	}
	return map[string]any{"pageInfo": map[string]any{"hasNextPage": end < o.Lines, "endCursor": strconv.Itoa(end)}, "nodes": nodes}
}

func (s *Shop) shopifyOrderLines(variables map[string]any) any {
	gid := text(variables["id"])
	o := s.Order(wooNumber(gid[strings.LastIndex(gid, "/")+1:], 0))
	return map[string]any{"lineItems": s.shopifyLines(o, wooNumber(text(variables["after"]), 0), int(variables["first"].(float64)))}
}

func (s *Shop) shopifySelectCustomers(variables map[string]any) []Customer {
	w := shopifySearch(variables)
	var rows []Customer
	for _, c := range s.customersByID() {
		if !c.Modified.Before(w.from) && c.Modified.Before(w.to) {
			rows = append(rows, c)
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return rows[i].Modified.Before(rows[j].Modified) })
	return rows
}

func (s *Shop) shopifyCustomers(variables map[string]any) any {
	first, after := int(variables["first"].(float64)), text(variables["after"])
	nodes, end, more := []any{}, any(nil), false
	for _, c := range s.shopifySelectCustomers(variables) {
		key := fmt.Sprintf("%s %012d", c.Modified.UTC().Format(time.RFC3339), c.ID)
		if key <= after {
			continue
		}
		if len(nodes) == first {
			more = true
			break
		}
		end = key
		nodes = append(nodes, s.spoil(c.ID, map[string]any{
			"id": fmt.Sprintf("gid://shopify/Customer/%d", c.ID), "firstName": "小明", "lastName": "王", "tags": []any{"VIP"},
			"createdAt": "2025-01-01T00:00:00Z", "updatedAt": c.Modified.UTC().Format(time.RFC3339),
			"defaultEmailAddress": map[string]any{"emailAddress": c.Email, "marketingState": "SUBSCRIBED", "marketingUpdatedAt": "2026-05-01T00:00:00Z"},
			"defaultPhoneNumber":  map[string]any{"phoneNumber": "+886912345678", "marketingState": "NOT_SUBSCRIBED", "marketingUpdatedAt": nil},
			"defaultAddress":      map[string]any{"city": "Taipei"},
		}))
	}
	return map[string]any{"pageInfo": map[string]any{"hasNextPage": more, "endCursor": end}, "nodes": nodes}
}
