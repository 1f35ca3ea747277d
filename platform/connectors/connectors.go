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

// connector is how a platform's shops are opened, and what they need for it.
type connector struct {
	open     func(config.Shop, platform.HTTPOptions) (platform.Source, error)
	settings []Setting
}

var registry = map[string]connector{
	"medusa": {medusa.New, []Setting{
		url("https://medusa.example", "of the server, without /admin"), token("MEDUSA_TOKEN", "a secret API key, sk_…"),
	}},
	"shopify": {shopify.New, []Setting{
		url("https://tea.myshopify.com", "of the shop, not of its own domain"), token("SHOPIFY_TOKEN", "of an app that may read orders, customers and products"),
	}},
	"vendure": {vendure.New, []Setting{
		url("https://vendure.example", "of the server, without /admin-api"), token("VENDURE_TOKEN", "an API key that may read orders and customers"),
	}},
	"woocommerce": {woocommerce.New, []Setting{
		url("https://shop.example", "of the site"), {Key: "key", Variable: "WOOCOMMERCE_KEY", Comment: "a REST key that may read"},
		{Key: "key_secret", Variable: "WOOCOMMERCE_SECRET"},
	}},
	"shopline": {shopline.New, []Setting{
		{Key: "handle", Example: "tea", Comment: "stands before .shoplineapp.com in the address of the back office"},
		token("SHOPLINE_TOKEN", "of a staff member who may read orders, return orders and customers"),
	}},
	"shopline-global": {shoplineglobal.New, []Setting{
		url("https://tea.myshopline.com", "of the shop"), token("SHOPLINE_GLOBAL_TOKEN", "of a private app with read_orders and read_customers, and read_products for also_pull"),
	}},
	"cyberbiz": {cyberbiz.New, []Setting{token("CYBERBIZ_TOKEN", "of an app with read_orders and read_customers, and read_products for also_pull")}},
	"easystore": {easystore.New, []Setting{
		url("https://tea.easy.co", "as the back office shows it, not the shop's own domain"), token("EASYSTORE_TOKEN", "of a custom app with read_orders and read_customers, and read_products for also_pull"),
	}},
	"91app": {ninetyone.New, []Setting{
		{Key: "shop_id", Example: "1234", Number: true, Comment: "the number in the OMNI back office"},
		{Key: "key", Variable: "NINETYONE_KEY", Comment: "91APP issues it for the OMNI back office"},
	}},
}

// Open returns the source of a shop by its platform. It sends nothing yet. It
// returns an error for a platform without a connector, and for settings that
// can't work.
func Open(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	c, ok := registry[shop.Platform]
	if !ok {
		return nil, fmt.Errorf("shop %s: no connector for platform %q", shop.Name, shop.Platform)
	}
	return c.open(shop, opts)
}
