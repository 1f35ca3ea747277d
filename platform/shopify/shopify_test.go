package shopify_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/shopify"
)

var day = platform.Window{From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 4, 0, 0, 0, 0, time.UTC)}

func source(t *testing.T, address string, opts platform.HTTPOptions) platform.Source {
	t.Helper()
	opts.MinWait = time.Millisecond
	s, err := open(address, opts)
	require.NoError(t, err)
	return s
}

// answer is a shop that gives one answer to everything.
func answer(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Shopify-API-Version", "2026-07")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func pullAll(t *testing.T, s platform.Source, e platform.Entity) (platform.Page, error) {
	t.Helper()
	var all platform.Page
	err := s.Pull(t.Context(), e, day, "", func(p platform.Page) error {
		all.Orders = append(all.Orders, p.Orders...)
		all.Customers = append(all.Customers, p.Customers...)
		all.Rejected = append(all.Rejected, p.Rejected...)
		return nil
	})
	return all, err
}

// The documented sample of reference/connectors.md.
func TestDocumentedOrder(t *testing.T) {
	got, err := pullAll(t, source(t, answer(t, `{"data":{"orders":{"pageInfo":{"hasNextPage":false,"endCursor":"eyJsYXN0X2lkIjo1MTIzfQ=="},
 "nodes":[{"id":"gid://shopify/Order/5123","name":"#1042","createdAt":"2026-11-02T03:04:05Z","updatedAt":"2026-11-03T08:00:00Z",
 "cancelledAt":null,"cancelReason":null,"displayFinancialStatus":"PAID","displayFulfillmentStatus":"UNFULFILLED","currencyCode":"TWD",
 "totalPriceSet":{"shopMoney":{"amount":"1280.0","currencyCode":"TWD"}},"customer":{"id":"gid://shopify/Customer/77","defaultEmailAddress":{"emailAddress":"a@b.tw"},"defaultPhoneNumber":{"phoneNumber":"+886912345678"}}}]}}}`), platform.HTTPOptions{}), platform.Orders)
	require.NoError(t, err)
	require.Empty(t, got.Rejected)
	o := got.Orders[0]
	o.Raw = nil
	require.Equal(t, regulars.Order{
		ID: "5123", Number: "#1042", PlacedAt: time.Date(2026, 11, 2, 3, 4, 5, 0, time.UTC), UpdatedAt: time.Date(2026, 11, 3, 8, 0, 0, 0, time.UTC),
		CustomerID: "77", Email: "a@b.tw", Phone: "+886912345678", Status: "paid", Placed: true, Paid: true, Currency: "TWD", Total: 12_800_000,
	}, o)
}

func order(fields string) string {
	return `{"data":{"orders":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[{"id":"gid://shopify/Order/1","createdAt":"2026-11-02T03:04:05Z","updatedAt":"2026-11-03T08:00:00Z","currencyCode":"TWD",` + fields + `}]}}}`
}

func bag(name, amount string) string {
	return fmt.Sprintf(`%q:{"shopMoney":{"amount":%q}}`, name, amount)
}

// A phone comes with the country of the address that it stands in.
func TestCountryOfAPhone(t *testing.T) {
	vietnam, japan := `{"name":"A","phone":%s,"countryCodeV2":"VN"}`, `{"name":"B","phone":"090-1234-5678","countryCodeV2":"JP"}`
	for name, c := range map[string]struct{ addresses, phone, country string }{
		"billing":  {`"billingAddress":` + fmt.Sprintf(vietnam, `"0912 345 678"`) + `,"shippingAddress":` + japan, "0912 345 678", "VN"},
		"shipping": {`"billingAddress":` + fmt.Sprintf(vietnam, "null") + `,"shippingAddress":` + japan, "090-1234-5678", "JP"},
		"none":     {`"billingAddress":null,"shippingAddress":null`, "", ""},
	} {
		got, err := pullAll(t, source(t, answer(t, order(`"displayFinancialStatus":"PAID",`+bag("totalPriceSet", "1.0")+","+c.addresses)), platform.HTTPOptions{}), platform.Orders)
		require.NoError(t, err, name)
		require.Len(t, got.Orders, 1, name)
		require.Equal(t, []string{c.phone, c.country}, []string{got.Orders[0].Phone, got.Orders[0].Country}, name)
	}
}

// A gift card is known by its line.
func TestGiftCards(t *testing.T) {
	lines := `"lineItems":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[
		{"sku":"a","quantity":1,"isGiftCard":false,` + bag("discountedTotalSet", "1.0") + `},{"sku":"b","quantity":1,"isGiftCard":true,` + bag("discountedTotalSet", "2.0") + `}]}`
	got, err := pullAll(t, source(t, answer(t, order(`"displayFinancialStatus":"PAID",`+bag("totalPriceSet", "3.0")+","+lines)), platform.HTTPOptions{}), platform.Orders)
	require.NoError(t, err)
	require.Len(t, got.Orders, 1)
	require.Equal(t, []regulars.Line{{SKU: "a", Quantity: 1, Amount: 10_000}, {SKU: "b", Quantity: 1, Amount: 20_000, GiftCard: true}}, got.Orders[0].Lines)
}

// What an order is worth, and that no refund is subtracted twice.
func TestWorth(t *testing.T) {
	cases := map[string]struct {
		gross, current, refunded string
		total, net               string
	}{
		"as it was bought":                           {"100.0", "100.0", "0.0", "100", "100"},
		"one item returned and refunded":             {"100.0", "60.0", "40.0", "100", "60"},
		"all returned and refunded":                  {"100.0", "0.0", "100.0", "100", "0"},
		"good will, current not lowered":             {"100.0", "100.0", "10.0", "100", "90"},
		"good will, current lowered":                 {"100.0", "90.0", "10.0", "100", "90"},
		"edited down before it was paid":             {"100.0", "60.0", "0.0", "60", "60"},
		"edited up":                                  {"120.0", "120.0", "0.0", "120", "120"},
		"edited up where gross is that of the start": {"100.0", "120.0", "0.0", "120", "120"},
		"returned, not yet refunded":                 {"100.0", "60.0", "0.0", "60", "60"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			body := order(`"displayFinancialStatus":"PAID",` + bag("totalPriceSet", c.gross) + "," + bag("currentTotalPriceSet", c.current) + "," + bag("totalRefundedSet", c.refunded))
			got, err := pullAll(t, source(t, answer(t, body), platform.HTTPOptions{}), platform.Orders)
			require.NoError(t, err)
			o := got.Orders[0]
			require.Equal(t, c.total, o.Total.String())
			require.Equal(t, c.net, (o.Total - o.Refunded).String())
		})
	}
}

func TestStates(t *testing.T) {
	type flags struct{ paid, fulfilled, cancelled, test bool }
	cases := map[string]flags{
		`"displayFinancialStatus":"PENDING"`:                                                                    {},
		`"displayFinancialStatus":"PENDING","paymentGatewayNames":["Cash on Delivery (COD)"]`:                   {paid: true},
		`"displayFinancialStatus":"PENDING","paymentGatewayNames":["gift_card","cash_on_delivery"]`:             {paid: true},
		`"displayFinancialStatus":"PENDING","paymentGatewayNames":["超商取貨付款"]`:                                   {paid: true},
		`"displayFinancialStatus":"PENDING","paymentGatewayNames":["Bank Deposit","Codex Pay"]`:                 {},
		`"displayFinancialStatus":"PENDING","paymentGatewayNames":null`:                                         {},
		`"displayFinancialStatus":"AUTHORIZED","paymentGatewayNames":["COD"]`:                                   {},
		`"displayFinancialStatus":"VOIDED","paymentGatewayNames":["COD"]`:                                       {cancelled: true},
		`"displayFinancialStatus":"PENDING","paymentGatewayNames":["COD"],"cancelledAt":"2026-11-03T00:00:00Z"`: {cancelled: true},
		`"displayFinancialStatus":"AUTHORIZED"`:                                                                 {},
		`"displayFinancialStatus":"PARTIALLY_PAID"`:                                                             {},
		`"displayFinancialStatus":"PAID","displayFulfillmentStatus":"FULFILLED"`:                                {paid: true, fulfilled: true},
		`"displayFinancialStatus":"PAID","displayFulfillmentStatus":"PARTIALLY_FULFILLED"`:                      {paid: true},
		`"displayFinancialStatus":"PARTIALLY_REFUNDED"`:                                                         {paid: true},
		`"displayFinancialStatus":"REFUNDED","cancelledAt":"2026-11-03T00:00:00Z"`:                              {paid: true, cancelled: true},
		`"displayFinancialStatus":"VOIDED"`:                                                                     {cancelled: true},
		`"displayFinancialStatus":"EXPIRED"`:                                                                    {cancelled: true},
		`"displayFinancialStatus":"PAID","test":true`:                                                           {paid: true, test: true},
	}
	for fields, want := range cases {
		t.Run(fields, func(t *testing.T) {
			got, err := pullAll(t, source(t, answer(t, order(fields+","+bag("totalPriceSet", "10"))), platform.HTTPOptions{}), platform.Orders)
			require.NoError(t, err)
			o := got.Orders[0]
			require.Equal(t, want, flags{o.Paid, o.Fulfilled, o.Cancelled, o.Test})
		})
	}
}

func TestRefundsAndLineID(t *testing.T) {
	body := order(`"displayFinancialStatus":"PARTIALLY_REFUNDED",` + bag("totalPriceSet", "100") + "," + bag("totalRefundedSet", "30") + `,
		"customAttributes":[{"key":"_line_user_id","value":"U1"}],"processedAt":"2024-01-01T00:00:00+08:00",
		"refunds":[{"id":"gid://shopify/Refund/5","createdAt":"2026-12-05T00:00:00Z",` + bag("totalRefundedSet", "30") + `},{"id":"gid://shopify/Refund/6","createdAt":"2026-12-06T00:00:00Z",` + bag("totalRefundedSet", "0.0") + `}]`)
	got, err := pullAll(t, source(t, answer(t, body), platform.HTTPOptions{}), platform.Orders)
	require.NoError(t, err)
	o := got.Orders[0]
	require.Equal(t, []regulars.Refund{{ID: "5", At: time.Date(2026, 12, 5, 0, 0, 0, 0, time.UTC), Amount: 300_000}}, o.Refunds, "a refund without money is an edit")
	require.Equal(t, "U1", o.LineID)
	require.Equal(t, time.Date(2023, 12, 31, 16, 0, 0, 0, time.UTC), o.PlacedAt, "an imported order keeps its date")
}

func TestConsents(t *testing.T) {
	body := `{"data":{"customers":{"pageInfo":{"hasNextPage":false},"nodes":[
		{"id":"gid://shopify/Customer/1","updatedAt":"2026-11-02T00:00:00Z","defaultEmailAddress":{"emailAddress":"a@b.tw","marketingState":"UNSUBSCRIBED","marketingUpdatedAt":"2026-10-01T00:00:00Z"},
		 "defaultPhoneNumber":{"phoneNumber":"+886912345678","marketingState":"SUBSCRIBED","marketingUpdatedAt":null}},
		{"id":"gid://shopify/Customer/2","updatedAt":"2026-11-02T00:00:00Z","defaultEmailAddress":{"emailAddress":"c@d.tw","marketingState":"NOT_SUBSCRIBED","marketingUpdatedAt":null},"defaultPhoneNumber":null},
		{"id":"gid://shopify/Customer/3","updatedAt":"2026-11-02T00:00:00Z","defaultEmailAddress":{"emailAddress":"e@f.tw","marketingState":"PENDING","marketingUpdatedAt":"2026-10-01T00:00:00Z"}},
		{"id":"gid://shopify/Customer/4","updatedAt":"2026-11-02T00:00:00Z","defaultEmailAddress":{"emailAddress":"g@h.tw","marketingState":"UNSUBSCRIBED","marketingUpdatedAt":null},
		 "defaultPhoneNumber":{"phoneNumber":"+886912345679","marketingState":"REDACTED","marketingUpdatedAt":null}}]}}}`
	got, err := pullAll(t, source(t, answer(t, body), platform.HTTPOptions{}), platform.Customers)
	require.NoError(t, err)
	require.Equal(t, []regulars.Consent{
		{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerNo, At: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), Source: "shopify defaultEmailAddress"},
		{Channel: "sms", Purpose: "marketing", Answer: regulars.AnswerYes, Source: "shopify defaultPhoneNumber"},
	}, got.Customers[0].Consents)
	for _, c := range got.Customers[1].Consents {
		require.Equal(t, regulars.AnswerNone, c.Answer, "never asked says nothing")
	}
	require.Len(t, got.Customers[1].Consents, 2, "what was there and is gone must be seen")
	require.Equal(t, regulars.AnswerNo, got.Customers[2].Consents[0].Answer)
	for _, c := range got.Customers[3].Consents {
		require.Equal(t, regulars.AnswerNo, c.Answer, "%s: a refusal is one without its time, too", c.Channel)
	}
}

func shopWithOrders(t *testing.T, n int) *platformtest.Shop {
	t.Helper()
	shop := platformtest.NewShopify(t)
	for i := range n {
		at := day.From.Add(time.Duration(i) * time.Second)
		shop.Put(platformtest.Order{ID: i + 1, Placed: at, Modified: at, State: platformtest.Paid, Total: 10, Lines: 1})
	}
	return shop
}

// Throttled at HTTP 200 and at 429: wait as the numbers say, then go on.
func TestThrottled(t *testing.T) {
	for _, status := range []int{200, 429} {
		shop := shopWithOrders(t, 150)
		var waited time.Duration
		opts := platform.HTTPOptions{OnWait: func(_ string, d time.Duration) { waited += d }}
		shop.Faults.Add(platformtest.Well, platformtest.ShopifyError(status, "THROTTLED", "Throttled", platformtest.ShopifyCost(752, 702, 1000, 200)))
		got, err := pullAll(t, source(t, shop.URL, opts), platform.Orders)
		require.NoError(t, err)
		require.Equal(t, 150, len(got.Orders))
		require.InDelta(t, 250, waited.Milliseconds(), 60, "(752 - 702) / 200 per second, with jitter")
	}
}

func TestThrottledForLong(t *testing.T) {
	shop := shopWithOrders(t, 1)
	shop.Faults.Always(platformtest.ShopifyThrottled(1000, 0, 5))
	_, err := pullAll(t, source(t, shop.URL, platform.HTTPOptions{}), platform.Orders)
	var fault *platform.Error
	require.ErrorAs(t, err, &fault)
	require.True(t, fault.Retryable)
	require.InDelta(t, 200, fault.RetryAfter.Seconds(), 1)
	require.Equal(t, 1, shop.Requests())
}

// The next page is not asked for before the bucket holds its price.
func TestBudgetIsWaitedForBeforehand(t *testing.T) {
	shop := shopWithOrders(t, 150)
	var reasons []string
	opts := platform.HTTPOptions{OnWait: func(reason string, _ time.Duration) { reasons = append(reasons, reason) }}
	shop.Faults.Add(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		var body map[string]any
		require.NoError(t, json.Unmarshal(recorder.Body.Bytes(), &body))
		body["extensions"] = platformtest.ShopifyCost(300, 280, 1000, 100)
		require.NoError(t, json.NewEncoder(w).Encode(body))
	})
	started := time.Now()
	_, err := pullAll(t, source(t, shop.URL, opts), platform.Orders)
	require.NoError(t, err)
	require.GreaterOrEqual(t, time.Since(started), 180*time.Millisecond)
	require.Contains(t, strings.Join(reasons, "\n"), "budget")
	require.Equal(t, 2, shop.Requests(), "nothing was throttled")
}

// A page priced out is asked for in halves.
func TestTooCostlyPagesAreHalved(t *testing.T) {
	shop := shopWithOrders(t, 60)
	tooCostly := platformtest.ShopifyError(200, "MAX_COST_EXCEEDED", "Query cost is 2500, which exceeds the single query max cost limit (1000)", nil)
	shop.Faults.Add(tooCostly, tooCostly)
	got, err := pullAll(t, source(t, shop.URL, platform.HTTPOptions{}), platform.Orders)
	require.NoError(t, err)
	require.Equal(t, 60, len(got.Orders))
	require.Equal(t, 2+3, shop.Requests(), "60 orders in pages of 25")
}

func TestForgottenCursorStartsFromTheTimeReached(t *testing.T) {
	shop := shopWithOrders(t, 150)
	shop.Faults.Add(platformtest.Well, platformtest.ShopifyError(200, "", "Invalid cursor for current pagination sort.", nil))
	got, err := pullAll(t, source(t, shop.URL, platform.HTTPOptions{}), platform.Orders)
	require.NoError(t, err)
	require.Equal(t, 150, len(got.Orders))
}

// Deep lists are left for a new one from the time reached.
func TestDeepPaging(t *testing.T) {
	const many = 20_300
	page := func(from, n int) string {
		var nodes []string
		for i := from; i < from+n; i++ {
			at := day.From.Add(time.Duration(i) * time.Second).Format(time.RFC3339)
			nodes = append(nodes, fmt.Sprintf(`{"id":"gid://shopify/Customer/%d","updatedAt":%q}`, i+1, at))
		}
		return fmt.Sprintf(`{"data":{"customers":{"pageInfo":{"hasNextPage":%v,"endCursor":"%d"},"nodes":[%s]}}}`, from+n < many, from+n, strings.Join(nodes, ","))
	}
	deepest := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Variables struct{ After, Query string }
		}
		_ = json.NewDecoder(r.Body).Decode(&request)
		first, depth := 0, 0
		if _, rest, ok := strings.Cut(request.Variables.Query, ">='"); ok {
			at, err := time.Parse(time.RFC3339, rest[:len("2026-11-01T00:00:00Z")])
			if err != nil {
				t.Error(err)
			}
			first = int(at.Sub(day.From).Seconds())
		}
		if request.Variables.After != "" {
			start := first
			_, _ = fmt.Sscan(request.Variables.After, &first)
			depth = first - start
		}
		deepest = max(deepest, depth)
		_, _ = io.WriteString(w, page(first, min(100, many-first)))
	}))
	t.Cleanup(server.Close)
	paged := source(t, server.URL, platform.HTTPOptions{})
	paged.(*shopify.Source).BulkFrom(2 * many)
	got, err := pullAll(t, paged, platform.Customers)
	require.NoError(t, err)
	require.Equal(t, many, len(got.Customers), "each once")
	require.Less(t, deepest, 25_000)
}

func TestCheckWarns(t *testing.T) {
	s, err := shopify.New(config.Shop{Name: "tea", Version: config.ShopifyVersion, URL: answer(t, `{"data":{"shop":{"name":"Tea","ianaTimezone":"Asia/Taipei","currencyCode":"TWD"},
		"currentAppInstallation":{"accessScopes":[{"handle":"read_orders"},{"handle":"write_customers"}]},"ordersCount":{"count":10001,"precision":"AT_LEAST"}}}`),
		Token: config.NewSecret("t"), Currency: "USD"}, platform.HTTPOptions{})
	require.NoError(t, err)
	facts, err := s.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, "2026-07", facts.APIVersion)
	require.EqualValues(t, -1, facts.Orders, "a lower bound is no count")
	warnings := strings.Join(facts.Warnings, "\n")
	for _, part := range []string{"2026-10 was asked for, 2026-07 answered", "60 days", "read_products"} {
		require.Contains(t, warnings, part)
	}
	require.Equal(t, "TWD", facts.Currency)
	require.NotContains(t, warnings, "currency", "Facts.Differences says it, once")
	require.NotContains(t, warnings, "read_customers")
}

// Without the scope read_all_orders the shop answers null for an older order, too: it
// must not be taken for deleted, and a part of the orders is no total.
func TestPartOfTheOrdersIsNotTheWhole(t *testing.T) {
	for _, all := range []bool{false, true} {
		scope := map[bool]string{false: "read_orders", true: "read_all_orders"}[all]
		s := source(t, answer(t, `{"data":{"order":null,"customer":null,"ordersCount":{"count":3,"precision":"EXACT"},
			"currentAppInstallation":{"accessScopes":[{"handle":"`+scope+`"}]}}}`), platform.HTTPOptions{})
		nothing := func(p platform.Page) error {
			require.Empty(t, p.Orders)
			return nil
		}
		fate, err := s.Read(t.Context(), platform.Orders, []string{"1", "2"}, nothing)
		require.NoError(t, err)
		require.Equal(t, all, len(fate.Deleted) == 2, fate.Deleted)
		_, err = s.Total(t.Context(), platform.Orders, day)
		require.Equal(t, all, err == nil)
		if !all {
			require.ErrorIs(t, err, platform.ErrNoCount)
			err = s.List(t.Context(), platform.Orders, day, "", func(platform.ListPage) error { return nil })
			require.ErrorIs(t, err, platform.ErrNoCount)
		}
		fate, err = s.Read(t.Context(), platform.Customers, []string{"1"}, nothing)
		require.NoError(t, err)
		require.Len(t, fate.Deleted, 1, "customers are all seen")
	}
}

func TestInexactCountIsNone(t *testing.T) {
	s := source(t, answer(t, `{"data":{"ordersCount":{"count":10000,"precision":"AT_LEAST"}}}`), platform.HTTPOptions{})
	_, err := s.Count(t.Context(), platform.Orders, day)
	require.ErrorIs(t, err, platform.ErrNoCount)
}

func TestRefusals(t *testing.T) {
	cases := map[string]string{
		`{"errors":[{"message":"Access denied for customer field.","path":["orders","nodes",0,"customer"],"extensions":{"code":"ACCESS_DENIED"}}],"data":null}`: "grant the scopes",
		`{"errors":[{"message":"Field 'foo' doesn't exist on type 'Order'","extensions":{"code":"undefinedField"}}]}`:                                           "version",
		`{"errors":"Not Found"}`: "version",
	}
	for body, want := range cases {
		_, err := pullAll(t, source(t, answer(t, body), platform.HTTPOptions{}), platform.Orders)
		var fault *platform.Error
		require.ErrorAs(t, err, &fault)
		require.False(t, fault.Retryable)
		require.Contains(t, fault.Hint, want)
	}
}

func TestSettingsThatCannotWork(t *testing.T) {
	token := config.NewSecret("t")
	for _, shop := range []config.Shop{
		{Name: "x", Version: config.ShopifyVersion, URL: "http://x.myshopify.com", Token: token},
		{Name: "x", Version: config.ShopifyVersion, URL: "http://127.evil.example", Token: token},
		{Name: "x", Version: config.ShopifyVersion, URL: "http://127.0.0.1.evil.example", Token: token},
		{Name: "x", Version: config.ShopifyVersion, URL: "http://localhost.evil.example", Token: token},
		{Name: "x", Version: config.ShopifyVersion, URL: "http://127.0.0.1@evil.example", Token: token},
		{Name: "x", Version: config.ShopifyVersion, URL: "x.myshopify.com", Token: token},
		{Name: "x", Version: config.ShopifyVersion, URL: "https://x.myshopify.com"},
		{Name: "x", URL: "https://x.myshopify.com", Token: token},
	} {
		_, err := shopify.New(shop, platform.HTTPOptions{})
		require.ErrorContains(t, err, "shop x")
	}
}
