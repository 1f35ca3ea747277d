package resend

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/channeltest"
	"regulars/channel/exchange"
	"regulars/config"
	"regulars/sandbox/providers"
)

func subject(t *testing.T) channeltest.Subject {
	return channeltest.Subject{
		Provider: func(inbox *providers.Inbox) http.Handler { return providers.NewResend("the key", inbox) },
		Refuse:   providers.RefuseResend,
		Settings: config.Channel{APIKey: config.NewSecret("the key"), From: "山嵐 <news@shop.test>"},
		Open: func(cfg config.Channel, transport http.RoundTripper) (channel.Sender, error) {
			s, err := New(cfg)
			if err != nil {
				return nil, err
			}
			s.client.HTTP.Transport = transport
			return s, nil
		},
		Spoil:   func(cfg *config.Channel) { cfg.APIKey = config.NewSecret("a wrong one") },
		Secrets: []string{"the key", "a wrong one"},
		Address: func(n int) string { return fmt.Sprintf("m%d@x.test", n) }, Bad: "dead@x.test", BadIs: channel.NoSuchAddress,
		Texts: func(n int, m *regulars.Message) {
			if n%2 == 0 {
				m.HTML = "<p>" + m.Text + "</p>"
			}
		},
		Look: documented,
	}
}

func TestSuite(t *testing.T) { subject(t).Run(t) }

// documented looks at a request as Resend's reference has it.
func documented(r *http.Request) error {
	if r.Method == http.MethodGet {
		return nil
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	var mails []struct {
		From, Subject, Text, HTML string
		To                        []string
		Headers                   map[string]string
	}
	if err := decoder.Decode(&mails); err != nil {
		return err
	}
	for _, m := range mails {
		if m.From == "" || len(m.To) != 1 || m.Subject == "" || m.Headers["List-Unsubscribe-Post"] != "List-Unsubscribe=One-Click" {
			return errors.New("a mail lacks what it needs")
		}
	}
	if key := r.Header.Get("Idempotency-Key"); len(key) < 1 || len(key) > 256 || len(mails) > 100 {
		return errors.New("no key, or too many mails")
	}
	return nil
}

// What an answer means for a request, by its status and its name.
func TestJudge(t *testing.T) {
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	for _, c := range []struct {
		status              int
		name                string
		outcome             regulars.Outcome
		stops, again, quota bool
	}{
		{400, "validation_error", "", true, false, false},
		{401, "missing_api_key", "", true, false, false},
		{403, "validation_error", "", true, false, false},
		{422, "invalid_from_address", "", true, false, false},
		{409, "invalid_idempotent_request", regulars.OutcomeUnknown, false, false, false},
		{409, "concurrent_idempotent_requests", "", false, true, false},
		{429, "rate_limit_exceeded", "", false, true, false},
		{429, "daily_quota_exceeded", "", true, false, true},
		{429, "monthly_quota_exceeded", "", true, false, true},
		{500, "application_error", "", false, true, false},
	} {
		v, _ := s.judge(exchange.Answer{Status: c.status, Body: fmt.Appendf(nil, `{"name":%q,"message":"m1@x.test"}`, c.name)}, 1)
		require.Equal(t, c.outcome, v.Result.Outcome, c)
		require.Equal(t, c.again, v.TurnedAway || v.Unanswered, c)
		require.Equal(t, c.stops || c.again, v.Err != nil, c)
		require.Equal(t, c.quota, errors.Is(v.Err, channel.ErrQuota), c)
		if v.Err != nil {
			require.NotContains(t, v.Err.Error(), "x.test")
		}
	}
}

// An answer that isn't of just these mails is no yes.
func TestAnswersThatDontFit(t *testing.T) {
	for body, want := range map[string]string{
		`{"data":[{"id":"a"},{"id":"b"}]}`: "sent a,sent b",
		`{"data":[{"id":"b"}],"errors":[{"index":0,"message":"Invalid ` + "`to`" + ` field."}]}`: "failed ,sent b",
		`{"data":[{"id":"a"}]}`:                                            "",
		`{"data":[{"id":"a"},{"id":"b"},{"id":"c"}]}`:                      "",
		`{"data":[{"id":"a"}],"errors":[{"index":2,"message":"x"}]}`:       "",
		`{"errors":[{"index":1,"message":"x"},{"index":1,"message":"x"}]}`: "",
		`{"data":[{"id":"a"},{"id":""}]}`:                                  "",
		`{"data":[{"id":"a"}`:                                              "",
	} {
		results, err := resultsOf([]byte(body), 2)
		require.Equal(t, want == "", err != nil, body)
		if want != "" {
			require.Equal(t, want, fmt.Sprintf("%s %s,%s %s", results[0].Outcome, results[0].ProviderID, results[1].Outcome, results[1].ProviderID))
		}
	}
}

func TestSettings(t *testing.T) {
	good := subject(t).Settings
	for want, spoil := range map[string]func(*config.Channel){
		"api_key": func(c *config.Channel) { c.APIKey = config.Secret{} },
		"from":    func(c *config.Channel) { c.From = "nobody" },
	} {
		cfg := good
		spoil(&cfg)
		_, err := New(cfg)
		require.ErrorContains(t, err, want)
	}
}
