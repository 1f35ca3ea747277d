package main

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"regulars/config"
	"regulars/sandbox/brand"
	"regulars/sandbox/shops"
	"regulars/sandbox/shops/medusa"
	"regulars/sandbox/shops/rest"
	"regulars/sandbox/shops/vendure"
)

// A key that every imitated shop takes.
const (
	shopKey    = "key_0123456789abcdef"
	shopNumber = 1234
)

// imitated is a platform whose shop is pulled by the bench.
type imitated struct {
	platform string
	limit    string   // what the platform publishes of how fast it may be asked
	list     []string // the keys that lead to the orders in an answer; none: an answer's rows are orders
	place    int      // of the shop, in the brand
	server   func(*brand.Shop) http.Handler
}

// imitations have the limits that the platforms publish. Of those that are not running on
// a merchant's own server: Shopify's of the Standard plan, shopify.dev/docs/api/usage/limits;
// SHOPLINE's, open-api.docs.shoplineapp.com; SHOPLINE global's with a burst of 40,
// developer.shopline.com; CYBERBIZ's for each token, of its App Store API. EasyStore
// answers 429 without a number, 91APP says nothing. WooCommerce, Medusa and Vendure
// have no limit of their own.
var imitations = []imitated{
	{"woocommerce", "none", nil, brand.WooShop, func(s *brand.Shop) http.Handler { return shops.NewWooCommerce(s, shopKey, shopKey) }},
	{"shopify", "100 points/s", []string{"data", "orders", "nodes"}, brand.ShopifyShop, func(s *brand.Shop) http.Handler {
		server := shops.NewShopify(s, shopKey, 1e9)
		server.SetBulk(shops.BulkOptions{Step: 1 << 30})
		return server
	}},
	{"shopline", "20 requests/s", []string{"items"}, brand.WooShop, func(s *brand.Shop) http.Handler { return rest.NewShopline(s, shopKey, shopKey) }},
	{"shopline-global", "4 requests/s", []string{"orders"}, brand.WooShop, func(s *brand.Shop) http.Handler { return rest.NewShoplineGlobal(s, shopKey) }},
	{"cyberbiz", "5 requests/s", nil, brand.WooShop, func(s *brand.Shop) http.Handler { return rest.NewCyberbiz(s, shopKey) }},
	{"easystore", "not published", []string{"orders"}, brand.WooShop, func(s *brand.Shop) http.Handler { return rest.NewEasyStore(s, shopKey) }},
	{"91app", "not published", []string{"Data", "List"}, brand.WooShop, func(s *brand.Shop) http.Handler { return rest.NewNinetyOne(s, shopKey, shopNumber) }},
	{"medusa", "none", []string{"orders"}, brand.WooShop, func(s *brand.Shop) http.Handler { return medusa.New(s, shopKey) }},
	{"vendure", "none", []string{"data", "orders", "items"}, brand.WooShop, func(s *brand.Shop) http.Handler { return vendure.New(s, shopKey) }},
}

// start is when the first order of an imitated shop was placed; each of the others a
// second later.
var start = time.Date(2026, 10, 20, 0, 0, 0, 0, time.UTC)

// sell makes a shop with orders of two lines each, one in twenty refunded in part.
func sell(place, orders int) *brand.Shop {
	b := &brand.Brand{Zone: time.FixedZone("Asia/Taipei", 8*60*60), Catalog: []brand.Product{{SKU: "SKU-0", Title: "手工皂"}, {SKU: "SKU-1", Title: "茶"}}}
	shop := &brand.Shop{Brand: b, Place: place, Orders: make([]brand.Order, 0, orders)}
	for i := range orders {
		at, person := start.Unix()+int64(i), i%9000+1
		o := brand.Order{
			Number: int32(i + 1), Person: brand.Nobody, State: brand.StateCompleted, Placed: at, Paid: at, Completed: at, Updated: at,
			Typed: &brand.Identity{Email: fmt.Sprintf("p%d@example.com", person), Phone: fmt.Sprintf("09%08d", person), Name: "王小明", CustomerID: strconv.Itoa(person)},
			Lines: []brand.Line{{Product: 0, Quantity: 2, Price: 420}, {Product: 1, Quantity: 1, Price: 168}},
		}
		if i%20 == 0 {
			o.Refunds = []brand.Refund{{Number: int32(i + 1), At: at, Amount: 42}}
		}
		shop.Orders = append(shop.Orders, o)
	}
	b.Shops[place] = shop
	shop.Index()
	return shop
}

// connection is the config of the shop at an address.
func (m imitated) connection(address string) config.Shop {
	key := config.NewSecret(shopKey)
	shop := config.Shop{
		Name: m.platform, Platform: m.platform, URL: address, Currency: "TWD", Timezone: "Asia/Taipei", Zone: time.FixedZone("Asia/Taipei", 8*60*60),
		RequestsPerSecond: 1e6, Lookback: time.Hour, Token: key,
	}
	switch m.platform {
	case "woocommerce":
		shop.Token, shop.Key, shop.KeySecret = config.Secret{}, key, key
	case "shopify":
		shop.Version = config.ShopifyVersion
	case "shopline":
		shop.Handle = shopKey
	case "shopline-global":
		shop.Version = config.ShoplineGlobalVersion
	case "91app":
		shop.Token, shop.Key, shop.ShopID = config.Secret{}, key, shopNumber
	}
	return shop
}
