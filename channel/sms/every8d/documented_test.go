package every8d

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
)

type handling struct{ http.HandlerFunc }

func (h handling) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result(), nil
}

func opened(t *testing.T, handle http.HandlerFunc) *Sender {
	t.Helper()
	settings := subject(t).Settings
	settings.Endpoint += "/"
	s, err := New(settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = handling{handle}
	return s
}

// A text goes to one number at once, is tried at the carrier for a day, and may be as long as
// EVERY8D takes.
func TestAForm(t *testing.T) {
	var got *http.Request
	s := opened(t, func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		got = r
		_, _ = io.WriteString(w, "79.0,1,1.0,0,d6eb4b1d")
	})
	text := strings.Repeat("字", 333)
	results, err := s.Send(t.Context(), []regulars.Message{{To: "+886912000001", Text: text, RetryKey: "k"}})
	require.NoError(t, err)
	require.Equal(t, channel.Result{Outcome: regulars.OutcomeSent, ProviderID: "d6eb4b1d"}, results[0])
	require.Equal(t, "http://every8d.test/API21/HTTP/sendSMS.ashx", got.URL.String())
	require.Equal(t, map[string][]string{
		"UID": {"user"}, "PWD": {"the password"}, "SB": {""}, "MSG": {text}, "DEST": {"+886912000001"}, "ST": {""}, "RETRYTIME": {"1440"}, "MR": {"k"},
	}, map[string][]string(got.PostForm))
	for _, m := range []regulars.Message{{To: "0912000001", Text: "x"}, {To: "+886912000001"}, {To: "+886912000001", Text: text + "字"}} {
		got = nil
		results, err = s.Send(t.Context(), []regulars.Message{m})
		require.NoError(t, err)
		require.Equal(t, regulars.OutcomeFailed, results[0].Outcome)
		require.Nil(t, got, "nothing is sent")
	}
}

// Credit is read from a yes only, whatever stands in another answer.
func TestCreditIsOfAYes(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   string // of the error; empty: it is credit
	}{
		{200, "79.5", ""}, {200, "79.5,1", ""}, {500, "79.5", "500"}, {403, "79.5", "403"}, {403, "-2,no", "403"}, {200, "-2,no", "code -2"}, {200, "<html>", "every8d"}, {200, "-300.00,x", "every8d"},
	} {
		s := opened(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, c.body)
		})
		quota, err := s.Quota(t.Context())
		if c.want == "" {
			require.NoError(t, err)
			require.Equal(t, channel.Quota{Limited: true, Left: 79}, quota)
			require.NoError(t, s.Check(t.Context()))
			continue
		}
		require.ErrorContains(t, err, c.want, c)
		require.Equal(t, err.Error(), s.Check(t.Context()).Error())
	}
}

// What was neither sent nor left for want of credit is not known.
func TestNeitherSentNorUnsent(t *testing.T) {
	for _, body := range []string{"79.0,0,0,0,d6eb4b1d", "79.0,2,1.0,1,d6eb4b1d"} {
		s := opened(t, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, body) })
		results, err := s.Send(t.Context(), []regulars.Message{{To: "+886912000001", Text: "x"}})
		require.NoError(t, err)
		require.Equal(t, regulars.OutcomeUnknown, results[0].Outcome, body)
	}
}
