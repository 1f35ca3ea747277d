package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"regulars"
	"regulars/config/alsopull"
	"regulars/config/days"
)

// platformKeys are the keys that belong to a platform; another platform's shop
// must not have them.
var platformKeys = map[string][]string{
	"shopify":     {"url", "version", "token", "token_file", "webhook_key", "webhook_key_file"},
	"woocommerce": {"url", "key", "key_file", "key_secret", "key_secret_file", "webhook_key", "webhook_key_file"},
	"medusa":      {"url", "token", "token_file"},
	"vendure":     {"url", "token", "token_file", "key", "key_file", "key_secret", "key_secret_file"},

	"shopline":        {"url", "handle", "token", "token_file"},
	"shopline-global": {"url", "version", "token", "token_file", "webhook_key", "webhook_key_file"},
	"cyberbiz":        {"url", "token", "token_file", "webhook_key", "webhook_key_file"},
	"easystore":       {"url", "token", "token_file", "webhook_key", "webhook_key_file"},
	"91app":           {"url", "shop_id", "key", "key_file"},

	"file": {"feeds", "preset", "entity", "path", "format", "structure", "skip_lines", "grain", "order_cells", "on_repeat", "where", "columns"},
}

// What a shop may be asked for next to orders and customers: Shop.AlsoPull.
const (
	AlsoProducts  = alsopull.Products
	AlsoCheckouts = alsopull.Checkouts
)

// AlsoPulls reports whether the shop shall be asked for something.
func (s *Shop) AlsoPulls(what string) bool { return slices.Contains(s.AlsoPull, what) }

var (
	platforms      = []string{"shopify", "woocommerce", "medusa", "vendure", "shopline", "shopline-global", "cyberbiz", "easystore", "91app", "file"}
	shopifyVersion = regexp.MustCompile(`^20\d\d-(01|04|07|10)$`)
)

func (r *reader) checkShops(brand string, b *Brand) {
	if len(b.Shops) == 0 {
		r.Add(brand+".shops", "the brand has no shop", "write at least one under shops:")
	}
	taken := map[string]bool{}
	for i := range b.Shops {
		path := item(brand+".shops", i)
		r.name(path+".name", b.Shops[i].Name, taken)
		r.checkShop(path, &b.Shops[i])
	}
}

func (r *reader) checkShop(path string, s *Shop) {
	if s.Zone == nil && r.Given(path+".timezone") {
		s.Zone = r.zone(path+".timezone", s.Timezone)
	}
	r.oneOf(path+".kind", s.Kind, kinds)
	r.oneOf(path+".counts_when", s.CountsWhen, countsWhen)
	if r.Given(path + ".currency") {
		r.currency(path+".currency", s.Currency)
	}
	r.checkStatuses(path+".statuses", s.Statuses)
	r.notNegative(path+".requests_per_second", s.RequestsPerSecond)
	r.checkPoliteness(path, s)
	if s.Lookback <= 0 {
		r.Add(path+".lookback", "it must be above zero: platforms show a change late", "write 1h, or leave it out")
	}
	if s.Reread < 0 {
		r.Add(path+".reread", "it is below zero", "write 720h, or leave it out")
	}
	if s.Sweep < 0 {
		r.Add(path+".sweep", "it is below zero", "write 168h, or 0 for none but where totals differ")
	}
	r.checkAlsoPull(path, s)
	r.checkPlatform(path, s)
}

// checkPoliteness reads how much a shop may be asked, and when.
func (r *reader) checkPoliteness(path string, s *Shop) {
	r.notNegative(path+".requests_per_day", float64(s.RequestsPerDay))
	for i, text := range s.AvoidHours {
		if _, err := days.ParseHours(text); err != nil {
			r.Add(fmt.Sprintf("%s.avoid_hours[%d]", path, i), fmt.Sprintf("%q are no hours", text), `write them as "12:00-14:00"`)
		}
	}
	// At the keys: a mistake of the shop itself would hide those of its feeds.
	const asked = "files are read, not asked for: it would do nothing"
	if s.Platform == "file" && s.RequestsPerDay > 0 {
		r.Add(path+".requests_per_day", asked, "remove it")
	}
	if s.Platform == "file" && len(s.AvoidHours) > 0 {
		r.Add(path+".avoid_hours", asked, "remove it")
	}
}

func (r *reader) checkAlsoPull(path string, s *Shop) {
	for i, what := range s.AlsoPull {
		if remedy := alsopull.Remedy(s.Platform, what); remedy != "" {
			r.Add(fmt.Sprintf("%s.also_pull[%d]", path, i), fmt.Sprintf("%q can't be pulled of a shop on %s", what, s.Platform), remedy)
		}
	}
}

// checkStatuses checks what a shop's status words mean. Words that are compared as the same
// one must mean the same.
func (r *reader) checkStatuses(path string, statuses map[string]string) {
	meanings := map[string]string{}
	for _, word := range sortedKeys(statuses) {
		r.oneOf(path+"."+word, statuses[word], regulars.Statuses)
		key := regulars.StatusKey(word)
		if other, twice := meanings[key]; twice && other != statuses[word] {
			r.Add(path+"."+word, fmt.Sprintf("the word is read as %q, which has another meaning already", key), "remove one of them")
		}
		meanings[key] = statuses[word]
	}
}

func (r *reader) checkPlatform(path string, s *Shop) {
	if s.Platform == "" {
		r.Add(path+".platform", "it is missing", "use one of "+strings.Join(platforms, ", "))
		return
	}
	r.oneOf(path+".platform", s.Platform, platforms)
	if !oneOf(s.Platform, platforms) {
		return
	}
	r.foreignKeys(path, s.Platform, platformKeys)
	switch s.Platform {
	case "shopify":
		r.checkShopify(path, s)
	case "woocommerce":
		r.checkWooCommerce(path, s)
	case "medusa":
		r.need(path+".url", s.URL, "write the server's address without /admin, such as https://medusa.example")
		r.address(path+".url", s.URL, true)
		r.needSecret(path+".token", s.Token)
	case "vendure":
		r.checkVendure(path, s)
	case "shopline":
		r.checkShopline(path, s)
	case "shopline-global":
		r.checkShoplineGlobal(path, s)
	case "cyberbiz":
		r.checkTokenShop(path, s, CyberbizURL)
	case "easystore":
		r.checkTokenShop(path, s, "the shop's address, such as https://x.easy.co")
	case "91app":
		r.checkNinetyOne(path, s)
	case "file":
		r.checkFeeds(path, s)
	}
}

func (r *reader) checkShopify(path string, s *Shop) {
	r.need(path+".url", s.URL, "write the shop's address, such as https://x.myshopify.com")
	r.address(path+".url", s.URL, true)
	r.needSecret(path+".token", s.Token)
	if !shopifyVersion.MatchString(s.Version) {
		r.Add(path+".version", fmt.Sprintf("%q is not a version of Shopify's API", r.Written(path+".version")), "write it as 2026-10: January, April, July or October")
	}
}

func (r *reader) checkWooCommerce(path string, s *Shop) {
	r.need(path+".url", s.URL, "write the site's address, such as https://shop.example")
	r.address(path+".url", s.URL, true)
	r.needSecret(path+".key", s.Key)
	r.needSecret(path+".key_secret", s.KeySecret)
}

// checkVendure wants an API key, or the name and password of an administrator.
func (r *reader) checkVendure(path string, s *Shop) {
	r.need(path+".url", s.URL, "write the server's address without /admin-api, such as https://vendure.example")
	r.address(path+".url", s.URL, true)
	if s.Key.Empty() && s.KeySecret.Empty() {
		r.needSecret(path+".token", s.Token)
		return
	}
	if !s.Token.Empty() {
		r.Add(path+".key", "a token is given, too", "keep the token, or key and key_secret of an administrator")
	}
	r.needSecret(path+".key", s.Key)
	r.needSecret(path+".key_secret", s.KeySecret)
}

// foreignKeys finds keys that another kind (platform, provider) would read:
// here they would silently do nothing.
func (r *reader) foreignKeys(path, kind string, keys map[string][]string) {
	owners := map[string][]string{}
	for _, other := range sortedKeys(keys) {
		for _, key := range keys[other] {
			if other != kind && !slices.Contains(keys[kind], key) {
				owners[key] = append(owners[key], other)
			}
		}
	}
	for _, key := range sortedKeys(owners) {
		if r.Given(path + "." + key) {
			r.Add(path+"."+key, fmt.Sprintf("the key belongs to %s, this is %s", strings.Join(owners[key], " and "), kind), "remove it")
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
