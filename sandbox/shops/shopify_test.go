package shops_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/sandbox/sandboxtest"
)

const ordersQuery = `query Orders($first: Int!, $after: String, $sortKey: OrderSortKeys!, $query: String!, $lines: Int!) {
  orders(first: $first, after: $after, sortKey: $sortKey, query: $query) {
    pageInfo { hasNextPage endCursor }
    nodes { id name createdAt processedAt updatedAt cancelledAt test displayFinancialStatus displayFulfillmentStatus currencyCode email phone
      customAttributes { key value }
      customer { id firstName lastName defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber } }
      billingAddress { name phone } shippingAddress { name phone }
      totalPriceSet { shopMoney { amount currencyCode } } currentTotalPriceSet { shopMoney { amount } } totalDiscountsSet { shopMoney { amount } }
      totalShippingPriceSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
      refunds { id createdAt totalRefundedSet { shopMoney { amount } } }
      lineItems(first: $lines) { pageInfo { hasNextPage endCursor } nodes { ...Line } } } } }
fragment Line on LineItem { id sku title quantity discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount } } product { id productType } }`

type shopifyAnswer struct {
	Data       json.RawMessage `json:"data"`
	Errors     []shopifyError  `json:"errors"`
	Extensions struct {
		Cost struct {
			RequestedQueryCost int
			ActualQueryCost    *int
			ThrottleStatus     struct{ MaximumAvailable, CurrentlyAvailable, RestoreRate float64 }
		}
	} `json:"extensions"`
}

type shopifyError struct {
	Message    string
	Extensions map[string]any
}

func ask(t *testing.T, s *sandboxtest.Sandbox, query string, variables map[string]any, into any) shopifyAnswer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	require.NoError(t, err)
	r := sandboxtest.Do(t, "POST", s.URL(brand.Shopify)+"/admin/api/2026-10/graphql.json", string(body), "X-Shopify-Access-Token", s.Value("SANDBOX_SHOPIFY_TOKEN"))
	require.Equal(t, 200, r.Status)
	require.Equal(t, "2026-10", r.Header.Get("X-Shopify-API-Version"))
	var answer shopifyAnswer
	require.NoError(t, json.Unmarshal(r.Body, &answer), string(r.Body))
	if into != nil {
		require.Empty(t, answer.Errors)
		require.NoError(t, json.Unmarshal(answer.Data, into))
	}
	return answer
}

type ordersPage struct {
	Orders struct {
		PageInfo struct {
			HasNextPage bool
			EndCursor   string
		}
		Nodes []struct {
			ID, UpdatedAt, DisplayFinancialStatus string
			TotalPriceSet                         struct{ ShopMoney struct{ Amount string } }
			LineItems                             struct {
				PageInfo struct{ HasNextPage bool }
				Nodes    []struct{ SKU string }
			}
		}
	}
}

func TestShopifyPagesEveryOrderOnceEvenWhenOneMoves(t *testing.T) {
	s := sandboxtest.Small(t)
	want := map[string]sandboxtest.Order{}
	for _, o := range s.Orders() {
		if o.Shop == brand.Shopify && o.Listed {
			want["gid://shopify/Order/"+o.ID] = o
		}
	}
	variables := map[string]any{"first": 100, "after": nil, "sortKey": "UPDATED_AT", "query": "updated_at:<'2027-01-01T00:00:00Z'", "lines": 20}
	seen := map[string]int{}
	moved := ""
	for {
		var page ordersPage
		ask(t, s, ordersQuery, variables, &page)
		for _, node := range page.Orders.Nodes {
			o, ok := want[node.ID]
			require.True(t, ok, node.ID)
			seen[node.ID]++
			if node.ID != moved {
				require.Equal(t, o.UpdatedAt.Format(time.RFC3339), node.UpdatedAt)
			}
			require.Equal(t, o.Total.String()+".0", node.TotalPriceSet.ShopMoney.Amount)
			require.Equal(t, len(o.Lines) > 20, node.LineItems.PageInfo.HasNextPage)
			require.Len(t, node.LineItems.Nodes, min(20, len(o.Lines)))
		}
		if moved == "" {
			moved = page.Orders.Nodes[0].ID
			require.NoError(t, s.Touch(brand.Shopify, moved))
		}
		if !page.Orders.PageInfo.HasNextPage {
			break
		}
		variables["after"] = page.Orders.PageInfo.EndCursor
	}
	require.Len(t, seen, len(want))
	require.Equal(t, 2, seen[moved], "an order that moves comes again at the end")
}

func TestShopifyCountsAndFilters(t *testing.T) {
	s := sandboxtest.Small(t)
	var counted struct {
		OrdersCount struct {
			Count     int
			Precision string
		}
		CustomersCount struct{ Count int }
		Shop           struct{ IANATimezone, CurrencyCode string }
	}
	count := func(query string) int {
		ask(t, s, `query OrdersCount($query: String) { ordersCount(query: $query, limit: null) { count precision } }`, map[string]any{"query": query}, &counted)
		return counted.OrdersCount.Count
	}
	cut := sandboxtest.Anchor.AddDate(0, -6, 0)
	updated, created := 0, 0
	for _, o := range s.Orders() {
		if o.Shop != brand.Shopify || !o.Listed {
			continue
		}
		if !o.UpdatedAt.Before(cut) {
			updated++
		}
		if !o.PlacedAt.Before(cut) {
			created++
		}
	}
	require.Equal(t, updated, count("updated_at:>='"+cut.Format(time.RFC3339)+"'"))
	require.Equal(t, created, count("created_at:>='"+cut.Format(time.RFC3339)+"'"))
	ask(t, s, `query Shop { shop { name ianaTimezone currencyCode } currentAppInstallation { accessScopes { handle } } customersCount(limit: null) { count } }`, nil, &counted)
	require.Equal(t, "Asia/Taipei", counted.Shop.IANATimezone)
	require.Positive(t, counted.CustomersCount.Count)
}

func TestShopifyNamesAnUnknownField(t *testing.T) {
	s := sandboxtest.Small(t)
	answer := ask(t, s, `{ orders(first: 1) { nodes { id nosuch } } }`, nil, nil)
	require.Contains(t, answer.Errors[0].Message, "Field 'nosuch' doesn't exist on type 'Order'")
	answer = ask(t, s, `{ orders(first: 1) { nodes { id `, nil, nil)
	require.NotEmpty(t, answer.Errors)
}

func TestShopifyThrottlesByCost(t *testing.T) {
	s := sandboxtest.Small(t, func(o *sandbox.Options) { o.ShopifyPoints = 40 })
	variables := map[string]any{"first": 100, "sortKey": "UPDATED_AT", "query": "", "lines": 20}
	var answer shopifyAnswer
	for range 10 {
		answer = ask(t, s, ordersQuery, variables, nil)
		if len(answer.Errors) > 0 {
			break
		}
		require.LessOrEqual(t, *answer.Extensions.Cost.ActualQueryCost, answer.Extensions.Cost.RequestedQueryCost)
	}
	require.Equal(t, "THROTTLED", answer.Errors[0].Extensions["code"])
	require.Nil(t, answer.Data)
	require.Equal(t, 40.0, answer.Extensions.Cost.ThrottleStatus.RestoreRate)
	variables["first"] = 10
	time.Sleep(time.Second)
	cheap := ask(t, s, `{ shop { name } }`, nil, nil)
	require.Empty(t, cheap.Errors, "the bucket fills again")
}

func TestShopifyRefusesAWrongToken(t *testing.T) {
	s := sandboxtest.Small(t)
	r := sandboxtest.Do(t, "POST", s.URL(brand.Shopify)+"/admin/api/2026-10/graphql.json", `{"query":"{shop{name}}"}`, "X-Shopify-Access-Token", "wrong")
	require.Equal(t, 401, r.Status)
}
