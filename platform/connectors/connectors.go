package connectors

import (
	"fmt"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/cyberbiz"
	"regulars/platform/easystore"
	"regulars/platform/medusa"
	"regulars/platform/ninetyone"
	"regulars/platform/shopify"
	"regulars/platform/shopline"
	"regulars/platform/shoplineglobal"
	"regulars/platform/vendure"
	"regulars/platform/woocommerce"
)

var constructors = map[string]func(config.Shop, platform.HTTPOptions) (platform.Source, error){
	"medusa":      medusa.New,
	"shopify":     shopify.New,
	"vendure":     vendure.New,
	"woocommerce": woocommerce.New,

	"shopline":        shopline.New,
	"shopline-global": shoplineglobal.New,
	"cyberbiz":        cyberbiz.New,
	"easystore":       easystore.New,
	"91app":           ninetyone.New,
}

// Open returns the source of a shop by its platform. It sends nothing yet. It
// returns an error for a platform without a connector, and for settings that
// can't work.
func Open(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	construct, ok := constructors[shop.Platform]
	if !ok {
		return nil, fmt.Errorf("shop %s: no connector for platform %q", shop.Name, shop.Platform)
	}
	return construct(shop, opts)
}
