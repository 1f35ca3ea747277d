package platform

import (
	"fmt"
	"strings"

	"regulars/config"
)

// Facts is what a shop says about itself.
type Facts struct {
	Name       string
	Timezone   string // IANA name, or empty
	Currency   string
	APIVersion string
	Orders     int64 // how many it holds; -1 unknown
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
