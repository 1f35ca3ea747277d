package exchange_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/config"
)

func client(keyed bool) *exchange.Client {
	c := exchange.New("acme", "answers", config.Channel{}, 0)
	c.Keyed = keyed
	return c
}

// What no answer means depends on whether anything was written, and on whether the provider
// drops a repeated key. No error holds the address.
func TestNoAnswer(t *testing.T) {
	hidden := &url.Error{Op: "Post", URL: "https://x.test/?password=hush", Err: errors.New("connection reset")}
	for name, c := range map[string]struct {
		keyed, written bool
		outcome        regulars.Outcome
		again          bool
	}{
		"nothing was written: surely not sent":          {false, false, "", false},
		"nothing was written, with a key":               {true, false, "", false},
		"it was written: nobody knows":                  {false, true, regulars.OutcomeUnknown, false},
		"it was written, with a key: it is tried again": {true, true, "", true},
	} {
		v := client(c.keyed).NoAnswer(hidden, c.written)
		require.Equal(t, c.outcome, v.Result.Outcome, name)
		require.Equal(t, c.again, v.Unanswered, name)
		require.Equal(t, c.outcome == "", v.Err != nil, name)
		if v.Err != nil {
			require.ErrorContains(t, v.Err, "connection reset", name)
			require.NotContains(t, v.Err.Error(), "hush", name)
		}
	}
	require.ErrorContains(t, client(false).NoAnswer(errors.New("out of files"), false).Err, "out of files")
}

// An answer that is neither yes nor no leaves the message unknown, or is tried again with
// its key.
func TestDoubtful(t *testing.T) {
	for status, says := range map[int]string{302: "what nobody expects", 499: "what nobody expects", 500: "failed while it handled", 503: "failed while it handled"} {
		v := client(false).Doubtful(exchange.Answer{Status: status})
		require.Equal(t, regulars.OutcomeUnknown, v.Result.Outcome)
		require.Contains(t, v.Result.Reason, says)
		require.NoError(t, v.Err)
		require.False(t, v.Unanswered)
		v = client(true).Doubtful(exchange.Answer{Status: status})
		require.Empty(t, v.Result.Outcome)
		require.True(t, v.Unanswered)
		require.ErrorContains(t, v.Err, says)
	}
}

// A check has no message that could be lost: a server that is down is asked again later, and
// another answer is a mistake in the settings.
func TestCheckError(t *testing.T) {
	for status, again := range map[int]bool{0: true, 200: false, 404: false, 499: false, 500: true, 503: true} {
		var got *channel.Error
		require.ErrorAs(t, client(false).CheckError(exchange.Verdict{}, exchange.Answer{Status: status}), &got)
		require.Equal(t, again, got.Retryable, status)
	}
	refused := client(false).Refused("access", "401", "check the key")
	require.Equal(t, refused, client(false).CheckError(exchange.Verdict{Err: refused}, exchange.Answer{Status: 500}))
}

// A request carries what its provider asks for, follows no redirect, and says of each failure
// whether the message may have gone out.
func TestDo(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/", http.StatusTemporaryRedirect)
		case "/cut":
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				_ = conn.Close()
			}
		default:
			_, _ = w.Write([]byte(r.Header.Get("X-Key")))
		}
	}))
	defer server.Close()
	c := client(false)
	defer func() { _ = c.Close() }()
	do := func(ctx context.Context, address string) (exchange.Answer, *exchange.Verdict) {
		return c.Do(ctx, http.MethodPost, address, strings.NewReader("{}"), func(r *http.Request) { r.Header.Set("X-Key", "k") })
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	answer, lost := do(ended, server.URL)
	require.Nil(t, lost, "a worker that ends cuts off no request")
	require.Equal(t, "k", string(answer.Body))
	require.Equal(t, "200", answer.Code())
	answer, lost = do(t.Context(), server.URL+"/moved")
	require.Nil(t, lost)
	require.Equal(t, http.StatusTemporaryRedirect, answer.Status)
	require.Equal(t, 2, asked, "a message isn't posted twice")
	_, lost = do(t.Context(), server.URL+"/cut")
	require.Equal(t, regulars.OutcomeUnknown, lost.Result.Outcome)

	closed, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	_, lost = do(t.Context(), "http://"+closed.Addr().String())
	require.Empty(t, lost.Result.Outcome, "nobody listens: surely not sent")
	require.Error(t, lost.Err)
	_, lost = do(t.Context(), "http://x.test/%zz")
	require.ErrorContains(t, lost.Err, "the endpoint is not an address")
}

// The settings' pace and number of requests hold, and without them the provider's.
func TestNew(t *testing.T) {
	c := exchange.New("acme", "new", config.Channel{}, 1000)
	require.Equal(t, 16, c.InFlight)
	require.True(t, c.Pace.Ready())
	require.False(t, c.Pace.Ready(), "the provider's pace")
	c = exchange.New("acme", "newer", config.Channel{PerSecond: 1e9, Connections: 3}, 1e-9)
	require.Equal(t, 3, c.InFlight)
	time.Sleep(time.Millisecond)
	require.True(t, c.Pace.Ready())
	time.Sleep(time.Millisecond)
	require.True(t, c.Pace.Ready(), "the settings' pace")
	results, err := c.Each(t.Context(), make([]regulars.Message, 3), func(regulars.Message) exchange.Verdict {
		return exchange.Failed("1", "no").Suppressed(channel.NoSuchAddress)
	})
	require.NoError(t, err)
	for _, r := range results {
		require.Equal(t, regulars.OutcomeFailed, r.Outcome)
		require.Equal(t, channel.NoSuchAddress, r.Suppress)
	}
}
