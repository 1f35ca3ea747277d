package medusa_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/medusa"
	"regulars/platform/platformtest"
)

// recorded serves the answers of a running shop, made for this project; a file stands for
// a path below /admin/.
func recorded(t *testing.T, files map[string]string) platform.Source {
	t.Helper()
	return recordedAs(t, files, open)
}

// opener opens a shop as a source.
type opener func(address string, opts platform.HTTPOptions) (platform.Source, error)

func recordedAs(t *testing.T, files map[string]string, open opener) platform.Source {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/admin/")
		name, known := files[path]
		if !known {
			name = "not_found.json"
			w.WriteHeader(http.StatusNotFound)
		}
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(text)
	}))
	t.Cleanup(server.Close)
	s, err := open(server.URL, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	return s
}

func read(t *testing.T, s platform.Source, e platform.Entity) (all platform.Page) {
	t.Helper()
	require.NoError(t, s.Pull(t.Context(), e, platform.Window{}, "", func(p platform.Page) error {
		all.Orders, all.Customers, all.Rejected = append(all.Orders, p.Orders...), append(all.Customers, p.Customers...), append(all.Rejected, p.Rejected...)
		return nil
	}))
	return all
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return moment
}

func cents(n int64) regulars.Money { return regulars.Money(n * 100) }

// Every field of a recorded order comes out, and every state of the payment.
func TestRecordedOrders(t *testing.T) {
	page := read(t, recorded(t, map[string]string{"orders": "orders.json"}), platform.Orders)
	require.Empty(t, page.Rejected)
	byNumber := map[string]regulars.Order{}
	for _, o := range page.Orders {
		byNumber[o.Number] = o
		require.True(t, o.Placed && !o.Test && !o.Deleted && !o.Unmapped)
		require.True(t, json.Valid(o.Raw))
	}
	refunded := byNumber["10"]
	require.Equal(t, "order_01M7ZTNV27JEA1JGQYX578CMHM", refunded.ID)
	require.Equal(t, "partially_refunded", refunded.Status)
	require.True(t, refunded.Paid && refunded.Fulfilled && !refunded.Cancelled)
	require.Equal(t, "TWD", refunded.Currency)
	require.Equal(t, at(t, "2026-10-09T06:06:03.772Z"), refunded.PlacedAt)
	require.Equal(t, at(t, "2026-10-23T06:06:03.772Z"), refunded.UpdatedAt)
	require.Equal(t, cents(1125915), refunded.Total, "total says 8970.9, which the refund has lowered by a part of itself")
	require.Equal(t, cents(375300), refunded.Refunded)
	require.Equal(t, cents(8400), refunded.Shipping)
	require.Equal(t, cents(53615), refunded.Tax)
	require.Zero(t, refunded.Discount)
	require.Equal(t, []regulars.Refund{{ID: "ref_01M7ZTNVY380ZTD9WKE1GZM5PR", At: at(t, "2026-10-23T06:06:03.772Z"), Amount: cents(375300)}}, refunded.Refunds)
	require.Equal(t, "customer41@example.test", refunded.Email)
	require.Empty(t, refunded.CustomerID, "a customer without an account is a guest")
	require.Equal(t, "0912999574", refunded.Phone)
	require.Equal(t, "TW", refunded.Country)
	require.Equal(t, "Ben García", refunded.Name)
	require.Len(t, refunded.Lines, 3)
	require.Equal(t, regulars.Line{
		SKU: "SKU-12-S", ProductID: "prod_01M7ZTNGXV9YKCFR01WZT34MXK", Title: "Product 12", Quantity: 3, Amount: cents(439425),
	}, refunded.Lines[0])
}

// states of the recorded orders, as payment and order say them.
func TestRecordedStates(t *testing.T) {
	page := read(t, recorded(t, map[string]string{"orders": "orders.json"}), platform.Orders)
	require.Len(t, page.Orders, 8)
	seen := map[string]int{}
	for _, o := range page.Orders {
		seen[o.Status]++
		require.Equal(t, o.Status == "canceled", o.Cancelled)
		switch o.Status {
		case "captured", "partially_refunded", "refunded":
			require.True(t, o.Paid, o.Number)
		case "not_paid":
			require.False(t, o.Paid, o.Number)
		}
		if o.CustomerID != "" {
			require.Contains(t, string(o.Raw), `"has_account":true`)
		}
		require.LessOrEqual(t, o.Refunded, o.Total, "more was refunded than the order is worth")
	}
	require.Equal(t, map[string]int{"captured": 3, "canceled": 2, "partially_refunded": 1, "refunded": 1, "not_paid": 1}, seen)
}

// A draft is in no list; by its id it is found, hidden and not placed.
func TestDraftIsHidden(t *testing.T) {
	s := recorded(t, map[string]string{"orders": "orders.json", "orders/order_draft": "draft.json"})
	var page platform.Page
	fate, err := s.Read(t.Context(), platform.Orders, []string{"order_draft", "order_nope"}, func(p platform.Page) error {
		page.Orders = append(page.Orders, p.Orders...)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, platform.Fate{Deleted: []string{"order_nope"}, Hidden: []string{"order_draft"}}, fate)
	draft := page.Orders[len(page.Orders)-1]
	require.Equal(t, "draft", draft.Status)
	require.False(t, draft.Placed)
}

func TestRecordedCustomers(t *testing.T) {
	page := read(t, recorded(t, map[string]string{"customers": "customers.json"}), platform.Customers)
	require.Empty(t, page.Rejected)
	require.Len(t, page.Customers, 4)
	account := page.Customers[0]
	require.Equal(t, "cus_01M7ZTNHJ02XZ99YCMHQ1H9VPC", account.ID)
	require.Equal(t, []string{"customer2@example.test", "+886913302285", "O'Neil Wang"}, []string{account.Email, account.Phone, account.Name})
	require.Equal(t, at(t, "2025-09-24T19:52:24.550Z"), account.RegisteredAt)
	require.Equal(t, at(t, "2025-09-24T19:52:24.550Z"), account.UpdatedAt)
	for _, c := range account.Consents {
		require.Equal(t, regulars.AnswerNone, c.Answer)
	}
	guest := page.Customers[3]
	require.Zero(t, guest.RegisteredAt, "a guest has not registered")
	require.Equal(t, []string{"陳怡君", "台北市", "TW", "U0123456789abcdef0123456789abcdef"}, []string{guest.Name, guest.City, guest.Country, guest.LineID})
	require.Equal(t, []regulars.Consent{
		{Channel: "edm", Purpose: "marketing", Answer: regulars.AnswerNo, At: at(t, "2026-11-01T02:03:04Z"), Source: "medusa metadata marketing_consent_edm"},
		{Channel: "sms", Purpose: "marketing", Answer: regulars.AnswerNo, Source: "medusa metadata marketing_consent_sms"},
		{Channel: "line", Purpose: "marketing", Answer: regulars.AnswerNone, Source: "medusa metadata marketing_consent_line"},
	}, guest.Consents)
}

func TestRecordedRefunds(t *testing.T) {
	s := recorded(t, map[string]string{"payments": "payments.json"})
	n, err := s.Total(t.Context(), platform.Refunds, platform.Window{To: at(t, "2026-10-01T00:00:00Z")})
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	var all []platform.Listed
	require.NoError(t, s.List(t.Context(), platform.Refunds, platform.Window{}, "", func(p platform.ListPage) error {
		all = append(all, p.Records...)
		return nil
	}))
	require.Equal(t, []platform.Listed{
		{ID: "ref_01M7ZTNVY380ZTD9WKE1GZM5PR", Order: "order_01M7ZTNV27JEA1JGQYX578CMHM", Refunded: cents(375300)},
		{ID: "ref_01M7ZTNXWYEJPQP1Z5VQVGGKPK", Order: "order_01M7ZTNXBYCMKQ9T575YZMY4TZ", Refunded: cents(317800)},
	}, all)
}

func TestRecordedStore(t *testing.T) {
	s := recorded(t, map[string]string{"stores": "stores.json", "orders": "orders.json", "customers": "customers.json"})
	facts, err := s.Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, platform.Facts{Name: "Medusa Store", Currency: "TWD", APIVersion: "admin v2", Orders: 8, Page: 100}, facts)
}

// What an order is worth where edits, returns and refunds meet: as the running shop
// answered, in one line each.
func TestWorth(t *testing.T) {
	for name, c := range map[string]struct {
		sum, items, captured, refunds string // sum: the order's own total
		payment                       string
		total, refunded               int64
		paid                          bool
	}{
		"paid":                              {"2415", "2331", "2415", "", "captured", 241500, 0, true},
		"refunded in part":                  {"2314.75", "2331", "2415", "100.25", "partially_refunded", 241500, 10025, true},
		"made dearer and not paid":          {"5714.125", "5730.375", "2415", "100.25", "partially_refunded", 581438, 10025, false},
		"returned":                          {"2162.475", "2078.475", "2415", "", "captured", 216248, 0, true},
		"returned and paid back":            {"2162.475", "2078.475", "2415", "252.525", "partially_refunded", 241500, 25253, true},
		"returned and more than that":       {"2112.475", "2078.475", "2415", "302.525", "partially_refunded", 241500, 30253, true},
		"refunded, then returned":           {"3045.7", "5978.7", "9052.05", "3017", "partially_refunded", 606270, 301700, true},
		"paid back before it is returned":   {"8970.9", "11175.15", "11259.15", "3753", "partially_refunded", 1125915, 375300, true},
		"paid without the cents of a total": {"2415.6", "2331.6", "2415", "", "partially_captured", 241560, 0, true},
		"paid in part":                      {"5814.375", "5730.375", "2415", "", "partially_captured", 581438, 0, false},
		"not paid":                          {"2415", "2331", "0", "", "not_paid", 241500, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			order := map[string]any{
				"id": "order_1", "status": "pending", "payment_status": c.payment, "currency_code": "twd", "created_at": "2026-11-01T00:00:00Z",
				"total": json.Number(c.sum), "item_total": json.Number(c.items), "shipping_total": 84,
			}
			payment := map[string]any{"refunds": []any{}}
			if c.refunds != "" {
				payment["refunds"] = []any{map[string]any{"id": "ref_1", "amount": json.Number(c.refunds), "created_at": "2026-11-02T00:00:00Z"}}
			}
			order["payment_collections"] = []any{map[string]any{"captured_amount": json.Number(c.captured), "payments": []any{payment}}}
			page := read(t, answering(t, map[string]any{"orders": []any{order}, "count": 1}), platform.Orders)
			require.Empty(t, page.Rejected)
			o := page.Orders[0]
			require.InDelta(t, c.total, float64(o.Total)/100, 1)
			require.InDelta(t, c.refunded, float64(o.Refunded)/100, 1)
			require.Equal(t, c.paid, o.Paid)
		})
	}
}

// answering is a source of a shop that gives one answer to everything.
func answering(t testing.TB, answer any) platform.Source {
	t.Helper()
	return answeringAs(t, answer, open)
}

func answeringAs(t testing.TB, answer any, open opener) platform.Source {
	t.Helper()
	text, err := json.Marshal(answer)
	require.NoError(t, err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(text) }))
	t.Cleanup(server.Close)
	s, err := open(server.URL, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	return s
}

// An older Medusa, which ignores the filter by id, must not be read for ever, and what is
// no list must not be read as an empty one.
func TestNotTheShopWeExpect(t *testing.T) {
	order := map[string]any{
		"id": "order_1", "status": "pending", "payment_status": "captured", "currency_code": "twd", "created_at": "2026-11-01T00:00:00Z",
		"total": 1, "item_total": 1, "shipping_total": 0,
	}
	pull := func(answer any) error {
		return answering(t, answer).Pull(t.Context(), platform.Orders, platform.Window{}, "", func(platform.Page) error { return nil })
	}
	require.ErrorContains(t, pull(map[string]any{"orders": []any{order}, "count": 300}), "ignores the filter id[$gt]")
	require.ErrorContains(t, pull(map[string]any{"message": "hello"}), "holds no list of orders")
}

// A payment that was captured moves nothing of its order, and a re-read finds it, however
// old the order is.
func TestPaymentOfAnOldOrderIsReadAgain(t *testing.T) {
	shop := platformtest.NewMedusa(t)
	long := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	shop.Put(
		platformtest.Order{ID: 1, Placed: long, Modified: long, State: platformtest.Pending, Total: 10, Lines: 1},
		platformtest.Order{ID: 2, Placed: long, Modified: long, State: platformtest.Paid, Total: 10, Lines: 1},
	)
	paid := shop.Order(1)
	paid.State, paid.Refunds = platformtest.Refunded, []platformtest.Refund{{ID: 7, At: long.AddDate(1, 0, 0), Amount: 4}}
	shop.Put(paid)
	s, err := open(shop.URL, platform.HTTPOptions{})
	require.NoError(t, err)
	var again []regulars.Order
	require.NoError(t, s.Reread(t.Context(), long.AddDate(0, 6, 0), func(p platform.Page) error {
		again = append(again, p.Orders...)
		return nil
	}))
	require.Len(t, again, 1)
	require.True(t, again[0].Paid)
	require.Equal(t, cents(400), again[0].Refunded)
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	token := config.NewSecret("sk_1")
	for want, shop := range map[string]config.Shop{
		"without /admin": {URL: "medusa", Token: token},
		"https://":       {URL: "http://medusa.example", Token: token},
		"secret API key": {URL: "https://medusa.example"},
	} {
		_, err := medusa.New(shop, platform.HTTPOptions{})
		require.ErrorContains(t, err, want)
	}
}

// What is refused says what to do.
func TestRefusals(t *testing.T) {
	for body, want := range map[string]string{
		`{"message":"Unauthorized"}`:                                  "Settings > Secret API Keys",
		`{"type":"invalid_data","message":"Unrecognized fields: id"}`: "update Medusa to 2.21",
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			status := http.StatusBadRequest
			if strings.Contains(body, "Unauthorized") {
				status = http.StatusUnauthorized
			}
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}))
		t.Cleanup(server.Close)
		s, err := open(server.URL, platform.HTTPOptions{MinWait: time.Millisecond})
		require.NoError(t, err)
		_, err = s.Check(t.Context())
		var fault *platform.Error
		require.ErrorAs(t, err, &fault)
		require.False(t, fault.Retryable)
		require.Contains(t, fault.Hint, want)
	}
}

// A 404 that isn't Medusa's own, such as of a proxy, deletes nothing.
func TestOnlyTheShopSaysDeleted(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/admin/orders" {
			_, _ = w.Write([]byte(`{"orders":[],"count":0}`))
			return
		}
		w.WriteHeader(http.StatusNotFound)
		_, _ = w.Write([]byte(`{"error":"no such upstream"}`))
	}))
	t.Cleanup(server.Close)
	s, err := open(server.URL, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	fate, err := s.Read(t.Context(), platform.Orders, []string{"order_1"}, func(platform.Page) error { return nil })
	require.Error(t, err)
	require.Empty(t, fate.Deleted)
}
