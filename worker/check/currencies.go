package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/present"
)

// lately are the spans of which a shop's latest orders are looked at, until one has any.
var lately = []time.Duration{24 * time.Hour, 30 * 24 * time.Hour, 365 * 24 * time.Hour}

// probeTimeout is how long reading a few orders may take.
const probeTimeout = 10 * time.Second

// rateless names the currencies that a shop uses, as it says of itself and as its latest
// orders have them, and for which the brand has no rate. It reads one page of orders.
func rateless(ctx context.Context, brand *config.Brand, facts platform.Facts, source platform.Source, now time.Time) []string {
	orders, err := latestOrders(ctx, source, now)
	var warnings []string
	if err != nil {
		warnings = append(warnings, "the currencies of its latest orders are not known: "+err.Error())
	}
	first := map[string]string{} // the earliest date of an order, by currency
	counted := map[string]int{}
	for _, o := range orders {
		currency, date := strings.ToUpper(o.Currency), o.PlacedAt.In(zoneOf(brand)).Format(time.DateOnly)
		counted[currency]++
		if first[currency] == "" || date < first[currency] {
			first[currency] = date
		}
	}
	counted[strings.ToUpper(facts.Currency)] += 0 // it sells in it, whatever came lately
	for _, currency := range slices.Sorted(maps.Keys(counted)) {
		if text := ratelessText(brand, currency, counted[currency], len(orders), cmp.Or(first[currency], now.In(zoneOf(brand)).Format(time.DateOnly))); text != "" {
			warnings = append(warnings, text)
		}
	}
	return warnings
}

// ratelessText says what becomes of orders in a currency; empty: they can be converted.
func ratelessText(brand *config.Brand, currency string, orders, of int, since string) string {
	if currency == "" || strings.EqualFold(currency, brand.Currency) {
		return ""
	}
	whose := "the shop sells in " + currency
	if orders > 0 {
		whose = fmt.Sprintf("of its latest %s %d came in %s", present.Plural(of, "order"), orders, currency)
	}
	begins := ""
	for _, rate := range brand.Rates {
		if strings.EqualFold(rate.Currency, currency) && (begins == "" || rate.From < begins) {
			begins = rate.From
		}
	}
	switch {
	case begins == "":
		return fmt.Sprintf("%s, and the brand, in %s, has no rate for it: its orders are rejected; write under rates of the brand: {currency: %s, from: %s, rate: …}", whose, brand.Currency, currency, since)
	case since < begins:
		return fmt.Sprintf("%s, one of %s, and the brand's first rate for it holds from %s: earlier orders are rejected; write an earlier one under rates", whose, since, begins)
	}
	return ""
}

// errEnough ends a pull of which enough has come.
var errEnough = errors.New("enough")

func latestOrders(ctx context.Context, source platform.Source, now time.Time) (orders []regulars.Order, err error) {
	if !slices.Contains(source.Entities(), platform.Orders) {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	for _, span := range lately {
		err = source.Pull(ctx, platform.Orders, platform.Window{From: now.Add(-span)}, "", func(page platform.Page) error {
			orders = append(orders, page.Orders...)
			if len(page.Orders) > 0 {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			return nil, err
		}
		if len(orders) > 0 {
			return orders, nil
		}
	}
	return nil, nil
}

func zoneOf(brand *config.Brand) *time.Location {
	if brand.Zone == nil {
		return time.UTC
	}
	return brand.Zone
}
