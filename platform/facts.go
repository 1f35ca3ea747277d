package platform

import (
	"fmt"
	"strings"
	"time"

	"regulars/config"
)

// Facts is what a shop says about itself.
type Facts struct {
	Name       string
	Timezone   string // IANA name, or empty
	Currency   string
	APIVersion string
	Orders     int64 // how many it holds; -1 unknown
	Page       int64 // how many of them one request reads, at most
	Warnings   []string
}

// Differences returns where the shop contradicts its config, each with its
// remedy. A shop that names no currency contradicts nothing.
func (f Facts) Differences(shop config.Shop) []string {
	if f.Currency == "" || strings.EqualFold(f.Currency, shop.Currency) {
		return nil
	}
	return []string{fmt.Sprintf("the shop sells in %s, the config says %s: write currency: %s under the shop %s", f.Currency, shop.Currency, f.Currency, shop.Name)}
}

// FirstPull says what it takes to read all orders for the first time, at the pace of the
// shop's requests; empty where the shop doesn't say how many there are.
func (f Facts) FirstPull(shop config.Shop) string {
	if f.Orders <= 0 || f.Page <= 0 {
		return ""
	}
	requests := (f.Orders + f.Page - 1) / f.Page
	pages := fmt.Sprintf("%d pages", requests)
	if requests == 1 {
		pages = "1 page"
	}
	if shop.RequestsPerDay > 0 && requests > int64(shop.RequestsPerDay) {
		return fmt.Sprintf("a first pull reads %s of orders: at %d requests a day at least %d days", pages, shop.RequestsPerDay, (requests+int64(shop.RequestsPerDay)-1)/int64(shop.RequestsPerDay))
	}
	if shop.RequestsPerSecond <= 0 {
		return fmt.Sprintf("a first pull reads %s of orders, as fast as the shop answers", pages)
	}
	least := time.Duration(float64(requests) / shop.RequestsPerSecond * float64(time.Second)).Round(time.Second)
	return fmt.Sprintf("a first pull reads %s of orders: at %g requests a second at least %s", pages, shop.RequestsPerSecond, max(least, time.Second))
}
