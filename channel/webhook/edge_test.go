package webhook_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel/webhook"
	"regulars/config"
)

// A text of four thousand letters is posted whole, a longer one ends with an ellipsis in the
// four thousandth's place; only statuses from 200 to 299 are a yes, and from 500 on nobody knows.
func TestEdges(t *testing.T) {
	status := http.StatusOK
	var texts []string
	chat := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body struct{ Text string }
		_ = json.NewDecoder(r.Body).Decode(&body)
		texts = append(texts, body.Text)
		w.WriteHeader(status)
	}))
	t.Cleanup(chat.Close)
	outcome := func(text string) regulars.Outcome {
		s := webhook.New(config.NewSecret(fmt.Sprintf(" %s/%d\n", chat.URL, len(texts)))) // each has its own pace
		defer func() { _ = s.Close() }()
		results, err := s.Send(t.Context(), []regulars.Message{{Text: text}})
		require.NoError(t, err)
		return results[0].Outcome
	}
	long := strings.Repeat("長", 4000)
	outcome(long)
	outcome(long + "長")
	require.Equal(t, []string{long, strings.Repeat("長", 3999) + "…"}, texts)
	for answer, want := range map[int]regulars.Outcome{200: regulars.OutcomeSent, 299: regulars.OutcomeSent, 300: regulars.OutcomeFailed, 499: regulars.OutcomeFailed, 500: regulars.OutcomeUnknown} {
		status = answer
		require.Equal(t, want, outcome("x"), status)
	}
}
