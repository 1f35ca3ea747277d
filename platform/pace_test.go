package platform_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// Sources of one shop in a process are asked at one pace together.
func TestSourcesShareAPace(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { asked.Add(1) }))
	defer server.Close()
	opts := platform.HTTPOptions{Pace: &platform.Pace{}}
	const perSecond = 50
	began := time.Now()
	for range 6 { // each would have a first request for nothing
		_, err := platform.NewHTTP(opts, perSecond).Do(t.Context(), platform.Call{Op: "page", URL: server.URL})
		require.NoError(t, err)
	}
	require.EqualValues(t, 6, asked.Load())
	require.GreaterOrEqual(t, time.Since(began), 4*time.Second/perSecond, "each source has a pace of its own")
}

// A shop that is to be left alone isn't asked: a short wait is kept inside the call, a long
// one is the caller's, and who refuses ends the call.
func TestRequestsAreAdmitted(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1)%2 == 1 {
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer server.Close()
	waits := []time.Duration{time.Millisecond, 0, 0}
	opts := platform.HTTPOptions{MinWait: time.Millisecond, Admit: func(context.Context) (time.Duration, string, error) {
		wait := waits[0]
		waits = waits[1:]
		return wait, "its hours", nil
	}}
	do := func() error {
		_, err := platform.NewHTTP(opts, 0).Do(t.Context(), platform.Call{Op: "page", URL: server.URL})
		return err
	}
	require.NoError(t, do())
	require.Empty(t, waits, "a second try is a request like the first")
	require.EqualValues(t, 2, asked.Load())

	waits = []time.Duration{3 * time.Hour}
	var fault *platform.Error
	require.ErrorAs(t, do(), &fault)
	require.True(t, fault.Retryable)
	require.Equal(t, 3*time.Hour, fault.RetryAfter)
	require.EqualError(t, fault, "page: its hours")
	refused := errors.New("another one asks")
	opts.Admit = func(context.Context) (time.Duration, string, error) { return 0, "", refused }
	require.ErrorIs(t, do(), refused)
	require.EqualValues(t, 2, asked.Load())
}
