package providers_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/channel/providers"
	"regulars/config"
)

func TestOpen(t *testing.T) {
	cfg := config.Channel{
		Host: "127.0.0.1", TLS: "none", From: "a@x.test",
		AccountSID: "AC0123456789abcdef0123456789abcdef", AuthToken: config.NewSecret("x"),
		ChannelToken: config.NewSecret("x"),
	}
	for name, idempotent := range map[string]bool{"edm": false, "sms": false, "line": true} {
		sender, err := providers.Open(name, cfg)
		require.NoError(t, err)
		require.Equal(t, idempotent, sender.KeyLife() > 0, name)
		require.NoError(t, sender.Close())
	}
	_, err := providers.Open("edm", config.Channel{Provider: "pigeon"})
	require.ErrorContains(t, err, `channel edm: provider "pigeon" is not known`)
	_, err = providers.Open("line", config.Channel{})
	require.ErrorContains(t, err, "channel line")
}
