package shopline

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

// New returns the source of a shop, made from its token and handle; its url is that of the
// API. It sends nothing yet. It returns an error for settings that can't work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := rest.Address(shop, config.ShoplineURL)
	if err != nil {
		return nil, err
	}
	if shop.Token.Empty() {
		return nil, fmt.Errorf("shop %s: token is needed: Settings > Staff Settings > API Auth of a staff member", shop.Name)
	}
	if shop.Handle == "" {
		return nil, fmt.Errorf("shop %s: handle is needed: the API refuses requests whose User-Agent isn't the shop's handle", shop.Name)
	}
	client := &rest.Client{
		HTTP: platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Token), Base: base, Zone: time.UTC, Refusals: refusals,
		Header: http.Header{"Authorization": {"Bearer " + shop.Token.Reveal()}, "User-Agent": {shop.Handle}, "Accept": {"application/json"}},
	}
	orders := listOf(platform.Orders, "orders page", "/v1/orders", readOrder)
	orders.ByID = rest.ByID{Many: "order_ids[]", One: "/v1/orders/%s", Gone: []int{http.StatusNotFound}, Hidden: []int{http.StatusGone}}
	customers := listOf(platform.Customers, "customers page", "/v1/customers", readCustomer)
	customers.ByID = rest.ByID{One: "/v1/customers/%s", Gone: []int{http.StatusNotFound}}
	lists, tells := []*rest.List{orders, customers}, slices.Clip(sights)
	if shop.AlsoPulls(config.AlsoProducts) {
		lists, tells = append(lists, products(shop.Currency)), append(tells, platform.Sight{Entity: platform.Products, Total: true, List: true, ByID: true, Unseen: []platform.Unseen{platform.ProductsDeleted}})
	}
	return &rest.Source{
		Platform: "shopline", Client: client, Lists: lists, Tells: tells,
		Returns: listOf("", "return orders page", "/v1/return_orders", readReturn),
		Facts:   func(ctx context.Context) (platform.Facts, error) { return facts(ctx, client) },
	}, nil
}

const (
	largestPage = 100
	leastPage   = 10
)

// listOf is a list of the API: all are cut, filtered and counted alike.
func listOf(e platform.Entity, op, path string, read func(*rest.Reader) *rest.Row) *rest.List {
	write := func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999Z") }
	return &rest.List{
		Entity: e, Op: op, Path: path, Query: url.Values{"sort_by": {"asc"}}, Read: read,
		Rows: "items", Total: "pagination.total_count", Cut: rest.ByKey, CutKey: "previous_id", SizeKey: "per_page", Size: largestPage, Least: leastPage,
		Changed: rest.Bounds{After: "updated_after", Before: "updated_before", Write: write, Grain: time.Millisecond},
		Created: rest.Bounds{After: "created_after", Before: "created_before", Write: write, Grain: time.Millisecond},
	}
}

var sights = []platform.Sight{
	{
		Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true,
		Unseen: []platform.Unseen{platform.DeliverySilent, platform.ArchivedUnlisted, platform.CartsUntold},
	},
	{
		Entity: platform.Customers, Total: true, Spans: true, List: true, ByID: true,
		Unseen: []platform.Unseen{platform.CustomersDeleted},
	},
}

const tokenHint = "the token is unknown or has expired, or its staff member lost the right, or this machine's address is not on the list of allowed ones: " +
	"make a new one in Settings > Staff Settings > API Auth, with the right to read orders, return orders and customers"

var refusals = rest.Refusals{
	Codes: []string{"code"},
	Hints: map[string]string{
		"401": tokenHint,
		"403": "the token may not read this, or handle is not the shop's own: the API wants it as User-Agent; grant the staff member orders, return orders and customers, and products where also_pull names them",
		"404": "no such address of the API: leave url out, it is " + config.ShoplineURL,
		"422": "the API takes the request no longer as the connector writes it: the connector has to follow the API",
	},
}

// facts asks what the token belongs to.
func facts(ctx context.Context, client *rest.Client) (platform.Facts, error) {
	facts := platform.Facts{APIVersion: "v1", Page: largestPage}
	_, err := client.Ask(ctx, rest.Request{Op: "token", Path: "/v1/token/info"}, func(r *rest.Reader) {
		r.Keys(func(key string) {
			if key == "merchant" {
				rest.Object(r, &facts, merchantFields)
			}
		})
	})
	if facts.Currency == "" && err == nil {
		facts.Warnings = append(facts.Warnings, "the shop doesn't say its currency: see that it is the one of the config")
	}
	return facts, err
}

var merchantFields = rest.Fields[platform.Facts]{
	"name":               func(r *rest.Reader, f *platform.Facts) { f.Name = r.Word() },
	"base_currency_code": func(r *rest.Reader, f *platform.Facts) { f.Currency = r.Word() },
}
