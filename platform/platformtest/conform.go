package platformtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// Connector is what the suite needs of a connector under test.
type Connector struct {
	NewShop func(testing.TB) *Shop
	Open    func(address string, opts platform.HTTPOptions) (platform.Source, error)
	Secrets []string // of Open; no error may show them
}

var (
	from = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	to   = from.AddDate(0, 0, 1)
)

func window() platform.Window { return platform.Window{From: from, To: to} }

// quick makes failed tries repeat at once.
func quick() platform.HTTPOptions {
	return platform.HTTPOptions{MinWait: time.Millisecond, Timeout: 5 * time.Second}
}

// Conform runs the suite. Every row of a shop must come out right, or rejected
// with a reason, whatever happens on the way.
func Conform(t *testing.T, c Connector) {
	t.Run("pages", c.pages)
	t.Run("half-open window", c.halfOpen)
	t.Run("pages that move while they are read", c.moving)
	t.Run("one second over many pages loses a row meanwhile", c.movingWithinASecond)
	t.Run("resume from every cursor", c.resume)
	t.Run("empty page in the middle", c.emptyPage)
	t.Run("repeated ids", c.repeated)
	t.Run("passing faults", c.passingFaults)
	t.Run("lasting faults", c.lastingFaults)
	t.Run("waits are told", c.waits)
	t.Run("slow answers and cancellation", c.cancellation)
	t.Run("a failing store ends the pull", c.failingStore)
	t.Run("money in every form", c.money)
	t.Run("unknown fields", c.unknownFields)
	t.Run("nulls and wrong kinds everywhere", c.spoilt)
	t.Run("an enormous order", c.enormous)
	t.Run("customers", c.customers)
	t.Run("re-read", c.reread)
	t.Run("wrong key", c.wrongKey)
	t.Run("check", c.check)
}

// fill gives a shop n orders, with many equal times over page borders.
func fill(s *Shop, n int) {
	states := []State{Paid, Fulfilled, Pending, Cancelled, Refunded}
	for i := range n {
		second := i / 7
		if i > 90 && i < 330 {
			second = 13 // 240 orders in one second, over two pages of a hundred
		}
		o := Order{
			ID: 1000 + i, Placed: from.Add(time.Duration(second) * time.Second), Modified: from.Add(time.Duration(second) * time.Second),
			State: states[i%len(states)], Total: 1280 + 4*i, Lines: 1 + i%2, Email: fmt.Sprintf("M%d@Example.test", i), CustomerID: i % 3,
		}
		if o.State == Refunded {
			o.Refunds = []Refund{{ID: 900_000 + i, At: o.Placed.Add(30 * 24 * time.Hour), Amount: o.Total}}
		}
		if i%11 == 0 && o.State == Fulfilled {
			o.Refunds = []Refund{{ID: 900_000 + i, At: o.Placed.Add(time.Hour), Amount: 100}, {ID: 910_000 + i, At: o.Placed.Add(2 * time.Hour), Amount: 7}}
		}
		s.Put(o)
	}
}

// start gives a shop with n orders and its source.
func (c Connector) start(t *testing.T, n int, opts platform.HTTPOptions) (*Shop, platform.Source) {
	shop := c.NewShop(t)
	fill(shop, n)
	source, err := c.Open(shop.URL, opts)
	require.NoError(t, err)
	return shop, source
}

// pulled is all that came of a pull; later rows replace earlier ones.
type pulled struct {
	orders    map[string]regulars.Order
	customers map[string]regulars.Customer
	rejected  []regulars.Rejected
	rows      int
	cursors   []platform.Cursor
}

func newPulled() *pulled {
	return &pulled{orders: map[string]regulars.Order{}, customers: map[string]regulars.Customer{}}
}

func (p *pulled) take(page platform.Page) error {
	for _, o := range page.Orders {
		p.orders[o.ID] = o
	}
	for _, c := range page.Customers {
		p.customers[c.ID] = c
	}
	p.rejected = append(p.rejected, page.Rejected...)
	p.rows += len(page.Orders) + len(page.Customers) + len(page.Rejected)
	p.cursors = append(p.cursors, page.Next)
	return nil
}

func pull(t *testing.T, s platform.Source, e platform.Entity, w platform.Window) *pulled {
	t.Helper()
	p := newPulled()
	require.NoError(t, s.Pull(t.Context(), e, w, "", p.take))
	return p
}

// right compares an order with what the shop has.
func right(t *testing.T, want Order, got regulars.Order) {
	t.Helper()
	refunded := 0
	for _, r := range want.Refunds {
		refunded += r.Amount
	}
	require.Equal(t, strconv.Itoa(want.ID), got.ID)
	require.Truef(t, want.Placed.Equal(got.PlacedAt), "placed %s, got %s", want.Placed, got.PlacedAt)
	require.Truef(t, want.Modified.Equal(got.UpdatedAt), "modified %s, got %s", want.Modified, got.UpdatedAt)
	require.Equal(t, units(want.Total), got.Total, "total before refunds")
	require.Equal(t, units(refunded), got.Refunded)
	require.Equal(t, "TWD", got.Currency)
	require.Equal(t, want.Email, got.Email)
	require.Equal(t, want.CustomerID == 0, got.CustomerID == "", "guest")
	require.Equal(t, want.State == Paid || want.State == Fulfilled || want.State == Refunded, got.Paid, "paid in state %s", want.State)
	require.Equal(t, want.State == Fulfilled, got.Fulfilled, "fulfilled in state %s", want.State)
	require.Equal(t, want.State == Cancelled, got.Cancelled, "cancelled in state %s", want.State)
	require.True(t, got.Placed)
	require.Len(t, got.Lines, want.Lines)
	var lines regulars.Money
	for _, line := range got.Lines {
		lines += line.Amount
		require.EqualValues(t, 1, line.Quantity)
	}
	require.Equal(t, units(want.Total/want.Lines*want.Lines), lines)
	require.Len(t, got.Refunds, len(want.Refunds))
	for i, r := range want.Refunds {
		require.Equal(t, units(r.Amount), got.Refunds[i].Amount)
		require.Truef(t, r.At.Equal(got.Refunds[i].At), "refund at %s, got %s", r.At, got.Refunds[i].At)
	}
	require.True(t, json.Valid(got.Raw), "raw record")
}

func units(n int) regulars.Money { return regulars.Money(n * 10_000) }

func allRight(t *testing.T, s *Shop, p *pulled) {
	t.Helper()
	require.Empty(t, p.rejected)
	orders := s.Orders()
	require.Len(t, p.orders, len(orders))
	for _, o := range orders {
		right(t, o, p.orders[strconv.Itoa(o.ID)])
	}
}

func (c Connector) pages(t *testing.T) {
	shop, source := c.start(t, 555, quick())
	p := pull(t, source, platform.Orders, window())
	allRight(t, shop, p)
	require.Equal(t, 555, p.rows, "each row once")
	n, err := source.Count(t.Context(), platform.Orders, window())
	require.NoError(t, err)
	require.EqualValues(t, 555, n)
	require.Len(t, pull(t, source, platform.Orders, platform.Window{To: to}).orders, 555, "from the beginning")
}

func (c Connector) halfOpen(t *testing.T) {
	shop := c.NewShop(t)
	inside := []time.Time{from, from.Add(time.Second), to.Add(-time.Second)}
	for i, at := range append([]time.Time{from.Add(-time.Second), to, to.Add(time.Second)}, inside...) {
		shop.Put(Order{ID: i + 1, Placed: at, Modified: at, State: Paid, Total: 10, Lines: 1})
	}
	source, err := c.Open(shop.URL, quick())
	require.NoError(t, err)
	require.ElementsMatch(t, []string{"4", "5", "6"}, slices.Collect(maps.Keys(pull(t, source, platform.Orders, window()).orders)))
	n, err := source.Count(t.Context(), platform.Orders, window())
	require.NoError(t, err)
	require.EqualValues(t, 3, n)

	whole := pull(t, source, platform.Orders, platform.Window{From: from.Add(-500 * time.Millisecond), To: to.Add(500 * time.Millisecond)})
	require.Len(t, whole.orders, 5, "a part of a second belongs to the window that it begins in")
	require.Empty(t, pull(t, source, platform.Orders, platform.Window{From: to.AddDate(1, 0, 0), To: to.AddDate(1, 0, 1)}).orders)
}

// moving changes orders, read and unread, before every page: they leave the
// window, and the next one gets them.
func (c Connector) moving(t *testing.T) {
	shop, source := c.start(t, 600, quick())
	shop.BeforePage = func(page int) {
		for i := range 9 {
			o := shop.Order(1000 + (page*67+i*61)%600)
			o.Modified = to.Add(time.Duration(page) * time.Second)
			if len(o.Refunds) == 0 {
				o.Total += 8
			}
			shop.Put(o)
		}
	}
	p := pull(t, source, platform.Orders, window())
	shop.BeforePage = nil
	next := pull(t, source, platform.Orders, platform.Window{From: to, To: to.AddDate(0, 0, 1)})
	maps.Copy(p.orders, next.orders)
	allRight(t, shop, p)
}

func (c Connector) movingWithinASecond(t *testing.T) {
	shop := c.NewShop(t)
	for i := range 450 {
		shop.Put(Order{ID: 1000 + i, Placed: from, Modified: from.Add(time.Minute), State: Paid, Total: 100, Lines: 1, Email: "a@b.test"})
	}
	shop.BeforePage = func(page int) {
		o := shop.Order(1000 + page)
		o.Modified = to.Add(time.Hour)
		shop.Put(o)
	}
	source, err := c.Open(shop.URL, quick())
	require.NoError(t, err)
	p := pull(t, source, platform.Orders, window())
	shop.BeforePage = nil
	maps.Copy(p.orders, pull(t, source, platform.Orders, platform.Window{From: to, To: to.AddDate(0, 0, 1)}).orders)
	allRight(t, shop, p)
}

// resume kills the pull after each page and goes on from its cursor.
func (c Connector) resume(t *testing.T) {
	shop, source := c.start(t, 420, quick())
	killed := errors.New("killed")
	all := newPulled()
	cursor := platform.Cursor("")
	for lives := 0; ; lives++ {
		require.Less(t, lives, 50, "the pull goes on")
		err := source.Pull(t.Context(), platform.Orders, window(), cursor, func(page platform.Page) error {
			require.NoError(t, all.take(page))
			if cursor == page.Next {
				return nil
			}
			cursor = page.Next
			return killed
		})
		if err == nil {
			break
		}
		require.ErrorIs(t, err, killed)
	}
	allRight(t, shop, all)
	require.NoError(t, source.Pull(t.Context(), platform.Orders, window(), "not a cursor", all.take))
}

func (c Connector) emptyPage(t *testing.T) {
	shop, source := c.start(t, 400, quick())
	shop.Hidden = map[int]bool{}
	for i := range 400 {
		if i >= 95 && i < 330 {
			shop.Hidden[1000+i] = true
		}
	}
	p := pull(t, source, platform.Orders, window())
	require.Empty(t, p.rejected)
	require.Equal(t, 400-len(shop.Hidden), len(p.orders), "what is shown after an empty page")
}

// repeated lets a shop give the same rows again, as some do under load.
func (c Connector) repeated(t *testing.T) {
	shop, source := c.start(t, 300, quick())
	shop.Spoil = func(id int, document map[string]any) {
		if id == 1150 {
			maps.Copy(document, map[string]any{"again": true})
		}
	}
	p, again := newPulled(), newPulled()
	require.NoError(t, source.Pull(t.Context(), platform.Orders, window(), "", p.take))
	require.NoError(t, source.Pull(t.Context(), platform.Orders, window(), p.cursors[0], again.take))
	for id, o := range again.orders {
		require.Equal(t, o.Total, p.orders[id].Total)
	}
	allRight(t, shop, p)
}

func (c Connector) passingFaults(t *testing.T) {
	faults := map[string][]Fault{
		"429 with seconds":       {Status(429, "Retry-After", "0.01")},
		"429 with a date":        {SlowDownUntil(time.Second)},
		"429 without":            {Status(429), Status(429)},
		"500 then 200":           {Well, Status(500), Well, Status(502), Status(503)},
		"maintenance page":       {Page(503), Page(200)},
		"malformed":              {Well, Malformed},
		"half-sent body":         {Well, Well, HalfSent},
		"half a body as a whole": {Well, HalfWritten, HalfWritten, HalfWritten},
		"connection closed":      {HungUp, Well, HungUp},
	}
	for name, queue := range faults {
		t.Run(name, func(t *testing.T) {
			shop, source := c.start(t, 300, quick())
			shop.Faults.Add(queue...)
			allRight(t, shop, pull(t, source, platform.Orders, window()))
		})
	}
}

func (c Connector) lastingFaults(t *testing.T) {
	cases := map[string]struct {
		fault     Fault
		retryable bool
		after     time.Duration
	}{
		"429 for an hour":   {Status(429, "Retry-After", "3600"), true, time.Hour},
		"429 without":       {Status(429), true, 0},
		"500":               {Status(500), true, 0},
		"connection closed": {HungUp, true, 0},
		"half-sent":         {HalfSent, true, 0},
		"malformed":         {Malformed, false, 0},
		"web page":          {Page(200), false, 0},
		"blocked":           {Page(403), false, 0},
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			shop, source := c.start(t, 10, quick())
			shop.Faults.Always(want.fault)
			err := source.Pull(t.Context(), platform.Orders, window(), "", newPulled().take)
			var fault *platform.Error
			require.ErrorAs(t, err, &fault)
			require.Equal(t, want.retryable, fault.Retryable, "%v", err)
			require.Equal(t, want.after, fault.RetryAfter)
			require.LessOrEqual(t, shop.Requests(), 5, "tries inside one call are bounded")
			require.NotContains(t, err.Error(), "example.test", "an answer's content")
			c.noSecrets(t, err)
			if !want.retryable {
				require.NotEmpty(t, fault.Hint)
			}
		})
	}
	t.Run("nobody there", func(t *testing.T) {
		source, err := c.Open("http://127.0.0.1:1", quick())
		require.NoError(t, err)
		_, err = source.Check(t.Context())
		var fault *platform.Error
		require.ErrorAs(t, err, &fault)
		require.True(t, fault.Retryable)
		c.noSecrets(t, err)
	})
	t.Run("redirected elsewhere", func(t *testing.T) {
		shop, source := c.start(t, 1, quick())
		shop.Faults.Always(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
			http.Redirect(w, r, "http://localhost:1/", http.StatusTemporaryRedirect)
		})
		_, err := source.Check(t.Context())
		require.ErrorContains(t, err, "redirects")
		c.noSecrets(t, err)
	})
}

func (c Connector) noSecrets(t *testing.T, err error) {
	t.Helper()
	for _, secret := range c.Secrets {
		require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), secret)
	}
}

func (c Connector) waits(t *testing.T) {
	opts := quick()
	var reasons []string
	var waited time.Duration
	opts.OnWait = func(reason string, d time.Duration) {
		reasons = append(reasons, reason)
		waited += d
	}
	shop, source := c.start(t, 20, opts)
	shop.Faults.Add(Status(429, "Retry-After", "0.2"))
	started := time.Now()
	pull(t, source, platform.Orders, window())
	require.GreaterOrEqual(t, time.Since(started), 200*time.Millisecond)
	require.GreaterOrEqual(t, waited, 200*time.Millisecond)
	require.Contains(t, strings.Join(reasons, "\n"), "429")
}

func (c Connector) cancellation(t *testing.T) {
	shop, source := c.start(t, 20, quick())
	shop.Faults.Always(Slow(time.Minute))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	started := time.Now()
	err := source.Pull(ctx, platform.Orders, window(), "", newPulled().take)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Less(t, time.Since(started), 2*time.Second)

	shop.Faults.Always(Status(429, "Retry-After", "30"))
	waiting, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	require.ErrorIs(t, source.Pull(waiting, platform.Orders, window(), "", newPulled().take), context.DeadlineExceeded)

	opts := quick()
	opts.Timeout = 50 * time.Millisecond
	shop, source = c.start(t, 20, opts)
	shop.Faults.Add(Slow(time.Second))
	allRight(t, shop, pull(t, source, platform.Orders, window()))
}

func (c Connector) failingStore(t *testing.T) {
	_, source := c.start(t, 300, quick())
	broken := errors.New("store is down")
	calls := 0
	err := source.Pull(t.Context(), platform.Orders, window(), "", func(platform.Page) error {
		calls++
		return broken
	})
	require.ErrorIs(t, err, broken)
	require.Equal(t, 1, calls)
}

func (c Connector) money(t *testing.T) {
	forms := map[string]func(int) any{
		"string":         func(n int) any { return strconv.Itoa(n) + ".00" },
		"integer string": func(n int) any { return strconv.Itoa(n) },
		"many decimals":  func(n int) any { return strconv.Itoa(n) + ".000000" },
		"integer":        func(n int) any { return n },
		"float":          func(n int) any { return json.Number(strconv.Itoa(n) + ".0") },
		"exponent":       func(n int) any { return json.Number(strconv.Itoa(n) + "e0") },
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			shop, source := c.start(t, 60, quick())
			shop.Money = form
			allRight(t, shop, pull(t, source, platform.Orders, window()))
		})
	}
}

func (c Connector) unknownFields(t *testing.T) {
	shop, source := c.start(t, 60, quick())
	shop.Spoil = func(_ int, document map[string]any) {
		document["aNewField"] = map[string]any{"deep": []any{map[string]any{"total": "}]\"\\", "id": nil}, 1.5, true}}
		document["小"] = "🧼\u0000"
	}
	allRight(t, shop, pull(t, source, platform.Orders, window()))
}

// spoilt breaks each field of one record in turn. The others must come right;
// the broken one must come right in what matters or be rejected with a reason.
func (c Connector) spoilt(t *testing.T) {
	shop, source := c.start(t, 30, quick())
	const victim = 1011
	before := pull(t, source, platform.Orders, window()).orders[strconv.Itoa(victim)]
	for _, field := range fieldsOf(t, shop, source) {
		for kind, value := range map[string]any{"null": nil, "object": map[string]any{"x": 1}, "list": []any{"person@example.test"}, "text": "person@example.test", "number": 7, "empty": ""} {
			if field == "id" && kind == "number" {
				continue // another id is another order
			}
			shop.Spoil = func(id int, document map[string]any) {
				if id == victim {
					document[field] = value
				}
			}
			p := pull(t, source, platform.Orders, window())
			require.Equalf(t, 30, p.rows, "%s as %s: a row is missing", field, kind)
			for id, o := range p.orders {
				if id != strconv.Itoa(victim) {
					right(t, shop.Order(wooNumber(id, 0)), o)
				}
			}
			if o, ok := p.orders[strconv.Itoa(victim)]; ok && kind == "null" {
				require.False(t, o.PlacedAt.IsZero(), field)
				require.Equalf(t, before.Total, o.Total, "%s as %s", field, kind)
				require.Equal(t, before.Currency, o.Currency)
			}
			for _, r := range p.rejected {
				require.NotEmpty(t, r.Reason)
				require.NotContains(t, r.Reason, "example.test")
				require.True(t, json.Valid(r.Raw))
				require.Equal(t, "orders", r.Entity)
			}
		}
	}
	shop.Spoil = nil
	allRight(t, shop, pull(t, source, platform.Orders, window()))
}

// fieldsOf are the fields of the shop's own documents, but for the one by which
// pages are cut.
func fieldsOf(t *testing.T, shop *Shop, source platform.Source) []string {
	t.Helper()
	var fields []string
	shop.Spoil = func(_ int, document map[string]any) {
		if fields == nil {
			fields = slices.Sorted(maps.Keys(document))
		}
	}
	pull(t, source, platform.Orders, window())
	shop.Spoil = nil
	return fields
}

func (c Connector) enormous(t *testing.T) {
	shop, source := c.start(t, 5, quick())
	shop.Put(Order{ID: 5000, Placed: from, Modified: from.Add(time.Hour), State: Paid, Total: 2500, Lines: 2500, Email: "big@b.test"})
	allRight(t, shop, pull(t, source, platform.Orders, window()))
}

func (c Connector) customers(t *testing.T) {
	shop, source := c.start(t, 1, quick())
	for i := range 350 {
		shop.PutCustomers(Customer{ID: i + 1, Email: fmt.Sprintf("M%d@Example.test", i), Modified: from.Add(time.Duration(i/9) * time.Second)})
	}
	p := pull(t, source, platform.Customers, window())
	require.Empty(t, p.rejected)
	require.Equal(t, 350, len(p.customers))
	n, err := source.Count(t.Context(), platform.Customers, window())
	require.NoError(t, err)
	require.EqualValues(t, 350, n)
	got := p.customers["8"]
	require.Equal(t, "M7@Example.test", got.Email)
	require.NotEmpty(t, got.Name)
	require.Equal(t, "Taipei", got.City)
	require.NotEmpty(t, got.Consents)
	edm := got.Consents[0]
	require.Equal(t, "edm", edm.Channel)
	require.True(t, edm.Granted)
	require.Equal(t, time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC), edm.At)
	require.NotEmpty(t, edm.Source)

	shop.BeforePage = func(page int) { shop.DropCustomer(page*3 - 2) }
	p = pull(t, source, platform.Customers, window())
	for _, left := range shop.customersByID() {
		require.Contains(t, p.customers, strconv.Itoa(left.ID), "customers move forward when others are deleted")
	}
}

func (c Connector) reread(t *testing.T) {
	shop, source := c.start(t, 250, quick())
	old := Order{ID: 1, Placed: from.AddDate(0, -2, 0), Modified: to.AddDate(0, 0, -1), State: Paid, Total: 10, Lines: 1}
	shop.Put(old)
	p := newPulled()
	require.NoError(t, source.Reread(t.Context(), from, p.take))
	require.Equal(t, 250, len(p.orders))
	require.NotContains(t, p.orders, "1")
}

func (c Connector) wrongKey(t *testing.T) {
	shop, source := c.start(t, 5, quick())
	shop.Faults.Always(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		r = r.Clone(r.Context())
		r.Header.Set("X-Shopify-Access-Token", "wrong")
		q := r.URL.Query()
		q.Set("consumer_secret", "wrong")
		r.URL.RawQuery = q.Encode()
		next.ServeHTTP(w, r)
	})
	_, err := source.Count(t.Context(), platform.Orders, window())
	var fault *platform.Error
	require.ErrorAs(t, err, &fault)
	require.False(t, fault.Retryable)
	require.Equal(t, 401, fault.Status)
	require.NotEmpty(t, fault.Hint)
	c.noSecrets(t, err)
}

func (c Connector) check(t *testing.T) {
	_, source := c.start(t, 12, quick())
	facts, err := source.Check(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, facts.Name)
	require.Equal(t, "Asia/Taipei", facts.Timezone)
	require.Equal(t, "TWD", facts.Currency)
	require.EqualValues(t, 12, facts.Orders)
	require.NotEmpty(t, facts.APIVersion)
}
