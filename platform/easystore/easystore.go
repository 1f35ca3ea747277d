package easystore

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

// New returns the source of a shop, made from its url, token and time zone. It sends
// nothing yet. It returns an error for settings that can't work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := rest.Address(shop, "https://NAME.easy.co")
	if err != nil {
		return nil, err
	}
	if shop.Token.Empty() {
		return nil, fmt.Errorf("shop %s: token is needed: the access token of a custom app", shop.Name)
	}
	if shop.Zone == nil {
		return nil, fmt.Errorf("shop %s: timezone is needed: EasyStore's filters count in the shop's own", shop.Name)
	}
	client := &rest.Client{
		HTTP: platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Token), Base: base + "/api/3.0", Zone: shop.Zone, Refusals: refusals,
		Header: http.Header{"EasyStore-Access-Token": {shop.Token.Reveal()}, "User-Agent": {"regulars"}, "Accept": {"application/json"}},
	}
	orders := listOf(platform.Orders, "order", shop.Zone, readOrder)
	orders.Query = url.Values{"sort": {"id.asc"}, "fields": {"items,addresses,transactions,fulfillments,refunds,customer,discounts,points"}}
	orders.Cut, orders.CutKey, orders.ByID.Many, orders.ByID.Joined = rest.ByKey, "since_id", "ids", true
	customers := listOf(platform.Customers, "customer", shop.Zone, readCustomer)
	customers.Cut, customers.CutKey, customers.Span, customers.Begin = rest.ByNumber, "page", slice, begin
	lists, tells := also(shop)
	return &rest.Source{
		Platform: "easystore", Client: client, Lists: append([]*rest.List{orders, customers}, lists...), Tells: append(slices.Clip(sights), tells...),
		Facts: func(ctx context.Context) (platform.Facts, error) { return facts(ctx, client, shop.Timezone) },
	}, nil
}

const (
	largestPage = 50
	leastPage   = 10
	slice       = 92 * 24 * time.Hour
)

// begin is before EasyStore's first shop.
var begin = time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC)

// listOf is a list of the API, whose records stand below the plural of their name.
func listOf(e platform.Entity, name string, zone *time.Location, read func(*rest.Reader) *rest.Row) *rest.List {
	bounds := func(of string) rest.Bounds {
		return rest.Bounds{After: of + "_min", Before: of + "_max", Write: func(t time.Time) string { return t.In(zone).Format(time.DateTime) }}
	}
	return &rest.List{
		Entity: e, Op: name + "s page", Path: "/" + name + "s.json", Read: read,
		Rows: name + "s", Total: "total_count", SizeKey: "limit", Size: largestPage, Least: leastPage,
		Changed: bounds("updated_at"), Created: bounds("created_at"),
		ByID: rest.ByID{One: "/" + name + "s/%s.json", Row: name, Gone: []int{http.StatusNotFound}},
	}
}

var sights = []platform.Sight{
	{
		Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true,
		Unseen: []platform.Unseen{platform.ArchivedUnknown},
	},
	{
		Entity: platform.Customers, Total: true, Spans: true, List: true, ByID: true,
		Unseen: []platform.Unseen{platform.CustomersDeleted},
	},
}

const scopeHint = "the token is wrong, or its app lacks a scope: grant read_orders and read_customers, and read_products where also_pull names products, and make a new token"

var refusals = rest.Refusals{
	Codes: []string{"code", "error"},
	Hints: map[string]string{
		"400": "the API takes the request no longer as the connector writes it: the connector has to follow the API",
		"401": "the request carries no token that the shop knows: write the access token of a custom app", "403": scopeHint,
		"404": "no shop at this url: write it as https://NAME.easy.co, with the name that the back office shows, not the shop's own domain",
		"422": "the API takes the request no longer as the connector writes it: the connector has to follow the API",
	},
}

// facts asks the shop about itself, with or without a wrapper.
func facts(ctx context.Context, client *rest.Client, zone string) (platform.Facts, error) {
	facts := platform.Facts{APIVersion: "3.0", Page: largestPage}
	_, err := client.Ask(ctx, rest.Request{Op: "store", Path: "/store.json"}, func(r *rest.Reader) {
		r.Keys(func(key string) {
			if key == "store" {
				rest.Object(r, &facts, storeFields)
			} else if read := storeFields[key]; read != nil {
				read(r, &facts)
			}
		})
	})
	if err == nil && facts.Timezone != "" && facts.Timezone != zone {
		facts.Warnings = append(facts.Warnings, fmt.Sprintf("the shop's time zone is %s, the config says %s: write timezone: %s under the shop, since filters count in it", facts.Timezone, zone, facts.Timezone))
	}
	return facts, err
}

var storeFields = rest.Fields[platform.Facts]{
	"name":          func(r *rest.Reader, f *platform.Facts) { f.Name = r.Word() },
	"currency":      func(r *rest.Reader, f *platform.Facts) { f.Currency = r.Word() },
	"currency_code": func(r *rest.Reader, f *platform.Facts) { f.Currency = r.Word() },
	"timezone":      func(r *rest.Reader, f *platform.Facts) { f.Timezone = r.Word() },
}
