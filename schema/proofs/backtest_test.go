package proofs

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/predict"
	"regulars/schema/derive"
	"regulars/schema/fit"
)

// daysBought counts each customer's days with a purchase after one date and up
// to another.
func (s *openShop) daysBought(after, until regulars.BusinessDate) map[string]int {
	counts := map[string]int{}
	for customer, l := range s.lives(until) {
		counts[customer] = int(l.x) + 1
	}
	for customer, l := range s.lives(after) {
		counts[customer] -= int(l.x) + 1
	}
	return counts
}

func TestBacktest(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	var shop *openShop
	const days = 28
	var asOf regulars.BusinessDate
	for seed := uint64(1); shop == nil || len(shop.lives(asOf)) < 150; seed++ {
		shop = randomShop(rand.New(rand.NewPCG(seed, 28)))
		asOf = shop.end.AddDays(-days)
	}
	brand := e.Load(t, "tested", shop.facts())
	_, err := derive.Run(t.Context(), e.DB, brand, shop.end)
	must(t, err)
	test, err := fit.RunBacktest(t.Context(), e.DB, brand, asOf, days)
	must(t, err)
	require.Equal(t, shop.end, test.Until)
	require.Equal(t, 30., test.CycleDays)
	require.Empty(t, e.keptFits(t, brand.Name), "a test keeps no fit")

	lives, after, before := shop.lives(asOf), shop.daysBought(asOf, shop.end), shop.daysBought(asOf.AddDays(-days), asOf)
	var histories []predict.History
	for _, l := range lives {
		histories = append(histories, predict.History{Purchases: l.x, Recency: l.recency, Age: l.age, Members: 1})
	}
	again, once := predict.FitPurchases(predict.BGNBD, histories, nil), predict.FitPurchases(predict.MBGNBD, histories, nil)
	groups, all := make([]fit.BacktestGroup, 5), fit.BacktestGroup{}
	for customer, l := range lives {
		model := again
		if l.x == 0 {
			model = once
		}
		cycle := 0.
		if asOf.DaysSince(l.last) < 30 {
			cycle = days / 30.
		}
		for _, g := range []*fit.BacktestGroup{&groups[min(l.x, 4)], &all} {
			g.Members++
			g.Actual += uint64(after[customer])
			g.Model.Expected += model.Expected(l.x, l.recency, l.age, days)
			g.LastPeriod.Expected += float64(before[customer])
			g.CycleRule.Expected += cycle
		}
	}
	for i, want := range append(groups, all) {
		got := append(test.Groups, test.All)[i]
		require.Equal(t, want.Members, got.Members)
		require.Equal(t, want.Actual, got.Actual)
		require.InDelta(t, want.Model.Expected, got.Model.Expected, .01*(1+want.Model.Expected), got.Group)
		require.Equal(t, want.LastPeriod.Expected, got.LastPeriod.Expected)
		require.InDelta(t, want.CycleRule.Expected, got.CycleRule.Expected, 1e-9)
	}
	var members, actual uint64
	for i, d := range test.Deciles {
		members, actual = members+d.Members, actual+d.Actual
		if i > 0 && d.Members > 0 && test.Deciles[i-1].Members > 0 {
			require.GreaterOrEqual(t, d.Model.Expected/float64(d.Members), test.Deciles[i-1].Model.Expected/float64(test.Deciles[i-1].Members))
		}
	}
	require.Equal(t, test.All.Members, members)
	require.Equal(t, test.All.Actual, actual)
	require.Positive(t, test.All.Model.MAE)

	_, err = fit.RunBacktest(t.Context(), e.DB, brand, "2020-01-01", days)
	require.ErrorContains(t, err, "choose a later date")
}
