package config

import (
	"path/filepath"
	"time"

	"regulars/config/days"
	"regulars/config/decision"
	"regulars/config/template"

	"regulars"
)

// This file is the one place that knows a default. Load fills in what the file
// doesn't hold; a brand or config built in Go takes the same from WithDefaults.
// Who gets a brand from either needs no fallback.

// ShopifyVersion is the version of Shopify's Admin API that our queries were
// written for.
const ShopifyVersion = "2026-10"

// defaultRejected is the share of a pull's records that may be rejected.
const defaultRejected = 0.01

// WithDefaults fills in every key of the brand that is zero, its shops, channels
// and campaigns included, as Load does for keys that the file doesn't hold, and
// returns the brand. It is for brands that are built in Go: a zero that is meant
// can't be distinguished from one that is absent. Zone and Timezone follow from each other;
// where neither is set they are UTC.
func (b *Brand) WithDefaults() *Brand {
	switch {
	case b.Zone == nil:
		fallback(&b.Timezone, "UTC")
		loadZone(&b.Zone, b.Timezone)
	case b.Timezone == "":
		b.Timezone = b.Zone.String()
	}
	defaults{given: nothing}.brand("", b)
	loadZone(&b.Schedule.Zone, b.Schedule.Timezone)
	for i := range b.Shops {
		loadZone(&b.Shops[i].Zone, b.Shops[i].Timezone)
	}
	return b
}

// loadZone sets a zone that isn't set; an unknown name leaves it nil, as Load does.
func loadZone(zone **time.Location, name string) {
	if *zone == nil {
		*zone, _ = time.LoadLocation(name)
	}
}

// WithDefaults fills in every key that is zero, in all brands too, and returns the
// config; see Brand.WithDefaults.
func (c *Config) WithDefaults() *Config {
	defaults{given: nothing}.installation(c)
	for i := range c.Brands {
		c.Brands[i].WithDefaults()
		c.Brands[i].keyedBy(c.Privacy.HashKey)
	}
	return c
}

// DefaultClickHouse is what one process takes of ClickHouse where no config says
// otherwise.
func DefaultClickHouse() ClickHouse { return ClickHouse{MaxMemory: 5 << 30, MaxConnections: 8} }

func nothing(string) bool { return false }

// defaults fills in what is absent. A number that the file gives stays, also a
// zero, so that its rule can refuse it.
type defaults struct {
	given func(path string) bool // reports whether the file holds the key
}

func (d defaults) installation(c *Config) {
	fallback(&c.Worker.Listen, "127.0.0.1:9464")
	fallback(&c.Worker.TaskQueue, "regulars")
	fallback(&c.Reports.Dir, filepath.Join(".local", "reports")) // next to the local stack's data
	fallback(&c.Console.Listen, "127.0.0.1:8090")
	number(d, "console.session", &c.Console.Session, 12*time.Hour)
	only := ""
	if len(c.Brands) == 1 {
		only = c.Brands[0].Name
		for i := range c.Console.Users {
			if u := &c.Console.Users[i]; u.Brands == nil {
				u.Brands = []string{only}
			}
		}
	}
	c.Console.OIDC.Resolve(only)
	limits := DefaultClickHouse()
	number(d, "clickhouse.max_memory", &c.ClickHouse.MaxMemory, limits.MaxMemory)
	number(d, "clickhouse.max_connections", &c.ClickHouse.MaxConnections, limits.MaxConnections)
}

func (d defaults) brand(path string, b *Brand) {
	fallback(&b.Language, "en")
	fallback(&b.CatchUp, CatchUpSkip)
	fallback(&b.Clocks, ClocksBrand)
	fallback(&b.Schedule.Overlap, "skip")
	fallback(&b.Schedule.Timezone, b.Timezone)
	number(d, join(path, "schedule.catchup_window"), &b.Schedule.CatchupWindow, 6*time.Hour)
	if b.Schedule.Zone == nil && b.Schedule.Timezone == b.Timezone {
		b.Schedule.Zone = b.Zone
	}
	d.rules(path, b)
	for i := range b.Shops {
		d.shop(item(join(path, "shops"), i), b, &b.Shops[i])
	}
	if len(b.Shops) == 1 && (b.Events.PublicKey != "" || !b.Events.Key.Empty()) {
		fallback(&b.Events.Shop, b.Shops[0].Name)
	}
	for i := range b.Targets {
		fallback(&b.Targets[i].Window, "day")
		fallback(&b.Targets[i].Scope, "brand")
		fallback(&b.Targets[i].From, string(regulars.FirstDate))
	}
	for name, c := range b.Channels {
		if c != nil {
			d.channel(join(path, "channels."+name), name, c)
		}
	}
	for i := range b.Quiet {
		fallback(&b.Quiet[i].Then, QuietHold)
	}
	b.Notify.Resolve(b.Language)
	for i := range b.Journeys {
		b.Journeys[i].Resolve()
	}
	for i := range b.Campaigns {
		d.campaign(item(join(path, "campaigns"), i), b, &b.Campaigns[i])
	}
}

func (d defaults) campaign(path string, b *Brand, c *Campaign) {
	fallback(&c.Purpose, "marketing")
	c.Audience.Resolve()
	if c.Audience.OnADay() {
		fallback(&c.CatchUp, b.CatchUp)
	}
	if c.Repetition.Per == "" {
		c.Repetition, _ = c.repetition() // a wrong one is reported by its rule
	}
	if !c.Decision.Given() {
		c.Decision, _ = decision.Parse(c.Decide) // so is this
	}
	number(d, path+".attribution_days", &c.AttributionDays, 7)
	template.Named(c.Templates, b.Language)
	for j := range c.Variants {
		template.Named(c.Variants[j].Templates, b.Language)
		number(d, item(path+".variants", j)+".weight", &c.Variants[j].Weight, 1)
	}
	number(d, path+".pause_at_failure_rate", &c.PauseAtFailureRate, 0.2)
	number(d, path+".pause_at_complaint_rate", &c.PauseAtComplaintRate, 0.003)
}

// rules are those of identity, stages, classes and models.
func (d defaults) rules(path string, b *Brand) {
	fallback(&b.Identity.Region, "TW")
	number(d, join(path, "identity.max_joined"), &b.Identity.MaxJoined, 5)
	fallback(&b.Lifecycle.Cycle, "auto")
	fallback(&b.Lifecycle.Overlap, "recent")
	number(d, join(path, "lifecycle.fallback_days"), &b.Lifecycle.FallbackDays, 30)
	number(d, join(path, "lifecycle.min_gaps"), &b.Lifecycle.MinGaps, 30)
	fallback(&b.RFM.Monetary, "total")
	fallback(&b.RFM.RecencyCut, "mean")
	fallback(&b.RFM.OrdersCut, "mean")
	fallback(&b.RFM.MoneyCut, "mean")
	number(d, join(path, "prediction.at_risk"), &b.Prediction.AtRisk, 0.5)
	number(d, join(path, "prediction.refit_days"), &b.Prediction.RefitDays, 7)
}

func (d defaults) shop(path string, b *Brand, s *Shop) {
	fallback(&s.Kind, "online")
	fallback(&s.CountsWhen, "paid")
	fallback(&s.Currency, b.Currency)
	fallback(&s.Timezone, b.Timezone)
	if s.Zone == nil && s.Timezone == b.Timezone {
		s.Zone = b.Zone
	}
	number(d, path+".lookback", &s.Lookback, time.Hour)
	number(d, path+".reread", &s.Reread, 720*time.Hour)
	number(d, path+".sweep", &s.Sweep, 168*time.Hour)
	s.Avoid = days.AllHours(s.AvoidHours) // a wrong one is reported by its rule
	d.platform(path, s)
	switch s.Platform {
	case "shopify":
		fallback(&s.Version, ShopifyVersion)
	case "file":
		if s.isFeed() {
			s.Feed.setDefaults()
		}
		for i := range s.Feeds {
			s.Feeds[i].setDefaults()
		}
	}
}

func (f *Feed) setDefaults() {
	*f = f.WithPreset()
	fallback(&f.Entity, "orders")
}

func (d defaults) channel(path, name string, c *Channel) {
	if known := providers[name]; len(known) > 0 {
		fallback(&c.Provider, known[0])
	}
	if name == "edm" && c.Provider != "smtp" {
		number(d, path+".connections", &c.Connections, 16)
	}
	if c.Provider != "smtp" {
		return
	}
	fallback(&c.TLS, "starttls")
	number(d, path+".connections", &c.Connections, 4)
	number(d, path+".port", &c.Port, smtpPort(c.TLS))
	fallback(&c.Bounces.TLS, "implicit")
	fallback(&c.Bounces.Folder, "INBOX")
	number(d, path+".bounces.every", &c.Bounces.Every, 5*time.Minute)
	number(d, path+".bounces.port", &c.Bounces.Port, imapPort(c.Bounces.TLS))
}

func smtpPort(tls string) int {
	switch tls {
	case "implicit":
		return 465
	case "none":
		return 25
	}
	return 587
}

func imapPort(tls string) int {
	if tls == "implicit" {
		return 993
	}
	return 143
}

// fallback gives a key that is zero its default.
func fallback[T comparable](value *T, otherwise T) {
	var zero T
	if *value == zero {
		*value = otherwise
	}
}

// number gives a key that the file doesn't hold its default.
func number[T comparable](d defaults, path string, value *T, otherwise T) {
	if !d.given(path) {
		fallback(value, otherwise)
	}
}
