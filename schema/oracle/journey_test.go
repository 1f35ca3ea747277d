package oracle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

const today = regulars.BusinessDate("2025-06-15")

// journey is a member by ages in days before today.
type journey struct {
	registered []int // on the records of the shops web and pos
	bought     []int
	totals     []regulars.Money // in units, of bought; 1 where left out
}

// brandOf makes members with a cycle of ten days.
func brandOf(members ...journey) *oracle.History {
	f := input.Facts{Settings: settings()}
	f.Settings.Cycle = "10"
	f.Settings.Shops = []input.Shop{{Name: "web", CountsWhen: "paid"}, {Name: "pos", CountsWhen: "paid"}}
	ago := func(age int) time.Time { return on(string(today)).AddDate(0, 0, -age) }
	for i, m := range members {
		id, email := string(rune('a'+i)), string(rune('a'+i))+"@example.com"
		for j, age := range m.registered {
			f.Customers = append(f.Customers, input.Customer{Shop: f.Settings.Shops[j].Name,
				Customer: regulars.Customer{ID: id, Email: email, RegisteredAt: ago(age)}})
		}
		for j, age := range m.bought {
			o := paid("web", id+string(rune('0'+j)), id, ago(age), 10_000)
			if len(m.totals) > 0 {
				o.Total = m.totals[j] * 10_000
			}
			o.Email = email
			f.Orders = append(f.Orders, o)
		}
	}
	return oracle.Read(f)
}

// part writes a ratio as it is formed.
func part(t *testing.T, h *oracle.History, scope, metric, window string) string {
	t.Helper()
	r := find(t, h.Rows(today), scope, metric, window)
	text := r.Numerator.String() + "/" + r.Denominator.String()
	if r.Value == nil {
		return text + " null"
	}
	return text
}

func TestLifetimeValueOfShops(t *testing.T) {
	guest := paid("web", "3", "", on("2025-06-01"), 9_990_000)
	s := settings()
	s.Shops = []input.Shop{{Name: "web", CountsWhen: "paid"}, {Name: "pos", CountsWhen: "paid"}, {Name: "new", CountsWhen: "paid"}}
	one, two := paid("web", "1", "a", on("2025-06-01"), 1_000_000), paid("pos", "2", "b", on("2025-06-02"), 3_000_000)
	one.Email, two.Email = "a@example.com", "a@example.com"
	h := oracle.Read(input.Facts{Settings: s, Orders: []input.Order{guest, one, two}})
	require.Equal(t, "400/1", part(t, h, "brand", "ltv_historic", "asof"))
	require.Equal(t, "100/1", part(t, h, "shop:web", "ltv_historic", "asof"))
	require.Equal(t, "300/1", part(t, h, "shop:pos", "ltv_historic", "asof"))
	require.Equal(t, "0/0 null", part(t, h, "shop:new", "ltv_historic", "asof"))
}

// With a cycle of ten days a single purchase is new to day 29, lost to day 59.
func TestChurnAndWinback(t *testing.T) {
	for _, c := range []struct {
		name           string
		members        []journey
		churn, winback string
	}{
		{"nobody", nil, "0/0 null", "0/0 null"},
		{"a prospect then", []journey{{registered: []int{90}}}, "0/0 null", "0/0 null"},
		{"bought since only", []journey{{bought: []int{27}}}, "0/0 null", "0/0 null"},
		{"new then, new now", []journey{{bought: []int{29}}}, "0/1", "0/0 null"},
		{"new then, new now by the purchase of that day", []journey{{bought: []int{28}}}, "0/1", "0/0 null"},
		{"new then, lost now", []journey{{bought: []int{30}}}, "1/1", "0/0 null"},
		{"active then, sleep now", []journey{{bought: []int{31, 32}}}, "0/1", "0/0 null"},
		{"sleep then, deep now", []journey{{bought: []int{60, 61}}}, "1/1", "0/1"},
		{"lost then, back on the first day", []journey{{bought: []int{60, 27}}}, "0/0 null", "1/1"},
		{"lost then, back today", []journey{{bought: []int{60, 0}}}, "0/0 null", "1/1"},
		{"deep then and now", []journey{{bought: []int{100}}}, "0/0 null", "0/1"},
		{"back on that day", []journey{{bought: []int{100, 28}}}, "0/1", "0/0 null"},
		{"several", []journey{{bought: []int{30}}, {bought: []int{29}}, {bought: []int{60, 5, 4}}, {bought: []int{61}}}, "1/2", "1/2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := brandOf(c.members...)
			require.Equal(t, c.churn, part(t, h, "brand", "churn_rate", "28d"))
			require.Equal(t, c.winback, part(t, h, "brand", "winback_rate", "28d"))
		})
	}
}

func TestRegisteredCountsTheEarliestRegistration(t *testing.T) {
	rows := brandOf(
		journey{registered: []int{0}},
		journey{registered: []int{0, 7}},
		journey{registered: []int{400, 27}},
		journey{registered: []int{-1}},
		journey{bought: []int{3}},
	).Rows(today)
	for window, want := range map[string]string{
		"day": "1", "7d": "1", "28d": "2", "90d": "2", "365d": "2", "month": "2", "year": "2", "asof": "3",
	} {
		require.Equal(t, want, show(find(t, rows, "brand", "registered", window).Value), window)
	}
}

func TestActivation(t *testing.T) {
	for _, c := range []struct {
		name   string
		member journey
		want   string
	}{
		{"not registered", journey{bought: []int{40}}, "0/0 null"},
		{"the 30 days not up", journey{registered: []int{29}, bought: []int{20}}, "0/0 null"},
		{"the 30 days up today", journey{registered: []int{30}}, "0/1"},
		{"bought on the last day, today", journey{registered: []int{30}, bought: []int{0}}, "1/1"},
		{"bought on the first day", journey{registered: []int{50}, bought: []int{50}}, "1/1"},
		{"bought a day late", journey{registered: []int{50}, bought: []int{19}}, "0/1"},
		{"bought before", journey{registered: []int{50}, bought: []int{51}}, "0/1"},
		{"bought before and within", journey{registered: []int{50}, bought: []int{51, 40}}, "1/1"},
		{"registered twice, within of the later only", journey{registered: []int{90, 50}, bought: []int{40}}, "0/1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, part(t, brandOf(c.member), "brand", "activation_rate", "asof"))
		})
	}
}

func TestPareto(t *testing.T) {
	spends := func(totals ...regulars.Money) *oracle.History {
		var members []journey
		for _, total := range totals {
			members = append(members, journey{bought: []int{364}, totals: []regulars.Money{total}})
		}
		return brandOf(append(members, journey{bought: []int{365}, totals: []regulars.Money{9999}})...)
	}
	for _, c := range []struct {
		h    *oracle.History
		want string
	}{
		{spends(), "0/0 null"},
		{spends(70), "70/70"},
		{spends(10, 50, 20, 10, 10), "50/100"},
		{spends(10, 40, 20, 10, 10, 10), "60/100"},
		{spends(50, 50, 50, 50, 50, 50), "100/300"},
	} {
		require.Equal(t, c.want, part(t, c.h, "brand", "pareto_top20_share", "365d"))
	}
}

func TestParetoLeavesOutOrdersWithoutMember(t *testing.T) {
	h := oracle.Read(input.Facts{Settings: settings(), Orders: []input.Order{
		paid("shop", "1", "a", on(string(today)), 10_000), paid("shop", "2", "", on(string(today)), 90_000)}})
	require.Equal(t, "1/1", part(t, h, "brand", "pareto_top20_share", "365d"))
}

func TestParetoWithoutRevenueIsNull(t *testing.T) {
	s := settings()
	s.Shops[0].CountZeroTotals = true
	h := oracle.Read(input.Facts{Settings: s, Orders: []input.Order{paid("shop", "1", "a", on(string(today)), 0)}})
	require.Equal(t, "0/0 null", part(t, h, "brand", "pareto_top20_share", "365d"))
}

func TestPhases(t *testing.T) {
	for _, c := range []struct {
		name   string
		member journey
		phase  string
	}{
		{"registered only", journey{registered: []int{5}}, "acquired"},
		{"one purchase today", journey{bought: []int{0}}, "activated"},
		{"one purchase on the last day within 6c", journey{bought: []int{59}}, "activated"},
		{"one purchase at 6c", journey{bought: []int{60}}, "churned"},
		{"two at 6c", journey{bought: []int{60, 100}}, "churned"},
		{"two on one day", journey{bought: []int{0, 0}}, "retained"},
		{"exactly 1.2 times", journey{[]int{}, []int{0, 90}, []regulars.Money{12, 10}}, "growing"},
		{"less than 1.2 times", journey{[]int{}, []int{0, 90}, []regulars.Money{11, 10}}, "retained"},
		{"the edges of the 90 days", journey{[]int{}, []int{1, 89, 179}, []regulars.Money{6, 6, 10}}, "growing"},
		{"day 90 is of the days before", journey{[]int{}, []int{1, 90, 179}, []regulars.Money{12, 1, 10}}, "retained"},
		{"nothing in the days before", journey{[]int{}, []int{0, 180}, []regulars.Money{12, 1}}, "retained"},
		{"growing but gone", journey{[]int{}, []int{60, 100}, []regulars.Money{99, 1}}, "churned"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := brandOf(c.member).Rows(today)
			for _, phase := range oracle.Phases {
				want := "0"
				if phase == c.phase {
					want = "1"
				}
				require.Equal(t, want, show(find(t, rows, "phase:"+phase, "life_phase", "day").Value), phase)
			}
		})
	}
}

// Six purchases of 150 by four buyers: 1.5 each, 25 on the average.
func TestTiers(t *testing.T) {
	rows := brandOf(
		journey{[]int{}, []int{0, 1}, []regulars.Money{25, 25}}, // high: exactly the average order
		journey{[]int{}, []int{0, 1}, []regulars.Money{24, 25}}, // potential
		journey{[]int{}, []int{0}, []regulars.Money{26}},        // low: one is less than 1.5
		journey{[]int{}, []int{30}, []regulars.Money{25}},       // churned: lost
		journey{registered: []int{5}},                           // none
	).Rows(today)
	for _, tier := range oracle.Tiers {
		require.Equal(t, "1", show(find(t, rows, "tier:"+tier, "value_tier", "day").Value), tier)
	}
}

func TestTierOfWhoBuysExactlyAsOftenAsOthersIsHigh(t *testing.T) {
	rows := brandOf(journey{bought: []int{0}}, journey{bought: []int{1}}).Rows(today)
	require.Equal(t, "2", show(find(t, rows, "tier:high", "value_tier", "day").Value))
}

func TestPhasesAndTiersOfNobodyAreZero(t *testing.T) {
	rows := brandOf().Rows(today)
	require.Equal(t, "0", show(find(t, rows, "phase:acquired", "life_phase", "day").Value))
	require.Equal(t, "0", show(find(t, rows, "tier:low", "value_tier", "day").Value))
}
