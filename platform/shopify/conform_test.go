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

// Every rule holds page by page and for files of bulk operations.
func TestConformance(t *testing.T) {
	for name, from := range map[string]int{"pages": 1 << 30, "bulk operations": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			platformtest.Conform(t, platformtest.Connector{
				NewShop: platformtest.NewShopify, AlsoUncounted: map[platform.Entity]bool{platform.Events: true}, Secrets: []string{platformtest.ShopifyToken}, Bulk: from == 0,
				Open: func(address string, opts platform.HTTPOptions) (platform.Source, error) {
					source, err := open(address, opts)
					source.(*shopify.Source).BulkFrom(from)
					return source, err
				},
				Also: func(address string, opts platform.HTTPOptions) (platform.Source, error) {
					source, err := shopify.New(config.Shop{
						Name: "tea", Version: config.ShopifyVersion, URL: address, Token: config.NewSecret(platformtest.ShopifyToken),
						AlsoPull: []string{config.AlsoProducts, config.AlsoCheckouts},
					}, opts)
					source.(*shopify.Source).BulkFrom(from)
					return source, err
				},
			})
		})
	}
}

func TestLargeAnswers(t *testing.T) {
	for name, from := range map[string]int{"pages": 1 << 30, "bulk operations": 0} {
		t.Run(name, func(t *testing.T) {
			platformtest.Large(t, platformtest.Connector{
				NewShop: platformtest.NewShopify, Bulk: from == 0,
				Open: func(address string, opts platform.HTTPOptions) (platform.Source, error) {
					source, err := open(address, opts)
					source.(*shopify.Source).BulkFrom(from)
					return source, err
				},
			})
		})
	}
}
