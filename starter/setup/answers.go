package setup

import (
	"fmt"
	"slices"
	"strings"

	"regulars/config/presets"
)

// Answers are what a first config is made of.
type Answers struct {
	Brand, Timezone, Currency, Language string
	Platform                            string // shopify, woocommerce, medusa, vendure or file
	URL                                 string // of the shop, but for files
	Feed                                string // path of the files
	Preset                              string // the ready-made feed that reads them; empty: Columns do
	Columns                             map[string]string
	Channels                            []string // edm, sms, line
}

// platforms are those that init knows, the first as the default.
var platforms = []string{"file", "shopify", "woocommerce", "medusa", "vendure"}

// withDefaults fills in what nobody answered.
func (a Answers) withDefaults() Answers {
	for _, d := range []struct {
		value     *string
		otherwise string
	}{
		{&a.Brand, "shop"}, {&a.Timezone, "Asia/Taipei"}, {&a.Currency, "TWD"}, {&a.Language, "en"}, {&a.Platform, platforms[0]},
	} {
		if *d.value == "" {
			*d.value = d.otherwise
		}
	}
	return a
}

// check returns what is missing for the platform.
func (a Answers) check() error {
	switch {
	case !slices.Contains(platforms, a.Platform):
		return fmt.Errorf("--platform %s is not known: use %s", a.Platform, strings.Join(platforms, ", "))
	case a.Platform == "file" && a.Feed == "":
		return fmt.Errorf("--feed is missing: name the files of the orders, such as --feed 'sales/*.csv'")
	case a.Platform == "file" && a.URL != "":
		return fmt.Errorf("--url belongs to a shop with an address: leave it out, or choose another --platform")
	case a.Platform != "file" && a.URL == "":
		return fmt.Errorf("--url is missing: write the shop's address, such as --url https://shop.example")
	case a.Platform != "file" && (a.Feed != "" || a.Preset != "" || len(a.Columns) > 0):
		return fmt.Errorf("--feed, --preset and --column belong to files: leave them out, or write --platform file")
	case a.Preset != "" && !slices.Contains(presets.Names(), a.Preset):
		return fmt.Errorf("--preset %s is not known: use %s, or leave it out and let `starter feed look` propose a feed", a.Preset, strings.Join(presets.Names(), ", "))
	}
	return nil
}
