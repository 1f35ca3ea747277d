package woocommerce

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"regulars/config"
	"regulars/config/loopback"
	"regulars/platform"
)

// Source is one WooCommerce shop.
type Source struct {
	http *platform.HTTP
	base *url.URL
	shop config.Shop

	keyInQuery atomic.Bool // the server drops the header that holds the key
}

var _ platform.Source = (*Source)(nil)

// New returns the source of a shop, made from its url, key and key_secret. It sends
// nothing yet. It returns an error for settings that can't work.
func New(shop config.Shop, opts platform.HTTPOptions) (platform.Source, error) {
	base, err := url.Parse(strings.TrimRight(shop.URL, "/"))
	if err != nil || base.Host == "" {
		return nil, fmt.Errorf("shop %s: url is not an address: write it as https://shop.example", shop.Name)
	}
	if base.Scheme != "https" && !loopback.Is(base.Hostname()) {
		return nil, fmt.Errorf("shop %s: url must start with https://, because the key would travel in the clear", shop.Name)
	}
	if shop.Key.Empty() || shop.KeySecret.Empty() {
		return nil, fmt.Errorf("shop %s: key and key_secret are needed: WooCommerce > Settings > Advanced > REST API, permission read", shop.Name)
	}
	http := platform.NewHTTP(opts, shop.RequestsPerSecond, shop.Key, shop.KeySecret)
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

// Pull yields the orders or products that changed within the window, or all customers.
func (s *Source) Pull(ctx context.Context, e platform.Entity, w platform.Window, from platform.Cursor, yield func(platform.Page) error) error {
	switch e {
	case platform.Orders:
		return s.pullOrders(ctx, byModified(w), from, yield)
	case platform.Customers:
		return s.pullByID(ctx, from, s.customersPage, yield)
	case platform.Products:
		return s.pullByID(ctx, from, s.productsPage(w.From), yield)
	}
	return fmt.Errorf("woocommerce has no %s", e)
}

// Reread yields the orders placed since then once more: a refund that was
// deleted doesn't show in the time of the last change.
func (s *Source) Reread(ctx context.Context, since time.Time, yield func(platform.Page) error) error {
	return s.pullOrders(ctx, byCreated(since, time.Now()), "", yield)
}

// Count returns the number of orders that changed within the window, or of all
// customers. It returns ErrNoCount where the shop sends no total.
func (s *Source) Count(ctx context.Context, e platform.Entity, w platform.Window) (int64, error) {
	switch e {
	case platform.Orders:
		statuses, err := s.statuses(ctx)
		if err != nil {
			return 0, err
		}
		query := byModified(w).query(statuses, w.From)
		return s.total(ctx, "count of orders", "orders", query)
	case platform.Customers:
		return s.total(ctx, "count of customers", "customers", url.Values{"role": {"all"}})
	}
	return 0, fmt.Errorf("woocommerce has no %s: %w", e, platform.ErrNoCount)
}

func (s *Source) total(ctx context.Context, op, path string, query url.Values) (int64, error) {
	query.Set("per_page", "1")
	query.Set("page", "1")
	answer, err := s.get(ctx, op, path, query, skipAll)
	if err != nil {
		return 0, err
	}
	if answer.total < 0 {
		return 0, fmt.Errorf("the shop sends no X-WP-Total header: %w", platform.ErrNoCount)
	}
	return int64(answer.total), nil
}

// isMissing reports whether the shop has no such route or record.
func isMissing(err error) bool {
	var fault *platform.Error
	return errors.As(err, &fault) && fault.Status == 404
}
