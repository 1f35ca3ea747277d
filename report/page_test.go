package report

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/schema/metric"
	"regulars/schema/view"
)

const pageDate = regulars.BusinessDate("2026-11-20")

func rendered(t *testing.T, names *present.Names, f *facts) string {
	t.Helper()
	var b strings.Builder
	brand := &config.Brand{Name: "tea", Currency: "TWD", Zone: time.UTC, HashKey: config.NewSecret("a key of the tests")}
	require.NoError(t, pageTemplate.Execute(&b, newPage(brand, pageDate, names, f)))
	_, page, _ := strings.Cut(b.String(), "</style>")
	page, _, _ = strings.Cut(page, "<footer>")
	return page
}

// A name, a mail or a phone that a shop has as a member's name stands nowhere on
// the page, in neither language.
func TestPageNamesNobody(t *testing.T) {
	f := &facts{ahead: view.Ahead{Likeliest: []view.LikelyBuyer{
		{MemberID: 71, Name: "王小明", Stage: "active", Expected14d: 2}, {MemberID: 72, Name: "Mary Smith", Stage: "new", Expected14d: 1},
		{MemberID: 73, Name: "mei.chen@example.com", Stage: "new", Expected14d: 1}, {MemberID: 74, Name: "+886 912 345 678", Stage: "new", Expected14d: 1},
	}}}
	mask := identity.NewMask("a key of the tests", "tea")
	for _, names := range []*present.Names{&present.English, &present.Chinese} {
		page := rendered(t, names, f)
		assert.NotRegexp(t, `\b7[1-4]\b`, page, "ids of the house")
		for _, secret := range []string{"小明", "Mary", "Smith", "mei", "chen", "@", "example.com", "886", "912", "345", "678"} {
			assert.NotContains(t, page, secret)
		}
		for _, shown := range []string{mask.Write(71), "王○明", mask.Write(72), "M. S.", mask.Write(73), mask.Write(74), names.Stage("active")} {
			assert.Contains(t, page, shown)
		}
	}
}

// The certificate stands on the page as it was stored, in the page's language.
func TestPageShowsTheCertificate(t *testing.T) {
	platform := uint64(12345)
	f := &facts{
		certificate: &gate.Certificate{
			Brand: "tea", Date: pageDate, Reasons: []string{"shop web: orders: 1 is missing"},
			Shops:     []gate.ShopLine{{Shop: "web", Entity: "orders", Platform: &platform, Received: 12344, Stored: 12343, Rejected: 1}},
			Campaigns: []gate.CampaignLine{{Campaign: "back", State: "held", Planned: 1000, Held: 1000, Closed: true}},
		},
		books: []ledger.CampaignBooks{{Campaign: "back", State: ledger.RunHeld, Books: ledger.Books{Planned: 5, Sent: 1, Held: 1, Open: 3}}},
	}
	for names, words := range map[*present.Names][]string{
		&present.English: {"Not whole", "Certificate of tea, 2026-11-20: NOT WHOLE", "<th class=\"text\">shop</th>", "✓ close"},
		&present.Chinese: {"不完整", "tea 2026-11-20 的證明：不完整", "<th class=\"text\">商店</th>", "✓ 平衡"},
	} {
		page := rendered(t, names, f)
		assert.Equal(t, 2, strings.Count(page, "shop web: orders: 1 is missing"), "at the top and in the certificate")
		for _, word := range append(words, ">12,345<", ">12,344<", ">12,343<", ">1,000<", ">4<") {
			assert.Contains(t, page, word)
		}
	}
	assert.Contains(t, rendered(t, &present.English, &facts{}), "No certificate")
}

// What is welcome is coloured so, by the direction of each metric.
func TestPageColoursMoves(t *testing.T) {
	fall := -0.5
	for name, want := range map[string]string{"revenue": "worse", "orders": "worse"} {
		row := view.KPI{Metric: name, Window: "day", Scope: "brand", Value: new(10.0), DeltaDay: &fall, ChangeDay: &fall, PrevDay: new(20.0)}
		page := rendered(t, &present.English, &facts{brand: figuresOf([]view.KPI{row})})
		assert.Equal(t, 1, strings.Count(page, `<span class="`+want+`">▼ 50.0 %</span>`), name)
	}
	assert.Equal(t, present.Better, tone("cycle_median", &fall))
	assert.Equal(t, present.Better, tone("stage_share_deep", &fall))
	assert.Equal(t, present.Same, tone("life_phase", &fall), "neither is better")
	assert.Equal(t, present.Same, tone("orders", nil))
	row := view.KPI{Metric: "stage_lost", Window: "day", Scope: "brand", Value: new(10.0), DeltaDay: &fall, ChangeDay: &fall}
	page := rendered(t, &present.English, &facts{brand: figuresOf([]view.KPI{row})})
	assert.Equal(t, 1, strings.Count(page, `<td class="better ">▼ 50.0 %</td>`))
}

// Units and directions are converted from the words of the metrics' headers.
func TestWordsOfMetrics(t *testing.T) {
	for unit, want := range map[metric.Unit]present.Unit{
		metric.Count: present.Count, metric.Currency: present.Currency, metric.Ratio: present.Ratio, metric.Days: present.Days, metric.Number: present.Number,
	} {
		assert.Equal(t, want, present.Unit(unit))
	}
	for direction, want := range map[metric.Direction]present.Direction{
		metric.More: present.More, metric.Less: present.Less, metric.Neither: present.Neither,
	} {
		assert.Equal(t, want, present.Direction(direction))
	}
}
