package platform_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars"
	"regulars/config"
	"regulars/platform"
)

func TestRetryAfter(t *testing.T) {
	date := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	cases := map[string]struct {
		header http.Header
		want   time.Duration
	}{
		"absent":           {http.Header{}, 0},
		"seconds":          {http.Header{"Retry-After": {"7"}}, 7 * time.Second},
		"part of a second": {http.Header{"Retry-After": {"0.5"}}, 500 * time.Millisecond},
		"negative":         {http.Header{"Retry-After": {"-5"}}, 0},
		"nonsense":         {http.Header{"Retry-After": {"soon"}}, 0},
		"not a number":     {http.Header{"Retry-After": {"NaN"}}, 0},
		"more than fits":   {http.Header{"Retry-After": {"1e300"}}, 365 * 24 * time.Hour},
		"for ever":         {http.Header{"Retry-After": {"Inf"}}, 365 * 24 * time.Hour},
		"date by the shop's clock": {http.Header{"Date": {date.Format(http.TimeFormat)}, "Retry-After": {date.Add(90 * time.Second).Format(http.TimeFormat)}},
			90 * time.Second},
		"date in the past": {http.Header{"Date": {date.Format(http.TimeFormat)}, "Retry-After": {date.Add(-time.Hour).Format(http.TimeFormat)}}, 0},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, platform.RetryAfter(c.header)) })
	}
}

func TestLargeAnswersAreRefused(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, 2048))
	}))
	t.Cleanup(server.Close)
	h := platform.NewHTTP(platform.HTTPOptions{MaxBody: 1024}, 0)
	_, err := h.Do(t.Context(), platform.Call{Op: "page", URL: server.URL})
	var fault *platform.Error
	require.ErrorAs(t, err, &fault)
	require.False(t, fault.Retryable)
	require.NotEmpty(t, fault.Hint)
	_, err = platform.NewHTTP(platform.HTTPOptions{MaxBody: 2048}, 0).Do(t.Context(), platform.Call{Op: "page", URL: server.URL})
	require.NoError(t, err)
}

// Secrets are hidden wherever they come from: the URL, or the shop's own words.
func TestSecretsAreHidden(t *testing.T) {
	secret := config.NewSecret("ck_s+cret/1")
	h := platform.NewHTTP(platform.HTTPOptions{Tries: 1}, 0, secret)
	_, err := h.Do(t.Context(), platform.Call{Op: "page", URL: "http://127.0.0.1:1/?consumer_key=ck_s%2Bcret%2F1"})
	require.NotContains(t, err.Error(), "cret")
	_, err = h.Do(t.Context(), platform.Call{Op: "page", URL: "http://bad host/?k=ck_s%2Bcret%2F1"})
	require.NotContains(t, err.Error(), "cret")

	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	_, err = h.Do(t.Context(), platform.Call{Op: "page", URL: server.URL, Judge: func(*platform.Answer) *platform.Error {
		return &platform.Error{Err: errors.New("no such key: ck_s+cret/1 or ck_s%2Bcret%2F1")}
	}})
	require.ErrorContains(t, err, "no such key: *** or ***")
}

func TestRetriesAreReportedAndBackOff(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	t.Cleanup(server.Close)
	var tries []int
	var waits []time.Duration
	h := platform.NewHTTP(platform.HTTPOptions{
		Tries: 4, MinWait: 4 * time.Millisecond,
		OnRetry: func(_ string, try int, _ *platform.Error) { tries = append(tries, try) },
		OnWait:  func(_ string, d time.Duration) { waits = append(waits, d) },
	}, 0)
	_, err := h.Do(t.Context(), platform.Call{Op: "page", URL: server.URL})
	require.ErrorContains(t, err, "page: HTTP 502")
	require.Equal(t, []int{1, 2, 3}, tries)
	require.Len(t, waits, 3)
	for i, d := range waits {
		longest := 4 * time.Millisecond << i
		require.LessOrEqual(t, d, longest)
		require.GreaterOrEqual(t, d, longest/2)
	}
}

// The short way of reading money agrees with the long one.
func TestMoneyAgreesWithParseMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`-?[0-9]{1,12}(\.[0-9]{1,7})?`).Draw(t, "amount")
		want, wantErr := regulars.ParseMoney(text)
		got, err := platform.Money(text)
		require.Equal(t, wantErr == nil, err == nil)
		require.Equal(t, want, got, text)
	})
	for _, odd := range []string{"1e3", ".5", "5.", "-", "1,280", "NT$5", "1.2.3", "9999999999999999", "--1", "0x10", " 1"} {
		want, wantErr := regulars.ParseMoney(odd)
		got, err := platform.Money(odd)
		require.Equal(t, wantErr == nil, err == nil, odd)
		require.Equal(t, want, got, odd)
	}
	none, err := platform.Money("")
	require.NoError(t, err)
	require.Zero(t, none)
}

func TestFullName(t *testing.T) {
	require.Equal(t, "王小明", platform.FullName("小明", "王"))
	require.Equal(t, "Amy Lin", platform.FullName(" Amy ", "Lin"))
	require.Equal(t, "Mei 陳", platform.FullName("Mei", "陳"))
	require.Equal(t, "小明", platform.FullName("小明", ""))
	require.Equal(t, "", platform.FullName("", ""))
}

func TestNumericID(t *testing.T) {
	for _, id := range []string{"1", strconv.Itoa(1 << 40)} {
		require.True(t, platform.IsNumericID(id))
	}
	for _, id := range []string{"", "0", "a@b.test", "-1", strings.Repeat("x", 3)} {
		require.False(t, platform.IsNumericID(id))
	}
}
