package notice

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/notify"
	"regulars/present/cause"
	"regulars/schema/gate"
	"regulars/schema/view"
)

const date = regulars.BusinessDate("2026-11-20")

// morning is the day after, at eight in Taipei.
var morning = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

func tea(t *testing.T) *config.Brand {
	t.Helper()
	b := &config.Brand{
		Name: "tea", Timezone: "Asia/Taipei", Currency: "TWD", Schedule: config.Schedule{Cron: "30 4 * * *"},
		Shops:     []config.Shop{{Name: "web"}, {Name: "till"}},
		Campaigns: []config.Campaign{{Name: "wake-up", Approve: true}, {Name: "welcome"}},
		Notify:    notify.Notify{To: []notify.Recipient{{Name: "ops", Mail: "ops@tea.example"}}},
	}
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	b.Zone = zone
	return b.WithDefaults()
}

// whole is a night without a fault, and a brand that has had one.
func whole() *Facts {
	return &Facts{
		Certificate: &gate.Certificate{Date: date, Whole: true, Reasons: []string{}},
		Health:      view.Health{Night: &view.HealthNight{Date: date.Time(), Whole: true}},
	}
}

func line(campaign, run, state, reason string, members uint64) view.HealthCampaign {
	return view.HealthCampaign{Campaign: campaign, Date: date.Time(), Run: run, State: state, Reason: reason, Members: members}
}

func keysOf(all []Matter) []string {
	keys := []string{}
	for _, m := range all {
		keys = append(keys, m.Key)
	}
	return keys
}

// Each fault is one matter, with a key that stays while it lasts and is another one when it
// comes again; what nobody has to hear of is none.
func TestMatters(t *testing.T) {
	short := cause.Cause{Code: cause.StoredDiffers, Shop: "web", Entity: "orders", Came: 3, Stored: 2}
	for name, c := range map[string]struct {
		change func(*config.Brand, *Facts)
		want   []string // beginnings of keys
	}{
		"a night without a fault": {func(*config.Brand, *Facts) {}, nil},
		"waits for approval": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("wake-up", "planned", "planned", "", 40), line("wake-up", "planned", "excluded", "", 9)}
		}, []string{"approval/wake-up/2026-11-20/all"}},
		"asks again after the first": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("wake-up", "planned", "planned", "", 40), line("wake-up", "planned", "sent", "", 45), line("wake-up", "planned", "failed", "", 5)}
		}, []string{"approval/wake-up/2026-11-20/after-50"}},
		"needs no approval": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("welcome", "planned", "planned", "", 40), line("wake-up#1", "planned", "planned", "", 4)}
		}, nil},
		"nobody is left": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("wake-up", "planned", "excluded", "", 40), line("wake-up", "done", "planned", "", 3)}
		}, nil},
		"too many failed": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("welcome", "held", "planned", cause.Cause{Code: cause.FailureRate, Failed: 9, Came: 40}.Text("en")+": look", 40)}
		}, []string{"paused/welcome/2026-11-20"}},
		"a person held it": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("welcome", "held", "planned", "held by mei: wait", 40)}
		}, nil},
		"held by a provider's words": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("welcome", "held", "planned", "line account: 401", 40)}
		}, []string{"held/welcome/2026-11-20/"}},
		"long past": {func(_ *config.Brand, f *Facts) {
			old := line("wake-up", "planned", "planned", "", 40)
			old.Date = date.AddDays(-8).Time()
			f.Health.Campaigns = []view.HealthCampaign{old}
		}, nil},
		"not whole": {func(_ *config.Brand, f *Facts) {
			f.Certificate.Whole, f.Certificate.Causes, f.Certificate.Reasons = false, []cause.Cause{short}, []string{short.Sentence("en")}
			f.Health.Campaigns = []view.HealthCampaign{line("welcome", "held", "planned", cause.Cause{Code: cause.NightNotWhole, Says: "x"}.Text("en"), 40)}
		}, []string{"not_whole/2026-11-20/"}},
		"failed":        {func(_ *config.Brand, f *Facts) { f.Certificate, f.Failed = nil, &Failure{Run: "r1", Reason: "x"} }, []string{"failed/2026-11-20/r1"}},
		"late":          {func(_ *config.Brand, f *Facts) { f.Certificate = nil }, []string{"late/2026-11-20"}},
		"not yet late":  {func(b *config.Brand, f *Facts) { f.Certificate, b.Notify.Late = nil, "08:01" }, nil},
		"late at eight": {func(b *config.Brand, f *Facts) { f.Certificate, b.Notify.Late = nil, "08:00" }, []string{"late/2026-11-20"}},
		"no schedule":   {func(b *config.Brand, f *Facts) { f.Certificate, b.Schedule.Cron = nil, "" }, nil},
		"a new brand":   {func(_ *config.Brand, f *Facts) { f.Certificate, f.Health.Night = nil, nil }, nil},
		"called spam": {func(_ *config.Brand, f *Facts) {
			f.Complaints = []view.Complaint{{Campaign: "welcome", Date: date.Time(), Sent: 300, Complained: 3}, {Campaign: "few", Date: date.Time(), Sent: 2, Complained: 2}, {Campaign: "rare", Date: date.Time(), Sent: 9000, Complained: 27}}
		}, []string{"complaints/welcome/2026-11-20"}},
		"few messages left": {func(_ *config.Brand, f *Facts) { f.Quotas = []Quota{{"line", 99}, {"sms", 100}} }, []string{"quota/line/2026-11-21"}},
		"a shop stands still": {func(_ *config.Brand, f *Facts) {
			f.Health.Shops = []view.HealthShop{
				{Shop: "web", Entity: "orders", Until: morning.Add(-37 * time.Hour)}, {Shop: "web", Entity: "customers", Until: morning},
				{Shop: "till", Until: morning.Add(-36 * time.Hour)}, {Shop: "gone", Until: morning.Add(-99 * time.Hour)},
			}
		}, []string{"behind/web/2026-11-19T11:00:00Z"}},
		"a shop that never was loaded": {func(_ *config.Brand, f *Facts) {
			f.Health.Shops = []view.HealthShop{{Shop: "web", Until: time.Unix(0, 0)}}
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			brand, facts := tea(t), whole()
			c.change(brand, facts)
			got := keysOf(Matters(brand, facts, morning))
			require.Len(t, got, len(c.want), "%q", got)
			for i, want := range c.want {
				require.True(t, strings.HasPrefix(got[i], want), got[i])
			}
			require.Equal(t, got, keysOf(Matters(brand, facts, morning)), "the same matter has the same key")
		})
	}
}

// The counts of a reason move while a night is mended; that is no other matter. Another
// reason is.
func TestNotWholeIsOneMatterPerReason(t *testing.T) {
	brand := tea(t)
	of := func(causes ...cause.Cause) string {
		f := whole()
		f.Certificate.Whole, f.Certificate.Causes, f.Certificate.Reasons = false, causes, make([]string, len(causes))
		return keysOf(Matters(brand, f, morning))[0]
	}
	web := cause.Cause{Code: cause.StoredDiffers, Shop: "web", Entity: "orders", Came: 3}
	again := web
	again.Came = 4
	till := web
	till.Shop = "till"
	require.Equal(t, of(web), of(again))
	require.NotEqual(t, of(web), of(till))
	require.NotEqual(t, of(web), of(web, till))
}

func TestDue(t *testing.T) {
	brand := tea(t)
	at := func(text string) time.Time {
		got, err := time.ParseInLocation("2006-01-02 15:04", text, brand.Zone)
		require.NoError(t, err)
		return got
	}
	for _, c := range []struct{ cron, late, want string }{
		{"30 4 * * *", "", "2026-11-21 07:30"},
		{"30 4 * * *", "06:00", "2026-11-21 06:00"},
		{"0 23 * * *", "01:00", "2026-11-22 01:00"},
		{"30 4 * * 0", "", ""}, // a Sunday: not the morning after a Friday
	} {
		brand.Schedule.Cron, brand.Notify.Late = c.cron, c.late
		due, runs := Due(brand, date)
		require.Equal(t, c.want != "", runs, c.cron)
		if runs {
			require.Equal(t, at(c.want), due.In(brand.Zone), c.cron)
		}
	}
}

// Every kind has words in both languages, with its parameters filled in and a page to look
// at, and none of them holds what a reason quotes.
func TestTexts(t *testing.T) {
	brand := tea(t)
	for _, lang := range []string{"en", "zh-Hant"} {
		brand.Notify.Language = lang
		require.Len(t, wordsIn(lang).titles, len(notify.Kinds)+1)
		require.Len(t, wordsIn(lang).bodies, len(notify.Kinds)+1)
		for _, kind := range append([]string{test}, notify.Kinds...) {
			text := TextOf(brand, Matter{
				Kind: kind, Date: date, Campaign: "wake-up", Shop: "web", Channel: "line", Members: 1234, Count: 5, Of: 40, Since: morning, Held: []string{"a", "b"},
				Says:   `row 3: "Mei Lin", mei@example.com, +886 912 345 678`,
				Causes: []cause.Cause{{Code: cause.PullFailed, Shop: "web", Says: "column 「王小明」 is no date, call 0912-345-678"}},
			}, "https://console.example")
			require.NotContains(t, text.Plain(), "{", kind)
			require.NotEmpty(t, text.Title)
			require.NotContains(t, text.Title, "\n")
			require.Contains(t, text.Body, "https://console.example/b/tea/", kind)
			for _, person := range []string{"Mei", "mei@", "912", "王小明", "0912"} {
				require.NotContains(t, text.Plain(), person, kind)
			}
		}
	}
	m := Matter{Kind: notify.NotWhole, Date: date, Held: []string{"wake-up", "welcome"}, Causes: []cause.Cause{{Code: cause.NotPulled, Shop: "web"}}}
	require.Equal(t, "[tea] 2026-11-20 的夜間作業資料不完整\n數字已算好並標示；當日的行銷活動會等到資料完整，或有人放行。\n・商店 web：沒有抓取任何資料：請重跑這一晚\n等待中的活動：wake-up、welcome。",
		TextOf(brand, m, "").Plain())
	for range 20 {
		m.Causes = append(m.Causes, m.Causes[0])
	}
	require.Contains(t, TextOf(brand, m, "").Body, "・另有 13 項")
}
