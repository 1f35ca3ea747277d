package config

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ofShop is a config with one shop.
func ofShop(keys string) string {
	return fmt.Sprintf(`brands:
  - name: lumen
    timezone: Asia/Taipei
    currency: TWD
    shops:
      - {name: web, %s}
privacy: {hash_key: "${HASH_KEY}"}
`, keys)
}

// Each platform needs its own keys, and every mistake says what to write.
func TestMistakesOfShops(t *testing.T) {
	const token = `, token: "${SHOPIFY_TOKEN}"`
	for keys, want := range map[string][2]string{
		`platform: shopline` + token:                                                           {"shops[0].handle", "User-Agent"},
		`platform: shopline, handle: tea`:                                                      {"shops[0].token", "token_file"},
		`platform: shopline, handle: tea, url: "http://open.shopline.io"` + token:              {"shops[0].url", "https"},
		`platform: shopline, handle: tea, shop_id: 7` + token:                                  {"shops[0].shop_id", "remove it"},
		`platform: shopline-global` + token:                                                    {"shops[0].url", "https://x.myshopline.com"},
		`platform: shopline-global, url: "https://x.myshopline.com", version: 2026-10` + token: {"shops[0].version", "v20260301"},
		`platform: cyberbiz`:                                                                   {"shops[0].token", "token_file"},
		`platform: cyberbiz, handle: tea` + token:                                              {"shops[0].handle", "remove it"},
		`platform: easystore` + token:                                                          {"shops[0].url", "https://x.easy.co"},
		`platform: 91app, key: "${WOO_KEY}"`:                                                   {"shops[0].shop_id", "back office"},
		`platform: 91app, shop_id: 7`:                                                          {"shops[0].key", "key_file"},
		`platform: 91app, shop_id: 7, key: "${WOO_KEY}"` + token:                               {"shops[0].token", "remove it"},
		`platform: woocommerce, url: "https://x.example", key: "${WOO_KEY}", key_secret: "${WOO_KEY}", version: v1`: {"shops[0].version", "remove it"},
	} {
		mistakes := mistakesOf(t, ofShop(keys))
		require.Len(t, mistakes, 1, keys)
		require.True(t, strings.HasSuffix(mistakes[0].Path, want[0]), "%s: %s", keys, mistakes[0].Path)
		require.Contains(t, mistakes[0].Remedy, want[1], keys)
	}
}

// The platforms whose shops share an address have it, and each has its own pace.
func TestDefaultsOfShops(t *testing.T) {
	for name, want := range map[string]Shop{
		"shopline": {URL: ShoplineURL, RequestsPerSecond: 10}, "shopline-global": {Version: ShoplineGlobalVersion, RequestsPerSecond: 3}, "cyberbiz": {URL: CyberbizURL, RequestsPerSecond: 4},
		"easystore": {RequestsPerSecond: 2}, "91app": {URL: NinetyOneURL, RequestsPerSecond: 2}, "woocommerce": {}, "shopify": {Version: ShopifyVersion},
	} {
		b := (&Brand{Shops: []Shop{{Platform: name}}}).WithDefaults()
		got := b.Shops[0]
		require.Equal(t, want, Shop{URL: got.URL, Version: got.Version, RequestsPerSecond: got.RequestsPerSecond}, name)
	}
}
