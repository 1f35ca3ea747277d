// Package open makes the source of a configured shop. It is the only place that
// knows all HTTP platforms; a new one is a package and a line here. File shops are
// opened by their own package, since they read through ClickHouse.
package open

import (
	"fmt"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/shopify"
	"regulars/platform/woocommerce"
)

var makers = map[string]func(config.Shop, platform.HTTPOptions) (platform.Source, error){
	"shopify":     shopify.New,
	"woocommerce": woocommerce.New,
}

// Open makes the source of a shop by its platform. It sends nothing yet.
func Open(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	open, ok := makers[shop.Platform]
	if !ok {
		return nil, fmt.Errorf("shop %s: no connector for platform %q", shop.Name, shop.Platform)
	}
	return open(shop, opts)
}
