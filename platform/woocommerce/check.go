package woocommerce

import (
	"context"
	"fmt"
	"slices"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Check dials the shop: its index holds name and zone, its lists show whether the
// key may read them.
func (s *Source) Check(ctx context.Context) (platform.Facts, error) {
	facts := platform.Facts{APIVersion: "wc/v3", Orders: -1, Page: perPage}
	offset, err := s.readIndex(ctx, &facts)
	if err != nil {
		return facts, err
	}
	if facts.Timezone == "" {
		facts.Warnings = append(facts.Warnings, fmt.Sprintf("the shop has no time zone name, only the offset %s: choose a city in Settings > General", offset))
	}
	if facts.Currency, err = s.currency(ctx); err != nil {
		facts.Warnings = append(facts.Warnings, "the shop's currency can't be read: "+err.Error())
	}
	if facts.Orders, err = s.Count(ctx, platform.Orders, platform.Window{}); err != nil {
		facts.Orders = -1
		return facts, err
	}
	if _, err := s.Count(ctx, platform.Customers, platform.Window{}); err != nil {
		return facts, err
	}
	return facts, nil
}

func (s *Source) readIndex(ctx context.Context, facts *platform.Facts) (offset string, err error) {
	var namespaces []string
	_, err = s.send(ctx, request{op: "index of the API", path: "/wp-json/"}, func(scan *jsonscan.Scanner) {
		namespaces = nil
		scan.Object(func(key string) {
			switch key {
			case "name":
				facts.Name = scan.Text()
			case "timezone_string":
				facts.Timezone = scan.Text()
			case "gmt_offset":
				offset = scan.Text()
			case "namespaces":
				scan.Array(func() { namespaces = append(namespaces, scan.Text()) })
			}
		})
	})
	if err == nil && !slices.Contains(namespaces, "wc/v3") {
		err = &platform.Error{Op: "index of the API", Err: fmt.Errorf("this WordPress has no WooCommerce API wc/v3"), Hint: "activate WooCommerce 5.8 or later"}
	}
	return offset, err
}

func (s *Source) currency(ctx context.Context) (code string, err error) {
	_, err = s.get(ctx, "currency", "data/currencies/current", nil, func(scan *jsonscan.Scanner) {
		scan.Object(func(key string) {
			if key == "code" {
				code = scan.Text()
			}
		})
	})
	return code, err
}
