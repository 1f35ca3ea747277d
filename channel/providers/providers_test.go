package providers_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/channel/providers"
	"regulars/config"
)

// Every provider that the config knows can be opened, and no other one.
func TestOpen(t *testing.T) {
	cfg := config.Channel{
		Host: "127.0.0.1", TLS: "none", From: "a@x.test", Username: "user", Password: config.NewSecret("x"),
		Region: "ap-northeast-1", AccessKeyID: "AKIA1", SecretAccessKey: config.NewSecret("x"),
		APIKey: config.NewSecret("x"), Domain: "mg.x.test", Endpoint: "http://127.0.0.1:1",
		AccountSID: "AC0123456789abcdef0123456789abcdef", AuthToken: config.NewSecret("x"),
		ChannelToken: config.NewSecret("x"),
	}
	lives := map[string]time.Duration{"resend": 24 * time.Hour, "mitake": 12 * time.Hour, "line": 24 * time.Hour}
	opened := 0
	for _, name := range regulars.Channels {
		for _, provider := range config.Providers(string(name)) {
			cfg.Provider = provider
			sender, err := providers.Open(string(name), cfg)
			require.NoError(t, err, provider)
			require.Equal(t, lives[provider], sender.KeyLife(), provider)
			require.Positive(t, sender.BatchSize())
			require.NoError(t, sender.Close())
			opened++
		}
	}
	require.Equal(t, 9, opened)
	for name, idempotent := range map[string]bool{"edm": false, "sms": false, "line": true} {
		cfg.Provider = ""
		sender, err := providers.Open(name, cfg)
		require.NoError(t, err)
		require.Equal(t, idempotent, sender.KeyLife() > 0, name)
	}
	_, err := providers.Open("edm", config.Channel{Provider: "pigeon"})
	require.ErrorContains(t, err, `channel edm: provider "pigeon" is not known: use smtp, ses, sendgrid, mailgun, resend`)
	_, err = providers.Open("sms", config.Channel{Provider: "ses"})
	require.ErrorContains(t, err, "is not known")
	_, err = providers.Open("line", config.Channel{})
	require.ErrorContains(t, err, "channel line")
}
