package notice

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
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
		"a week past": {func(_ *config.Brand, f *Facts) {
			old := line("wake-up", "planned", "planned", "", 40)
			old.Date = date.AddDays(-7).Time()
			f.Health.Campaigns = []view.HealthCampaign{old}
		}, []string{"approval/wake-up/2026-11-13/all"}},
		"several runs": {func(b *config.Brand, f *Facts) {
			b.Campaigns = append(b.Campaigns, config.Campaign{Name: "again", Approve: true})
			before := line("wake-up", "planned", "planned", "", 40)
			before.Date = date.AddDays(-1).Time()
			f.Health.Campaigns = []view.HealthCampaign{line("wake-up", "planned", "planned", "", 40), before, line("again", "planned", "planned", "", 1)}
		}, []string{"approval/wake-up/2026-11-20/all", "approval/wake-up/2026-11-19/all", "approval/again/2026-11-20/all"}},
		"approved already": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("wake-up", "approved", "planned", "", 40)}
		}, nil},
		"no longer in the config": {func(_ *config.Brand, f *Facts) {
			f.Health.Campaigns = []view.HealthCampaign{line("gone", "planned", "planned", "", 40)}
		}, nil},
		"an earlier night wasn't whole": {func(_ *config.Brand, f *Facts) {
			f.Certificate.Date, f.Certificate.Whole = date.AddDays(-1), false
		}, []string{"late/2026-11-20"}},
		"whole at last":              {func(_ *config.Brand, f *Facts) { f.Failed = &Failure{Run: "r1", Reason: "x"} }, nil},
		"nothing is left of a quota": {func(_ *config.Brand, f *Facts) { f.Quotas = []Quota{{"line", -3}} }, []string{"quota/line/2026-11-21"}},
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

// A matter says of whom and of how many it is, in the words of what was found.
func TestWhatAMatterSays(t *testing.T) {
	only := func(change func(*Facts)) Matter {
		t.Helper()
		facts := whole()
		change(facts)
		all := Matters(tea(t), facts, morning)
		require.Len(t, all, 1)
		all[0].Key = ""
		return all[0]
	}
	require.Equal(t, Matter{Kind: notify.Approval, Campaign: "wake-up", Date: date, Members: 43, Count: 52}, only(func(f *Facts) {
		f.Health.Campaigns = []view.HealthCampaign{
			line("wake-up", "planned", "planned", "", 40), line("wake-up", "planned", "reserved", "", 2), line("wake-up", "planned", "held", "", 1),
			line("wake-up", "planned", "sent", "", 45), line("wake-up", "planned", "failed", "", 5), line("wake-up", "planned", "unknown", "", 2), line("wake-up", "planned", "excluded", "", 9),
		}
	}))
	require.Equal(t, Matter{Kind: notify.Paused, Campaign: "welcome", Date: date, Members: 40, Count: 9, Of: 30}, only(func(f *Facts) {
		f.Health.Campaigns = []view.HealthCampaign{line("welcome", "held", "planned", cause.Cause{Code: cause.FailureRate, Failed: 9, Came: 30}.Text("en"), 40)}
	}))
	require.Equal(t, Matter{Kind: notify.Held, Campaign: "welcome", Date: date, Members: 40, Causes: []cause.Cause{{Says: "line account: 401"}}}, only(func(f *Facts) {
		f.Health.Campaigns = []view.HealthCampaign{line("welcome", "held", "planned", "line account: 401", 40)}
	}))
	require.Equal(t, Matter{Kind: notify.Failed, Date: date, Says: "HTTP 401"}, only(func(f *Facts) { f.Certificate, f.Failed = nil, &Failure{Run: "r", Reason: "HTTP 401"} }))
	require.Equal(t, Matter{Kind: notify.Late, Date: date, Since: time.Date(2026, 11, 20, 23, 30, 0, 0, time.UTC)}, utc(only(func(f *Facts) { f.Certificate = nil })))
	require.Equal(t, Matter{Kind: notify.Complaints, Campaign: "welcome", Date: date, Count: 4, Of: 300}, only(func(f *Facts) {
		f.Complaints = []view.Complaint{{Campaign: "welcome", Date: date.Time(), Sent: 300, Complained: 4}}
	}))
	require.Equal(t, Matter{Kind: notify.Quota, Channel: "line", Date: "2026-11-21", Count: 99}, only(func(f *Facts) { f.Quotas = []Quota{{"line", 99}} }))
	require.Equal(t, Matter{Kind: notify.Quota, Channel: "line", Date: "2026-11-21"}, only(func(f *Facts) { f.Quotas = []Quota{{"line", -1}} }))
	require.Equal(t, Matter{Kind: notify.Behind, Shop: "web", Since: morning.Add(-40 * time.Hour)}, only(func(f *Facts) {
		f.Health.Shops = []view.HealthShop{{Shop: "web", Entity: "customers", Until: morning}, {Shop: "web", Entity: "orders", Until: morning.Add(-40 * time.Hour)}}
	}))
}

func utc(m Matter) Matter {
	m.Since = m.Since.UTC()
	return m
}

// A night that isn't whole names the campaigns of its own date that wait for it, and no
// others; a certificate that is older than the codes is quoted.
func TestWhatWaitsForTheNight(t *testing.T) {
	night := cause.Cause{Code: cause.NightNotWhole, Says: "x"}.Text("en")
	f := whole()
	f.Certificate.Whole, f.Certificate.Reasons = false, []string{"shop web: 3 came, 2 are stored", "and another"}
	before := line("before", "held", "planned", night, 1)
	before.Date = date.AddDays(-1).Time()
	f.Health.Campaigns = []view.HealthCampaign{
		line("welcome", "held", "planned", night, 40), before, line("thanks", "held", "planned", "held by mei: wait", 1),
		line("going", "approved", "planned", night, 1), line("sorry", "held", "planned", night, 1),
	}
	all := Matters(tea(t), f, morning)
	require.Len(t, all, 1)
	require.Equal(t, notify.NotWhole, all[0].Kind)
	require.Equal(t, []string{"welcome", "sorry"}, all[0].Held)
	require.Equal(t, []cause.Cause{{Says: "shop web: 3 came, 2 are stored"}, {Says: "and another"}}, all[0].Causes)
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
		{"30 4 * * 0", "", ""},                      // a Sunday: not the morning after a Friday
		{"30 4 * * *", "04:30", "2026-11-21 04:30"}, // the very minute of its start
		{"30 4 * * *", "04:29", "2026-11-22 04:29"},
		{"0 0 * * *", "", "2026-11-21 03:00"}, // the first moment after its date
		{"", "06:00", ""},
		{"at night", "", ""},
	} {
		brand.Schedule.Cron, brand.Notify.Late = c.cron, c.late
		due, runs := Due(brand, date)
		require.Equal(t, c.want != "", runs, c.cron)
		if runs {
			require.Equal(t, at(c.want), due.In(brand.Zone), c.cron)
		}
	}
	brand.Schedule.Cron, brand.Schedule.Zone, brand.Notify.Late = "0 22 * * *", time.UTC, ""
	due, _ := Due(brand, date)
	require.Equal(t, at("2026-11-21 09:00"), due.In(brand.Zone), "a schedule in a zone of its own")
	brand.Schedule.Cron, brand.Schedule.Zone = "30 4 * * *", nil
	due, _ = Due(brand, date)
	require.Equal(t, at("2026-11-21 07:30"), due.In(brand.Zone), "a schedule without one is in the brand's")
	brand.Zone = nil
	_, runs := Due(brand, date)
	require.False(t, runs, "a brand without a zone has no dates")
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
	for n, more := range map[int]string{8: "", 9: "", 10: "・另有 2 項", 21: "・另有 13 項"} {
		m.Causes = slices.Repeat(m.Causes[:1], n)
		body := TextOf(brand, m, "").Body
		require.Equal(t, more != "", strings.Contains(body, "另有"), n)
		require.Contains(t, body, more)
		shown := n
		if more != "" {
			shown = 8
		}
		require.Equal(t, shown, strings.Count(body, "沒有抓取任何資料"), n)
	}
}

// What each kind says, word for word, and where it links to.
func TestTextOfEachKind(t *testing.T) {
	brand := tea(t)
	brand.Notify.Language = "en"
	const run, night, setup = "campaigns/wake%20up/2026-11-20", "nights/2026-11-20", "setup"
	m := Matter{Date: date, Campaign: "wake up", Shop: "web", Channel: "line", Members: 1234, Count: 5, Of: 40, Since: morning, Says: "HTTP 401."}
	for kind, c := range map[string]struct{ title, body, page string }{
		notify.Approval:   {"wake up waits for approval", "5 messages went first. 1,234 members of 2026-11-20 get nothing until somebody approves it.", run},
		notify.NotWhole:   {"the night of 2026-11-20 is not whole", "The numbers are there and marked; campaigns of the date wait until the night is whole, or somebody releases them.", night},
		notify.Failed:     {"the night of 2026-11-20 failed", "It ended without a certificate: HTTP 401. After mending, run it again: it gives the same numbers and sends nothing twice.", "work"},
		notify.Late:       {"the night of 2026-11-20 is late", "It should have ended by 2026-11-21 08:00 and has no certificate yet.", "work"},
		notify.Paused:     {"wake up is stopped: too many messages failed", "5 of 40 messages of 2026-11-20 failed. 1,234 members wait until somebody looks at the reasons and releases or cancels it.", run},
		notify.Held:       {"wake up is held", "1,234 members of 2026-11-20 wait until somebody releases or cancels it.", run},
		notify.Complaints: {"wake up is called spam", "5 of 40 members who got it on 2026-11-20 called it spam (12.5 %). Look at whom it goes to before it goes again.", run},
		notify.Quota:      {"few messages are left on line", "The account of line may still send 5 messages. A campaign that meets the end waits until there are more.", setup},
		notify.Behind:     {"the shop web is no longer loaded", "Its last complete pull ended at 2026-11-21 08:00. Its orders since then are in no number.", setup},
	} {
		m.Kind = kind
		require.Equal(t, Text{"[tea] " + c.title, c.body + "\nLook: https://console.example/b/tea/" + c.page}, TextOf(brand, m, "https://console.example"), kind)
		require.Equal(t, c.body, TextOf(brand, m, "").Body, "without a console there is nothing to link to")
	}
	m.Kind, m.Count = notify.Approval, 0
	require.Equal(t, "1,234 members of 2026-11-20 get nothing until somebody approves it.", TextOf(brand, m, "").Body)
	m.Kind, m.Of, m.Since = notify.Complaints, 0, time.Time{}
	require.Contains(t, TextOf(brand, m, "").Body, "called it spam ().")
	m.Kind = notify.Late
	require.Contains(t, TextOf(brand, m, "").Body, "ended by  and")
	m.Since, brand.Zone = morning, nil
	require.Contains(t, TextOf(brand, m, "").Body, "ended by 2026-11-21 00:00 and", "a brand without a zone has its times in UTC")
}

// How long a recipient who can't be reached is left alone: a minute, four times as long
// after each further try, an hour at most.
func TestPauses(t *testing.T) {
	var all []time.Duration
	for failed := range 6 {
		all = append(all, pause(failed))
	}
	require.Equal(t, []time.Duration{0, time.Minute, 4 * time.Minute, 16 * time.Minute, time.Hour, time.Hour}, all)
	require.Equal(t, time.Hour, pause(mostTries))
}

// What can't be found out is logged, unless the worker is being stopped.
func TestWhatIsLogged(t *testing.T) {
	var log bytes.Buffer
	w := &Watch{Logger: slog.New(slog.NewTextHandler(&log, nil))}
	w.logged(t.Context(), tea(t), nil)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	w.logged(stopped, tea(t), stopped.Err())
	require.Empty(t, log.String())
	w.logged(t.Context(), tea(t), errors.New("no answer"))
	require.Contains(t, log.String(), "no answer")
	require.Contains(t, log.String(), "brand=tea")
}

// By which way a recipient is reached, and what is missing where there is none.
func TestWays(t *testing.T) {
	brand := tea(t)
	for why, c := range map[string]struct {
		to   notify.Recipient
		says string
	}{
		"no mail account": {notify.Recipient{Mail: "ops@tea.example"}, "the brand has no channel edm"},
		"no LINE channel": {notify.Recipient{Line: "U1"}, "the brand has no channel line"},
		"no address":      {notify.Recipient{Name: "mei"}, "the recipient has no address"},
	} {
		_, _, err := senderOf(brand, &c.to)
		require.ErrorContains(t, err, c.says, why)
	}
	require.Nil(t, mailOf(brand))
	brand.Channels = map[string]*config.Channel{"edm": {Provider: "resend"}}
	require.Equal(t, brand.Channels["edm"], mailOf(brand))
	brand.Notify.SMTP = notify.SMTP{Host: "mail.tea.example", Port: 2525, Username: "u", Password: config.NewSecret("p"), TLS: "implicit", From: "Ops <ops@tea.example>"}
	require.Equal(t, &config.Channel{
		Provider: "smtp", Host: "mail.tea.example", Port: 2525, Username: "u", Password: config.NewSecret("p"), TLS: "implicit", From: "Ops <ops@tea.example>", Connections: 1,
	}, mailOf(brand), "a server of their own comes first")
}
