package config

import (
	"fmt"
	"slices"
	"strings"

	"regulars"
	"regulars/config/journey"
	"regulars/config/loopback"
)

func (r *reader) checkConfig(cfg *Config) {
	if cfg.Reports.Dir != "" {
		cfg.Reports.Dir = r.Resolve(cfg.Reports.Dir)
	}
	defaults{given: r.Given}.installation(cfg)
	if len(cfg.Brands) == 0 {
		r.Add("brands", "there is no brand", "write at least one under brands:")
	}
	if len(cfg.Brands) > maxBrands {
		r.Add("brands", fmt.Sprintf("there are more than %d brands", maxBrands), "write several files, and give each a worker of its own")
		return
	}
	taken := map[string]bool{}
	for i := range cfg.Brands {
		path := item("brands", i)
		r.name(path+".name", cfg.Brands[i].Name, taken)
		cfg.Brands[i].keyedBy(cfg.Privacy.HashKey)
		r.checkBrand(path, &cfg.Brands[i])
	}
	r.checkEventKeys(cfg.Brands)
	r.checkWorker(cfg)
	r.checkConsole(cfg)
	setCallbacks(cfg)
	r.checkClickHouse(cfg.ClickHouse)
	r.checkPrivacy(cfg)
}

func (b *Brand) keyedBy(hashKey Secret) {
	b.HashKey = hashKey
	if edm := b.Channels["edm"]; edm != nil {
		edm.ReturnKey = hashKey
	}
}

func (r *reader) checkBrand(path string, b *Brand) {
	r.need(path+".timezone", b.Timezone, "write the brand's IANA time zone, such as Asia/Taipei")
	r.need(path+".currency", b.Currency, "write the brand's ISO 4217 currency, such as TWD")
	b.Zone = r.zone(path+".timezone", b.Timezone)
	r.currency(path+".currency", b.Currency)
	defaults{given: r.Given}.brand(path, b)
	r.oneOf(path+".language", b.Language, Languages)
	r.checkSchedule(path+".schedule", b)
	r.checkShops(path, b)
	r.checkRates(path+".rates", b)
	r.checkIdentity(path+".identity", &b.Identity)
	r.checkLifecycle(path+".lifecycle", &b.Lifecycle)
	r.checkRFM(path+".rfm", &b.RFM)
	r.checkPrediction(path+".prediction", &b.Prediction)
	r.checkTiers(path+".tiers", b.Tiers)
	r.share(path+".reconcile.tolerance", b.Reconcile.Tolerance)
	if b.Reconcile.Rejected != nil {
		r.share(path+".reconcile.rejected", *b.Reconcile.Rejected)
	}
	r.checkTargets(path+".targets", b.Targets)
	r.checkChannels(path+".channels", b.Channels)
	r.checkEvents(path+".events", b)
	r.oneOf(path+".catch_up", b.CatchUp, catchUps)
	r.share(path+".holdout", b.Holdout)
	r.share(path+".margin", b.Margin)
	r.checkQuiet(path+".quiet", b.Quiet)
	r.oneOf(path+".clocks", b.Clocks, clocks)
	r.checkCaps(path+".caps", b.Caps)
	r.checkSegments(path+".segments", b)
	r.checkCampaigns(path, b)
	r.checkJourneys(path, b)
	r.problems(path+".notify", b.Notify.Mistakes(sortedKeys(b.Channels), loopback.Is))
}

// Brand returns the brand of a name. Where the file has one brand only, an empty
// name finds it. The error names the brands that there are.
func (c *Config) Brand(name string) (*Brand, error) {
	if name == "" && len(c.Brands) == 1 {
		return &c.Brands[0], nil
	}
	if name == "" {
		return nil, fmt.Errorf("%s has %d brands: name one with --brand (%s)", c.Path, len(c.Brands), strings.Join(c.brandNames(), ", "))
	}
	for i := range c.Brands {
		if c.Brands[i].Name == name {
			return &c.Brands[i], nil
		}
	}
	return nil, fmt.Errorf("%s has no brand %q: %s", c.Path, name, suggest(name, c.brandNames()))
}

// Shop returns the shop of a name. The error names the nearest one.
func (b *Brand) Shop(name string) (*Shop, error) {
	var names []string
	for i := range b.Shops {
		if b.Shops[i].Name == name {
			return &b.Shops[i], nil
		}
		names = append(names, b.Shops[i].Name)
	}
	return nil, fmt.Errorf("brand %s has no shop %q: %s", b.Name, name, suggest(name, names))
}

// Campaign returns the campaign of a name, or of the name of a resend of it. The error
// names the nearest one.
func (b *Brand) Campaign(name string) (*Campaign, error) {
	var names []string
	for i := range b.Campaigns {
		if b.Campaigns[i].Name == regulars.CampaignOf(name) {
			return &b.Campaigns[i], nil
		}
		names = append(names, b.Campaigns[i].Name)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("brand %s has no campaigns: write them under its key campaigns", b.Name)
	}
	return nil, fmt.Errorf("brand %s has no campaign %q: %s", b.Name, name, suggest(name, names))
}

// Journey returns the journey of a name, or nil.
func (b *Brand) Journey(name string) *journey.Journey {
	if i := slices.IndexFunc(b.Journeys, func(j journey.Journey) bool { return j.Name == name }); i >= 0 {
		return &b.Journeys[i]
	}
	return nil
}

func (c *Config) brandNames() []string {
	var names []string
	for i := range c.Brands {
		names = append(names, c.Brands[i].Name)
	}
	return names
}
