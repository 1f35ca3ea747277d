package vendure

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"regulars/config"
	"regulars/config/loopback"
	"regulars/platform"
)

// Source is one Vendure shop.
type Source struct {
	client *client
	shop   config.Shop
	shape  shape
}

var _ platform.Source = (*Source)(nil)

// New returns the source of a shop, made from its url and token, or its key and
// key_secret. It sends nothing yet. It returns an error for settings that can't work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := url.Parse(strings.TrimRight(shop.URL, "/"))
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("shop %s: url is not an address: write it as https://vendure.example, without /admin-api", shop.Name)
	}
	if base.Scheme != "https" && !loopback.Is(base.Hostname()) {
		return nil, fmt.Errorf("shop %s: url must start with https://, because the key would travel in the clear", shop.Name)
	}
	if shop.Token.Empty() && (shop.Key.Empty() || shop.KeySecret.Empty()) {
		return nil, fmt.Errorf("shop %s: token is needed, an API key of Vendure 3.6 or later, or key and key_secret: name and password of an administrator", shop.Name)
	}
	http := platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Token, shop.Key, shop.KeySecret)
	return &Source{client: &client{http: http, address: base.String() + "/admin-api", shop: shop}, shop: shop}, nil
}

// Entities are orders and customers, and what else the shop's also_pull names: carts are
// events.
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

// Pull yields the orders, customers or carts that changed within the window, and the orders
// that were placed in it, or all products.
func (s *Source) Pull(ctx context.Context, e platform.Entity, w platform.Window, from platform.Cursor, yield func(platform.Page) error) error {
	list, err := s.listOf(ctx, e)
	if err != nil {
		return err
	}
	return s.pull(ctx, list.changed(w), from, yield)
}

// Reread yields once more the orders that were placed or changed since then: payments,
// refunds and shipments move no time of their orders.
func (s *Source) Reread(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	list, err := s.listOf(ctx, platform.Orders)
	if err != nil {
		return err
	}
	list.op = "page of orders to read again"
	return s.pull(ctx, list.changed(platform.Window{From: since}), "", yield)
}

// Count returns how many orders, customers or carts changed within the window, or how many
// products there are.
func (s *Source) Count(ctx context.Context, e platform.Entity, w platform.Window) (int64, error) {
	list, err := s.listOf(ctx, e)
	if err != nil {
		return 0, err
	}
	list.op = "count of " + string(e)
	return s.count(ctx, list.changed(w))
}
