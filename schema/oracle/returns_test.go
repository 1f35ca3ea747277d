package oracle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/oracle"
)

// A till writes +1000, later −490: the revenue of the later date falls, for the shop and
// for its members; with return_of it is a refund of the order. An order whose word nobody
// mapped, and one of gift cards only, is none.
func TestReturns(t *testing.T) {
	back := ordered("R", "a", 0, -4_900_000)
	f := selling(ordered("1", "a", 10, 10_000_000), back, ordered("2", "b", 0, 20_000_000))
	h := oracle.Read(f)
	for metric, want := range map[string]string{
		"revenue": "1510", "returns": "490", "refunds": "490", "orders": "1", "aov": "1510", "member_revenue": "1510", "units": "0",
	} {
		require.Equal(t, want, show(find(t, h.Rows(today), "brand", metric, "day").Value), metric)
	}
	require.Equal(t, "2510", show(find(t, h.Rows(today), "shop:shop", "revenue", "28d").Value))
	require.Equal(t, "1255", show(find(t, h.Rows(today), "brand", "ltv_historic", "asof").Value))

	f.Orders[1].ReturnOf = "1"
	h = oracle.Read(f)
	require.Equal(t, "2000", show(find(t, h.Rows(today), "brand", "revenue", "day").Value))
	require.Equal(t, "0", show(find(t, h.Rows(today), "brand", "returns", "day").Value))
	require.Equal(t, "490", show(find(t, h.Rows(today), "brand", "refunds", "day").Value))
	require.Equal(t, "510", show(find(t, h.Rows(today.AddDays(-10)), "brand", "revenue", "day").Value))

	f.Orders[1].Cancelled, f.Orders[2].Unmapped = true, true
	h = oracle.Read(f)
	require.Equal(t, "1000", show(find(t, h.Rows(today), "brand", "revenue", "28d").Value))
	require.Equal(t, "0", show(find(t, h.Rows(today), "brand", "refunds", "28d").Value))

	card := regulars.Line{SKU: "card", Quantity: 1, Amount: 2_000_000, GiftCard: true}
	f = selling(ordered("1", "a", 0, 3_000_000, card, regulars.Line{SKU: "x", Quantity: 3, Amount: 1_000_000}), ordered("2", "a", 0, 2_000_000, card))
	h = oracle.Read(f)
	for metric, want := range map[string]string{"revenue": "100", "orders": "1", "units": "3", "gross": "100"} {
		require.Equal(t, want, show(find(t, h.Rows(today), "brand", metric, "day").Value), metric)
	}
	f.Orders[1].Total, f.Orders[1].Lines = -2_500_000, []regulars.Line{{SKU: "card", Quantity: 1, Amount: -2_000_000, GiftCard: true}}
	require.Equal(t, "50", show(find(t, oracle.Read(f).Rows(today), "brand", "returns", "day").Value), "without the gift card")
	f.Orders[1] = ordered("2", "a", 0, 2_000_000, card)
	f.Settings.Shops[0].CountGiftCards = true
	require.Equal(t, "500", show(find(t, oracle.Read(f).Rows(today), "brand", "revenue", "day").Value))
}
