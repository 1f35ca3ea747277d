package resend

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel/exchange"
	"regulars/channel/exchange/exchangetest"
)

func opened(t *testing.T, a *exchangetest.Answering, endpoint string) *Sender {
	t.Helper()
	settings := subject(t).Settings
	settings.Endpoint = endpoint
	s, err := New(settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = a
	return s
}

// The same mails are the same request with the same key in whichever order they come, and
// each gets its own answer; other mails have another key.
func TestTheKeyOfABatch(t *testing.T) {
	a := &exchangetest.Answering{Status: http.StatusOK, Body: `{"data":[{"id":"of a"},{"id":"of b"}]}`}
	s := opened(t, a, "")
	one := regulars.Message{RetryKey: "a", To: "a@x.test", Name: "小明", Subject: "Tea", Text: "plain", HTML: "<p>rich</p>", UnsubscribeURL: "https://u.test/1"}
	two := regulars.Message{RetryKey: "b", To: "b@x.test", Subject: "Tea", Text: "plain", UnsubscribeURL: "https://u.test/2"}
	for _, batch := range [][]regulars.Message{{one, two}, {two, one}} {
		results, err := s.Send(t.Context(), batch)
		require.NoError(t, err)
		for i, m := range batch {
			require.Equal(t, "of "+m.RetryKey, results[i].ProviderID)
		}
	}
	key := func(n int) string { return a.Asked[n].Header.Get("Idempotency-Key") }
	require.Equal(t, a.Bodies[0], a.Bodies[1])
	require.Equal(t, key(0), key(1))
	require.JSONEq(t, `[{"from":"\"山嵐\" <news@shop.test>","to":["\"小明\" <a@x.test>"],"subject":"Tea","text":"plain","html":"<p>rich</p>",
		"headers":{"List-Unsubscribe":"<https://u.test/1>","List-Unsubscribe-Post":"List-Unsubscribe=One-Click"}},
		{"from":"\"山嵐\" <news@shop.test>","to":["b@x.test"],"subject":"Tea","text":"plain","headers":{"List-Unsubscribe":"<https://u.test/2>","List-Unsubscribe-Post":"List-Unsubscribe=One-Click"}}]`, a.Bodies[0])
	require.Equal(t, []string{"https://api.resend.com/emails/batch", "Bearer the key", "application/json", "permissive"},
		[]string{a.Asked[0].URL.String(), a.Asked[0].Header.Get("Authorization"), a.Asked[0].Header.Get("Content-Type"), a.Asked[0].Header.Get("x-batch-validation")})
	two.RetryKey = "c"
	_, err := s.Send(t.Context(), []regulars.Message{one, two})
	require.NoError(t, err)
	require.NotEqual(t, key(0), key(2))
	two.RetryKey, one.RetryKey = "", "ac"
	a.Body = `{"data":[{"id":"1"}]}`
	_, err = s.Send(t.Context(), []regulars.Message{one})
	require.NoError(t, err)
	require.NotEqual(t, key(2), key(3), "keys run together")
}

// A key that may only send is good; another refusal isn't, and is named.
func TestCheck(t *testing.T) {
	a := &exchangetest.Answering{Status: http.StatusOK, Body: `{"data":[]}`}
	s := opened(t, a, "https://resend.test/")
	require.NoError(t, s.Check(t.Context()))
	require.Equal(t, "https://resend.test/domains", a.Asked[0].URL.String())
	a.Status, a.Body = http.StatusUnauthorized, `{"name":"restricted_api_key"}`
	require.NoError(t, s.Check(t.Context()))
	a.Body = `{"name":"invalid_api_key"}`
	require.ErrorContains(t, s.Check(t.Context()), "invalid_api_key")
	a.Body = `nothing`
	require.ErrorContains(t, s.Check(t.Context()), "HTTP 401")
}

// A conflict of keys is one by its status and its name; an index below the first is of no mail.
func TestAnswersAtTheEdge(t *testing.T) {
	s := opened(t, &exchangetest.Answering{}, "")
	v, _ := s.judge(exchange.Answer{Status: http.StatusBadRequest, Body: []byte(`{"name":"invalid_idempotent_request"}`)}, 1)
	require.Error(t, v.Err)
	require.Empty(t, v.Result.Outcome)
	_, err := resultsOf([]byte(`{"data":[{"id":"a"}],"errors":[{"index":-1,"message":"x"}]}`), 2)
	require.Error(t, err)
	results, err := resultsOf([]byte(`{"errors":[{"index":0,"message":"x"}]}`), 1)
	require.NoError(t, err)
	require.Equal(t, "validation_error", results[0].Code)
}
