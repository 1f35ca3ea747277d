package vendure_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/vendure"
)

var operation = regexp.MustCompile(`(?:query|mutation)\s+(\w+)`)

// recorded serves the answers of a running shop, made for this project, by the names of
// the operations.
func recorded(t *testing.T) platform.Source {
	t.Helper()
	return recordedAs(t, open)
}

func recordedAs(t *testing.T, open func(string, platform.HTTPOptions) (platform.Source, error)) platform.Source {
	t.Helper()
	files := map[string]string{"Products": "products.json", "Carts": "carts.json", "Orders": "orders.json", "Customers": "customers.json", "Shape": "shape.json", "Channel": "channel.json", "Refunds": "refunds.json", "OrdersCount": "orders.json", "CustomersCount": "customers.json", "OrderByID": "no_order.json"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct{ Query string }
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &request); err != nil {
			t.Error(err)
		}
		text, err := os.ReadFile("testdata/" + files[operation.FindStringSubmatch(request.Query)[1]])
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

// shopOf is a source of a shop that has one order.
func shopOf(t *testing.T, order map[string]any) platform.Source {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		data := map[string]any{"orders": map[string]any{"totalItems": 1, "items": []any{order}}}
		if operation.FindStringSubmatch(string(body))[1] == "Shape" {
			data = map[string]any{"globalSettings": map[string]any{"serverConfig": map[string]any{"moneyStrategyPrecision": 2}}, "__type": nil}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"data": data})
	}))
	t.Cleanup(server.Close)
	s, err := open(server.URL, platform.HTTPOptions{})
	require.NoError(t, err)
	return s
}

// What an order is worth where modifications, cancellations and refunds meet, and when it
// is paid.
func TestWorth(t *testing.T) {
	for name, c := range map[string]struct {
		state           string
		holds           int64
		settled         int64
		refunds         map[string]int64 // by state
		total, refunded int64
		paid            bool
	}{
		"paid":                         {"PaymentSettled", 48000, 48000, nil, 48000, 0, true},
		"authorized":                   {"PaymentAuthorized", 48000, 0, nil, 48000, 0, false},
		"refunded in part":             {"Delivered", 48000, 48000, map[string]int64{"Pending": 10000}, 48000, 10000, true},
		"a refund that failed":         {"Delivered", 48000, 48000, map[string]int64{"Failed": 10000}, 48000, 0, true},
		"a line was cancelled":         {"PaymentSettled", 24000, 48000, nil, 24000, 0, true},
		"and paid back":                {"PaymentSettled", 24000, 48000, map[string]int64{"Settled": 24000}, 48000, 24000, true},
		"made dearer":                  {"ArrangingAdditionalPayment", 72000, 48000, nil, 72000, 0, false},
		"cancelled and paid back":      {"Cancelled", 0, 48000, map[string]int64{"Settled": 48000}, 48000, 48000, true},
		"cancelled before it was paid": {"Cancelled", 0, 0, nil, 0, 0, false},
		"free":                         {"PaymentSettled", 0, 0, nil, 0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			refunds, payments := []any{}, []any{}
			for state, amount := range c.refunds {
				refunds = append(refunds, map[string]any{"id": "7", "state": state, "total": amount, "createdAt": "2026-11-03T00:00:00Z"})
			}
			if c.settled > 0 {
				payments = append(payments, map[string]any{"state": "Settled", "amount": c.settled, "refunds": refunds})
			}
			page := read(t, shopOf(t, map[string]any{
				"id": "1", "state": c.state, "createdAt": "2026-11-01T00:00:00Z", "updatedAt": "2026-11-01T00:00:00Z", "orderPlacedAt": "2026-11-02T00:00:00Z",
				"currencyCode": "TWD", "totalWithTax": c.holds, "payments": payments,
			}), platform.Orders)
			require.Empty(t, page.Rejected)
			o := page.Orders[0]
			require.Equal(t, cents(c.total), o.Total)
			require.Equal(t, cents(c.refunded), o.Refunded)
			require.Equal(t, c.paid, o.Paid)
			require.Equal(t, at(t, "2026-11-02T00:00:00Z"), o.UpdatedAt, "placing moves it where updatedAt stays")
			require.False(t, o.Unmapped)
		})
	}
	own := read(t, shopOf(t, map[string]any{
		"id": "1", "state": "AwaitingPickup", "orderPlacedAt": "2026-11-02T00:00:00Z", "currencyCode": "TWD", "totalWithTax": 1,
	}), platform.Orders)
	require.True(t, own.Orders[0].Unmapped, "a state of the shop's own process")
}

// An administrator signs in by name and password, once, and again where the session ended.
func TestSignsIn(t *testing.T) {
	shop := platformtest.NewVendure(t)
	shop.Put(platformtest.Order{ID: 1, Placed: at(t, "2026-11-01T00:00:00Z"), Modified: at(t, "2026-11-01T00:00:00Z"), State: platformtest.Paid, Total: 10, Lines: 1})
	var logins, ended atomic.Int64
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		again, _ := http.NewRequestWithContext(r.Context(), r.Method, shop.URL+r.URL.Path, bytes.NewReader(body))
		again.Header = r.Header.Clone()
		if operation.FindStringSubmatch(string(body))[1] == "Login" {
			logins.Add(1)
		} else if ended.CompareAndSwap(1, 0) {
			again.Header.Set("Authorization", "Bearer ended")
		}
		resp, err := http.DefaultClient.Do(again)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = resp.Body.Close() }()
		w.Header().Set("vendure-auth-token", resp.Header.Get("vendure-auth-token"))
		_, _ = io.Copy(w, resp.Body)
	}))
	t.Cleanup(front.Close)
	key := config.NewSecret(platformtest.VendureKey)
	s, err := vendure.New(config.Shop{Name: "tea", URL: front.URL, Key: key, KeySecret: key}, platform.HTTPOptions{})
	require.NoError(t, err)
	require.Len(t, read(t, s, platform.Orders).Orders, 1)
	require.EqualValues(t, 1, logins.Load())
	ended.Store(1)
	require.Len(t, read(t, s, platform.Orders).Orders, 1)
	require.EqualValues(t, 2, logins.Load(), "a session that ended is renewed")

	s, err = vendure.New(config.Shop{Name: "tea", URL: front.URL, Key: key, KeySecret: config.NewSecret("wrong")}, platform.HTTPOptions{})
	require.NoError(t, err)
	_, err = s.Check(t.Context())
	require.ErrorContains(t, err, "check key and key_secret")
	require.NotContains(t, err.Error(), platformtest.VendureKey)
}

func TestNewRefusesWhatCannotWork(t *testing.T) {
	token := config.NewSecret("k")
	for want, shop := range map[string]config.Shop{
		"without /admin-api": {URL: "vendure", Token: token},
		"https://":           {URL: "http://vendure.example", Token: token},
		"token is needed":    {URL: "https://vendure.example", Key: token},
	} {
		_, err := vendure.New(shop, platform.HTTPOptions{})
		require.ErrorContains(t, err, want)
	}
}
