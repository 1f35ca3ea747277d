package medusa_test

import (
	"testing"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/medusa"
	"regulars/platform/platformtest"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts)
}

func openAlso(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts, config.AlsoProducts)
}

func opening(address string, opts platform.HTTPOptions, also ...string) (platform.Source, error) {
	return medusa.New(config.Shop{Name: "tea", URL: address, Currency: "TWD", AlsoPull: also, Token: config.NewSecret(platformtest.MedusaKey)}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewMedusa, Open: open, Also: openAlso, Secrets: []string{platformtest.MedusaKey}, RereadsChanged: true,
		Lacks: platformtest.Lacks{Timezone: true},
	})
}

func TestLargeAnswers(t *testing.T) {
	platformtest.Large(t, platformtest.Connector{NewShop: platformtest.NewMedusa, Open: open})
}
