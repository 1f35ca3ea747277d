package shopify

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"regulars/config"
	"regulars/config/loopback"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Source is one Shopify shop.
type Source struct {
	client   *client
	shop     config.Shop
	bulkFrom int // records of a window that are read page by page before a bulk operation is asked for the rest
}

var _ platform.Source = (*Source)(nil)

// New returns the source of a shop, made from its url, version and token. It sends
// nothing yet. It returns an error for settings that can't work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := url.Parse(strings.TrimRight(shop.URL, "/"))
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("shop %s: url is not an address: write it as https://NAME.myshopify.com", shop.Name)
	}
	if base.Scheme != "https" && !loopback.Is(base.Hostname()) {
		return nil, fmt.Errorf("shop %s: url must start with https://, because the token would travel in the clear", shop.Name)
	}
	if shop.Token.Empty() {
		return nil, fmt.Errorf("shop %s: token is needed: the Admin API access token of a custom app", shop.Name)
	}
	if shop.Version == "" {
		return nil, fmt.Errorf("shop %s: version is needed: the queries were written for %s", shop.Name, config.ShopifyVersion)
	}
	http := platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Token)
	address := base.String() + "/admin/api/" + url.PathEscape(shop.Version) + "/graphql.json"
	return &Source{client: newClient(http, address, shop.Version, shop.Token), shop: shop, bulkFrom: smallWindow}, nil
}

// Entities are orders and customers, and what else the shop's also_pull names:
// abandoned checkouts are events.
func (s *Source) Entities() []platform.Entity {
	all := []platform.Entity{platform.Orders, platform.Customers}
	if s.shop.AlsoPulls(config.AlsoProducts) {
		all = append(all, platform.Products)
	}
	if s.shop.AlsoPulls(config.AlsoCheckouts) {
		all = append(all, platform.Events)
	}
	return all
}

// Pull yields the records of an entity that changed within the window.
func (s *Source) Pull(ctx context.Context, e platform.Entity, w platform.Window, from platform.Cursor, yield func(platform.Page) error) error {
	switch e {
	case platform.Orders:
		return s.pull(ctx, orderWalk("updated_at", w), from, yield)
	case platform.Customers:
		return s.pull(ctx, customerWalk(w), from, yield)
	case platform.Products:
		return s.pull(ctx, productWalk(w, s.shop.Currency), from, yield)
	case platform.Events:
		return s.pull(ctx, checkoutWalk(w), from, yield)
	}
	return fmt.Errorf("shopify has no %s", e)
}

// Reread yields the orders created since then once more.
func (s *Source) Reread(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	return s.pull(ctx, orderWalk("created_at", platform.Window{From: since, To: time.Now()}), "", yield)
}

// Count returns how many records changed within the window. It returns ErrNoCount
// where the shop knows no exact number.
func (s *Source) Count(ctx context.Context, e platform.Entity, w platform.Window) (int64, error) {
	document, field := ordersCountQuery, "ordersCount"
	switch e {
	case platform.Orders:
	case platform.Customers:
		document, field = customersCountQuery, "customersCount"
	case platform.Products:
		document, field = productsCountQuery, "productsCount"
	default:
		return 0, fmt.Errorf("shopify has no %s: %w", e, platform.ErrNoCount)
	}
	return s.counted(ctx, e, document, field, search("updated_at", w))
}

// counted asks for one exact number.
func (s *Source) counted(ctx context.Context, e platform.Entity, document, field, query string) (int64, error) {
	var count counted
	variables := map[string]any{"query": nil}
	if query != "" {
		variables["query"] = query
	}
	_, err := s.client.query(ctx, "count of "+string(e), document, variables, func(scan *jsonscan.Scanner) {
		count = counted{}
		scan.Object(func(key string) {
			if key == field {
				count.read(scan)
			}
		})
	})
	if err != nil {
		return 0, err
	}
	return count.exact()
}
