package vendure

import (
	"context"

	"regulars/platform"
	"regulars/platform/internal/jsonscan"
)

// Check dials the shop: the active channel is its name and currency, its lists show
// whether the key may read them.
func (s *Source) Check(ctx context.Context) (platform.Facts, error) {
	facts := platform.Facts{APIVersion: "admin-api", Orders: -1, Page: largestPage}
	err := s.client.ask(ctx, request{op: "channel", document: channelQuery}, func(scan *jsonscan.Scanner) {
		facts.Name, facts.Currency = "", ""
		scan.Object(func(key string) {
			if key != "activeChannel" {
				return
			}
			scan.Object(func(key string) {
				switch key {
				case "code":
					facts.Name = scan.Text()
				case "defaultCurrencyCode":
					facts.Currency = scan.Text()
				}
			})
		})
	})
	if err != nil {
		return facts, err
	}
	if facts.Orders, err = s.Count(ctx, platform.Orders, platform.Window{}); err != nil {
		facts.Orders = -1
		return facts, err
	}
	if _, err := s.Count(ctx, platform.Customers, platform.Window{}); err != nil {
		return facts, err
	}
	if _, custom, err := s.shaped(ctx); err == nil && custom == "" {
		facts.Warnings = append(facts.Warnings, "its customers have no custom field for consent, such as marketingConsentEdm: nobody has answered there")
	}
	return facts, nil
}
