package cyberbiz

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/rest"
)

// New returns the source of a shop, made from its token and currency; its url is that of
// the API. It sends nothing yet. It returns an error for settings that can't work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := rest.Address(shop, config.CyberbizURL)
	if err != nil {
		return nil, err
	}
	if shop.Token.Empty() {
		return nil, fmt.Errorf("shop %s: token is needed: the API token of the app in CYBERBIZ's back office", shop.Name)
	}
	if shop.Currency == "" {
		return nil, fmt.Errorf("shop %s: currency is needed: CYBERBIZ's orders name none", shop.Name)
	}
	client := &rest.Client{
		HTTP: platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Token), Base: base, Zone: taipei, Refusals: refusals,
		Header: http.Header{"Authorization": {"Bearer " + shop.Token.Reveal()}, "User-Agent": {"regulars"}, "Accept": {"application/json"}},
	}
	orders := listOf(platform.Orders, "orders", func(r *rest.Reader) *rest.Row { return readOrder(r, shop.Currency) })
	orders.Created = bounds("start_time", "end_time")
	customers := listOf(platform.Customers, "customers", readCustomer)
	lists, tells := []*rest.List{orders, customers}, slices.Clip(sights)
	if shop.AlsoPulls(config.AlsoProducts) {
		lists, tells = append(lists, products(shop.Currency)), append(tells, platform.Sight{Entity: platform.Products, Total: true, List: true, ByID: true, Unseen: []platform.Unseen{platform.ProductsDeleted}})
	}
	return &rest.Source{
		Platform: "cyberbiz", Client: client, Lists: lists, Tells: tells,
		Facts: func(ctx context.Context) (platform.Facts, error) { return facts(ctx, client) },
	}, nil
}

// taipei is the zone of all times of the API.
var taipei = time.FixedZone("Asia/Taipei", 8*60*60)

const (
	largestPage = 50
	leastPage   = 10
	slice       = 31 * 24 * time.Hour
)

// begin is before CYBERBIZ's first shop.
var begin = time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC)

func listOf(e platform.Entity, name string, read func(*rest.Reader) *rest.Row) *rest.List {
	return &rest.List{
		Entity: e, Op: name + " page", Path: "/v1/" + name, Read: read,
		Total: "X-Total", Cut: rest.ByNumber, CutKey: "page", SizeKey: "per_page", Size: largestPage, Least: leastPage,
		Changed: bounds("updated_at_start_time", "updated_at_end_time"), Span: slice, Begin: begin,
		ByID: rest.ByID{One: "/v1/" + name + "/%s", Gone: []int{http.StatusNotFound}},
	}
}

func bounds(after, before string) rest.Bounds {
	return rest.Bounds{After: after, Before: before, Write: func(t time.Time) string { return t.In(taipei).Format(time.DateTime) }}
}

var sights = []platform.Sight{
	{
		Entity: platform.Orders, Total: true, Spans: true, List: true, ByID: true,
		Unseen: []platform.Unseen{platform.RefundTimeUnknown, platform.CartsUntold},
	},
	{
		Entity: platform.Customers, Total: true, List: true, ByID: true,
		Unseen: []platform.Unseen{platform.CustomersDeleted},
	},
}

const tokenHint = "the token is unknown or has ended, or the shop has no licence for this part of the API: look at the app's token and its scopes read_orders and read_customers, and read_products where also_pull names products, in CYBERBIZ's back office"

var refusals = rest.Refusals{
	Codes: []string{"code"},
	Hints: map[string]string{
		"401": tokenHint, "403": tokenHint,
		"404": "no such address of the API: leave url out, it is " + config.CyberbizURL,
		"422": "the API takes the request no longer as the connector writes it: the connector has to follow the API",
	},
}

// facts asks the shop about itself: only there stands its currency.
func facts(ctx context.Context, client *rest.Client) (platform.Facts, error) {
	facts := platform.Facts{APIVersion: "v1", Timezone: "Asia/Taipei", Page: largestPage}
	_, err := client.Ask(ctx, rest.Request{Op: "shop", Path: "/shop"}, func(r *rest.Reader) {
		r.Keys(func(key string) {
			if key == "shop_info" {
				rest.Object(r, &facts, shopFields)
			}
		})
	})
	return facts, err
}

var shopFields = rest.Fields[platform.Facts]{
	"name":     func(r *rest.Reader, f *platform.Facts) { f.Name = r.Word() },
	"currency": func(r *rest.Reader, f *platform.Facts) { f.Currency = r.Word() },
}
