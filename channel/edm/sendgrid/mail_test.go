package sendgrid

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
	"regulars/channel/exchange/exchangetest"
)

func opened(t *testing.T, a *exchangetest.Answering, endpoint string) *Sender {
	t.Helper()
	settings := subject().Settings
	settings.Endpoint = endpoint
	s, err := New(settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = a
	return s
}

// A mail has its plain form before its rich one, the headers of its unsubscribe link, and the
// id by which its events are known again.
func TestAMailAsJSON(t *testing.T) {
	a := &exchangetest.Answering{Header: http.Header{"X-Message-Id": {"1"}}, Status: http.StatusAccepted}
	s := opened(t, a, "")
	results, err := s.Send(t.Context(), []regulars.Message{
		{DeliveryID: "d1", To: "m@x.test", Name: "小明", Subject: "Tea", Text: "plain", HTML: "<p>rich</p>", UnsubscribeURL: "https://u.test/1"},
	})
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
	require.Equal(t, []string{"https://api.sendgrid.com/v3/mail/send", "Bearer the key", "application/json"},
		[]string{a.Asked[0].URL.String(), a.Asked[0].Header.Get("Authorization"), a.Asked[0].Header.Get("Content-Type")})
	require.JSONEq(t, `{"personalizations":[{"to":[{"email":"m@x.test","name":"小明"}],"custom_args":{"delivery_id":"d1"}}],
		"from":{"email":"news@shop.test","name":"山嵐"},"subject":"Tea","content":[{"type":"text/plain","value":"plain"},{"type":"text/html","value":"<p>rich</p>"}],
		"headers":{"List-Unsubscribe":"<https://u.test/1>","List-Unsubscribe-Post":"List-Unsubscribe=One-Click"}}`, a.Bodies[0])
	_, err = s.Send(t.Context(), []regulars.Message{{DeliveryID: "d2", To: "m@x.test", Subject: "Tea", HTML: "<p>rich</p>"}})
	require.NoError(t, err)
	require.Contains(t, a.Bodies[1], `"content":[{"type":"text/html","value":"\u003cp\u003erich\u003c/p\u003e"}]`)
}

// A key that may send passes the check, one that may only do something else doesn't.
func TestCheck(t *testing.T) {
	a := &exchangetest.Answering{Header: http.Header{"X-Message-Id": {"1"}}, Status: http.StatusOK, Body: `{"scopes":["alerts.read","mail.send"]}`}
	s := opened(t, a, "https://api.eu.sendgrid.com/")
	require.NoError(t, s.Check(t.Context()))
	require.Equal(t, "https://api.eu.sendgrid.com/v3/scopes", a.Asked[0].URL.String())
	a.Body = `{"scopes":["alerts.read"]}`
	require.ErrorContains(t, s.Check(t.Context()), "may not send")
	a.Status = http.StatusUnauthorized
	require.ErrorContains(t, s.Check(t.Context()), "401")
}

// What an answer means goes by the status and the field together: a yes has an id, credits end
// by a 401, and only a recipient's field is about the address.
func TestStatusAndField(t *testing.T) {
	s := opened(t, &exchangetest.Answering{}, "")
	judge := func(status int, body string) exchange.Verdict {
		return s.judge(exchange.Answer{Status: status, Body: []byte(body)})
	}
	require.Equal(t, regulars.OutcomeUnknown, judge(http.StatusAccepted, "").Result.Outcome, "without an id")
	require.NotErrorIs(t, judge(http.StatusUnauthorized, `{"errors":[{"message":"revoked"}]}`).Err, channel.ErrQuota)
	require.NotErrorIs(t, judge(http.StatusBadRequest, `{"errors":[{"message":"Maximum credits exceeded"}]}`).Err, channel.ErrQuota)
	for _, field := range []string{"personalizations.0.subject", "content.to"} {
		v := judge(http.StatusBadRequest, `{"errors":[{"field":"`+field+`"}]}`)
		require.Equal(t, regulars.OutcomeFailed, v.Result.Outcome)
		require.Empty(t, v.Result.Suppress, field)
	}
	require.Equal(t, regulars.OutcomeFailed, judge(http.StatusBadRequest, `{"errors":[]}`).Result.Outcome)
}
