package shopify

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// counted is a Count of the API.
type counted struct {
	count     string
	precision string
}

func (c *counted) read(scan *jsonscan.Scanner) {
	scan.Object(func(key string) {
		switch key {
		case "count":
			c.count = scan.Text()
		case "precision":
			c.precision = scan.Text()
		}
	})
}

// exact is the count, where it is one and not a lower bound.
func (c *counted) exact() (int64, error) {
	n, err := strconv.ParseInt(c.count, 10, 64)
	if err != nil || c.precision != "" && c.precision != "EXACT" {
		return 0, fmt.Errorf("the shop returns no exact count: %w", platform.ErrNoCount)
	}
	return n, nil
}

// Check dials the shop: who it is, which version answers and what the app may
// read.
func (s *Source) Check(ctx context.Context) (platform.Facts, error) {
	facts := platform.Facts{Orders: -1, Page: largestPage}
	var scopes []string
	var orders counted
	_, err := s.client.query(ctx, "shop", shopQuery, nil, func(scan *jsonscan.Scanner) {
		scopes, orders = nil, counted{}
		scan.Object(func(key string) {
			switch key {
			case "shop":
				readShop(scan, &facts)
			case "currentAppInstallation":
				scopes = readScopes(scan)
			case "ordersCount":
				orders.read(scan)
			}
		})
	})
	if err != nil {
		return facts, err
	}
	facts.APIVersion = s.client.answered()
	if n, err := orders.exact(); err == nil {
		facts.Orders = n
	}
	facts.Warnings = s.warnings(facts, scopes)
	if s.shop.AlsoPulls(config.AlsoCheckouts) {
		if _, err := s.client.query(ctx, "abandoned checkouts", checkoutsAllowedQuery, nil, func(scan *jsonscan.Scanner) { scan.Object(func(string) {}) }); err != nil {
			facts.Warnings = append(facts.Warnings, err.Error())
		}
	}
	if !mayRead(scopes, "orders") && !slices.Contains(scopes, "read_all_orders") {
		return facts, &platform.Error{Op: "shop", Err: fmt.Errorf("the app lacks the scope read_orders"), Hint: "grant read_orders, read_all_orders, read_customers and read_products"}
	}
	return facts, nil
}

func readShop(scan *jsonscan.Scanner, facts *platform.Facts) {
	scan.Object(func(key string) {
		switch key {
		case "name":
			facts.Name = scan.Text()
		case "ianaTimezone":
			facts.Timezone = scan.Text()
		case "currencyCode":
			facts.Currency = scan.Text()
		}
	})
}

func readScopes(scan *jsonscan.Scanner) []string {
	var scopes []string
	scan.Object(func(key string) {
		if key != "accessScopes" {
			return
		}
		scan.Array(func() {
			scan.Object(func(key string) {
				if key == "handle" {
					scopes = append(scopes, scan.Text())
				}
			})
		})
	})
	return scopes
}

func (s *Source) warnings(facts platform.Facts, scopes []string) []string {
	var warnings []string
	add := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	if fell := fallForward(s.shop.Version, facts.APIVersion); fell != "" {
		warnings = append(warnings, fell)
	}
	if !slices.Contains(scopes, "read_all_orders") {
		add("without the scope read_all_orders, orders older than 60 days are hidden")
	}
	for _, kind := range []string{"customers", "products"} {
		if !mayRead(scopes, kind) {
			add("the app lacks the scope read_%s, pulls will be refused", kind)
		}
	}
	return warnings
}

// mayRead reports whether the app may read a kind of record; writing includes it.
func mayRead(scopes []string, kind string) bool {
	return slices.Contains(scopes, "read_"+kind) || slices.Contains(scopes, "write_"+kind)
}
