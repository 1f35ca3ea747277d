package cyberbiz_test

import (
	"testing"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/cyberbiz"
	"regulars/platform/platformtest"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts)
}

func openAlso(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts, config.AlsoProducts)
}

func opening(address string, opts platform.HTTPOptions, also ...string) (platform.Source, error) {
	return cyberbiz.New(config.Shop{Name: "tea", URL: address, AlsoPull: also, Currency: "TWD", Token: config.NewSecret(platformtest.CyberbizToken)}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewCyberbiz, Open: open, Also: openAlso, Secrets: []string{platformtest.CyberbizToken},
		Lacks: platformtest.Lacks{ConsentTime: true, City: true},
	})
}

func TestLargeAnswers(t *testing.T) {
	platformtest.Large(t, platformtest.Connector{NewShop: platformtest.NewCyberbiz, Open: open})
}
