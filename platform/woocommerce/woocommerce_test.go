package woocommerce_test

import (
	"crypto/tls"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/woocommerce"
)

var day = platform.Window{From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)}

func source(t testing.TB, address string) platform.Source {
	t.Helper()
	s, err := open(address, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	return s
}

func orders(t testing.TB, s platform.Source, w platform.Window) map[string]regulars.Order {
	t.Helper()
	found := map[string]regulars.Order{}
	require.NoError(t, s.Pull(t.Context(), platform.Orders, w, "", func(p platform.Page) error {
		require.Empty(t, p.Rejected)
		for _, o := range p.Orders {
			found[o.ID] = o
		}
		return nil
	}))
	return found
}

// recorded serves the answers of a running shop, made for this project.
func recorded(t *testing.T, ordersFile string) *httptest.Server {
	t.Helper()
	files := map[string]string{
		"orders":                  ordersFile,
		"customers":               "customers_p1.json",
		"refunds":                 "refunds_all.json",
		"reports/orders/totals":   "reports_orders_totals.json",
		"data/currencies/current": "currencies_current.json",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path, isAPI := strings.CutPrefix(r.URL.Path, "/wp-json/wc/v3/")
		file := files[path]
		if !isAPI {
			file = "root.json"
		}
		if file == "" {
			file = "order_refunds.json"
		}
		body, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		w.Header().Set("X-WP-Total", "1")
		w.Header().Set("X-WP-TotalPages", "1")
		_, _ = w.Write(body)
	}))
	t.Cleanup(server.Close)
	return server
}

// documents are a recorded list, read without the connector.
func documents(t *testing.T, file string) []map[string]any {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", file))
	require.NoError(t, err)
	var list []map[string]any
	require.NoError(t, json.Unmarshal(body, &list))
	return list
}

func TestRealOrders(t *testing.T) {
	for _, file := range []string{"orders_p1.json", "orders_after.json", "orders_guest.json", "orders_status_trash.json", "orders_status_two.json", "orders_modified_after_gmt.json"} {
		t.Run(file, func(t *testing.T) {
			want := documents(t, file)
			got := orders(t, source(t, recorded(t, file).URL), platform.Window{})
			require.Equal(t, len(want), len(got))
			for _, d := range want {
				id := strconv.Itoa(int(d["id"].(float64)))
				sameOrder(t, d, got[id])
			}
		})
	}
}

func sameOrder(t *testing.T, d map[string]any, o regulars.Order) {
	t.Helper()
	status := d["status"].(string)
	billing := d["billing"].(map[string]any)
	require.Equal(t, d["number"], o.Number)
	require.Equal(t, status, o.Status)
	require.Equal(t, d["currency"], o.Currency)
	require.Equal(t, billing["country"], o.Country)
	require.Equal(t, d["date_created_gmt"], o.PlacedAt.Format("2006-01-02T15:04:05"))
	require.Equal(t, d["date_modified_gmt"], o.UpdatedAt.Format("2006-01-02T15:04:05"))
	require.Equal(t, billing["email"], o.Email)
	require.Equal(t, billing["phone"], o.Phone)
	require.Equal(t, d["customer_id"] == float64(0), o.CustomerID == "")
	require.Equal(t, amount(t, d["total"]), o.Total)
	require.Equal(t, amount(t, d["total_tax"]), o.Tax)
	require.Equal(t, amount(t, d["shipping_total"])+amount(t, d["shipping_tax"]), o.Shipping)
	require.Equal(t, status == "trash", o.Deleted)
	require.Equal(t, status == "cancelled" || status == "failed", o.Cancelled)
	cod := d["payment_method"] == "cod" && (status == "processing" || status == "completed")
	require.Equal(t, d["date_paid_gmt"] != nil || cod, o.Paid, "paid in status %s", status)
	require.Equal(t, status != "checkout-draft", o.Placed)
	lines := d["line_items"].([]any)
	require.Len(t, o.Lines, len(lines))
	for i := range lines {
		line := lines[i].(map[string]any)
		require.Equal(t, amount(t, line["total"])+amount(t, line["total_tax"]), o.Lines[i].Amount)
		require.Equal(t, line["quantity"], o.Lines[i].Quantity)
		if line["sku"] != nil {
			require.Equal(t, line["sku"], o.Lines[i].SKU)
		}
		require.Equal(t, line["product_id"] == float64(0), o.Lines[i].ProductID == "", "a deleted product")
	}
	for i, refund := range d["refunds"].([]any) {
		require.Equal(t, -amount(t, refund.(map[string]any)["total"]), o.Refunds[i].Amount)
		require.False(t, o.Refunds[i].At.IsZero())
	}
	require.True(t, json.Valid(o.Raw))
}

func amount(t *testing.T, text any) regulars.Money {
	t.Helper()
	m, err := regulars.ParseMoney(text.(string))
	require.NoError(t, err)
	return m
}

func TestRealCustomers(t *testing.T) {
	want := documents(t, "customers_p1.json")
	seen := 0
	s := source(t, recorded(t, "orders_p1.json").URL)
	require.NoError(t, s.Pull(t.Context(), platform.Customers, day, "", func(p platform.Page) error {
		require.Empty(t, p.Rejected)
		for i, c := range p.Customers {
			require.Equal(t, want[i]["email"], c.Email)
			require.Equal(t, want[i]["billing"].(map[string]any)["country"], c.Country)
			require.Equal(t, want[i]["date_created_gmt"], c.RegisteredAt.Format("2006-01-02T15:04:05"))
			require.Len(t, c.Consents, 3)
			for _, said := range c.Consents {
				require.Equal(t, regulars.AnswerNone, said.Answer, "no consent is assumed")
			}
			seen++
		}
		return nil
	}))
	require.Equal(t, len(want), seen)
}

func TestRealIndex(t *testing.T) {
	facts, err := source(t, recorded(t, "orders_p1.json").URL).Check(t.Context())
	require.NoError(t, err)
	require.Equal(t, platform.Facts{Name: "Rig Store", Timezone: "Asia/Taipei", Currency: "TWD", APIVersion: "wc/v3", Orders: 1, Page: 100}, facts)
}

// In the hour that Berlin lives twice, the old storage sorts by local time: the
// rows' UTC times jump back and forth.
func TestClockChangeOnPostsStorage(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	shop := platformtest.NewOldWooCommerce(t, zone)
	start := time.Date(2026, 10, 24, 23, 0, 0, 0, time.UTC)
	for i := range 800 {
		at := start.Add(time.Duration(i) * 15 * time.Second)
		shop.Put(platformtest.Order{ID: i + 1, Placed: at, Modified: at, State: platformtest.Paid, Total: 10, Lines: 1})
	}
	got := orders(t, source(t, shop.URL), platform.Window{From: start, To: start.Add(24 * time.Hour)})
	require.Equal(t, 800, len(got))
}

// Zones west of Greenwich, and shops whose rows carry no local time.
func TestWesternZone(t *testing.T) {
	zone, err := time.LoadLocation("America/Los_Angeles")
	require.NoError(t, err)
	shop := platformtest.NewOldWooCommerce(t, zone)
	for i := range 350 {
		at := day.From.Add(time.Duration(i) * time.Minute)
		shop.Put(platformtest.Order{ID: i + 1, Placed: at, Modified: at, State: platformtest.Paid, Total: 10, Lines: 1})
	}
	before := shop.Requests()
	require.Equal(t, 350, len(orders(t, source(t, shop.URL), day)))
	require.LessOrEqual(t, shop.Requests()-before, 6, "no page is read again without need")
	shop.Spoil = func(_ int, d map[string]any) { d["date_modified"] = nil }
	require.Equal(t, 350, len(orders(t, source(t, shop.URL), day)))
}

func TestTrashedOrderIsDeleted(t *testing.T) {
	shop := platformtest.NewWooCommerce(t)
	shop.Put(platformtest.Order{ID: 7, Placed: day.From, Modified: day.From.Add(time.Hour), State: "trash", Total: 10, Lines: 1})
	require.True(t, orders(t, source(t, shop.URL), day)["7"].Deleted)
}

func TestRefundDatesWithoutTheList(t *testing.T) {
	shop := platformtest.NewWooCommerce(t)
	at := day.From.Add(40 * 24 * time.Hour)
	shop.Put(platformtest.Order{ID: 7, Placed: day.From, Modified: day.From, State: platformtest.Fulfilled, Total: 1000, Lines: 1,
		Refunds: []platformtest.Refund{{ID: 70, At: at, Amount: 490}, {ID: 71, At: at.Add(time.Hour), Amount: 10}}})
	missing := func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, "/wc/v3/refunds") {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"code":"rest_no_route","message":"No route was found","data":{"status":404}}`))
			return
		}
		next.ServeHTTP(w, r)
	}
	shop.Faults.Always(missing)
	o := orders(t, source(t, shop.URL), day)["7"]
	require.Equal(t, []regulars.Refund{{ID: "70", At: at, Amount: 4_900_000}, {ID: "71", At: at.Add(time.Hour), Amount: 100_000}}, o.Refunds)
	require.EqualValues(t, 5_000_000, o.Refunded)
}

// Plugins send what PHP makes of an empty array, or of one with gaps.
func TestShapesOfPlugins(t *testing.T) {
	line := map[string]any{"name": "Tea", "product_id": 9, "quantity": 1, "sku": "T", "total": "100.00", "total_tax": "0.00"}
	for name, change := range map[string]map[string]any{
		"meta data with gaps": {"meta_data": map[string]any{"3": map[string]any{"key": "_line_user_id", "value": "U1"}}},
		"empty entries":       {"meta_data": []any{[]any{}, []any{}, map[string]any{"key": "line_user_id", "value": "U1"}}},
		"no billing":          {"billing": []any{}},
		"no refunds":          {"refunds": map[string]any{}},
		"lines with gaps":     {"line_items": map[string]any{"2": line}},
	} {
		t.Run(name, func(t *testing.T) {
			shop := platformtest.NewWooCommerce(t)
			shop.Put(platformtest.Order{ID: 7, Placed: day.From, Modified: day.From, State: platformtest.Paid, Total: 1000, Lines: 1, Email: "a@example.com"})
			shop.Spoil = func(_ int, d map[string]any) {
				for field, value := range change {
					d[field] = value
				}
			}
			o, read := orders(t, source(t, shop.URL), day)["7"]
			require.True(t, read, "the order was rejected")
			require.Len(t, o.Lines, 1)
			require.EqualValues(t, 10_000_000, o.Total)
			if _, listed := change["meta_data"]; listed {
				require.Equal(t, "U1", o.LineID)
			}
			require.Equal(t, name == "no billing", o.Email == "")
		})
	}
}

// A plugin strips the refunds from orders: their own list has them.
func TestRefundsThatOrdersDoNotShow(t *testing.T) {
	shop := platformtest.NewWooCommerce(t)
	at := day.From.Add(time.Hour)
	shop.Put(platformtest.Order{ID: 7, Placed: day.From, Modified: day.From, State: platformtest.Fulfilled, Total: 1000, Lines: 1,
		Refunds: []platformtest.Refund{{ID: 70, At: at, Amount: 300}}})
	stripped := 0
	shop.Spoil = func(_ int, d map[string]any) {
		delete(d, "refunds")
		stripped++
	}
	o := orders(t, source(t, shop.URL), day)["7"]
	require.Positive(t, stripped)
	require.EqualValues(t, 3_000_000, o.Refunded)
	require.Equal(t, []regulars.Refund{{ID: "70", At: at, Amount: 3_000_000}}, o.Refunds)
}

// A shop that has not the time for large answers is asked for fewer at a time, also for
// refunds and for records by their ids.
func TestSlowShopsAreAskedForLess(t *testing.T) {
	shop := platformtest.NewWooCommerce(t)
	const all, most = 30, 12
	var ids []string
	for i := range all {
		id := 100 + i
		ids = append(ids, strconv.Itoa(id))
		shop.Put(platformtest.Order{ID: id, Placed: day.From, Modified: day.From, State: platformtest.Fulfilled, Total: 1000, Lines: 1,
			Refunds: []platformtest.Refund{{ID: 1000 + id, At: day.From.Add(time.Duration(i) * time.Minute), Amount: 10}}})
	}
	slow := map[string]int{}
	fault := func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		_, path, _ := strings.Cut(r.URL.Path, "/wc/v3/")
		query := r.URL.Query()
		asked, _ := strconv.Atoi(query.Get("per_page"))
		if include := query.Get("include"); include != "" {
			asked, path = strings.Count(include, ",")+1, path+" by id"
		}
		if asked > most {
			slow[path]++
			w.WriteHeader(http.StatusGatewayTimeout)
			return
		}
		next.ServeHTTP(w, r)
	}
	shop.Faults.Always(fault)
	s := source(t, shop.URL)
	read := orders(t, s, day)
	require.Len(t, read, all)
	require.Equal(t, day.From.Add(29*time.Minute), read["129"].Refunds[0].At)
	n, err := s.Total(t.Context(), platform.Refunds, platform.Window{To: day.From.Add(-time.Hour)})
	require.NoError(t, err)
	require.Zero(t, n, "each of them came later")
	found := 0
	fate, err := s.Read(t.Context(), platform.Orders, ids, func(p platform.Page) error {
		found += len(p.Orders)
		return nil
	})
	require.NoError(t, err)
	require.Empty(t, fate)
	require.Equal(t, all, found)
	for _, path := range []string{"orders", "orders by id", "refunds", "refunds by id"} {
		require.Positive(t, slow[path], path)
	}
	// The refunds of one order likewise.
	shop.Spoil = func(_ int, d map[string]any) { delete(d, "refunds") }
	read = orders(t, source(t, shop.URL), platform.Window{From: day.From, To: day.From.Add(time.Second)})
	require.Len(t, read, all)
	require.EqualValues(t, 100_000, read["129"].Refunded)
	require.Positive(t, slow["orders/129/refunds"])
}

// A 404 of something else than WooCommerce says nothing about an order.
func TestOnlyTheShopSaysThatAnOrderIsDeleted(t *testing.T) {
	shop := platformtest.NewWooCommerce(t)
	shop.Put(platformtest.Order{ID: 7, Placed: day.From, Modified: day.From, State: platformtest.Paid, Total: 1000, Lines: 1})
	shop.DropOrder(7)
	read := func() (platform.Fate, error) {
		return source(t, shop.URL).Read(t.Context(), platform.Orders, []string{"7"}, func(platform.Page) error { return nil })
	}
	fate, err := read()
	require.NoError(t, err)
	require.Equal(t, []string{"7"}, fate.Deleted)
	shop.Faults.Always(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, "/orders/7") {
			w.WriteHeader(http.StatusNotFound)
			_, _ = w.Write([]byte(`{"code":"rest_no_route","message":"No route was found","data":{"status":404}}`))
			return
		}
		next.ServeHTTP(w, r)
	})
	fate, err = read()
	require.Error(t, err)
	require.Empty(t, fate.Deleted)
}

func TestStatesThatNeedThought(t *testing.T) {
	cases := map[string]struct {
		change map[string]any
		want   func(*testing.T, regulars.Order)
	}{
		"cash on delivery, sent": {map[string]any{"payment_method": "cod", "status": "processing", "date_paid_gmt": nil}, func(t *testing.T, o regulars.Order) { require.True(t, o.Paid) }},
		"cash on delivery, refused": {map[string]any{"payment_method": "cod", "status": "failed", "date_paid_gmt": nil}, func(t *testing.T, o regulars.Order) {
			require.False(t, o.Paid)
			require.True(t, o.Cancelled)
		}},
		"waiting for the bank": {map[string]any{"status": "on-hold", "date_paid_gmt": nil}, func(t *testing.T, o regulars.Order) {
			require.False(t, o.Paid)
			require.False(t, o.Cancelled)
			require.False(t, o.Unmapped)
		}},
		"a plugin's own status": {map[string]any{"status": "awaiting-pickup"}, func(t *testing.T, o regulars.Order) {
			require.True(t, o.Paid)
			require.True(t, o.Placed)
			require.True(t, o.Unmapped, "nobody said what it means")
		}},
		"refunded without a refund":  {map[string]any{"status": "refunded", "refunds": []any{}}, func(t *testing.T, o regulars.Order) { require.Equal(t, o.Total, o.Refunded) }},
		"a guest who is in the list": {map[string]any{"customer_id": 0}, func(t *testing.T, o regulars.Order) { require.Empty(t, o.CustomerID) }},
		"a deleted product": {map[string]any{"line_items": []any{map[string]any{"product_id": 0, "sku": nil, "quantity": 2, "total": "5.50", "total_tax": "0.28"}}}, func(t *testing.T, o regulars.Order) {
			require.Equal(t, regulars.Line{Quantity: 2, Amount: 57800}, o.Lines[0])
		}},
		"a member of the shop's LINE": {map[string]any{"meta_data": []any{map[string]any{"key": "_line_user_id", "value": "U1"}}}, func(t *testing.T, o regulars.Order) { require.Equal(t, "U1", o.LineID) }},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			shop := platformtest.NewWooCommerce(t)
			shop.Put(platformtest.Order{ID: 7, Placed: day.From, Modified: day.From, State: platformtest.Paid, Total: 1000, Lines: 1, CustomerID: 5})
			shop.Spoil = func(_ int, d map[string]any) {
				for field, value := range c.change {
					d[field] = value
				}
			}
			c.want(t, orders(t, source(t, shop.URL), day)["7"])
		})
	}
}

// Over TLS the key travels in the header, over plain http on loopback in the query.
func TestKeyTravelsInTheHeaderOverTLS(t *testing.T) {
	var got *http.Request
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.Header().Set("X-WP-Total", "3")
		_, _ = w.Write([]byte("[]"))
	}))
	t.Cleanup(server.Close)
	s, err := open(server.URL, platform.HTTPOptions{Client: server.Client()})
	require.NoError(t, err)
	n, err := s.Count(t.Context(), platform.Customers, day)
	require.NoError(t, err)
	require.EqualValues(t, 3, n)
	key, secret, ok := got.BasicAuth()
	require.True(t, ok)
	require.Equal(t, []string{platformtest.WooKey, platformtest.WooSecret}, []string{key, secret})
	require.NotContains(t, got.URL.RawQuery, "consumer")

	untrusting := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{}}}
	s, err = open(server.URL, platform.HTTPOptions{Client: untrusting})
	require.NoError(t, err)
	_, err = s.Count(t.Context(), platform.Customers, day)
	var fault *platform.Error
	require.ErrorAs(t, err, &fault)
	require.False(t, fault.Retryable)
	require.Contains(t, fault.Hint, "certificate")
}

func TestSettingsThatCannotWork(t *testing.T) {
	key := config.NewSecret("k")
	for _, shop := range []config.Shop{
		{Name: "x", URL: "http://shop.example", Key: key, KeySecret: key},
		{Name: "x", URL: "http://127.evil.example", Key: key, KeySecret: key},
		{Name: "x", URL: "http://127.0.0.1.evil.example", Key: key, KeySecret: key},
		{Name: "x", URL: "http://localhost.evil.example", Key: key, KeySecret: key},
		{Name: "x", URL: "http://127.0.0.1@evil.example", Key: key, KeySecret: key},
		{Name: "x", URL: "shop.example", Key: key, KeySecret: key},
		{Name: "x", URL: "https://shop.example"},
	} {
		_, err := woocommerce.New(shop, platform.HTTPOptions{})
		require.ErrorContains(t, err, "shop x")
	}
}

// An old shop that ignores the filter must not be read round and round.
func TestIgnoredFilterIsNoticed(t *testing.T) {
	shop := platformtest.NewWooCommerce(t)
	shop.Put(platformtest.Order{ID: 7, Placed: day.From.AddDate(-1, 0, 0), Modified: day.From.AddDate(-1, 0, 0), State: platformtest.Paid, Total: 1, Lines: 1})
	shop.Faults.Always(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		q := r.URL.Query()
		q.Del("modified_after")
		r.URL.RawQuery = q.Encode()
		next.ServeHTTP(w, r)
	})
	err := source(t, shop.URL).Pull(t.Context(), platform.Orders, day, "", func(platform.Page) error { return nil })
	require.ErrorContains(t, err, "ignores modified_after")
}

func TestPaceIsKept(t *testing.T) {
	shop := platformtest.NewWooCommerce(t)
	s, err := woocommerce.New(config.Shop{Name: "x", URL: shop.URL, RequestsPerSecond: 20,
		Key: config.NewSecret(platformtest.WooKey), KeySecret: config.NewSecret(platformtest.WooSecret)}, platform.HTTPOptions{})
	require.NoError(t, err)
	started := time.Now()
	for range 5 {
		_, err := s.Count(t.Context(), platform.Customers, day)
		require.NoError(t, err)
	}
	require.GreaterOrEqual(t, time.Since(started), 190*time.Millisecond)
}

func TestEntities(t *testing.T) {
	s := source(t, "http://127.0.0.1:1")
	require.True(t, slices.Contains(s.Entities(), platform.Orders))
	_, err := s.Count(t.Context(), platform.Products, day)
	require.ErrorIs(t, err, platform.ErrNoCount)
}
