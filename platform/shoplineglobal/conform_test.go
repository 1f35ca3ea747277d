package shoplineglobal_test

import (
	"testing"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/shoplineglobal"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts)
}

func openAlso(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts, config.AlsoProducts, config.AlsoCheckouts)
}

func opening(address string, opts platform.HTTPOptions, also ...string) (platform.Source, error) {
	return shoplineglobal.New(config.Shop{
		Name: "tea", URL: address, AlsoPull: also, Currency: "TWD", Version: config.ShoplineGlobalVersion, Token: config.NewSecret(platformtest.ShoplineGlobalToken),
	}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewShoplineGlobal, Open: open, Also: openAlso, Secrets: []string{platformtest.ShoplineGlobalToken},
		Lacks: platformtest.Lacks{ChangedCustomers: true},
	})
}

func TestLargeAnswers(t *testing.T) {
	platformtest.Large(t, platformtest.Connector{NewShop: platformtest.NewShoplineGlobal, Open: open})
}
