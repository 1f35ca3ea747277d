package ses

import (
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/exchange"
)

// A mail has both its forms and both headers of its unsubscribe link, and only what it needs.
func TestAMailOfTheSDK(t *testing.T) {
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	var simple map[string]any
	s.client.HTTP.Transport = handling{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var m struct {
			Content struct{ Simple map[string]any }
		}
		body, _ := io.ReadAll(r.Body)
		if json.Unmarshal(body, &m) == nil {
			simple = m.Content.Simple
		}
		_, _ = io.WriteString(w, `{"MessageId":"1"}`)
	})}
	content := func(text string) map[string]any { return map[string]any{"Charset": "UTF-8", "Data": text} }
	results, err := s.Send(t.Context(), []regulars.Message{{To: "m@x.test", Subject: "Tea", Text: "plain", HTML: "<p>rich</p>", UnsubscribeURL: "https://u.test/1"}})
	require.NoError(t, err)
	require.Equal(t, regulars.OutcomeSent, results[0].Outcome)
	require.Equal(t, map[string]any{"Text": content("plain"), "Html": content("<p>rich</p>")}, simple["Body"])
	require.Equal(t, []any{
		map[string]any{"Name": "List-Unsubscribe", "Value": "<https://u.test/1>"}, map[string]any{"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
	}, simple["Headers"])
	for text, m := range map[string]regulars.Message{"Text": {Text: "one"}, "Html": {HTML: "one"}} {
		m.To, m.Subject = "m@x.test", "Tea"
		_, err = s.Send(t.Context(), []regulars.Message{m})
		require.NoError(t, err)
		require.Equal(t, map[string]any{text: content("one")}, simple["Body"])
		require.Nil(t, simple["Headers"])
	}
}

// A quota that SES doesn't tell, or -1, bounds nothing; one that is used up does.
func TestQuotasOfTheAccount(t *testing.T) {
	for body, want := range map[string]struct {
		quota channel.Quota
		check error
	}{
		`{"SendingEnabled":true}`: {},
		`{"SendingEnabled":true,"SendQuota":{"Max24HourSend":-1,"SentLast24Hours":9}}`: {},
		`{"SendingEnabled":true,"SendQuota":{"Max24HourSend":0,"SentLast24Hours":0}}`:  {channel.Quota{Limited: true}, channel.ErrQuota},
		`{"SendingEnabled":true,"SendQuota":{"Max24HourSend":9,"SentLast24Hours":4}}`:  {channel.Quota{Limited: true, Left: 5}, nil},
		`{"SendingEnabled":true,"SendQuota":{"Max24HourSend":9,"SentLast24Hours":9}}`:  {channel.Quota{Limited: true}, channel.ErrQuota},
		`{"SendingEnabled":true,"SendQuota":{"Max24HourSend":9,"SentLast24Hours":10}}`: {channel.Quota{Limited: true}, channel.ErrQuota},
	} {
		s, err := New(subject(t).Settings)
		require.NoError(t, err)
		s.client.HTTP.Transport = answering(func(w http.ResponseWriter) { _, _ = io.WriteString(w, body) })
		quota, err := s.Quota(t.Context())
		require.NoError(t, err, body)
		require.Equal(t, want.quota, quota, body)
		require.ErrorIs(t, s.Check(t.Context()), want.check, body)
	}
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = answering(func(w http.ResponseWriter) { w.WriteHeader(http.StatusForbidden) })
	_, err = s.Quota(t.Context())
	require.Error(t, err)
	require.Error(t, s.Check(t.Context()))
	s.client.HTTP.Transport = answering(func(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"SendingEnabled":false}`) })
	require.ErrorContains(t, s.Check(t.Context()), "paused")
}

// A code of SES counts whatever the status that comes with it; a rejection is the account's only
// where it says that something isn't verified.
func TestCodes(t *testing.T) {
	for _, c := range []struct {
		status        int
		code, message string
		stops         bool
		outcome       regulars.Outcome
	}{
		{400, "ThrottlingException", "Maximum sending rate exceeded.", true, ""}, {400, "LimitExceededException", "x", true, ""},
		{400, "NotFoundException", "x", true, ""}, {400, "BadRequestException", "this is not verified", false, regulars.OutcomeFailed}, {400, "", "", false, regulars.OutcomeFailed},
		{500, "MessageRejected", "not verified", false, regulars.OutcomeUnknown},
	} {
		s, err := New(subject(t).Settings)
		require.NoError(t, err)
		s.client.Tries = exchange.Tries{Unanswered: 1, TurnedAway: 1}
		s.client.HTTP.Transport = answering(func(w http.ResponseWriter) {
			w.Header().Set("X-Amzn-ErrorType", c.code)
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, `{"message":"`+c.message+`"}`)
		})
		results, err := s.Send(t.Context(), []regulars.Message{{To: "m@x.test", Subject: "x", Text: "x"}})
		require.Equal(t, c.stops, err != nil, c)
		require.Equal(t, c.outcome, results[0].Outcome, c)
		if c.code == "" {
			require.NotEmpty(t, results[0].Code)
		}
	}
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = answering(func(w http.ResponseWriter) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, "<html>")
	})
	results, err := s.Send(t.Context(), []regulars.Message{{To: "m@x.test", Subject: "x", Text: "x"}})
	require.NoError(t, err)
	require.Equal(t, []string{string(regulars.OutcomeFailed), "400"}, []string{string(results[0].Outcome), results[0].Code}, "an answer that isn't SES's has the code of HTTP")
}
