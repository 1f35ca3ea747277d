package sendgrid

import (
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel"
	"regulars/channel/channeltest"
	"regulars/channel/exchange"
	"regulars/config"
	"regulars/internal/prerequisite"
	"regulars/sandbox/providers"
)

func subject() channeltest.Subject {
	return channeltest.Subject{
		Provider: func(inbox *providers.Inbox) http.Handler { return providers.NewSendGrid("the key", inbox) },
		Refuse:   providers.RefuseSendGrid,
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
	}
}

func TestSuite(t *testing.T) {
	s := subject()
	s.Look = channeltest.Specification(t, prerequisite.File(t, prerequisite.SendGridAPI), "/v3/mail/send")
	s.Run(t)
}

// What an answer means, by its status and its fields.
func TestJudge(t *testing.T) {
	s, err := New(subject().Settings)
	require.NoError(t, err)
	body := func(field, message string) string {
		return fmt.Sprintf(`{"errors":[{"message":%q,"field":%q,"help":null}]}`, message, field)
	}
	for _, c := range []struct {
		status            int
		body              string
		outcome           regulars.Outcome
		suppress          channel.Suppression
		stops, quota, now bool
	}{
		{202, "", regulars.OutcomeSent, "", false, false, false},
		{200, "", regulars.OutcomeUnknown, "", false, false, false}, // the sandbox mode, or somebody in between
		{400, body("personalizations.0.to.0.email", "Does not contain a valid address."), regulars.OutcomeFailed, channel.NoSuchAddress, false, false, false},
		{400, body("content", "x"), regulars.OutcomeFailed, "", false, false, false},
		{400, body("from.email", "x"), "", "", true, false, false},
		{401, body("", "Maximum credits exceeded"), "", "", true, true, false},
		{401, body("", "revoked"), "", "", true, false, false},
		{403, body("from", "The from address does not match a verified Sender Identity."), "", "", true, false, false},
		{413, body("", "x"), regulars.OutcomeFailed, "", false, false, false},
		{429, "", "", "", false, false, true},
		{500, "", regulars.OutcomeUnknown, "", false, false, false},
		{503, "<html>", regulars.OutcomeUnknown, "", false, false, false},
	} {
		v := s.judge(exchange.Answer{Status: c.status, Body: []byte(c.body), Header: http.Header{"X-Message-Id": {"1"}}})
		require.Equal(t, c.outcome, v.Result.Outcome, c)
		require.Equal(t, c.suppress, v.Result.Suppress, c)
		require.Equal(t, c.now, v.TurnedAway, c)
		require.Equal(t, c.stops || c.now, v.Err != nil, c)
		if c.quota {
			require.ErrorIs(t, v.Err, channel.ErrQuota)
		}
	}
}

func TestTheRateEndsWhenSendGridSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reset := strconv.FormatInt(time.Now().Add(40*time.Second).Unix(), 10)
		require.Equal(t, 40*time.Second, untilReset(http.Header{"X-Ratelimit-Reset": {reset}}))
		require.Equal(t, 7*time.Second, untilReset(http.Header{"X-Ratelimit-Reset": {reset}, "Retry-After": {"7"}}))
		require.Zero(t, untilReset(http.Header{"X-Ratelimit-Reset": {"soon"}}))
		require.Zero(t, untilReset(http.Header{"X-Ratelimit-Reset": {"5"}}), "past")
	})
}

func TestSettings(t *testing.T) {
	good := subject().Settings
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
