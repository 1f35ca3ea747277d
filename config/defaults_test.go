package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config/oidc"

	"regulars"
)

const barest = `brands:
  - name: lumen
    timezone: Asia/Taipei
    currency: TWD
    shops:
      - {name: web, platform: shopify, url: "https://x.myshopify.com", token: "${SHOPIFY_TOKEN}"}
      - {name: store, platform: file, path: /a.csv, columns: {order_id: id, placed_at: t, amount: a}}
    targets: [{metric: revenue, value: 1}]
    channels:
      edm: {host: h, from: a@b.tw, unsubscribe_mail: u@b.tw}
      line: {channel_token: "${LINE_TOKEN}"}
    campaigns:
      - {name: c, audience: {enters: [new]}, channels: [line], templates: {line: {text: x}}}
privacy: {hash_key: "${HASH_KEY}"}
`

// inGo is the same config, built without a file.
func inGo() *Config {
	return &Config{
		Brands: []Brand{{
			Name: "lumen", Timezone: "Asia/Taipei", Currency: "TWD",
			Shops: []Shop{
				{Name: "web", Platform: "shopify", URL: "https://x.myshopify.com", Token: NewSecret(testEnv["SHOPIFY_TOKEN"])},
				{Name: "store", Platform: "file", Feed: Feed{Path: "/a.csv", Columns: map[string]string{"order_id": "id", "placed_at": "t", "amount": "a"}}},
			},
			Targets: []Target{{Metric: "revenue", Value: 1}},
			Channels: map[string]*Channel{
				"edm": {Host: "h", From: "a@b.tw", UnsubscribeMail: "u@b.tw"}, "line": {ChannelToken: NewSecret(testEnv["LINE_TOKEN"])},
			},
			Campaigns: []Campaign{{Name: "c", Audience: Audience{Enters: []string{"new"}}, Channels: []string{"line"}, Templates: map[string]Template{"line": {Text: "x"}}}},
		}},
		Privacy: Privacy{HashKey: NewSecret(testEnv["HASH_KEY"])},
	}
}

// Who doesn't want the weekly sweep writes 0; the nights still compare the totals.
func TestNoWeeklySweep(t *testing.T) {
	cfg, err := parse("x.yaml", []byte(strings.Replace(barest, "{name: store,", "{name: store, sweep: 0s,", 1)), lookup)
	require.NoError(t, err)
	require.Zero(t, cfg.Brands[0].Shops[1].Sweep)
	require.Equal(t, 168*time.Hour, cfg.Brands[0].Shops[0].Sweep)
}

// A brand with one shop has its events there, by whichever key they come; of several somebody
// has to say which. What is noticed is written in the brand's language.
func TestWhatABrandSaysOnce(t *testing.T) {
	one := []Shop{{Name: "web", Platform: "shopify"}}
	for _, c := range []struct {
		shops  []Shop
		events Events
		want   string
	}{
		{one, Events{PublicKey: "p"}, "web"}, {one, Events{Key: NewSecret("k")}, "web"}, {one, Events{Key: NewSecret("k"), Shop: "other"}, "other"}, {one, Events{}, ""},
		{append(one[:1:1], Shop{Name: "app"}), Events{PublicKey: "p"}, ""},
	} {
		b := (&Brand{Name: "tea", Shops: c.shops, Events: c.events, Language: "zh-Hant"}).WithDefaults()
		require.Equal(t, c.want, b.Events.Shop)
		require.Equal(t, "zh-Hant", b.Notify.Language)
		require.Equal(t, 36*time.Hour, b.Notify.Behind)
	}
	require.False(t, Console{}.On())
	require.True(t, Console{OIDC: oidc.OIDC{Issuer: "https://id.test"}}.On(), "nobody needs a password here")
}

// The numbers themselves, so that none changes by accident.
func TestDefaults(t *testing.T) {
	cfg, err := parse("x.yaml", []byte(barest), lookup)
	require.NoError(t, err)
	b := cfg.Brands[0]
	require.Equal(t, ClickHouse{MaxMemory: 5 * GiB, MaxThreads: 0, MaxConnections: 8}, cfg.ClickHouse)
	require.Equal(t, Worker{Listen: "127.0.0.1:9464", TaskQueue: "regulars"}, cfg.Worker)
	require.Equal(t, filepath.Join(".local", "reports"), cfg.Reports.Dir)
	require.Equal(t, "en", b.Language)
	require.Equal(t, Schedule{Timezone: "Asia/Taipei", Overlap: "skip", CatchupWindow: 6 * time.Hour, Zone: b.Zone}, b.Schedule)
	require.Equal(t, Identity{MaxJoined: 5, Region: "TW"}, b.Identity)
	require.Equal(t, Lifecycle{Cycle: "auto", FallbackDays: 30, MinGaps: 30, Overlap: "recent"}, b.Lifecycle)
	require.Equal(t, RFM{Monetary: "total", RecencyCut: "mean", OrdersCut: "mean", MoneyCut: "mean"}, b.RFM)
	require.Equal(t, Prediction{AtRisk: 0.5, RefitDays: 7}, b.Prediction)
	require.Zero(t, b.Reconcile.Tolerance)
	require.Equal(t, 0.01, b.Reconcile.RejectedShare())
	require.Equal(t, []Target{{Metric: "revenue", Window: "day", Scope: "brand", From: "1970-01-01", Value: 1}}, b.Targets)
	web, store := b.Shops[0], b.Shops[1]
	require.Equal(t, []any{"online", "paid", "TWD", "Asia/Taipei", time.Hour, 720 * time.Hour, b.Zone, ShopifyVersion},
		[]any{web.Kind, web.CountsWhen, web.Currency, web.Timezone, web.Lookback, web.Reread, web.Zone, web.Version})
	require.Equal(t, 168*time.Hour, web.Sweep)
	require.Empty(t, store.Version)
	require.Equal(t, "orders", store.Feeds[0].Entity)
	require.Empty(t, store.Feeds[0].Grain, "what a row is isn't guessed")
	edm := b.Channels["edm"]
	require.Equal(t, []any{"smtp", "starttls", 4, 587}, []any{edm.Provider, edm.TLS, edm.Connections, edm.Port})
	require.Equal(t, "line", b.Channels["line"].Provider)
	require.Zero(t, b.Channels["line"].Port)
	c := b.Campaigns[0]
	require.Equal(t, []any{"marketing", "once", "skip", 0.2}, []any{c.Purpose, c.Repetition.Per, c.CatchUp, c.PauseAtFailureRate})
}

// A config that is built in Go has the very defaults of one that is loaded.
func TestDefaultsOfAConfigInGo(t *testing.T) {
	want, err := parse("x.yaml", []byte(barest), lookup)
	require.NoError(t, err)
	got := inGo().WithDefaults()
	want.Path, want.reader = "", nil
	want.Brands[0].Shops[1].Feeds = nil // Load lists the one feed
	require.Equal(t, want, got)
	require.Equal(t, got, got.WithDefaults(), "a second time changes nothing")
}

func TestDefaultZones(t *testing.T) {
	taipei, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	b := (&Brand{}).WithDefaults()
	require.Equal(t, []any{"UTC", "UTC"}, []any{b.Timezone, b.Zone.String()})
	b = (&Brand{Zone: taipei}).WithDefaults()
	require.Equal(t, "Asia/Taipei", b.Timezone)
	b = (&Brand{Timezone: "Asia/Taipei", Shops: []Shop{{}, {Timezone: "Asia/Tokyo"}, {Zone: time.UTC, Timezone: "UTC"}}, Schedule: Schedule{Timezone: "Asia/Tokyo"}}).WithDefaults()
	require.Equal(t, "Asia/Taipei", b.Zone.String())
	require.Equal(t, []string{"Asia/Taipei", "Asia/Tokyo", "UTC"}, []string{b.Shops[0].Zone.String(), b.Shops[1].Zone.String(), b.Shops[2].Zone.String()})
	require.Equal(t, "Asia/Tokyo", b.Schedule.Zone.String())
	require.Nil(t, (&Brand{Timezone: "Mars/Base"}).WithDefaults().Zone)
}

// A zero that the file gives is the person's, and its rule's to refuse.
func TestGivenZerosStay(t *testing.T) {
	full, err := os.ReadFile(filepath.Join("testdata", "full.yaml"))
	require.NoError(t, err)
	text := string(full) + "clickhouse: {max_memory: 6GiB, max_threads: 3, max_connections: 2}\n"
	cfg, err := parse(filepath.Join("testdata", "x.yaml"), []byte(text), lookup)
	require.NoError(t, err)
	require.Equal(t, ClickHouse{MaxMemory: 6 * GiB, MaxThreads: 3, MaxConnections: 2}, cfg.ClickHouse)
	for section, problem := range map[string]string{
		"{max_memory: 0}": "at least 1GiB", "{max_memory: 1023MiB}": "at least 1GiB", "{max_memory: 5GB}": `"5GB" is not a size; write it as 512MiB`, "{max_memory: much}": "not a size",
		"{max_threads: -1}": "below zero", "{max_connections: 0}": "1 or more", "{max_connection: 8}": "did you mean max_connections",
	} {
		_, err := parse(filepath.Join("testdata", "x.yaml"), []byte(string(full)+"clickhouse: "+section+"\n"), lookup)
		require.ErrorContains(t, err, problem)
	}
	_, err = parse("x.yaml", []byte(barest+"clickhouse: {max_memory: 1GiB}\n"), lookup)
	require.NoError(t, err)
}

// The lists that the config takes are the nouns' own.
func TestListsAreTheNouns(t *testing.T) {
	require.Len(t, classNames(), len(regulars.Classes))
	require.Equal(t, "rfm_vip", classNames()[0])
	require.ElementsMatch(t, names(regulars.Channels), sortedKeys(providers))
	columns, known := ColumnsOf("customers")
	require.True(t, known)
	require.Equal(t, "customer_id", columns.All()[0])
	require.Len(t, columns.All(), len(columns.Required)+len(columns.Optional))
	_, known = ColumnsOf("members")
	require.False(t, known)
}

// A campaign for who entered a stage catches up as the brand does unless it says
// otherwise; for who is in a stage there is nothing to catch up with.
func TestCatchUps(t *testing.T) {
	text := strings.Replace(barest, "    campaigns:\n", `    catch_up: send
    campaigns:
      - {name: d, catch_up: skip, audience: {enters: [new]}, channels: [line], templates: {line: {text: x}}}
      - {name: e, audience: {is: [new]}, channels: [line], templates: {line: {text: x}}}
      - {name: f, paused: true, audience: {enters: [new]}, channels: [line], templates: {line: {text: x}}}
`, 1)
	cfg, err := parse("x.yaml", []byte(text), lookup)
	require.NoError(t, err)
	sent, skipped := cfg.Brands[0].CatchUps()
	require.Equal(t, []string{"c"}, sent)
	require.Equal(t, []string{"d"}, skipped)
}
