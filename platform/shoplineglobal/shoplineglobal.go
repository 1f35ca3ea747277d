package shoplineglobal

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// New returns the source of a shop, made from its url, version and token. It sends
// nothing yet. It returns an error for settings that can't work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := rest.Address(shop, "https://NAME.myshopline.com")
	if err != nil {
		return nil, err
	}
	if shop.Token.Empty() {
		return nil, fmt.Errorf("shop %s: token is needed: the access token of a private app", shop.Name)
	}
	if shop.Version == "" {
		return nil, fmt.Errorf("shop %s: version is needed: the queries were written for %s", shop.Name, config.ShoplineGlobalVersion)
	}
	client := &rest.Client{
		HTTP: platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Token), Base: base + "/admin/openapi/" + url.PathEscape(shop.Version), Zone: time.UTC, Refusals: refusals,
		Header: http.Header{
			"Authorization": {"Bearer " + shop.Token.Reveal()}, "User-Agent": {"regulars"}, "Content-Type": {"application/json; charset=utf-8"}, "Accept": {"application/json"},
		},
	}
	orders := listOf(platform.Orders, "orders", "/orders.json", readOrder)
	orders.Query = url.Values{"status": {"any"}}
	orders.Parts = []url.Values{{"fulfillment_status": {"unshipped"}}, {"fulfillment_status": {"partial"}}, {"fulfillment_status": {"shipped"}}}
	orders.CountPath, orders.CountQuery = "/orders/count.json", url.Values{"status": {"any"}, "fulfillment_status": {"any"}}
	customers := listOf(platform.Customers, "customers", "/v2/customers.json", readCustomer)
	customers.CountPath, customers.CountsAll = "/customers/v2/count.json", true
	lists, tells := also(shop, base)
	return &rest.Source{
		Platform: "shopline-global", Client: client, Lists: append([]*rest.List{orders, customers}, lists...), Tells: append(slices.Clip(sights), tells...),
		Facts: func(ctx context.Context) (platform.Facts, error) { return facts(ctx, client, shop.Version) },
	}, nil
}

const (
	largestPage = 100
	leastPage   = 10
)

func listOf(e platform.Entity, rows, path string, read func(*rest.Reader) *rest.Row) *rest.List {
	bounds := func(of string) rest.Bounds {
		return rest.Bounds{After: of + "_min", Before: of + "_max", Write: func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-07:00") }}
	}
	return &rest.List{
		Entity: e, Op: rows + " page", Path: path, Read: read, Rows: rows,
		Cut: rest.ByLink, CutKey: "page_info", SizeKey: "limit", Size: largestPage, Least: leastPage,
		Changed: bounds("updated_at"), Created: bounds("created_at"),
		ByID: rest.ByID{Many: "ids", Joined: true, Sure: true},
	}
}

var sights = []platform.Sight{
	{
		Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true,
		Unseen: []platform.Unseen{platform.RefundTimeUnknown},
	},
	{
		Entity: platform.Customers, Total: true, List: true, ByID: true,
		Unseen: []platform.Unseen{platform.CustomersDeleted},
	},
}

var refusals = rest.Refusals{
	Codes: []string{"code"},
	Hints: map[string]string{
		"400": "the API takes the request no longer as the connector writes it: set version to " + config.ShoplineGlobalVersion,
		"401": "the token is unknown or has ended: install the app again, or make a new token of the private app",
		"403": "the app lacks a scope: grant read_orders and read_customers, and read_products where also_pull names products",
		"404": "no such shop or version of the API: write url as https://NAME.myshopline.com, and leave version out",
		"422": "the API takes the request no longer as the connector writes it: set version to " + config.ShoplineGlobalVersion,
	},
}

func facts(ctx context.Context, client *rest.Client, version string) (platform.Facts, error) {
	facts := platform.Facts{APIVersion: version, Page: largestPage}
	_, err := client.Ask(ctx, rest.Request{Op: "shop", Path: "/merchants/shop.json"}, func(r *rest.Reader) {
		r.Keys(func(key string) {
			if key == "data" {
				rest.Object(r, &facts, shopFields)
			}
		})
	})
	return facts, err
}

var shopFields = rest.Fields[platform.Facts]{
	"name":          func(r *rest.Reader, f *platform.Facts) { f.Name = r.Word() },
	"currency":      func(r *rest.Reader, f *platform.Facts) { f.Currency = r.Word() },
	"iana_timezone": func(r *rest.Reader, f *platform.Facts) { f.Timezone = r.Word() },
}
