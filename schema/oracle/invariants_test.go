package oracle_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

// Whatever happened, the numbers of one date must fit each other.
func TestNumbersFitEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		facts := input.Random(r)
		last := regulars.DateOf(facts.Orders[0].PlacedAt, facts.Settings.Zone)
		date := last.AddDays(rapid.IntRange(-3, 120).Draw(t, "days later"))
		h := oracle.Read(facts)
		rows := index(h.Rows(date))

		members, buyers := 0.0, 0.0
		for _, stage := range oracle.Stages {
			buyers += rows["brand stage_"+stage+" day"]
		}
		members = buyers + rows["brand stage_prospect day"]
		require.Equal(t, rows["brand buyers asof"], buyers)
		require.Len(t, h.MemberAsOf(date), int(members))
		require.Equal(t, members, total(rows, oracle.Phases, "phase:%s life_phase day"))
		require.Equal(t, buyers, total(rows, oracle.Tiers, "tier:%s value_tier day"))
		require.Equal(t, rows["brand stage_prospect day"], rows["phase:acquired life_phase day"])
		require.Equal(t, rows["brand stage_deep day"], rows["phase:churned life_phase day"])
		require.Equal(t, rows["brand stage_lost day"]+rows["brand stage_deep day"], rows["tier:churned value_tier day"])

		for _, window := range oracle.Windows {
			fitsShops(t, facts, rows, window)
		}
		for _, span := range []int{1, 28} {
			went := 0
			for _, row := range h.Flow(date, span) {
				went += row.Members
			}
			require.Equal(t, int(members), went)
		}
		cohorts := 0
		for _, row := range h.Cohorts(date) {
			if row.Index == 0 {
				cohorts += row.Size
				require.Equal(t, row.Size, row.Members)
			}
		}
		require.Equal(t, int(buyers), cohorts)
	})
}

func total(rows map[string]float64, names []string, format string) float64 {
	sum := 0.0
	for _, name := range names {
		sum += rows[fmt.Sprintf(format, name)]
	}
	return sum
}

func fitsShops(t *rapid.T, facts input.Facts, rows map[string]float64, window string) {
	for _, metric := range []string{"orders", "revenue", "units", "gross", "refunds", "cancelled_orders", "new_buyers", "orders_without_member"} {
		total := 0.0
		for _, shop := range facts.Settings.Shops {
			total += rows["shop:"+shop.Name+" "+metric+" "+window]
		}
		require.InDelta(t, rows["brand "+metric+" "+window], total, 1e-6, metric+" "+window)
	}
}

// The order in which facts were written down means nothing.
func TestOrderOfFactsMeansNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 2))
		facts := input.Random(r)
		date := regulars.DateOf(facts.Orders[0].PlacedAt, facts.Settings.Zone).AddDays(20)
		before := index(oracle.Compute(facts, date))
		r.Shuffle(len(facts.Orders), func(i, j int) { facts.Orders[i], facts.Orders[j] = facts.Orders[j], facts.Orders[i] })
		require.Equal(t, before, index(oracle.Compute(facts, date)))
	})
}

func index(rows []oracle.Row) map[string]float64 {
	values := map[string]float64{}
	for _, r := range rows {
		if r.Value != nil {
			values[r.Scope+" "+r.Metric+" "+r.Window] = *r.Value
		}
	}
	return values
}
