package proofs

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/view"
)

// What results say of 28 days equals what kpi publishes of them, scope by scope; and what
// only results say is what loops over everything find.
func TestResultsAreWhatIsPublished(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	for _, seed := range prooftest.Seeds(t, 20) {
		brand := prooftest.TradingBrand(fmt.Sprintf("results-%d", seed))
		s := e.season(t, rand.New(rand.NewPCG(seed, 79)), brand)
		const date = regulars.BusinessDate("2025-03-28")
		require.NoError(t, e.publishOnly(brand, date, date))
		published := e.campaignRows(t, brand.Name, date)
		results, err := view.Results(t.Context(), e.DB, brand, view.ResultQuery{From: date.AddDays(-27), To: date, AsOf: date})
		require.NoError(t, err)

		got := map[string]string{}
		for _, r := range results {
			if scope := scopeOf(r); scope != "" {
				for metric, value := range numbersOf(r) {
					got[key{Scope: scope, Metric: metric, Window: "28d"}.String()] = written(value)
				}
			}
			s.requireGroups(t, r, date.AddDays(-27), date)
		}
		want := map[string]string{}
		for k, value := range published {
			if k[:len("campaign:")] == "campaign:" && k[len(k)-len("28d"):] == "28d" {
				want[k] = value
			}
		}
		require.NotEmpty(t, want)
		require.Equal(t, want, got, "seed %d", seed)
	}
}

// scopeOf is the scope of a result; empty where kpi has none.
func scopeOf(r view.Result) string {
	switch {
	case r.Channel == "" && r.Variant == "":
		return "campaign:" + r.Campaign
	case r.Channel == "":
		return ""
	case r.Variant == "":
		return "campaign:" + r.Campaign + "/channel:" + r.Channel
	}
	return "campaign:" + r.Campaign + "/channel:" + r.Channel + "/variant:" + r.Variant
}

func numbersOf(r view.Result) map[string]*float64 {
	all := map[string]*float64{
		"planned": of(&r.Planned), "excluded": of(&r.Excluded), "sent": of(&r.Sent), "failed": of(&r.Failed), "unknown": of(&r.Unknown), "held": of(&r.Held),
		"delivered": of(r.Delivered), "opened": of(r.Opened), "clicked": of(r.Clicked), "replied": of(r.Replied), "bounced": of(r.Bounced),
		"unsubscribed": of(r.Unsubscribed), "complained": of(r.Complained), "conversions": of(&r.Conversions), "campaign_revenue": &r.Revenue,
		"cost": r.Cost, "roas": r.ROAS,
	}
	if r.Channel == "" && r.Variant == "" {
		all["lift"], all["lift_low"], all["lift_high"] = nil, nil, nil
		if b := r.Lift.Buyers; b.Known {
			all["lift"], all["lift_low"], all["lift_high"] = &b.Estimate, &b.Low, &b.High
		}
	}
	return all
}

func of(count *uint64) *float64 {
	if count == nil {
		return nil
	}
	return some(float64(*count))
}

// requireGroups compares who was drawn, what they spent afterwards and what before.
func (s *season) requireGroups(t *testing.T, r view.Result, from, asOf regulars.BusinessDate) {
	t.Helper()
	var n, buyers, spent, before, crossed [2]float64
	tried := slices.ContainsFunc(s.sendings, func(d sending) bool {
		return d.campaign == r.Campaign && d.date >= from && d.date <= asOf && d.trial != ""
	})
	for _, d := range s.sendings {
		if d.campaign != r.Campaign || d.date < from || d.date > asOf || !d.drawn() {
			continue
		}
		group := 0
		if d.reason == "holdout" && d.state == "excluded" {
			group = 1 // of the campaign, for all its parts
		} else if r.Channel != "" && r.Channel != d.channel || r.Variant != "" && r.Variant != d.variant {
			continue
		} else if r.Variant != "" && tried && d.trial == "" {
			continue // it was given what a rule had decided for
		}
		y, x, bought := s.spending(d, asOf)
		n[group], spent[group], before[group], crossed[group] = n[group]+1, spent[group]+y, before[group]+x, crossed[group]+x*y
		if bought {
			buyers[group]++
		}
	}
	for i, g := range []struct {
		name string
		got  []float64
	}{
		{"assigned", []float64{float64(r.Assigned.Buyers.Of), float64(r.Assigned.Buyers.Hits), r.Assigned.Revenue.Y, r.Assigned.Revenue.X, r.Assigned.Revenue.YX}},
		{"held out", []float64{float64(r.HeldOut.Buyers.Of), float64(r.HeldOut.Buyers.Hits), r.HeldOut.Revenue.Y, r.HeldOut.Revenue.X, r.HeldOut.Revenue.YX}},
	} {
		require.InDeltaSlice(t, []float64{n[i], buyers[i], spent[i], before[i], crossed[i]}, g.got, 1e-3, "%s of %s %s %s", g.name, r.Campaign, r.Channel, r.Variant)
	}
}

// spending is what a member spent after the plan of a delivery and in the 90 days before.
func (s *season) spending(d sending, asOf regulars.BusinessDate) (after, before float64, bought bool) {
	for _, p := range s.buyings {
		days := daysBetween(d.date, p.date)
		switch {
		case p.person != s.person(d) || p.date > asOf:
		case p.at.After(d.plannedAt) && days >= 0 && days <= s.attribution(d.campaign):
			after, bought = after+p.revenue.InexactFloat64(), true
		case !p.at.After(d.plannedAt) && days <= 0 && days > -90:
			before += p.revenue.InexactFloat64()
		}
	}
	return after, before, bought
}

// A campaign is found by its name with what was sent again of it, and nothing is said of
// dates without deliveries.
func TestResultsOfOneCampaign(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t), prooftest.TradingBrand("one")
	at := regulars.BusinessDate("2025-03-02").Time()
	e.writeSeason(t, brand.Name, &season{sendings: []sending{
		{campaign: "thanks", channel: "edm", variant: "a", date: "2025-03-01", addressee: 1, state: "sent", plannedAt: at, at: at},
		{campaign: "thanks", channel: "line", variant: "b", date: "2025-03-02", addressee: 2, state: "sent", plannedAt: at, at: at},
		{campaign: "thanks#2", channel: "edm", date: "2025-03-01", addressee: 3, state: "sent", plannedAt: at, at: at},
		{campaign: "thanksgiving", channel: "edm", date: "2025-03-01", addressee: 1, state: "sent", plannedAt: at, at: at},
	}, answers: []answered{{sending{campaign: "thanks", channel: "edm", date: "2025-03-01", addressee: 1}, "opened", "1"}}})
	results, err := view.Results(t.Context(), e.DB, brand, view.ResultQuery{Campaign: "thanks", From: "2025-03-01", To: "2025-03-02", AsOf: "2025-03-05"})
	require.NoError(t, err)
	var lines []string
	for _, r := range results {
		lines = append(lines, fmt.Sprintf("%s/%s/%s %d %s", r.Campaign, r.Channel, r.Variant, r.Sent, written(of(r.Opened))))
	}
	require.Equal(t, []string{
		"thanks// 2 1.000000000", "thanks//a 1 1.000000000", "thanks//b 1 null", "thanks/edm/ 1 1.000000000", "thanks/edm/a 1 1.000000000",
		"thanks/line/ 1 null", "thanks/line/b 1 null", "thanks#2// 1 0.000000000", "thanks#2/edm/ 1 0.000000000",
	}, lines, "what a channel never reported is not known")
	require.Equal(t, regulars.BusinessDate("2025-03-09"), results[0].Ends)
	require.Equal(t, []bool{false, true, true, false}, []bool{results[0].Best != nil, results[1].Best != nil, results[2].Best != nil, results[3].Best != nil})
	require.InDelta(t, 0.5, *results[1].Best, 1e-9)
	require.False(t, slices.ContainsFunc(results, func(r view.Result) bool { return (r.Lift != nil) != (r.Channel == "") }))

	none, err := view.Results(t.Context(), e.DB, brand, view.ResultQuery{From: "2025-02-01", To: "2025-02-02", AsOf: "2025-03-05"})
	require.NoError(t, err)
	require.Empty(t, none)
}
