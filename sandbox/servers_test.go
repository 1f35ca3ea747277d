package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func start(t *testing.T, change ...func(*Options)) *Sandbox {
	t.Helper()
	o := Options{Dir: t.TempDir(), Members: 300, Orders: 2000, Now: anchor, KeepTexts: true, NoDefects: true}
	for _, c := range change {
		c(&o)
	}
	s, err := Start(context.Background(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func env(s *Sandbox, name string) string {
	for _, pair := range s.Env() {
		if value, ok := strings.CutPrefix(pair, name+"="); ok {
			return value
		}
	}
	return ""
}

type result struct {
	status int
	header http.Header
	body   []byte
}

func do(t *testing.T, method, address string, body string, header ...string) result {
	t.Helper()
	request, err := http.NewRequest(method, address, strings.NewReader(body))
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return result{response.StatusCode, response.Header, text}
}

func woo(t *testing.T, s *Sandbox, path, query string) result {
	t.Helper()
	credentials := url.Values{"consumer_key": {env(s, "SANDBOX_WOO_KEY")}, "consumer_secret": {env(s, "SANDBOX_WOO_SECRET")}}
	return do(t, "GET", s.URL(Woo)+wooPath+path+"?"+query+"&"+credentials.Encode(), "")
}

func list(t *testing.T, r result) []map[string]any {
	t.Helper()
	require.Equal(t, 200, r.status, string(r.body))
	var rows []map[string]any
	decoder := json.NewDecoder(bytes.NewReader(r.body))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&rows))
	return rows
}

func TestWooPagesEveryListedOrderOnce(t *testing.T) {
	s := start(t)
	truth := map[string]Order{}
	for _, o := range s.Orders() {
		if o.Shop == Woo && o.Listed {
			truth[o.ID] = o
		}
	}
	seen := map[string]bool{}
	for page := 1; ; page++ {
		r := woo(t, s, "/orders", fmt.Sprintf("per_page=100&orderby=modified&order=asc&page=%d", page))
		rows := list(t, r)
		if len(rows) == 0 {
			require.Equal(t, "0", r.header.Get("X-WP-Total"), "past the end the shop forgets the total")
			break
		}
		require.Equal(t, strconv.Itoa(len(truth)), r.header.Get("X-WP-Total"))
		for _, row := range rows {
			o := truth[row["id"].(json.Number).String()]
			require.False(t, seen[o.ID])
			seen[o.ID] = true
			require.Equal(t, o.PlacedAt.Format(wooLayout), row["date_created_gmt"])
			require.Equal(t, o.UpdatedAt.Format(wooLayout), row["date_modified_gmt"])
			require.Equal(t, o.PlacedAt.In(s.zone).Format(wooLayout), row["date_created"])
			require.Equal(t, o.Total.Decimal().StringFixed(2), row["total"])
			require.Len(t, row["line_items"], len(o.Lines))
			require.Len(t, row["refunds"], len(o.Refunds))
		}
	}
	require.Len(t, seen, len(truth))
}

// The amounts of an order's parts must add up to its total, cent by cent.
func TestWooAmountsAddUp(t *testing.T) {
	s := start(t)
	for _, row := range list(t, woo(t, s, "/orders", "per_page=100")) {
		sum := cents(t, row["shipping_total"]) + cents(t, row["shipping_tax"])
		for _, l := range row["line_items"].([]any) {
			line := l.(map[string]any)
			sum += cents(t, line["total"]) + cents(t, line["total_tax"])
		}
		require.Equal(t, cents(t, row["total"]), sum)
	}
}

func cents(t *testing.T, v any) int64 {
	t.Helper()
	n, err := strconv.ParseInt(strings.Replace(v.(string), ".", "", 1), 10, 64)
	require.NoError(t, err)
	return n
}

func TestWooFiltersByModifiedTimeAsTheRealOneDoes(t *testing.T) {
	s := start(t)
	rows := list(t, woo(t, s, "/orders", "per_page=100&orderby=modified&order=asc"))
	mark := rows[50]
	gmt, local := mark["date_modified_gmt"].(string), mark["date_modified"].(string)
	after := list(t, woo(t, s, "/orders", "per_page=1&orderby=modified&order=asc&dates_are_gmt=true&modified_after="+gmt))
	require.Greater(t, after[0]["date_modified_gmt"], gmt, "modified_after is strict")
	count := func(query string) string { return woo(t, s, "/orders", "per_page=1&"+query).header.Get("X-WP-Total") }
	strict := count("dates_are_gmt=true&modified_after=" + gmt)
	require.Equal(t, strict, count("modified_after="+local), "a naive time is the shop's own")
	require.Equal(t, strict, count("modified_after="+gmt+"Z"))
	require.Equal(t, strict, count("dates_are_gmt=true&modified_after="+gmt+"%2B08:00"), "dates_are_gmt ignores the offset")
	require.Equal(t, strict, count("modified_after="+local+".123Z"), "a fraction loses the zone")
	require.Equal(t, 400, woo(t, s, "/orders", "modified_after=yesterday").status)
	require.Equal(t, 400, woo(t, s, "/orders", "modified_after=2026-11-01").status)
	before, _ := strconv.Atoi(count("dates_are_gmt=true&modified_before=" + gmt))
	rest, _ := strconv.Atoi(strict)
	all, _ := strconv.Atoi(count(""))
	require.Less(t, before+rest, all, "the rows of the second itself are in neither")
}

func TestPrerenderedOrdersAreTheSameAndFollowChanges(t *testing.T) {
	fresh, ready := start(t), start(t, func(o *Options) { o.Prerender = true })
	page := func(s *Sandbox) string {
		return strings.ReplaceAll(string(woo(t, s, "/orders", "per_page=100").body), s.URL(Woo), "")
	}
	require.Equal(t, page(fresh), page(ready))
	first := list(t, woo(t, ready, "/orders", "per_page=1&orderby=modified&order=asc"))[0]["id"].(json.Number).String()
	require.NoError(t, ready.Cancel(Woo, first))
	last := list(t, woo(t, ready, "/orders", "per_page=1&orderby=modified&order=desc"))[0]
	require.Equal(t, first, last["id"].(json.Number).String())
	require.Equal(t, "cancelled", last["status"])
}

func TestWooRefusesAsTheRealOneDoes(t *testing.T) {
	s := start(t)
	for query, status := range map[string]int{"per_page=101": 400, "per_page=0": 400, "page=0": 400, "status=nosuch": 400, "orderby=total": 400} {
		require.Equal(t, status, woo(t, s, "/orders", query).status, query)
	}
	require.Equal(t, 400, woo(t, s, "/customers", "orderby=modified").status)
	require.Equal(t, 404, woo(t, s, "/orders/999999999", "").status)
	require.Equal(t, 404, woo(t, s, "/nosuch", "").status)
	require.Equal(t, 401, do(t, "GET", s.URL(Woo)+wooPath+"/orders", "").status)
	bad := do(t, "GET", s.URL(Woo)+wooPath+"/orders?consumer_secret=x&consumer_key="+env(s, "SANDBOX_WOO_KEY"), "")
	require.Contains(t, string(bad.body), "woocommerce_rest_authentication_error")
	all := list(t, woo(t, s, "/customers", "per_page=1&role=all"))
	require.Equal(t, "administrator", all[0]["role"])
}

// What the sandbox answers must not have a field that the real shop lacks, and
// must have all that a reader of orders needs, with the same types.
func TestWooAnswersHaveTheRecordedShape(t *testing.T) {
	s := start(t)
	folder := filepath.Join("..", "..", "shared", "fixtures", "woocommerce")
	if _, err := os.Stat(folder); err != nil {
		t.Skip("the recorded answers (../shared/fixtures) are not here")
	}
	for file, answer := range map[string]result{
		"orders_p1.json":     woo(t, s, "/orders", "per_page=100"),
		"customers_p1.json":  woo(t, s, "/customers", "per_page=100"),
		"refunds_all.json":   woo(t, s, "/refunds", "per_page=100"),
		"products_p1.json":   woo(t, s, "/products", "per_page=100"),
		"orders_fields.json": woo(t, s, "/orders", "per_page=100&_fields=id,status,total,refunds,date_modified_gmt"),
	} {
		text, err := os.ReadFile(filepath.Join(folder, file))
		require.NoError(t, err)
		recorded, ours := shapes(t, text), shapes(t, answer.body)
		for path, types := range ours {
			if strings.Contains(path, "meta_data[]") || strings.Contains(path, "_links") {
				continue
			}
			require.True(t, recorded[path] != nil, "%s: no field %s", file, path)
			for kind := range types {
				if path == "[].line_items[].sku" && kind == "null" {
					continue // of a deleted product: the shortened list has none
				}
				require.Contains(t, recorded[path], kind, "%s %s", file, path)
			}
		}
	}
}

// shapes lists the paths of a JSON text with the kinds of value at each.
func shapes(t *testing.T, text []byte) map[string]map[string]bool {
	t.Helper()
	var value any
	require.NoError(t, json.Unmarshal(text, &value))
	found := map[string]map[string]bool{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		kind := fmt.Sprintf("%T", v)
		if v == nil {
			kind = "null"
		}
		if found[path] == nil {
			found[path] = map[string]bool{}
		}
		found[path][kind] = true
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(path+"."+name, inner)
			}
		case []any:
			for _, inner := range v {
				walk(path+"[]", inner)
			}
		}
	}
	walk("", value)
	return found
}

func TestWooShowsChangesAndForgetsTheDeletedRefund(t *testing.T) {
	s := start(t)
	id, err := s.Place(Woo, Purchase{Identity: Identity{Email: "New.Person@example.com"}, Lines: []PurchaseLine{{Price: 500}}})
	require.NoError(t, err)
	one := func() map[string]any {
		var row map[string]any
		require.NoError(t, json.Unmarshal(woo(t, s, "/orders/"+id, "").body, &row))
		return row
	}
	require.Equal(t, "processing", one()["status"])
	require.NoError(t, s.Refund(Woo, id, 200))
	require.Len(t, one()["refunds"], 1)
	refunds := list(t, woo(t, s, "/orders/"+id+"/refunds", ""))
	require.Equal(t, "200.00", refunds[0]["amount"])
	modified := one()["date_modified_gmt"]
	time.Sleep(1100 * time.Millisecond)
	require.NoError(t, s.DeleteRefund(Woo, id))
	require.Empty(t, one()["refunds"])
	require.Equal(t, modified, one()["date_modified_gmt"], "a deleted refund leaves no trace")
	require.NoError(t, s.Touch(Woo, id))
	require.NotEqual(t, modified, one()["date_modified_gmt"])
	last := list(t, woo(t, s, "/orders", "per_page=1&orderby=modified&order=desc"))
	require.Equal(t, id, last[0]["id"].(json.Number).String())
	require.NoError(t, s.Refund(Woo, id, 0))
	require.Equal(t, "refunded", one()["status"])
	require.NoError(t, s.Trash(Woo, id))
	require.Equal(t, "trash", one()["status"])
	last = list(t, woo(t, s, "/orders", "per_page=1&orderby=modified&order=desc"))
	require.NotEqual(t, id, last[0]["id"].(json.Number).String())
	last = list(t, woo(t, s, "/orders", "per_page=1&orderby=modified&order=desc&status=pending,processing,on-hold,completed,cancelled,refunded,failed,trash"))
	require.Equal(t, id, last[0]["id"].(json.Number).String())
	require.NoError(t, s.Erase(Woo, id))
	require.Equal(t, 404, woo(t, s, "/orders/"+id, "").status)
	require.Error(t, s.Touch(Woo, "1"))
}

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
	Errors     []graphqlError  `json:"errors"`
	Extensions struct {
		Cost struct {
			RequestedQueryCost int
			ActualQueryCost    *int
			ThrottleStatus     struct{ MaximumAvailable, CurrentlyAvailable, RestoreRate float64 }
		}
	} `json:"extensions"`
}

func ask(t *testing.T, s *Sandbox, query string, variables map[string]any, into any) shopifyAnswer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": variables})
	require.NoError(t, err)
	r := do(t, "POST", s.URL(Shopify)+"/admin/api/2026-10/graphql.json", string(body), "X-Shopify-Access-Token", env(s, "SANDBOX_SHOPIFY_TOKEN"))
	require.Equal(t, 200, r.status)
	require.Equal(t, shopifyVersion, r.header.Get("X-Shopify-API-Version"))
	var answer shopifyAnswer
	require.NoError(t, json.Unmarshal(r.body, &answer), string(r.body))
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
	s := start(t)
	want := map[string]Order{}
	for _, o := range s.Orders() {
		if o.Shop == Shopify && o.Listed {
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
			require.NoError(t, s.Touch(Shopify, moved))
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
	s := start(t)
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
	cut := anchor.AddDate(0, -6, 0)
	updated, created := 0, 0
	for _, o := range s.Orders() {
		if o.Shop != Shopify || !o.Listed {
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
	s := start(t)
	answer := ask(t, s, `{ orders(first: 1) { nodes { id nosuch } } }`, nil, nil)
	require.Contains(t, answer.Errors[0].Message, "Field 'nosuch' doesn't exist on type 'Order'")
	answer = ask(t, s, `{ orders(first: 1) { nodes { id `, nil, nil)
	require.NotEmpty(t, answer.Errors)
}

func TestShopifyThrottlesByCost(t *testing.T) {
	s := start(t, func(o *Options) { o.ShopifyPoints = 40 })
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
	s := start(t)
	r := do(t, "POST", s.URL(Shopify)+"/admin/api/2026-10/graphql.json", `{"query":"{shop{name}}"}`, "X-Shopify-Access-Token", "wrong")
	require.Equal(t, 401, r.status)
}

func TestFeedFilesAreReproducible(t *testing.T) {
	one, two := start(t), start(t)
	for _, name := range []string{SalesFile, CustomersFile, ConsentsFile, EventsFile, ProductsFile, CostsFile} {
		a, err := os.ReadFile(filepath.Join(one.options.Dir, name))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(two.options.Dir, name))
		require.NoError(t, err)
		require.Equal(t, a, b, name)
	}
	files, err := os.ReadDir(one.options.Dir)
	require.NoError(t, err)
	var names []string
	for _, f := range files {
		names = append(names, f.Name())
	}
	sort.Strings(names)
	require.Len(t, names, 6)
}

func TestRunTellsWhereItListens(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	dir := t.TempDir()
	done := make(chan error, 1)
	go func() { done <- Run(ctx, Options{Dir: dir, Members: 50, Orders: 100, Now: anchor}) }()
	var running Running
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(filepath.Join(dir, StateFile))
		return err == nil && json.Unmarshal(text, &running) == nil
	}, 10*time.Second, 20*time.Millisecond)
	r := do(t, "GET", running.Control+"/sandbox/received?channel=line", "")
	require.JSONEq(t, "{}", string(r.body))
	require.NotEmpty(t, running.Env["SANDBOX_WOO_URL"])
	stop()
	require.NoError(t, <-done)
}

func BenchmarkWooPage(b *testing.B) {
	s, err := Start(context.Background(), Options{Dir: b.TempDir(), Now: anchor, Prerender: true})
	require.NoError(b, err)
	defer s.Close()
	address := s.URL(Woo) + wooPath + "/orders?per_page=100&orderby=modified&order=asc&consumer_key=" + env(s, "SANDBOX_WOO_KEY") + "&consumer_secret=" + env(s, "SANDBOX_WOO_SECRET")
	b.ResetTimer()
	for i := range b.N {
		response, err := http.Get(address + "&page=" + strconv.Itoa(1+i%400))
		require.NoError(b, err)
		n, _ := io.Copy(io.Discard, response.Body)
		response.Body.Close()
		b.SetBytes(n)
	}
	b.ReportMetric(float64(100*b.N)/b.Elapsed().Seconds(), "orders/s")
}

func BenchmarkWooOrderJSON(b *testing.B) {
	s, err := Start(context.Background(), Options{Dir: b.TempDir(), Members: 300, Orders: 2000, Now: anchor})
	require.NoError(b, err)
	defer s.Close()
	server := &wooServer{shop: s.shops[wooShop]}
	var out jsonWriter
	b.ResetTimer()
	for i := range b.N {
		out.buf = out.buf[:0]
		server.writeOrder(&out, server.find(int32(1+i%400)), "127.0.0.1:1")
	}
}
