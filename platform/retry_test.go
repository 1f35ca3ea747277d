package platform_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// wire is a shop without a network, so that the tests can run on a clock of their
// own: it answers with what is queued, then well, and notes when it was asked.
type wire struct {
	queue  []reply
	asked  []time.Time
	bodies []string
	open   int // bodies handed out and not closed
}

type reply struct {
	status int
	header http.Header
	body   string
	err    error
	during func() // is called while the request is on its way
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w.asked = append(w.asked, time.Now())
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w.bodies = append(w.bodies, string(sent))
	next := reply{status: 200, body: "{}"}
	if len(w.queue) > 0 {
		next, w.queue = w.queue[0], w.queue[1:]
	}
	if next.during != nil {
		next.during()
	}
	if err := cmp.Or(r.Context().Err(), next.err); err != nil {
		return nil, err
	}
	w.open++
	if next.header == nil {
		next.header = http.Header{}
	}
	return &http.Response{StatusCode: next.status, Header: next.header, ContentLength: -1, Body: &body{Reader: strings.NewReader(next.body), wire: w}, Request: r}, nil
}

type body struct {
	io.Reader
	wire   *wire
	closed bool
}

func (b *body) Close() error {
	if !b.closed {
		b.wire.open--
	}
	b.closed = true
	return nil
}

// gaps are the times between one request and the next.
func (w *wire) gaps() []time.Duration {
	var gaps []time.Duration
	for i := 1; i < len(w.asked); i++ {
		gaps = append(gaps, w.asked[i].Sub(w.asked[i-1]))
	}
	return gaps
}

func (w *wire) http(o platform.HTTPOptions) *platform.HTTP {
	o.Client = &http.Client{Transport: w}
	return platform.NewHTTP(o, 0)
}

var page = platform.Call{Op: "page", URL: "https://shop.test/page"}

func slowDown(after string) reply {
	return reply{status: 429, header: http.Header{"Retry-After": {after}}}
}

func TestRetryAfterIsObeyed(t *testing.T) {
	for name, c := range map[string]struct {
		header func() http.Header
		want   time.Duration
	}{
		"seconds": {func() http.Header { return http.Header{"Retry-After": {"30"}} }, 30 * time.Second},
		"date": {func() http.Header {
			return http.Header{"Retry-After": {time.Now().Add(40 * time.Second).UTC().Format(http.TimeFormat)}}
		}, 40 * time.Second},
		"date of a shop whose clock is wrong": {func() http.Header {
			now := time.Now().AddDate(1, 0, 0).UTC()
			return http.Header{"Date": {now.Format(http.TimeFormat)}, "Retry-After": {now.Add(50 * time.Second).Format(http.TimeFormat)}}
		}, 50 * time.Second},
	} {
		for _, status := range []int{429, 503} {
			t.Run(fmt.Sprint(name, " with ", status), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					shop := &wire{queue: []reply{{status: status, header: c.header()}}}
					var waited time.Duration
					_, err := shop.http(platform.HTTPOptions{OnWait: func(_ string, left time.Duration) { waited = max(waited, left) }}).Do(t.Context(), page)
					require.NoError(t, err)
					require.Len(t, shop.gaps(), 1)
					require.GreaterOrEqual(t, shop.gaps()[0], c.want)
					require.LessOrEqual(t, shop.gaps()[0], c.want+c.want/10+time.Millisecond)
					require.Equal(t, shop.gaps()[0], waited)
				})
			})
		}
	}
}

// A pause that is longer than a call may wait is the caller's.
func TestLongPausesAreTheCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &wire{queue: []reply{slowDown("61")}}
		_, err := shop.http(platform.HTTPOptions{}).Do(t.Context(), page)
		var fault *platform.Error
		require.ErrorAs(t, err, &fault)
		require.True(t, fault.Retryable)
		require.Equal(t, 61*time.Second, fault.RetryAfter)
		require.Len(t, shop.asked, 1)
		shop = &wire{queue: []reply{slowDown("60")}}
		_, err = shop.http(platform.HTTPOptions{}).Do(t.Context(), page)
		require.NoError(t, err)
	})
}

func TestPausesGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &wire{queue: []reply{{status: 500}, {err: errors.New("connection reset")}, {status: 502}, {status: 408}, {status: 504}, {status: 500}, {status: 500}}}
		_, err := shop.http(platform.HTTPOptions{Tries: 8, MinWait: time.Second, MaxWait: 10 * time.Second}).Do(t.Context(), page)
		require.NoError(t, err)
		longest := []time.Duration{1, 2, 4, 8, 10, 10, 10}
		require.Len(t, shop.gaps(), len(longest))
		for i, gap := range shop.gaps() {
			require.LessOrEqual(t, gap, longest[i]*time.Second, "before try %d", i+2)
			require.GreaterOrEqual(t, gap, longest[i]*time.Second/2, "before try %d", i+2)
		}
	})
}

// Only what changes nothing when it is sent twice is sent twice.
func TestOnlyIdempotentCallsAreRepeated(t *testing.T) {
	for name, c := range map[string]struct {
		method     string
		idempotent bool
		tries      int
	}{
		"GET": {"", false, 3}, "HEAD": {http.MethodHead, false, 3}, "POST that queries": {http.MethodPost, true, 3},
		"POST": {http.MethodPost, false, 1}, "PUT": {http.MethodPut, false, 1}, "DELETE": {http.MethodDelete, false, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shop := &wire{queue: []reply{{status: 503}, slowDown("1")}}
				call := page
				call.Method, call.Idempotent, call.Body = c.method, c.idempotent, []byte("a query")
				_, err := shop.http(platform.HTTPOptions{}).Do(t.Context(), call)
				require.Equal(t, c.tries == 1, err != nil)
				require.Len(t, shop.asked, c.tries)
				for _, sent := range shop.bodies {
					require.Equal(t, "a query", sent, "every try sends the whole body")
				}
			})
		})
	}
}

func TestTriesAreBounded(t *testing.T) {
	for name, c := range map[string]struct {
		reply reply
		tries int
	}{
		"failing": {reply{status: 500}, 5}, "gone": {reply{err: errors.New("connection refused")}, 5}, "slow": {slowDown("0.1"), 5},
		"a web page": {reply{status: 200, body: "<html>"}, 3}, "refused": {reply{status: 403}, 1}, "too large": {reply{status: 200, body: strings.Repeat(" ", 2000)}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				shop, retries := &wire{}, 0
				for range 10 {
					shop.queue = append(shop.queue, c.reply)
				}
				_, err := shop.http(platform.HTTPOptions{MaxBody: 1000, OnRetry: func(op string, try int, cause *platform.Error) {
					retries++
					require.Equal(t, "page", op)
					require.Equal(t, retries, try)
					require.Error(t, cause)
				}}).Do(t.Context(), page)
				var fault *platform.Error
				require.ErrorAs(t, err, &fault)
				require.Equal(t, "page", fault.Op)
				require.Len(t, shop.asked, c.tries)
				require.Equal(t, c.tries-1, retries)
				require.Zero(t, shop.open, "every body is closed")
			})
		})
	}
}

func TestBodiesAreClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &wire{queue: []reply{{status: 200, body: "<html>"}, {status: 500, body: "x"}, slowDown("1")}}
		answer, err := shop.http(platform.HTTPOptions{}).Do(t.Context(), page)
		require.NoError(t, err)
		require.Equal(t, "{}", string(answer.Body))
		require.Zero(t, shop.open)
	})
}

func TestCancelledWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &wire{queue: []reply{slowDown("50")}}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		started := time.Now()
		_, err := shop.http(platform.HTTPOptions{}).Do(ctx, page)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorContains(t, err, "page")
		require.Equal(t, 3*time.Second, time.Since(started))
		require.Len(t, shop.asked, 1)
	})
}

// A request that ends with its context is no fault of the shop's.
func TestCancelledWhileItAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		shop := &wire{queue: []reply{{during: cancel}}}
		retries := 0
		_, err := shop.http(platform.HTTPOptions{OnRetry: func(string, int, *platform.Error) { retries++ }}).Do(ctx, page)
		require.ErrorIs(t, err, context.Canceled)
		require.Len(t, shop.asked, 1)
		require.Zero(t, retries)
		var fault *platform.Error
		require.NotErrorAs(t, err, &fault)
	})
}

// Repeated requests keep the pace too.
func TestRetriesKeepThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &wire{queue: []reply{{status: 500}, {status: 500}}}
		h := platform.NewHTTP(platform.HTTPOptions{Client: &http.Client{Transport: shop}, MinWait: time.Millisecond}, 0.1)
		for range 2 {
			_, err := h.Do(t.Context(), page)
			require.NoError(t, err)
		}
		require.Len(t, shop.gaps(), 3)
		for _, gap := range shop.gaps() {
			require.InDelta(t, 10, gap.Seconds(), 0.001)
		}
	})
}
