package shopify_test

import (
	"testing"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/shopify"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return shopify.New(config.Shop{Name: "tea", Version: config.ShopifyVersion, URL: address, Token: config.NewSecret(platformtest.ShopifyToken)}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewShopify, Open: open, Secrets: []string{platformtest.ShopifyToken},
	})
}
