package woocommerce_test

import (
	"testing"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/woocommerce"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return woocommerce.New(config.Shop{
		Name: "soap", URL: address, Key: config.NewSecret(platformtest.WooKey), KeySecret: config.NewSecret(platformtest.WooSecret),
	}, opts)
}

func openAlso(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return woocommerce.New(config.Shop{
		Name: "soap", URL: address, AlsoPull: []string{config.AlsoProducts}, Key: config.NewSecret(platformtest.WooKey), KeySecret: config.NewSecret(platformtest.WooSecret),
	}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewWooCommerce, Open: open, Also: openAlso, AlsoUncounted: map[platform.Entity]bool{platform.Products: true},
		Secrets: []string{platformtest.WooKey, platformtest.WooSecret},
	})
}

func TestLargeAnswers(t *testing.T) {
	platformtest.Large(t, platformtest.Connector{NewShop: platformtest.NewWooCommerce, Open: open})
}
