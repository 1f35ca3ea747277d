package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

// A random brand proves little about what it doesn't contain. The seeds are the same
// at every run: this is a measure of the generator, not a proof of a number.
func TestRandomBrandsContainWhatIsToBeProven(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(200) {
		facts := input.Random(rand.New(rand.NewPCG(seed, 2026)))
		for what := range registrations(facts) {
			seen[what]++
		}
		for what := range invitations(facts) {
			seen[what]++
		}
		for _, r := range oracle.Compute(facts, lastDate(facts)) {
			for _, what := range append(journeys(r), numbersSeen(r)) {
				seen[what]++
			}
		}
	}
	for _, what := range []string{
		"invited by a code", "new by a code", "a code that invites nobody",
		"registered, never bought", "registered after buying", "registered long before buying",
		"bought on day 0", "bought on day 29", "bought on day 30", "bought on day 31",
		"churn_rate", "churn_rate of nobody", "winback_rate", "winback_rate of nobody", "activation_rate", "activation_rate of nobody",
		"pareto_top20_share", "pareto_top20_share below 1", "pareto_top20_share below 0", "stage_revenue below 0", "rfm_revenue below 0",
		"phase:acquired", "phase:activated", "phase:growing", "phase:retained", "phase:churned",
		"tier:high", "tier:potential", "tier:low", "tier:churned",
		"aipl_a", "aipl_i", "aipl_p", "aipl_l", "aipl_rate_ai null", "aipl_rate_ai", "aipl_rate_ip", "aipl_rate_pl",
		"nps", "nps null", "csat", "complaint_rate", "complaint_rate null", "return_rate", "engagement_rate", "engagement_rate null",
		"conversion_rate", "conversion_rate null", "aarrr_visits", "aarrr_visits null", "aarrr_registration_rate", "aarrr_logins",
		"aarrr_cost_per_acquisition", "aarrr_cost_per_acquisition null", "aarrr_marketing_roi", "aarrr_invitations",
		"aarrr_invitation_activation_rate", "aarrr_k_factor", "gross_margin", "gross_margin null", "returns",
		"cross_shop_members", "online_to_offline", "offline_to_online", "product: revenue", "category: revenue",
		"category: cycle_mean", "product: repeat_buyer_rate", "score: rfm_score_r", "r: rfm_cross_rf", "f: rfm_cross_revenue_fm",
	} {
		require.GreaterOrEqual(t, seen[what], 3, "%s occurs too rarely: %v", what, seen)
	}
}

func lastDate(f input.Facts) regulars.BusinessDate {
	last := regulars.BusinessDate("1970-01-01")
	for _, o := range f.Orders {
		last = max(last, regulars.DateOf(o.PlacedAt, f.Settings.Zone))
	}
	return last
}

// registrations tell how customers' registrations lie to their first orders.
func registrations(f input.Facts) map[string]bool {
	first := map[string]regulars.BusinessDate{}
	for _, o := range f.Orders {
		who, date := o.Shop+"/"+o.CustomerID, regulars.DateOf(o.PlacedAt, f.Settings.Zone)
		if earlier, known := first[who]; !known || date < earlier {
			first[who] = date
		}
	}
	found := map[string]bool{}
	for _, c := range f.Customers {
		if c.RegisteredAt.IsZero() || c.Deleted {
			continue
		}
		bought, ever := first[c.Shop+"/"+c.ID]
		found[relation(bought, ever, regulars.DateOf(c.RegisteredAt, f.Settings.Zone))] = true
	}
	return found
}

func relation(bought regulars.BusinessDate, ever bool, registered regulars.BusinessDate) string {
	if !ever {
		return "registered, never bought"
	}
	after := bought.DaysSince(registered)
	names := map[int]string{0: "bought on day 0", 29: "bought on day 29", 30: "bought on day 30", 31: "bought on day 31"}
	switch {
	case after < 0:
		return "registered after buying"
	case after > 300:
		return "registered long before buying"
	}
	return names[after]
}

// numbersSeen names a row's metric, and its scope where it isn't the brand's,
// unless it is 0.
func numbersSeen(r oracle.Row) string {
	kind, _, _ := strings.Cut(r.Scope, ":")
	name := kind + ": " + r.Metric
	if r.Scope == "brand" {
		name = r.Metric
	}
	switch {
	case r.Value == nil:
		return name + " null"
	case *r.Value == 0:
		return name + " 0"
	}
	return name
}

// journeys tell what a row shows.
func journeys(r oracle.Row) []string {
	if r.Value != nil && *r.Value < 0 && (strings.HasPrefix(r.Metric, "stage_revenue_") || strings.HasPrefix(r.Metric, "rfm_revenue_")) {
		return []string{r.Metric[:strings.LastIndex(r.Metric, "_")] + " below 0"}
	}
	switch r.Metric {
	case "life_phase", "value_tier":
		if *r.Value > 0 {
			return []string{r.Scope}
		}
	case "churn_rate", "winback_rate", "activation_rate", "pareto_top20_share":
		return ratioSeen(r)
	}
	return nil
}

func ratioSeen(r oracle.Row) []string {
	switch {
	case r.Value == nil:
		return []string{r.Metric + " of nobody"}
	case *r.Value > 0 && *r.Value < 1:
		return []string{r.Metric, r.Metric + " below 1"}
	case *r.Value > 0:
		return []string{r.Metric}
	case *r.Value < 0:
		return []string{r.Metric + " below 0"}
	}
	return nil
}

// invitations are what referral codes do to the numbers of a brand.
func invitations(facts input.Facts) map[string]bool {
	seen := map[string]bool{}
	count := func(facts input.Facts, metric string) string {
		for _, r := range oracle.Compute(facts, lastDate(facts)) {
			if r.Metric == metric && r.Window == "365d" && r.Value != nil {
				return fmt.Sprint(*r.Value)
			}
		}
		return ""
	}
	without := facts
	without.Referrals = nil
	for what, metric := range map[string]string{"invited by a code": "aarrr_invitations", "new by a code": "aarrr_invitations_activated"} {
		if count(facts, metric) != count(without, metric) {
			seen[what] = true
		}
	}
	if len(facts.Referrals) > 0 && !seen["invited by a code"] {
		seen["a code that invites nobody"] = true
	}
	return seen
}
