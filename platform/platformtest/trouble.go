package platformtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

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
			require.Zero(t, shop.Faults.left(), "faults that were not met")
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

// slowPages lets a shop have no time for pages of more than twenty records, or say so by
// no answer at all: the pages become smaller, stay so to the end of the load, also where
// another attempt goes on with it, and miss nothing.
func (c Connector) slowPages(t *testing.T) {
	const enough = 20
	for name, entity := range map[string]platform.Entity{"orders": platform.Orders, "customers": platform.Customers} {
		if entity == platform.Customers && c.Lacks.Customers {
			continue
		}
		for _, timeout := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, timeout %v", name, timeout), func(t *testing.T) {
				var sizes []int
				gate := &slowGate{enough: enough, sizes: &sizes, timeout: timeout}
				opts := quick()
				opts.Client = &http.Client{Transport: gate}
				shop, source := c.start(t, 300, opts)
				putCustomers(shop, 130)
				p := pull(t, source, entity, window())
				if entity == platform.Orders {
					allRight(t, shop, p)
				} else {
					require.Len(t, p.customers, 130)
				}
				require.Greater(t, sizes[0], enough)
				require.LessOrEqual(t, gate.refused, 3, "a page that was too large was asked for again")
				require.True(t, slices.IsSortedFunc(sizes, func(a, b int) int { return b - a }), "pages grew again: %v", sizes)

				sizes = nil
				require.NoError(t, source.Pull(t.Context(), entity, window(), p.cursors[1], newPulled().take))
				require.LessOrEqual(t, slices.Max(sizes), enough, "another attempt begins with large pages")
			})
		}
	}
	shop, source := c.start(t, 300, quick())
	shop.Faults.Always(Status(http.StatusGatewayTimeout))
	err := source.Pull(t.Context(), platform.Orders, window(), "", newPulled().take)
	var fault *platform.Error
	require.ErrorAs(t, err, &fault)
	require.True(t, fault.Retryable, "%v", err)
	require.LessOrEqual(t, shop.Requests(), 10, "pages have a least size, and it is tried a few times only")
}

// slowGate is a transport to a shop that has no time for large pages.
type slowGate struct {
	enough  int
	sizes   *[]int
	refused int
	timeout bool
}

var firstRecords = regexp.MustCompile(`"(?:first|Count)":(\d+)`)

func (g *slowGate) RoundTrip(r *http.Request) (*http.Response, error) {
	size := 0
	for _, name := range []string{"per_page", "limit", "pageSize"} {
		size = max(size, decimalNumber(r.URL.Query().Get(name)))
	}
	if r.Method == http.MethodPost {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if found := firstRecords.FindSubmatch(body); found != nil {
			size, _ = strconv.Atoi(string(found[1]))
		}
	}
	if size == 0 || r.URL.Query().Has("include") {
		return http.DefaultTransport.RoundTrip(r)
	}
	*g.sizes = append(*g.sizes, size)
	if size <= g.enough {
		return http.DefaultTransport.RoundTrip(r)
	}
	g.refused++
	if g.timeout {
		return nil, os.ErrDeadlineExceeded
	}
	return &http.Response{StatusCode: http.StatusGatewayTimeout, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
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

func (c Connector) wrongKey(t *testing.T) {
	shop, source := c.start(t, 5, quick())
	shop.Faults.Always(shop.WrongKey)
	_, err := source.Check(t.Context())
	c.refused(t, shop, err)
	c.refused(t, shop, source.Pull(t.Context(), platform.Orders, window(), "", newPulled().take))
}

// WrongKey is the fault of a request with a wrong key.
func (s *Shop) WrongKey(w http.ResponseWriter, r *http.Request, next http.Handler) {
	r = r.Clone(r.Context())
	s.lists.wrongKey(r)
	next.ServeHTTP(w, r)
}

// refused requires an error that names the refusal, what to do, and no secret.
func (c Connector) refused(t *testing.T, shop *Shop, err error) {
	t.Helper()
	var fault *platform.Error
	require.ErrorAs(t, err, &fault)
	require.False(t, fault.Retryable)
	require.Equal(t, shop.lists.refusal, fault.Status)
	require.NotEmpty(t, fault.Hint)
	c.noSecrets(t, err)
}

// expired lets the key end after some pages: what they held was yielded, and a pull with a
// new key goes on from there.
func (c Connector) expired(t *testing.T) {
	shop, source := c.start(t, 420, quick())
	pages := 0
	shop.BeforePage = func(int) {
		if pages++; pages == 3 {
			shop.Faults.Always(shop.WrongKey)
		}
	}
	p := newPulled()
	c.refused(t, shop, source.Pull(t.Context(), platform.Orders, window(), "", p.take))
	require.NotEmpty(t, p.cursors, "what came before the key ended")
	require.Less(t, len(p.orders), 420)
	shop.Faults.Always(nil)
	require.NoError(t, source.Pull(t.Context(), platform.Orders, window(), p.cursors[len(p.cursors)-1], p.take))
	allRight(t, shop, p)
}
