package sms

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
)

// A person asks what Twilio was given: all of the time asked for, over all pages, and
// nothing that came in, of another time or another number.
func TestFates(t *testing.T) {
	fake := startTwilio(t, &fakeTwilio{})
	s := open(t, settings(fake.url))
	from := time.Now().Add(-time.Minute)
	for range 2 * fatesPage / 50 {
		batch := messages(50)
		for i := range batch {
			batch[i].To = "+886912345678"
		}
		results, err := s.Send(t.Context(), batch)
		require.NoError(t, err)
		require.Equal(t, 50, outcomes(results)[regulars.OutcomeSent])
	}
	one := messages(1)
	one[0].To = "+886912345678"
	results, err := s.Send(t.Context(), append(messages(3), one...))
	require.NoError(t, err)
	found, err := s.Fates(t.Context(), "+886912345678", from, time.Now().Add(time.Minute))
	require.NoError(t, err)
	require.Len(t, found, 2*fatesPage+1)
	require.Equal(t, results[3].ProviderID, found[0].ProviderID, "the newest first")
	require.Equal(t, "queued", found[0].State)
	none, err := s.Fates(t.Context(), "+886912345678", from.Add(-time.Hour), from)
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestFatesOfOddLists(t *testing.T) {
	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	message := func(minutes int, direction string, code any) map[string]any {
		return map[string]any{"sid": fmt.Sprint("SM", minutes), "status": "undelivered", "error_code": code, "direction": direction,
			"date_created": at.Add(time.Duration(minutes) * time.Minute).Format(time.RFC1123Z), "date_sent": nil}
	}
	var answer map[string]any
	status := http.StatusOK
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(answer)
	}))
	defer server.Close()
	s := open(t, settings(server.URL))
	fates := func() ([]channel.Fate, error) {
		return s.Fates(t.Context(), "+886912345678", at, at.Add(10*time.Minute))
	}
	next := "/2010-04-01/Accounts/" + testSID + "/Messages.json?Page=1"

	answer = map[string]any{"next_page_uri": next, "messages": []any{
		message(11, "outbound-api", nil), message(10, "outbound-api", 30005), message(5, "inbound", nil), message(0, "outbound-api", nil), message(-1, "outbound-api", nil),
	}}
	found, err := fates()
	require.ErrorContains(t, err, "more than 1000 messages", "a list without end")
	require.Empty(t, found)
	require.Equal(t, fatesPages, asked)

	answer["next_page_uri"] = nil
	found, err = fates()
	require.NoError(t, err)
	require.Equal(t, []channel.Fate{
		{ProviderID: "SM10", At: at.Add(10 * time.Minute), State: "undelivered", Code: "30005"}, {ProviderID: "SM0", At: at, State: "undelivered"},
	}, found, "both ends of the time, and nothing that came in")

	asked = 0
	answer = map[string]any{"next_page_uri": next, "messages": []any{message(-1, "outbound-api", nil)}}
	_, err = fates()
	require.NoError(t, err)
	require.Equal(t, 1, asked, "older pages aren't read")

	answer = map[string]any{"next_page_uri": "https://evil.example/2010-04-01/", "messages": []any{message(1, "outbound-api", nil)}}
	_, err = fates()
	require.ErrorContains(t, err, "not of this account")
	answer = map[string]any{"messages": []any{map[string]any{"sid": "SM1", "date_created": "yesterday"}}}
	_, err = fates()
	require.ErrorContains(t, err, "RFC 2822")
	status = http.StatusUnauthorized
	_, err = fates()
	require.ErrorContains(t, err, "check account_sid and auth_token")
}
