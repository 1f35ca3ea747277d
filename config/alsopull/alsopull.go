// Package alsopull says what a shop of each platform can be asked for next to orders and
// customers (a shop's also_pull), and why a platform can't be asked for it.
package alsopull

import "strings"

// What a shop may also be asked for.
const (
	Products  = "products"
	Checkouts = "checkouts"
)

// there is what each platform tells, in the order of its words.
var there = map[string][]string{
	"shopify": {Products, Checkouts}, "woocommerce": {Products}, "medusa": {Products}, "vendure": {Products, Checkouts},
	"shopline": {Products}, "shopline-global": {Products, Checkouts}, "cyberbiz": {Products}, "easystore": {Products, Checkouts},
}

// untold is why a platform can't be asked for something, and where else it is found.
var untold = map[string]string{
	"woocommerce/" + Checkouts: "WooCommerce keeps no list of carts: " + elsewhere,
	"medusa/" + Checkouts:      "Medusa's Admin API lists no carts: " + elsewhere,
	"shopline/" + Checkouts:    "SHOPLINE's Open API shows a cart only to who knows whose it is: " + elsewhere,
	"cyberbiz/" + Checkouts:    "CYBERBIZ shows a cart only customer by customer: " + elsewhere,
	"91app/" + Checkouts:       "91APP documents no list of carts: " + elsewhere,
	"91app/" + Products:        "91APP documents no field of its products: a file feed of products holds them",
}

const elsewhere = "a feed of events, or the shop's own pages, can tell of them"

// Remedy says what to do about what a platform can't be asked for; empty: it can.
func Remedy(platform, what string) string {
	for _, known := range there[platform] {
		if known == what {
			return ""
		}
	}
	remedy := "leave it out"
	if len(there[platform]) > 0 {
		remedy = "use " + strings.Join(there[platform], " or ")
	}
	if why := untold[platform+"/"+what]; why != "" {
		remedy += "; " + why
	}
	return remedy
}
