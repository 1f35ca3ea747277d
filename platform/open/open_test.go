package open_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/open"
)

func TestOpen(t *testing.T) {
	secret := config.NewSecret("x")
	for _, name := range []string{"shopify", "woocommerce"} {
		s, err := open.Open(config.Shop{Name: "a", Platform: name, URL: "https://shop.example", Token: secret, Key: secret, KeySecret: secret}, platform.HTTPOptions{})
		require.NoError(t, err)
		require.NotEmpty(t, s.Entities())
	}
	_, err := open.Open(config.Shop{Name: "a", Platform: "magento"}, platform.HTTPOptions{})
	require.ErrorContains(t, err, `"magento"`)
}
