package webhook_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel/webhook"
	"regulars/config"
)

// A text arrives as one JSON object, without markup of its own, and what the chat answers
// is what became of it. No error holds the address.
func TestWebhook(t *testing.T) {
	status, got, calls := http.StatusOK, "", 0
	chat := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		body, _ := io.ReadAll(r.Body)
		got = string(body)
		if r.Header.Get("Content-Type") != "application/json" || r.URL.Path != "/services/T0/B0/secret" {
			status = http.StatusTeapot
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(chat.Close)
	s := webhook.New(config.NewSecret(chat.URL + "/services/T0/B0/secret"))
	t.Cleanup(func() { _ = s.Close() })
	require.NoError(t, s.Check(t.Context()))

	results, err := s.Send(t.Context(), []regulars.Message{{Text: "tea & <!channel>\n等待核准 " + strings.Repeat("長", 5000)}})
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
	var body map[string]string
	require.NoError(t, json.Unmarshal([]byte(got), &body))
	require.Len(t, body, 1)
	require.True(t, strings.HasPrefix(body["text"], "tea &amp; &lt;!channel&gt;\n等待核准 "), body["text"][:60])
	require.True(t, strings.HasSuffix(body["text"], "…"))

	for answer, want := range map[int]regulars.Outcome{http.StatusNotFound: regulars.OutcomeFailed, http.StatusForbidden: regulars.OutcomeFailed, http.StatusBadGateway: regulars.OutcomeUnknown} {
		status = answer
		results, err = s.Send(t.Context(), []regulars.Message{{Text: "x"}})
		require.NoError(t, err)
		require.Equal(t, want, results[0].Outcome, answer)
		require.NotContains(t, results[0].Reason, "secret")
	}
	require.Equal(t, 4, calls, "a webhook knows no keys: nothing is posted twice")

	chat.Close()
	_, err = s.Send(t.Context(), []regulars.Message{{Text: "x"}})
	require.Error(t, err)
	require.NotContains(t, err.Error(), "secret")
}
