package check

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/channel"
	"regulars/config"
	"regulars/config/adlist"
	"regulars/config/coupon"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/schema/feed"
)

// Whatever a config names is asked, in the order in which it stands there.
func TestAllIsAsked(t *testing.T) {
	mailer := func(bounces string) *config.Channel {
		return &config.Channel{Provider: "smtp", Host: "127.0.0.1", Port: 1, From: "Tea <a@tea.test>", Bounces: config.Bounces{Host: bounces, Username: "b@tea.test"}}
	}
	where := config.Campaign{Name: "wake", Audience: config.Audience{Where: "purchases > 1"}}
	cfg := &config.Config{Brands: []config.Brand{
		{Name: "tea", Zone: time.UTC, Shops: []config.Shop{{Name: "web", Platform: "shopify"}, {Name: "till", Platform: "file"}}, Campaigns: []config.Campaign{{Name: "plain"}, where},
			Channels: map[string]*config.Channel{"line": {Provider: "line"}, "edm": mailer("imap.tea.test"), "sms": {Provider: "twilio", From: "a@tea.test"}}},
		{Name: "nuts", Zone: time.UTC, Channels: map[string]*config.Channel{"edm": mailer("")}},
		{Name: "salt", Zone: time.UTC, AdLists: []adlist.List{{Name: "lost", Platform: adlist.Meta, ID: "7", Endpoint: "http://127.0.0.1:1", Token: config.NewSecret("x")}}},
	}}
	ended, end := context.WithCancel(t.Context())
	end()
	findings := All(ended, cfg)
	var asked []string
	for _, f := range findings[2:] {
		asked = append(asked, f.What)
	}
	require.True(t, strings.HasPrefix(findings[0].What, "clickhouse "))
	require.True(t, strings.HasPrefix(findings[1].What, "temporal"))
	require.Equal(t, []string{
		"shop tea/web", "shop tea/till", "where of tea/wake", "console's campaigns of tea",
		"channel tea/edm", "bounces of tea, b@tea.test at imap.tea.test", "sender tea/tea.test", "channel tea/sms", "channel tea/line",
		"console's campaigns of nuts", "channel nuts/edm", "sender nuts/tea.test",
		"console's campaigns of salt", "ad list salt/lost",
	}, asked)
	require.Error(t, findings[0].Err)
	require.Error(t, findings[1].Err)
	require.Error(t, findings[6].Err, "the mail server doesn't answer")
	require.Error(t, findings[15].Err, "the list's platform doesn't answer")
	for at, unread := range map[int]string{3: "feeds are not read", 4: "it is not checked", 5: "they are not checked"} {
		require.NoError(t, findings[at].Err, "that ClickHouse doesn't answer is said once")
		require.Contains(t, strings.Join(findings[at].Warn, ""), unread)
	}
	require.GreaterOrEqual(t, Failures(findings), 3)
	require.Equal(t, 1, Failures([]Finding{{Warn: []string{"x"}}, {Err: errors.New("x")}, {}}))
}

func TestWhatAConfigHolds(t *testing.T) {
	f := Config(&config.Config{Brands: []config.Brand{
		{Shops: []config.Shop{{}, {}}, Campaigns: []config.Campaign{{}}}, {Shops: []config.Shop{{}}, Campaigns: []config.Campaign{{}, {}, {}}},
	}}, "a.yaml")
	require.Equal(t, Finding{What: "config a.yaml", Says: "2 brands, 3 shops, 4 campaigns"}, f)
}

// Codes that can't be read, and a text that can't be compiled, are mistakes of today.
func TestMistakesOfToday(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	campaign := func(coupons string, template config.Template) config.Campaign {
		return config.Campaign{Name: "wake", Audience: config.Audience{Enters: []string{"lost"}}, Coupons: coupon.Coupons{File: coupons}, Templates: map[string]config.Template{"edm": template}}
	}
	plain := config.Template{Text: "Hi"}
	cfg := &config.Config{Path: filepath.Join(dir, "a.yaml"), Brands: []config.Brand{{Name: "tea", Campaigns: []config.Campaign{
		campaign(file("some.csv", "code\nA1\n"), plain), campaign(file("none.csv", ""), plain), campaign(filepath.Join(dir, "absent.csv"), plain),
		campaign("", config.Template{}), campaign("", config.Template{Text: "{{ nobody.knows }}"}), campaign("", config.Template{HTML: "<p>{{ nobody.knows }}</p>"}),
		campaign("", config.Template{Text: "Hi", HTML: "<p>{% if %}</p>"}),
	}}}}
	got := map[string]string{}
	for _, m := range TemplateMistakes(cfg) {
		got[strings.TrimPrefix(m.Path, "brands[0].campaigns")] = m.Problem
		if strings.HasSuffix(m.Path, "coupons.file") {
			require.Contains(t, m.Remedy, "a code per line")
		}
	}
	for path, says := range map[string]string{
		"[1].coupons.file": "holds no code", "[2].coupons.file": "can't be read", "[4].templates.edm": "nobody", "[5].templates.edm": "nobody", "[6].templates.edm": "",
	} {
		require.Contains(t, got, path)
		require.Contains(t, got[path], says, path)
	}
	require.Len(t, got, 5, "%v", got)
}

func TestAChannelWithoutAProvider(t *testing.T) {
	f := checkChannel(&config.Brand{Name: "tea"}, "sms", &config.Channel{Provider: "pigeon"})(t.Context())
	require.Error(t, f.Err)
}

// What a shop says of itself, as far as it says it.
func TestFactsInWords(t *testing.T) {
	require.Equal(t, "Tea", factsText(platform.Facts{Name: "Tea", Orders: -1}, config.Shop{}))
	require.Equal(t, "Tea, 0 orders, TWD, 2026-10", factsText(platform.Facts{Name: "Tea", Currency: "TWD", APIVersion: "2026-10"}, config.Shop{}))
	require.Equal(t, "Tea, 1,200 orders, Asia/Taipei", factsText(platform.Facts{Name: "Tea", Orders: 1200, Timezone: "Asia/Taipei"}, config.Shop{}))
	require.Equal(t, "Tea, 120 orders, a first pull reads 2 pages of orders, as fast as the shop answers", factsText(platform.Facts{Name: "Tea", Orders: 120, Page: 100}, config.Shop{}))
}

// A shop is asked for what it says of itself and for what it can't show, whether ClickHouse
// answers or not.
func TestAShopSaysWhatItIs(t *testing.T) {
	t.Setenv("CLICKHOUSE_ADDR", "127.0.0.1:1")
	shop := platformtest.NewMedusa(t)
	brand := &config.Brand{Name: "tea", Currency: "TWD", Zone: time.UTC}
	web := config.Shop{Name: "web", Platform: "medusa", URL: shop.URL, Currency: "USD", Zone: time.UTC, Token: config.NewSecret(platformtest.MedusaKey), RequestsPerDay: 1000}
	f := checkShop(brand, &web)(t.Context())
	require.NoError(t, f.Err)
	require.Equal(t, "Medusa Store, 0 orders, TWD, admin v2", f.Says)
	require.Contains(t, strings.Join(f.Note, "\n"), "the whole of its orders: ")
	require.Contains(t, strings.Join(f.Warn, "\n"), "not counted in requests_per_day: ClickHouse does not answer")
	require.Contains(t, strings.Join(f.Warn, "\n"), "USD", "that the config says another currency than the shop")

	till := config.Shop{Name: "till", Platform: "file", Feeds: []config.Feed{{Entity: "orders"}}}
	f = checkShop(brand, &till)(t.Context())
	require.Len(t, f.Note, 1)
	require.Contains(t, f.Note[0], "the whole of its orders: ")
}

// account is an account with a quota of messages.
type account struct {
	channel.Sender
	quota channel.Quota
	err   error
}

func (a account) Quota(context.Context) (channel.Quota, error) { return a.quota, a.err }

// How much an account may still send is said where there is a limit, and where it is known.
func TestLeftOfAnAccount(t *testing.T) {
	require.Equal(t, ", 12 messages left", leftOf(t.Context(), account{quota: channel.Quota{Limited: true, Left: 12}}))
	require.Equal(t, ", 0 messages left", leftOf(t.Context(), account{quota: channel.Quota{Limited: true}}))
	require.Empty(t, leftOf(t.Context(), account{quota: channel.Quota{Left: 12}}))
	require.Empty(t, leftOf(t.Context(), account{quota: channel.Quota{Limited: true, Left: 12}, err: errors.New("HTTP 500")}))
}

// What a night would make of a feed, in words.
func TestLookInWords(t *testing.T) {
	look := feed.Look{Records: 1200, Files: 2}
	look.Counts.Rows, look.Counts.Used, look.Counts.Rejected, look.Counts.LeftOut = 1210, 1200, 7, 3
	require.Equal(t, "1,200 events in 2 files (rows: 1,210 = 1,200 used + 7 rejected + 3 left out)", lookText("events", "TWD", look))
	look.Orders = &feed.Orders{}
	require.NotContains(t, lookText("orders", "TWD", look), "revenue", "of no orders")
	look.Orders = &feed.Orders{Orders: 1200, Revenue: "3600", People: 900, First: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), Last: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	require.Contains(t, lookText("orders", "TWD", look), "1,200 orders in 2 files, revenue 3600 TWD, 900 people, 2026-11-01 to 2026-11-20 (rows:")
	look.Orders.Nobody = 7
	require.Contains(t, lookText("orders", "TWD", look), "2026-11-20, 7 name nobody (rows:")
	look.Cut = true
	require.Contains(t, lookText("events", "TWD", look), "in 2 files (of its first 100,000 rows), revenue")
	require.Empty(t, rejectedText(config.Feed{Entity: "orders"}, look))
	look.Reasons = []feed.Reason{{Rows: 7, First: "a.csv:3", Reason: "amount is empty"}, {Rows: 1, First: "a.csv:9", Reason: "placed_at is empty"}}
	require.Equal(t, []string{"orders: 7 rows rejected, such as a.csv:3: amount is empty", "orders: 1 row rejected, such as a.csv:9: placed_at is empty"}, rejectedText(config.Feed{Entity: "orders"}, look))
}

// What a member of the audience may lack, by what the audience asks for.
func TestWhatMembersMayLack(t *testing.T) {
	lost := config.Audience{Is: []string{"lost"}}
	within := config.Audience{Is: []string{"everybody"}, Tags: []string{"a"}}
	require.Empty(t, within.Narrow(lost))
	for _, c := range []struct {
		name     string
		audience config.Audience
		bought   bool
	}{
		{"who entered lost", config.Audience{Enters: []string{"lost"}}, true},
		{"who may be a prospect", config.Audience{Enters: []string{"lost", "prospect"}}, false},
		{"everybody", config.Audience{Is: []string{"everybody"}, Tags: []string{"a"}}, false},
		{"everybody of a segment of the lost", within, true},
		{"who has a birthday", config.Audience{Birthday: "day"}, false},
		{"who has a birthday and a class", config.Audience{Birthday: "day", Classes: []string{"rfm_vip"}}, true},
		{"who has a birthday and a cell", config.Audience{Birthday: "day", Cells: []string{"r5"}}, true},
		{"a week after a purchase", config.Audience{DaysAfter: 7}, true},
	} {
		list := lacking(&config.Brand{}, &config.Campaign{Audience: c.audience}, "edm")
		for _, variable := range []string{"member.last_purchase", "member.recency_days"} {
			require.Equal(t, !c.bought, slices.Contains(list, variable), c.name)
		}
		require.Equal(t, len(c.audience.Classes)+len(c.audience.Cells) == 0, slices.Contains(list, "member.rfm_class"), c.name)
	}
	brand := &config.Brand{Channels: map[string]*config.Channel{"edm": {UnsubscribeURL: "https://tea.test/out"}, "sms": {}}}
	campaign := &config.Campaign{Audience: config.Audience{Enters: []string{"lost"}, From: []string{"active"}}, Coupons: coupon.Coupons{File: "codes.csv"}}
	for _, given := range []string{"member.stage_before", "unsubscribe_url", "coupon.code"} {
		require.NotContains(t, lacking(brand, campaign, "edm"), given)
		require.Contains(t, lacking(&config.Brand{}, &config.Campaign{}, "edm"), given)
	}
	require.Contains(t, lacking(brand, campaign, "sms"), "unsubscribe_url")
	require.Contains(t, lacking(brand, campaign, "line"), "unsubscribe_url")
	require.Contains(t, lacking(brand, campaign, "edm"), "member.name")
}
