package ninetyone_test

import (
	"testing"
	"time"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/ninetyone"
	"regulars/platform/platformtest"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	zone, err := time.LoadLocation("Asia/Taipei")
	if err != nil {
		return nil, err
	}
	return ninetyone.New(config.Shop{
		Name: "tea", URL: address, ShopID: platformtest.NinetyOneShop, Key: config.NewSecret(platformtest.NinetyOneKey), Currency: "TWD", Timezone: zone.String(), Zone: zone,
	}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewNinetyOne, Open: open, Secrets: []string{platformtest.NinetyOneKey},
		Lacks: platformtest.Lacks{Timezone: true, Currency: true, Counts: true, Customers: true, Deleted: true},
	})
}

func TestLargeAnswers(t *testing.T) {
	platformtest.Large(t, platformtest.Connector{NewShop: platformtest.NewNinetyOne, Open: open})
}
