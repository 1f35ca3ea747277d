package proofs

import (
	"fmt"
	"math/rand/v2"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/derive"
	"regulars/schema/metric"
	"regulars/schema/oracle/input"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/trace"
)

// The deliveries, costs and purchases behind what campaigns did add up to it, also
// where several touched the same purchase.
func TestEvidenceOfCampaignsAddsUp(t *testing.T) {
	t.Parallel()
	e := openEngine(t, "campaigns", "activation", "aarrr")
	for _, seed := range prooftest.Seeds(t, 20) {
		brand := prooftest.TradingBrand(fmt.Sprintf("proven-%d", seed))
		e.season(t, rand.New(rand.NewPCG(seed, 78)), brand)
		const date = regulars.BusinessDate("2025-03-28")
		require.NoError(t, e.publishOnly(brand, date, date))
		numbers := e.Published(t, brand.Name, date)
		lifted := 0
		for k, n := range numbers {
			if !slices.Contains(campaignMetrics, k.Metric) && !strings.HasPrefix(k.Metric, "aarrr_marketing") && !strings.HasPrefix(k.Metric, "aarrr_cost") {
				delete(numbers, k)
			}
			if k.Metric == "lift" && n.Value != nil {
				lifted++
				require.InDelta(t, *n.Value, e.liftOf(t, brand, k, date), 1e-9, k)
			}
		}
		require.NotZero(t, lifted)
		e.ProveEvidence(t, brand, date, numbers, prooftest.Provings(3, 1000))
	}
}

// liftOf is the lift that the exported rows give.
func (e *engine) liftOf(t *testing.T, brand *config.Brand, k key, date regulars.BusinessDate) float64 {
	t.Helper()
	var bought, all [2]float64
	require.NoError(t, trace.Prove(t.Context(), e.DB, brand, trace.Figure{Metric: k.Metric, Scope: k.Scope, Window: k.Window, Date: date}, func(p trace.Proof) error {
		group := 0
		if p.Delivery == "excluded: holdout" {
			group = 1
		}
		all[group]++
		if p.Numerator != nil {
			bought[group]++
			require.Equal(t, "order", p.Record)
		}
		return nil
	}))
	return bought[0]/all[0] - bought[1]/all[1]
}

// A credited purchase says which delivery it is credited to.
func TestEvidenceNamesTheDelivery(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t, "campaigns"), prooftest.TradingBrand("credited")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	e.Trade(t, brand, "web", prooftest.Lined("1", "ann", "2025-03-01 10:00:00", 5), prooftest.Lined("2", "ann", "2025-03-06 10:00:00", 70), prooftest.Lined("3", "ann", "2025-03-07 10:00:00", 8))
	_, err := derive.Run(t.Context(), e.DB, brand, "2025-03-08")
	require.NoError(t, err)
	var ann uint64
	require.NoError(t, e.Conn.QueryRow(t.Context(), "SELECT member_id FROM members WHERE brand = 'credited'").Scan(&ann))
	at := regulars.BusinessDate("2025-03-02").Time()
	e.writeSeason(t, brand.Name, &season{sendings: []sending{
		{campaign: "thanks", channel: "edm", date: "2025-03-01", addressee: ann, state: "sent", plannedAt: at, at: at},
		{campaign: "again", channel: "line", date: "2025-03-02", addressee: ann, state: "sent", plannedAt: at, at: at.AddDate(0, 0, 1)},
		{campaign: "again", channel: "", date: "2025-03-02", addressee: 12345, state: "excluded", reason: "no_consent", plannedAt: at, at: at},
	}})
	require.NoError(t, e.publishOnly(brand, "2025-03-08", "2025-03-08"))
	lines := func(metric string) (all []string) {
		require.NoError(t, trace.Prove(t.Context(), e.DB, brand, trace.Figure{Metric: metric, Scope: "campaign:again", Window: "28d", Date: "2025-03-08"}, func(p trace.Proof) error {
			all = append(all, fmt.Sprint(p.Record, " ", p.ID, " ", p.Campaign, " ", p.Channel, " ", p.DeliveredOn.Format(time.DateOnly), " ", p.Delivery, " ", p.Numerator))
			return nil
		}))
		return all
	}
	require.Equal(t, []string{"order 2 again line 2025-03-02 sent 70", "order 3 again line 2025-03-02 sent 8"}, lines("campaign_revenue"))
	require.Equal(t, []string{"order 2 again line 2025-03-02 sent 1", "order 3 again line 2025-03-02 sent 0"}, lines("conversions"), "a delivery converts once")
	require.ElementsMatch(t, []string{"delivery  again line 2025-03-02 sent 1", "delivery  again  2025-03-02 excluded: no_consent 1"}, lines("planned"))
}

// Every number of the funnel has its export; of a prediction it is said how to
// list the members.
func TestEvidenceOfTheFunnelIsExported(t *testing.T) {
	t.Parallel()
	all, err := metric.Definitions()
	require.NoError(t, err)
	for _, d := range all {
		evidence, err := trace.EvidenceOf(d.Metric, "brand")
		if strings.Contains(d.Metric, "<") {
			continue
		}
		require.NoError(t, err, d.Metric)
		switch path.Base(d.File) {
		case "prediction.sql":
			require.Contains(t, evidence.Instead, "starter segments --of top:1000000:"+d.Metric+" --export members.csv")
		default:
			require.Empty(t, evidence.Instead, d.Metric)
			require.NotEmpty(t, evidence.Numerator, d.Metric)
		}
	}
	same, err := trace.EvidenceOf("aarrr_purchases_per_member", "brand")
	require.NoError(t, err)
	require.Equal(t, "member_orders: 1 for each purchase with a member", same.Numerator)
	require.Equal(t, "members: each member who is registered or has any order by the date", same.Denominator)
}

// Every published metric is named by exactly one header, and every family says
// which orders stand behind it, or what to look at instead.
func TestEveryMetricHasAHeader(t *testing.T) {
	t.Parallel()
	engine := openEngine(t)
	r := rand.New(rand.NewPCG(1, 12))
	facts := input.Random(r)
	_, date := prooftest.RandomRange(r, facts)
	brand := engine.Load(t, "headers", facts)
	require.NoError(t, engine.Measure(brand, date, date))
	all, err := metric.Definitions()
	require.NoError(t, err)
	missing := map[string]bool{}
	for k := range engine.Published(t, brand.Name, date) {
		named := 0
		for _, d := range all {
			if d.Names(k.Metric, k.Scope) {
				named++
			}
		}
		if named != 1 {
			t.Errorf("%s at %s is named by %d headers, want one", k.Metric, k.Scope, named)
		}
		if _, err := trace.EvidenceOf(k.Metric, k.Scope); err != nil {
			missing[err.Error()] = true
		}
	}
	require.Empty(t, missing)
}
