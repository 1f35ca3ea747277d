package mailgun

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
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
		Provider: func(inbox *providers.Inbox) http.Handler {
			return providers.NewMailgun("mg.shop.test", "the key", inbox)
		},
		Refuse:   providers.RefuseMailgun,
		Settings: config.Channel{APIKey: config.NewSecret("the key"), Domain: "mg.shop.test", From: "山嵐 <news@shop.test>"},
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

// documented looks at a form as Mailgun's reference has it.
func documented(r *http.Request) error {
	if r.Method == http.MethodGet {
		return nil
	}
	if err := r.ParseMultipartForm(1 << 20); err != nil {
		return err
	}
	known := []string{"from", "to", "subject", "text", "html", "h:List-Unsubscribe", "h:List-Unsubscribe-Post", "v:delivery_id"}
	for name, values := range r.MultipartForm.Value {
		if !slices.Contains(known, name) || len(values) != 1 || values[0] == "" {
			return fmt.Errorf("the field %s isn't documented, empty or there twice", name)
		}
	}
	for _, name := range []string{"from", "to", "subject"} {
		if r.MultipartForm.Value[name] == nil {
			return errors.New("the form has no " + name)
		}
	}
	return nil
}

// What an answer means, by its status and its text.
func TestJudge(t *testing.T) {
	s, err := New(subject(t).Settings)
	require.NoError(t, err)
	for _, c := range []struct {
		status            int
		message           string
		outcome           regulars.Outcome
		suppress          channel.Suppression
		stops, quota, now bool
	}{
		{200, "Queued. Thank you.", regulars.OutcomeSent, "", false, false, false},
		{400, "'to' parameter is not a valid address. please check documentation", regulars.OutcomeFailed, channel.NoSuchAddress, false, false, false},
		{400, "'from' parameter is not a valid address. please check documentation", "", "", true, false, false},
		{400, "Need at least one of 'text' or 'html' parameters specified", regulars.OutcomeFailed, "", false, false, false},
		{401, "Forbidden", "", "", true, false, false},
		{402, "", "", "", true, true, false},
		{403, "Domain mg.shop.test is not allowed to send: The domain is unverified", "", "", true, false, false},
		{404, "Domain not found", "", "", true, false, false},
		{413, "too large", regulars.OutcomeFailed, "", false, false, false},
		{429, "Too many requests", "", "", false, false, true},
		{500, "x", regulars.OutcomeUnknown, "", false, false, false},
	} {
		v := s.judge(exchange.Answer{Status: c.status, Body: fmt.Appendf(nil, `{"id":"<1@mg.shop.test>","message":%q}`, c.message)})
		require.Equal(t, c.outcome, v.Result.Outcome, c)
		require.Equal(t, c.suppress, v.Result.Suppress, c)
		require.Equal(t, c.now, v.TurnedAway, c)
		require.Equal(t, c.stops || c.now, v.Err != nil, c)
		if c.quota {
			require.ErrorIs(t, v.Err, channel.ErrQuota)
		}
	}
	require.Equal(t, "1@mg.shop.test", s.judge(exchange.Answer{Status: 200, Body: []byte(`{"id":"<1@mg.shop.test>"}`)}).Result.ProviderID, "as its events have it")
}

func TestSettings(t *testing.T) {
	good := subject(t).Settings
	for want, spoil := range map[string]func(*config.Channel){
		"api_key": func(c *config.Channel) { c.APIKey = config.Secret{} },
		"domain":  func(c *config.Channel) { c.Domain = "" },
		"from":    func(c *config.Channel) { c.From = "nobody" },
	} {
		cfg := good
		spoil(&cfg)
		_, err := New(cfg)
		require.ErrorContains(t, err, want)
	}
}
