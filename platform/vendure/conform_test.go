package vendure_test

import (
	"testing"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/vendure"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts)
}

func openAlso(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts, config.AlsoProducts, config.AlsoCheckouts)
}

func opening(address string, opts platform.HTTPOptions, also ...string) (platform.Source, error) {
	return vendure.New(config.Shop{Name: "tea", URL: address, AlsoPull: also, Token: config.NewSecret(platformtest.VendureKey)}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewVendure, Open: open, Also: openAlso, Secrets: []string{platformtest.VendureKey}, RereadsChanged: true,
		Lacks: platformtest.Lacks{Timezone: true},
	})
}

func TestLargeAnswers(t *testing.T) {
	platformtest.Large(t, platformtest.Connector{NewShop: platformtest.NewVendure, Open: open})
}
