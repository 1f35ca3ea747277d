package shopify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/shopify"
	"regulars/sandbox/shops"
)

// desk is a shop with orders, and what became of the requests that it got.
type desk struct {
	*platformtest.Shop
	mu      sync.Mutex
	started int // bulk operations
	paged   int // pages of orders
	files   int // requests for a file
	onFile  func(n int) platformtest.Fault
}

func newDesk(t *testing.T, orders int, bulk shops.BulkOptions) *desk {
	d := &desk{Shop: platformtest.NewShopifyWith(t, func(s *shops.Shopify) { s.SetBulk(bulk) })}
	for i := range orders {
		at := day.From.Add(time.Duration(i/5) * time.Minute)
		d.Put(platformtest.Order{ID: i + 1, Placed: at, Modified: at, State: platformtest.Paid, Total: 210, Lines: 1 + i%3})
	}
	d.Faults.Always(d.serve)
	return d
}

func (d *desk) serve(w http.ResponseWriter, r *http.Request, next http.Handler) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(strings.NewReader(string(body)))
	fault := platformtest.Fault(platformtest.Well)
	d.mu.Lock()
	switch {
	case platformtest.ShopifyFile(r):
		d.files++
		if d.onFile != nil {
			fault = d.onFile(d.files)
		}
	case strings.Contains(string(body), "bulkOperationRunQuery"):
		d.started++
	case strings.Contains(string(body), "query Orders("):
		d.paged++
	}
	d.mu.Unlock()
	fault(w, r, next)
}

// bulkSource asks for a bulk operation after so many records.
func bulkSource(t *testing.T, address string, opts platform.HTTPOptions, from int) platform.Source {
	opts.MaxWait = 5 * time.Millisecond
	s := source(t, address, opts)
	s.(*shopify.Source).BulkFrom(from)
	return s
}

// all requires that every order came with all its lines.
func all(t *testing.T, d *desk, orders []regulars.Order) {
	t.Helper()
	last := map[string]regulars.Order{}
	for _, o := range orders {
		last[o.ID] = o
	}
	require.Len(t, last, len(d.Orders()))
	for _, o := range d.Orders() {
		got := last[d.ID(o.ID)]
		require.Len(t, got.Lines, o.Lines, "lines of order %d", o.ID)
		require.Equal(t, regulars.Money(2_100_000), got.Total)
		require.True(t, json.Valid(got.Raw))
	}
}

func TestBulkOperations(t *testing.T) {
	gone := platformtest.Status(http.StatusForbidden)
	failed := func(code string) shops.BulkEnd { return shops.BulkEnd{Status: "FAILED", Code: code, After: 129} }
	cases := map[string]struct {
		bulk    shops.BulkOptions
		onFile  func(n int) platformtest.Fault
		started int    // operations
		paged   bool   // pages did the rest
		notice  string // a part of what a person reads
	}{
		"well": {started: 1},
		"the address no longer holds": {started: 1, onFile: func(n int) platformtest.Fault {
			return []platformtest.Fault{gone, platformtest.Status(http.StatusBadRequest), platformtest.Well}[min(n-1, 2)]
		}},
		"the file breaks off": {started: 1, onFile: func(n int) platformtest.Fault {
			return []platformtest.Fault{platformtest.HalfSent, platformtest.HalfWritten, platformtest.HungUp, platformtest.Well}[min(n-1, 3)]
		}},
		"the file ends between two rows": {started: 1, onFile: func(n int) platformtest.Fault {
			if n > 1 {
				return platformtest.Well
			}
			return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				whole := httptest.NewRecorder()
				next.ServeHTTP(whole, r)
				rows := strings.SplitAfter(whole.Body.String(), "\n")
				_, _ = io.WriteString(w, strings.Join(rows[:len(rows)/2], ""))
			}
		}},
		"the storage fails": {started: 1, onFile: func(n int) platformtest.Fault {
			return []platformtest.Fault{platformtest.Status(500), platformtest.Status(429), platformtest.Page(503), platformtest.Well}[min(n-1, 3)]
		}},
		"something else comes": {started: 1, onFile: func(n int) platformtest.Fault {
			return []platformtest.Fault{platformtest.Malformed, platformtest.Page(200), platformtest.Well}[min(n-1, 2)]
		}},
		"ranges are not served": {started: 1, onFile: func(n int) platformtest.Fault {
			if n == 1 {
				return platformtest.HalfSent
			}
			return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
				r.Header.Del("Range")
				next.ServeHTTP(w, r)
			}
		}},
		"failed with a part":      {bulk: shops.BulkOptions{Ends: []shops.BulkEnd{failed("INTERNAL_SERVER_ERROR")}}, started: 2, notice: "FAILED INTERNAL_SERVER_ERROR"},
		"failed without":          {bulk: shops.BulkOptions{Ends: []shops.BulkEnd{{Status: "FAILED", Code: "TIMEOUT"}}}, started: 2, notice: "FAILED TIMEOUT"},
		"canceled, then expired":  {bulk: shops.BulkOptions{Ends: []shops.BulkEnd{{Status: "CANCELED", After: 9}, {Status: "EXPIRED"}}}, started: 3, notice: "EXPIRED"},
		"failing for good":        {bulk: shops.BulkOptions{Ends: []shops.BulkEnd{failed("TIMEOUT"), failed("TIMEOUT"), failed("TIMEOUT")}}, started: 3, paged: true, notice: "TIMEOUT"},
		"denied":                  {bulk: shops.BulkOptions{Ends: []shops.BulkEnd{failed("ACCESS_DENIED")}}, started: 1, paged: true, notice: "ACCESS_DENIED"},
		"others are under way":    {bulk: shops.BulkOptions{Busy: 3}, started: 4},
		"others are always there": {bulk: shops.BulkOptions{Busy: 1000}, started: 15, paged: true, notice: "LIMIT_REACHED"},
		"lines are not grouped":   {bulk: shops.BulkOptions{Ungrouped: true}, started: 1, paged: true, notice: "not grouped"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.bulk.Step = 70
			d := newDesk(t, 333, c.bulk)
			d.onFile = c.onFile
			var notices []string
			opts := platform.HTTPOptions{OnNotice: func(n string) { notices = append(notices, n) }}
			got, err := pullAll(t, bulkSource(t, d.URL, opts, 0), platform.Orders)
			require.NoError(t, err)
			require.Empty(t, got.Rejected)
			all(t, d, got.Orders)
			for _, o := range got.Orders {
				number, err := strconv.Atoi(o.ID)
				require.NoError(t, err)
				require.True(t, c.bulk.Ungrouped || len(o.Lines) == d.Order(number).Lines, "an order without all its lines was handed on")
			}
			require.Equal(t, c.started, d.started)
			require.Equal(t, c.paged, d.paged > 0)
			require.Contains(t, strings.Join(notices, "\n"), c.notice)
			require.Equal(t, c.notice != "", len(notices) > 0, notices)
			if c.onFile != nil {
				require.GreaterOrEqual(t, d.files, 2, "the faults were met")
			}
		})
	}
}

// A file that never comes whole fails the pull after a few tries, without its address.
func TestBulkFileThatLasts(t *testing.T) {
	for name, fault := range map[string]platformtest.Fault{"gone": platformtest.Status(404), "half": platformtest.Malformed, "down": platformtest.Status(503)} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, 20, shops.BulkOptions{})
			d.onFile = func(int) platformtest.Fault { return fault }
			_, err := pullAll(t, bulkSource(t, d.URL, platform.HTTPOptions{}, 0), platform.Orders)
			var fault *platform.Error
			require.ErrorAs(t, err, &fault)
			require.LessOrEqual(t, d.files, 5)
			require.NotContains(t, err.Error(), "signature")
			require.NotContains(t, err.Error(), "127.0.0.1")
		})
	}
}

// Whichever request a worker dies at, another one goes on from the last place that was
// remembered, with the same operation, and nothing is missing.
func TestBulkKilledAtEveryRequest(t *testing.T) {
	for deaths := 1; ; deaths++ {
		d := newDesk(t, 333, shops.BulkOptions{Step: 70})
		var orders []regulars.Order
		var cursor platform.Cursor
		take := func(p platform.Page) error {
			orders, cursor = append(orders, p.Orders...), p.Next
			return nil
		}
		ctx, die := context.WithCancel(t.Context())
		var requests atomic.Int64
		opts := platform.HTTPOptions{Client: &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
			if requests.Add(1) == int64(deaths) {
				die()
			}
			return http.DefaultTransport.RoundTrip(r)
		})}}
		err := bulkSource(t, d.URL, opts, 50).Pull(ctx, platform.Orders, day, "", take)
		whole := ctx.Err() == nil
		die()
		if whole {
			require.NoError(t, err)
			require.Greater(t, deaths, 7, "requests of a pull")
			return
		}
		require.ErrorIs(t, err, context.Canceled)
		remembered := strings.Contains(string(cursor), "BulkOperation")
		require.Equal(t, deaths >= 3, remembered, "the second request starts an operation, death at %d", deaths)
		d.mu.Lock()
		before := d.started
		d.mu.Unlock()
		require.NoError(t, bulkSource(t, d.URL, platform.HTTPOptions{}, 50).Pull(t.Context(), platform.Orders, day, cursor, take))
		all(t, d, orders)
		if remembered {
			require.Equal(t, before, d.started, "an operation was started while another one was remembered")
		}
	}
}

// A worker that dies at every page goes on in the file behind the last record that is
// stored.
func TestBulkKilledAtEveryPage(t *testing.T) {
	d := newDesk(t, 333, shops.BulkOptions{})
	var orders []regulars.Order
	cursor, killed := platform.Cursor(""), errors.New("killed")
	for lives := 0; ; lives++ {
		require.Less(t, lives, 10)
		err := bulkSource(t, d.URL, platform.HTTPOptions{}, 0).Pull(t.Context(), platform.Orders, day, cursor, func(p platform.Page) error {
			orders, cursor = append(orders, p.Orders...), p.Next
			return killed
		})
		if err == nil {
			break
		}
		require.ErrorIs(t, err, killed)
	}
	all(t, d, orders)
	require.Len(t, orders, 333, "each once")
	require.Equal(t, 1, d.started)
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// A small window asks for no operation; a large one begins with pages, and the file goes
// on where they ended.
func TestLargeWindowsAreReadInBulk(t *testing.T) {
	for _, c := range []struct{ from, started, paged int }{{333, 0, 4}, {300, 1, 3}, {150, 1, 2}} {
		d := newDesk(t, 333, shops.BulkOptions{})
		got, err := pullAll(t, bulkSource(t, d.URL, platform.HTTPOptions{}, c.from), platform.Orders)
		require.NoError(t, err)
		all(t, d, got.Orders)
		require.Len(t, got.Orders, 333, "each once")
		require.Equal(t, []int{c.started, c.paged}, []int{d.started, d.paged}, "from %d on", c.from)
	}
}

// An operation that the shop no longer knows is started again.
func TestForgottenBulkOperation(t *testing.T) {
	d := newDesk(t, 30, shops.BulkOptions{})
	var orders []regulars.Order
	cursor := platform.Cursor(`{"from":"2026-11-01T00:00:00Z","depth":0,"bulk":{"id":"gid://shopify/BulkOperation/1","offset":77}}`)
	err := bulkSource(t, d.URL, platform.HTTPOptions{}, 0).Pull(t.Context(), platform.Orders, day, cursor, func(p platform.Page) error {
		orders = append(orders, p.Orders...)
		return nil
	})
	require.NoError(t, err)
	all(t, d, orders)
	require.Equal(t, 1, d.started)
}

// The rows are handed on while the file is still on its way, and the token stays at the
// shop.
func TestBulkFileIsStreamed(t *testing.T) {
	got := make(chan struct{})
	storage := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Shopify-Access-Token") != "" {
			t.Error("the storage got the token")
		}
		w.Header().Set("Content-Range", "bytes 0-9999999/*")
		w.WriteHeader(http.StatusPartialContent)
		for i := range 150 {
			_, _ = fmt.Fprintf(w, `{"id":"gid:\/\/shopify\/Customer\/%d","updatedAt":"2026-11-02T00:00:00Z"}`+"\n", i+1)
		}
		w.(http.Flusher).Flush()
		select {
		case <-got:
		case <-time.After(10 * time.Second):
			t.Error("nothing was handed on before the file's end")
		}
		_, _ = io.WriteString(w, `{"id":"gid:\/\/shopify\/Customer\/151","updatedAt":"2026-11-02T00:00:00Z"}`)
	}))
	t.Cleanup(storage.Close)
	shop := answer(t, `{"data":{"bulkOperationRunQuery":{"bulkOperation":{"id":"gid://shopify/BulkOperation/9"},"userErrors":[]},
		"node":{"id":"gid://shopify/BulkOperation/9","status":"COMPLETED","errorCode":null,"objectCount":"151","fileSize":null,"url":"`+storage.URL+`/x?Signature=s","partialDataUrl":null}}}`)
	customers := 0
	var once sync.Once
	err := bulkSource(t, shop, platform.HTTPOptions{}, 0).Pull(t.Context(), platform.Customers, day, "", func(p platform.Page) error {
		if len(p.Customers) > 0 {
			once.Do(func() { close(got) })
		}
		customers += len(p.Customers)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 151, customers)
}

// An operation may run for days: its search has no end, and of a first pull no begin.
func TestOpenSearchOfBulkOperations(t *testing.T) {
	for want, w := range map[string]platform.Window{
		"{ orders {": {},
		`{ orders(query: \"updated_at:>='2026-11-01T00:00:00Z'\") {`:                                        {From: day.From},
		`{ orders(query: \"updated_at:>='2026-11-01T00:00:00Z' AND updated_at:<'2026-11-04T00:00:00Z'\") {`: day,
	} {
		d := newDesk(t, 1, shops.BulkOptions{})
		var asked string
		d.Faults.Always(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
			body, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(strings.NewReader(string(body)))
			if strings.Contains(string(body), "BulkRun") {
				var request struct{ Variables struct{ Query string } }
				require.NoError(t, json.Unmarshal(body, &request))
				asked = request.Variables.Query
			}
			next.ServeHTTP(w, r)
		})
		stop := errors.New("enough")
		err := bulkSource(t, d.URL, platform.HTTPOptions{}, 0).Pull(t.Context(), platform.Orders, w, "", func(platform.Page) error { return stop })
		require.ErrorIs(t, err, stop)
		require.Contains(t, asked, strings.ReplaceAll(want, `\"`, `"`))
	}
}

// What the app may not see is missing without a word: check says it, and which scopes are
// missing, and that another version answers than was asked for.
func TestScopesAndVersion(t *testing.T) {
	shop := platformtest.NewShopifyWith(t, func(s *shops.Shopify) {
		s.Grant("read_orders", "read_products")
		s.Expire("2027-01")
	})
	now := time.Now().UTC().Truncate(time.Second)
	for i, days := range []int{1, 59, 61, 400} {
		at := now.AddDate(0, 0, -days)
		shop.Put(platformtest.Order{ID: i + 1, Placed: at, Modified: at, State: platformtest.Paid, Total: 21, Lines: 1})
	}
	var notices []string
	s := source(t, shop.URL, platform.HTTPOptions{OnNotice: func(n string) { notices = append(notices, n) }})
	facts, err := s.Check(t.Context())
	require.NoError(t, err)
	require.EqualValues(t, 2, facts.Orders)
	require.Len(t, facts.Warnings, 3)
	for i, part := range []string{"2026-10 was asked for, 2027-01 answered", "60 days are hidden", "lacks the scope read_customers"} {
		require.Contains(t, facts.Warnings[i], part)
	}
	require.Len(t, notices, 1, "a pull says once that another version answers")
	require.Equal(t, facts.Warnings[0], notices[0])
	for _, from := range []int{0, 1000} {
		s.(*shopify.Source).BulkFrom(from)
		var orders []regulars.Order
		require.NoError(t, s.Pull(t.Context(), platform.Orders, platform.Window{}, "", func(p platform.Page) error {
			orders = append(orders, p.Orders...)
			return nil
		}))
		require.Len(t, orders, 2)
	}
}
