package proofs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/proofs/prooftest"
)

// Six buyers, five of whom returned more than they bought: 100, -1, -50, -60, -70 and -80.
// The best fifth are the two with the most, also where that is below zero.
func TestTheBestBuyersAmongThoseBelowZero(t *testing.T) {
	t.Parallel()
	e := prooftest.Open(t, "sales", "pareto")
	brand := prooftest.TradingBrand("below zero")
	var orders []regulars.Order
	for i, returned := range []int64{0, 101, 150, 160, 170, 180} {
		customer := string(rune('a' + i))
		orders = append(orders, prooftest.PaidOn("2026-03-01", "O"+customer, customer, 100))
		if returned > 0 {
			orders = append(orders, prooftest.PaidOn("2026-03-02", "R"+customer, customer, -returned))
		}
	}
	e.Loaded(t, brand, "all", orders...)
	require.NoError(t, e.Night(brand, "2026-03-02"))
	published := e.Published(t, brand.Name, "2026-03-02")
	pareto := published[prooftest.Key{Scope: "brand", Metric: "pareto_top20_share", Window: "365d"}]
	require.Equal(t, "99", pareto.Numerator.String())
	require.Equal(t, "-161", pareto.Denominator.String())
	require.InDelta(t, 761, *published[prooftest.Key{Scope: "brand", Metric: "returns", Window: "365d"}].Value, 0)
}
