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
	for _, name := range []string{"medusa", "shopify", "vendure", "woocommerce", "shopline", "shopline-global", "cyberbiz", "easystore", "91app"} {
		s, err := connectors.Open(config.Shop{Name: "a", Platform: name, Version: config.ShopifyVersion, URL: "https://shop.example", Token: secret, Key: secret, KeySecret: secret, Handle: "tea", ShopID: 7, Currency: "TWD", Zone: time.UTC}, platform.HTTPOptions{})
		require.NoError(t, err)
		require.NotEmpty(t, s.Entities())
	}
	_, err := connectors.Open(config.Shop{Name: "a", Platform: "magento"}, platform.HTTPOptions{})
	require.ErrorContains(t, err, `"magento"`)
}
