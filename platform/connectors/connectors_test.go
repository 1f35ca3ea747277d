package connectors_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/connectors"
)

func TestOpen(t *testing.T) {
	secret := config.NewSecret("x")
	names := []string{"91app", "cyberbiz", "easystore", "medusa", "shopify", "shopline", "shopline-global", "vendure", "woocommerce"}
	require.Equal(t, names, connectors.Platforms())
	for _, name := range names {
		s, err := connectors.Open(config.Shop{Name: "a", Platform: name, Version: config.ShopifyVersion, URL: "https://shop.example", Token: secret, Key: secret, KeySecret: secret, Handle: "tea", ShopID: 7, Currency: "TWD", Zone: time.UTC}, platform.HTTPOptions{})
		require.NoError(t, err)
		require.NotEmpty(t, s.Entities())
	}
	_, err := connectors.Open(config.Shop{Name: "a", Platform: "magento"}, platform.HTTPOptions{})
	require.ErrorContains(t, err, `"magento"`)
}

// What each platform needs is what the config asks of it: with that it has no mistake, and
// without any one of them it has.
func TestSettings(t *testing.T) {
	set := func(string) (string, bool) { return "a secret of at least 16", true }
	for _, name := range connectors.Platforms() {
		settings := connectors.Settings(name)
		require.NotEmpty(t, settings, name)
		for without := -1; without < len(settings); without++ {
			text := "brands:\n  - {name: tea, timezone: Asia/Taipei, currency: TWD, shops: [{name: web, platform: '" + name + "'"
			for i, s := range settings {
				require.NotEqual(t, s.Secret(), s.Example != "", "%s: %s is a secret, or has an example", name, s.Key)
				value := "'" + s.Example + "'"
				switch {
				case s.Secret():
					value = "'${" + s.Variable + "}'"
				case s.Number:
					value = s.Example
				}
				if i != without {
					text += ", " + s.Key + ": " + value
				}
			}
			err := config.Check("regulars.yaml", []byte(text+"}]}\n"), set)
			if without < 0 {
				require.NoError(t, err, text)
				continue
			}
			require.ErrorContains(t, err, "shops[0]."+settings[without].Key, name)
		}
	}
	require.Empty(t, connectors.Settings("file"))
}
