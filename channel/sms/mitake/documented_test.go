package mitake

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
)

func answeredBy(t *testing.T, status int, body string, got *string) *Sender {
	t.Helper()
	settings := subject(t).Settings
	settings.Endpoint = "https://smsb2c.mitake.test/b2c/mtk/"
	s, err := New(settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			text, err := io.ReadAll(r.Body)
			if err != nil {
				return nil, err
			}
			*got = r.URL.Path + " " + r.Header.Get("Content-Type") + " " + string(text)
		}
		return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{}}, nil
	})
	return s
}

// Every code of Mitake's list: what became of a message, or what is wrong with the account.
func TestEveryCode(t *testing.T) {
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	codes := func(text string) []string { return strings.Split(text, "") }
	ofMessage := func(code string) exchange.Verdict {
		return s.ofMessage(code, "1", exchange.Answer{Status: http.StatusOK})
	}
	for _, code := range codes("01234") {
		require.Equal(t, exchange.Sent("1"), ofMessage(code), code)
		require.NotEqual(t, regulars.OutcomeSent, s.ofMessage(code, "", exchange.Answer{}).Result.Outcome, "without an id it is no yes")
	}
	for _, code := range codes("56789tuv") {
		v := ofMessage(code)
		require.Equal(t, regulars.OutcomeFailed, v.Result.Outcome, code)
		require.Equal(t, code, v.Result.Code)
		require.Equal(t, code == "6" || code == "v", v.Result.Suppress == channel.NoSuchAddress, code)
		require.NoError(t, v.Err, code)
	}
	for _, code := range codes("cdefhkmnp") {
		require.ErrorContains(t, ofMessage(code).Err, "check username", code)
		require.NotErrorIs(t, ofMessage(code).Err, channel.ErrQuota, code)
	}
	for _, code := range codes("abr") {
		require.ErrorContains(t, ofMessage(code).Err, "out of service", code)
	}
	require.ErrorIs(t, ofMessage("s").Err, channel.ErrQuota)
}

// A line has the text with Mitake's sign for an end of line, whichever the text has; a text as
// long as Mitake takes is sent.
func TestALine(t *testing.T) {
	const key = "00000000-0000-4000-8000-000000000001"
	var got string
	s := answeredBy(t, http.StatusOK, "["+key+"]\r\nmsgid=1\r\nstatuscode=1\r\n", &got)
	results, err := s.Send(t.Context(), []regulars.Message{{To: "+886912000001", Text: "a\r\nb\nc\rd", RetryKey: key}})
	require.NoError(t, err)
	require.Equal(t, "1", results[0].ProviderID)
	require.Equal(t, "/b2c/mtk/SmBulkSend text/plain; charset=utf-8 "+key+"$$0912000001$$$$$$$$$$a\x06b\x06c\x06d\r\n", got)
	results, err = s.Send(t.Context(), []regulars.Message{{To: "+886912000001", Text: strings.Repeat("字", 335), RetryKey: key}})
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
}

// Points are read from a yes only; a code says why there are none.
func TestPoints(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   string // of the error; empty: there are 98
	}{
		{200, "AccountPoint=98\r\n", ""}, {500, "AccountPoint=98\r\n", "500"}, {200, "AccountPoint=many\r\n", "mitake"}, {200, "statuscode=e\r\n", "status e"}, {200, "", "mitake"},
	} {
		var got string
		s := answeredBy(t, c.status, c.body, &got)
		quota, err := s.Quota(t.Context())
		if c.want == "" {
			require.NoError(t, err)
			require.Equal(t, channel.Quota{Limited: true, Left: 98}, quota)
			require.NoError(t, s.Check(t.Context()))
			continue
		}
		require.ErrorContains(t, err, c.want, c)
		require.NotErrorIs(t, s.Check(t.Context()), channel.ErrQuota)
	}
}

// A code before the sections is one of the request only where no message has its own.
func TestSections(t *testing.T) {
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	batch := []regulars.Message{{RetryKey: "a"}}
	v, results := s.judge(exchange.Answer{Status: http.StatusOK, Body: []byte("statuscode=e\r\n[a]\r\nmsgid=1\r\nstatuscode=1\r\n")}, batch)
	require.NoError(t, v.Err)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
	v, _ = s.judge(exchange.Answer{Status: http.StatusOK, Body: []byte("statuscode=e\r\n")}, batch)
	require.ErrorContains(t, v.Err, "status e")
	v, _ = s.judge(exchange.Answer{Status: http.StatusOK, Body: []byte("AccountPoint=98\r\n")}, batch)
	require.True(t, v.Unanswered)
	for _, line := range []string{"[a=1", "a]=1"} { // no sections, but fields
		whole, sections := sectionsOf(line + "\r\n")
		require.Empty(t, sections)
		require.Len(t, whole, 1)
	}
}
