package medusa

import (
	"context"
	"net/url"
	"strings"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Check dials the shop: its store holds name and currency, its lists show whether the
// token may read them.
func (s *Source) Check(ctx context.Context) (platform.Facts, error) {
	facts := platform.Facts{APIVersion: "admin v2", Orders: -1, Page: largestPage}
	if err := s.readStore(ctx, &facts); err != nil {
		return facts, err
	}
	var err error
	if facts.Orders, err = s.Count(ctx, platform.Orders, platform.Window{}); err != nil {
		facts.Orders = -1
		return facts, err
	}
	for _, e := range s.Entities()[1:] {
		if _, err := s.Count(ctx, e, platform.Window{}); err != nil {
			return facts, err
		}
	}
	return facts, nil
}

// readStore reads the first store, which is the only one of nearly every shop.
func (s *Source) readStore(ctx context.Context, facts *platform.Facts) error {
	r := request{op: "store", path: "stores", query: url.Values{"fields": {"id,name,*supported_currencies"}}}
	return s.send(ctx, r, func(scan *jsonscan.Scanner) {
		facts.Name, facts.Currency = "", ""
		scan.Object(func(key string) {
			if key != "stores" {
				return
			}
			scan.Array(func() {
				scan.Object(func(key string) {
					switch {
					case key == "name" && facts.Name == "":
						facts.Name = scan.Text()
					case key == "supported_currencies" && facts.Currency == "":
						facts.Currency = readDefault(scan)
					}
				})
			})
		})
	})
}

// readDefault reads which of a store's currencies is its own.
func readDefault(scan *jsonscan.Scanner) (code string) {
	scan.Array(func() {
		var one string
		var isDefault bool
		scan.Object(func(key string) {
			switch key {
			case "currency_code":
				one = scan.Text()
			case "is_default":
				isDefault = scan.Text() == "true"
			}
		})
		if isDefault {
			code = strings.ToUpper(one)
		}
	})
	return code
}
