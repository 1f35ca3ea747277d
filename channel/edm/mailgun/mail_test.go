package mailgun

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel/exchange"
	"regulars/config"
)

// answering answers requests without a network, and keeps them.
type answering struct {
	status int
	body   string
	asked  []*http.Request
}

func (a *answering) RoundTrip(r *http.Request) (*http.Response, error) {
	a.asked = append(a.asked, r)
	if r.Method == http.MethodPost {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			return nil, err
		}
	}
	w := httptest.NewRecorder()
	w.WriteHeader(a.status)
	_, err := w.WriteString(a.body)
	return w.Result(), err
}

func opened(t *testing.T, a *answering, change func(*config.Channel)) *Sender {
	t.Helper()
	settings := subject(t).Settings
	change(&settings)
	s, err := New(settings)
	require.NoError(t, err)
	s.client.HTTP.Transport = a
	return s
}

// A mail goes to the messages of its domain as a form with both its forms, both headers of its
// unsubscribe link, and the id by which its events are known again; a mail has no field that it
// doesn't need.
func TestAMailAsAForm(t *testing.T) {
	a := &answering{status: http.StatusOK, body: `{"id":"<1@mg.shop.test>"}`}
	s := opened(t, a, func(*config.Channel) {})
	_, err := s.Send(t.Context(), []regulars.Message{
		{DeliveryID: "d1", To: "m@x.test", Name: "小明", Subject: "Tea", Text: "plain", HTML: "<p>rich</p>", UnsubscribeURL: "https://u.test/1", UnsubscribeMail: "u@shop.test"},
	})
	require.NoError(t, err)
	r := a.asked[0]
	require.Equal(t, "https://api.mailgun.net/v3/mg.shop.test/messages", r.URL.String())
	user, key, _ := r.BasicAuth()
	require.Equal(t, []string{"api", "the key"}, []string{user, key})
	require.Equal(t, map[string][]string{
		"from": {`"山嵐" <news@shop.test>`}, "to": {`"小明" <m@x.test>`}, "subject": {"Tea"}, "text": {"plain"}, "html": {"<p>rich</p>"}, "v:delivery_id": {"d1"},
		"h:List-Unsubscribe": {"<https://u.test/1>, <mailto:u@shop.test>"}, "h:List-Unsubscribe-Post": {"List-Unsubscribe=One-Click"},
	}, r.MultipartForm.Value)
	_, err = s.Send(t.Context(), []regulars.Message{{DeliveryID: "d2", To: "m@x.test", Subject: "Tea", HTML: "<p>rich</p>"}})
	require.NoError(t, err)
	require.Equal(t, map[string][]string{"from": {`"山嵐" <news@shop.test>`}, "to": {"m@x.test"}, "subject": {"Tea"}, "html": {"<p>rich</p>"}, "v:delivery_id": {"d2"}}, a.asked[1].MultipartForm.Value)
}

// An endpoint of another region takes the place of the usual one; a domain that isn't verified
// fails the check, and so does a no.
func TestCheck(t *testing.T) {
	a := &answering{status: http.StatusOK, body: `{"domain":{"state":"active"}}`}
	s := opened(t, a, func(c *config.Channel) { c.Endpoint = "https://api.eu.mailgun.net/" })
	require.NoError(t, s.Check(t.Context()))
	require.Equal(t, "https://api.eu.mailgun.net/v4/domains/mg.shop.test", a.asked[0].URL.String())
	a.body = `{"domain":{"state":"unverified"}}`
	require.ErrorContains(t, s.Check(t.Context()), "unverified")
	a.status, a.body = http.StatusNotFound, `{"domain":{"state":"active"}}`
	require.ErrorContains(t, s.Check(t.Context()), "404")
	a.status, a.body = http.StatusOK, `nothing`
	require.Error(t, s.Check(t.Context()))
}

// Mailgun says by words that a plan's limit is used up, too; a yes without an id is none.
func TestWords(t *testing.T) {
	s := opened(t, &answering{}, func(*config.Channel) {})
	for _, message := range []string{"Domain mg.shop.test: daily Limit Exceeded", "message limit reached"} {
		require.Error(t, s.judge(exchange.Answer{Status: http.StatusForbidden, Body: []byte(`{"message":"` + message + `"}`)}).Err, message)
	}
	require.Equal(t, regulars.OutcomeUnknown, s.judge(exchange.Answer{Status: http.StatusOK, Body: []byte(`{"message":"Queued"}`)}).Result.Outcome)
}
