package sms

import (
	"net/http"
	"testing"

	"regulars/channel"
	"regulars/channel/channeltest"
	"regulars/config"
	"regulars/internal/prerequisite"
	"regulars/sandbox/providers"
)

func TestSuite(t *testing.T) {
	cfg := settings("")
	cfg.AuthToken = config.NewSecret("the secret")
	channeltest.Subject{
		Provider: func(inbox *providers.Inbox) http.Handler { return providers.NewSMS(testSID, "the secret", inbox) },
		Refuse:   providers.RefuseSMS,
		Settings: cfg,
		Open: func(cfg config.Channel, transport http.RoundTripper) (channel.Sender, error) {
			s, err := New(cfg)
			if err == nil {
				s.client.HTTP.Transport = transport
			}
			return s, err
		},
		Spoil:   func(cfg *config.Channel) { cfg.AuthToken = config.NewSecret("a wrong one") },
		Secrets: []string{"the secret", "a wrong one"},
		Address: number, Bad: "+886900000000", BadIs: channel.NoSuchAddress,
		Look: channeltest.Specification(t, prerequisite.File(t, prerequisite.TwilioAPI), "/2010-04-01/Accounts/{AccountSid}/Messages.json"),
	}.Run(t)
}
