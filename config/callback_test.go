package config

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A provider of SMS gets the address for its status only where the worker can be reached, and
// Mitake, which signs nothing, only with a secret.
func TestCallbacks(t *testing.T) {
	of := func(public string, sms Channel) string {
		cfg := &Config{Worker: Worker{PublicURL: public}, Brands: []Brand{{Name: "none"}, {Name: "tea", Channels: map[string]*Channel{"sms": &sms}}}}
		setCallbacks(cfg)
		return cfg.Brands[1].Channels["sms"].Callback.Reveal()
	}
	key := Answers{Key: NewSecret("0123456789abcdef/+")}
	require.Equal(t, "https://hooks.shop.tw/answers/tea/sms", of("https://hooks.shop.tw/", Channel{Provider: "twilio"}))
	require.Equal(t, "https://hooks.shop.tw/answers/tea/sms/0123456789abcdef%2F+", of("https://hooks.shop.tw", Channel{Provider: "mitake", Answers: key}))
	require.Empty(t, of("https://hooks.shop.tw", Channel{Provider: "mitake"}))
	require.Empty(t, of("https://hooks.shop.tw", Channel{Provider: "every8d", Answers: key}))
	require.Empty(t, of("", Channel{Provider: "twilio"}))
}
