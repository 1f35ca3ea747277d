package connectors_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/internal/seed"
	"regulars/platform"
	"regulars/platform/connectors"
	"regulars/platform/platformtest"
)

// One source is used from many goroutines: with the race detector, on a platform that
// the seed chooses, since it takes its time for each. All of them stand on the same
// client, most on the same engine of lists; WooCommerce and Shopify run there whole.
func TestAtOnce(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	shops := []struct {
		platform string
		start    func(testing.TB) *platformtest.Shop
		shop     config.Shop
	}{
		{"shopline", platformtest.NewShopline, config.Shop{Handle: platformtest.ShoplineHandle, Token: config.NewSecret(platformtest.ShoplineToken)}},
		{"shopline-global", platformtest.NewShoplineGlobal, config.Shop{Version: config.ShoplineGlobalVersion, Token: config.NewSecret(platformtest.ShoplineGlobalToken)}},
		{"cyberbiz", platformtest.NewCyberbiz, config.Shop{Currency: "TWD", Token: config.NewSecret(platformtest.CyberbizToken)}},
		{"easystore", platformtest.NewEasyStore, config.Shop{Timezone: zone.String(), Zone: zone, Token: config.NewSecret(platformtest.EasyStoreToken)}},
		{"91app", platformtest.NewNinetyOne, config.Shop{
			ShopID: platformtest.NinetyOneShop, Key: config.NewSecret(platformtest.NinetyOneKey), Currency: "TWD", Timezone: zone.String(), Zone: zone,
		}},
		{"medusa", platformtest.NewMedusa, config.Shop{Token: config.NewSecret(platformtest.MedusaKey)}},
		{"vendure", platformtest.NewVendure, config.Shop{Token: config.NewSecret(platformtest.VendureKey)}},
	}
	chosen := shops[rand.New(rand.NewPCG(seed.New(t), 0)).IntN(len(shops))]
	t.Run(chosen.platform, func(t *testing.T) {
		platformtest.AtOnce(t, platformtest.Connector{
			NewShop: chosen.start,
			Open: func(address string, opts platform.HTTPOptions) (platform.Source, error) {
				shop := chosen.shop
				shop.Name, shop.Platform, shop.URL = "tea", chosen.platform, address
				return connectors.Open(shop, opts)
			},
		})
	})
}
