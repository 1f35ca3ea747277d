package medusa

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

// Source is one Medusa shop.
type Source struct {
	http *platform.HTTP
	base *url.URL
	shop config.Shop
}

var _ platform.Source = (*Source)(nil)

// New returns the source of a shop, made from its url and token. It sends nothing yet.
// It returns an error for settings that can't work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := url.Parse(strings.TrimRight(shop.URL, "/"))
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("shop %s: url is not an address: write it as https://medusa.example, without /admin", shop.Name)
	}
	if base.Scheme != "https" && !loopback.Is(base.Hostname()) {
		return nil, fmt.Errorf("shop %s: url must start with https://, because the token would travel in the clear", shop.Name)
	}
	if shop.Token.Empty() {
		return nil, fmt.Errorf("shop %s: token is needed: a secret API key (sk_…) of the Medusa admin, under Settings > Secret API Keys", shop.Name)
	}
	http := platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Token)
	return &Source{http: http, base: base, shop: shop}, nil
}

// Entities are orders and customers, and products where the shop's also_pull names them.
func (s *Source) Entities() []platform.Entity {
	all := []platform.Entity{platform.Orders, platform.Customers}
	if s.shop.AlsoPulls(config.AlsoProducts) {
		all = append(all, platform.Products)
	}
	return all
}

// Pull yields the orders or customers that changed within the window, or all products.
func (s *Source) Pull(ctx context.Context, e platform.Entity, w platform.Window, from platform.Cursor, yield func(platform.Page) error) error {
	list, err := s.listOf(e)
	if err != nil {
		return err
	}
	return s.pull(ctx, list.changed(w), from, yield)
}

// Reread yields once more the orders that changed since then, and those whose payments
// did: a captured payment doesn't move its order, nor does the refund of what a return has
// taken from its total.
func (s *Source) Reread(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	again := orderList
	again.op = "page of orders to read again"
	if err := s.pull(ctx, again.within("updated_at", platform.Window{From: since}), "", yield); err != nil {
		return err
	}
	return s.rereadPaid(ctx, since, yield)
}

// Count returns how many orders or customers changed within the window, or how many
// products there are.
func (s *Source) Count(ctx context.Context, e platform.Entity, w platform.Window) (int64, error) {
	list, err := s.listOf(e)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", err, platform.ErrNoCount)
	}
	list.op = "count of " + string(e)
	return s.count(ctx, list.changed(w))
}

// changed is the list of what changed within a window, or all of it where nothing shows
// all changes.
func (l list) changed(w platform.Window) list {
	if l.byNumber {
		return l
	}
	return l.within("updated_at", w)
}

func (s *Source) listOf(e platform.Entity) (list, error) {
	switch e {
	case platform.Orders:
		return orderList, nil
	case platform.Customers:
		return customerList, nil
	case platform.Products:
		return productList(s.shop.Currency), nil
	}
	return list{}, fmt.Errorf("medusa has no %s", e)
}
