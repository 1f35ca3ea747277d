package platform

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
)

// A redirect that leaves the shop would take its key along.
func TestStayWithShop(t *testing.T) {
	at := func(address string) *http.Request {
		u, err := url.Parse(address)
		require.NoError(t, err)
		return &http.Request{URL: u}
	}
	via := []*http.Request{at("https://shop.test/a")}
	require.NoError(t, stayWithShop(at("https://shop.test/b?c=d"), via))
	for _, elsewhere := range []string{"https://evil.test/a", "http://shop.test/a", "https://shop.test:8443/a", "https://sub.shop.test/a"} {
		require.ErrorIs(t, stayWithShop(at(elsewhere), via), errRedirect, elsewhere)
	}
	for len(via) < 5 {
		via = append(via, at("https://shop.test/b"))
	}
	require.NoError(t, stayWithShop(at("https://shop.test/c"), via))
	require.ErrorIs(t, stayWithShop(at("https://shop.test/c"), append(via, at("https://shop.test/b"))), errRedirect, "for ever")
}

func TestTimeouts(t *testing.T) {
	require.Equal(t, time.Minute, NewHTTP(HTTPOptions{}, 0).client.Timeout)
	require.Equal(t, time.Second, NewHTTP(HTTPOptions{Timeout: time.Second}, 0).client.Timeout)
	require.Equal(t, time.Hour, NewHTTP(HTTPOptions{Timeout: time.Second, Client: &http.Client{Timeout: time.Hour}}, 0).client.Timeout)
	require.Nil(t, NewHTTP(HTTPOptions{}, 0).limiter)
	require.InDelta(t, 2.0, float64(NewHTTP(HTTPOptions{}, 2).limiter.Limit()), 1e-9)
}

func TestSizeHint(t *testing.T) {
	h := NewHTTP(HTTPOptions{MaxBody: 1000}, 0)
	for length, want := range map[int64]int64{-1: 512 << 10, 0: bytes.MinRead, 10: 10 + bytes.MinRead, 1 << 40: 1000 + bytes.MinRead} {
		require.Equal(t, want, h.sizeHint(&http.Response{ContentLength: length}), "of %d", length)
	}
}

// A pause is never shorter than the shop asks for, and not much longer.
func TestPause(t *testing.T) {
	h := NewHTTP(HTTPOptions{MinWait: time.Second, MaxWait: time.Minute}, 0)
	for range 100 {
		for _, asked := range []time.Duration{time.Nanosecond, 5 * time.Millisecond, time.Second, time.Hour} {
			d := h.pause(1, asked)
			require.GreaterOrEqual(t, d, asked)
			require.LessOrEqual(t, d, asked+asked/10+time.Millisecond)
		}
		for try, longest := range map[int]time.Duration{1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 7: time.Minute, 1000: time.Minute} {
			d := h.pause(try, 0)
			require.GreaterOrEqual(t, d, longest/2, "try %d", try)
			require.LessOrEqual(t, d, longest, "try %d", try)
		}
	}
}

// What an answer means where the platform's own rules say nothing.
func TestCommonFault(t *testing.T) {
	html := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	for _, c := range []struct {
		status    int
		header    http.Header
		body      string
		fault     bool
		retryable bool
	}{
		{status: 200, body: "[]"}, {status: 299, body: "[]"}, {status: 204},
		{status: 300, fault: true}, {status: 304, fault: true}, {status: 401, fault: true}, {status: 404, fault: true},
		{status: 408, fault: true, retryable: true}, {status: 429, fault: true, retryable: true},
		{status: 500, fault: true, retryable: true}, {status: 503, fault: true, retryable: true},
		{status: 200, header: html, body: "[]", fault: true, retryable: true}, {status: 200, body: " \n<br />Warning", fault: true, retryable: true},
		{status: 300, header: html, fault: true}, {status: 403, body: "<html>", fault: true}, {status: 500, header: html, fault: true, retryable: true},
	} {
		f := commonFault(&Answer{Status: c.status, Header: c.header, Body: []byte(c.body)})
		require.Equal(t, c.fault, f != nil, "%+v", c)
		if f != nil {
			require.Equal(t, c.retryable, f.Retryable, "%+v", c)
			require.Equal(t, c.status, f.Status)
		}
	}
}

// The platform's own judgement keeps the pause that it names; one that may succeed
// later takes the header's, and one that won't takes none. Secrets stay out of it.
func TestJudgement(t *testing.T) {
	h := NewHTTP(HTTPOptions{}, 0, config.NewSecret("hush/hush"))
	answer := &Answer{Status: 400, Header: http.Header{"Retry-After": {"7"}}}
	for _, c := range []struct {
		retryable   bool
		own, wanted time.Duration
	}{{true, 0, 7 * time.Second}, {true, time.Second, time.Second}, {false, 0, 0}} {
		f := h.judge(Call{Judge: func(*Answer) *Error {
			return &Error{Retryable: c.retryable, RetryAfter: c.own, Err: errors.New("key hush/hush and hush%2Fhush")}
		}}, answer)
		require.Equal(t, c.wanted, f.RetryAfter)
		require.Equal(t, 400, f.Status)
		require.EqualError(t, f.Err, "key *** and ***")
	}
	require.Equal(t, "the shop refuses the request", h.judge(Call{Judge: func(*Answer) *Error { return nil }}, answer).Err.Error())
}

func TestErrorSaysWhatToDo(t *testing.T) {
	cause := errors.New("refused")
	err := &Error{Op: "orders page", Status: 401, Err: cause, Hint: "renew the token"}
	require.EqualError(t, err, "orders page: HTTP 401: refused (renew the token)")
	require.ErrorIs(t, err, cause)
	require.EqualError(t, &Error{Op: "orders page"}, "orders page")
	require.EqualError(t, &Error{Op: "orders page", Err: cause}, "orders page: refused")
}

// What produces ends when what takes its pages does, and the error is the taker's.
func TestAhead(t *testing.T) {
	full := errors.New("full")
	produced, taken := 0, 0
	endless := func(_ context.Context, emit func(Page) error) error {
		for {
			produced++
			if err := emit(Page{}); err != nil {
				return err
			}
		}
	}
	err := Ahead(t.Context(), endless, func(Page) error {
		if taken++; taken == 3 {
			return full
		}
		return nil
	})
	require.ErrorIs(t, err, full)
	require.Equal(t, 3, taken)
	require.LessOrEqual(t, produced, 5)

	down := errors.New("down")
	err = Ahead(t.Context(), func(_ context.Context, emit func(Page) error) error {
		return errors.Join(emit(Page{Next: "1"}), down)
	}, func(p Page) error {
		require.Equal(t, Cursor("1"), p.Next)
		taken++
		return nil
	})
	require.ErrorIs(t, err, down)
	require.Equal(t, 4, taken)
}

func TestNamesOfPeople(t *testing.T) {
	for _, c := range [][3]string{
		{"小明", "王", "王小明"}, {"小明", "Wang", "小明 Wang"}, {"Ming", "王", "Ming 王"}, {"Mary", "Smith", "Mary Smith"}, {" Mary ", "", "Mary"}, {"", "王", "王"},
		{"小明", "", "小明"}, {"[deleted]", "[Deleted]", ""}, {"", "", ""},
	} {
		require.Equal(t, c[2], FullName(c[0], c[1]), "%q", c)
	}
}

func TestSights(t *testing.T) {
	all := []Sight{{Entity: Orders, Total: true, List: true, ByID: true}, {Entity: Customers, ByID: true}}
	require.Equal(t, all[1], SightOf(all, Customers))
	require.Equal(t, Sight{Entity: Refunds}, SightOf(all, Refunds))
	require.Equal(t, "total, ids with times of change, one by its id", all[0].Tells())
	require.Equal(t, "one by its id", all[1].Tells())
	require.Equal(t, "nothing", SightOf(nil, Orders).Tells())
}
