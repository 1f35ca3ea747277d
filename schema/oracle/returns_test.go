package oracle_test

import (
	"fmt"
	"slices"
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

// What a member has spent is what was bought less what was returned without naming an
// order, each on its own date, below zero, too; a return is no purchase. Who only returned
// something is a prospect, whose revenue stands in no stage of purchasers.
func TestMembersSpendLessWhatTheyReturned(t *testing.T) {
	h := oracle.Read(selling(
		ordered("1", "a", 400, 10_000_000), ordered("2", "a", 50, 10_000_000), ordered("3", "b", 20, 5_000_000),
		ordered("R1", "a", 10, -3_000_000), ordered("R2", "a", 0, -20_000_000), ordered("R3", "c", 5, -800_000)))
	standing := func(date regulars.BusinessDate) []string {
		var all []string
		for _, m := range h.MemberAsOf(date) {
			money := "none"
			if m.Monetary != nil {
				money = show(m.Monetary)
			}
			all = append(all, fmt.Sprintf("%s %s of %d, %s, score %d, %d days ago, %s, %s, %s", m.Identifiers[0].Value, m.Revenue, m.Purchases,
				money, m.MScore, m.RecencyDays, m.Stage, m.LifePhase, m.ValueTier))
		}
		slices.Sort(all)
		return all
	}
	require.Equal(t, []string{
		"a 1700 of 2, 1700, score 3, 49 days ago, new, retained, high",
		"b 500 of 1, 500, score 1, 19 days ago, new, activated, low",
		"c -80 of 0, none, score 0, -1 days ago, prospect, acquired, ",
	}, standing(today.AddDays(-1)))
	require.Equal(t, []string{
		"a -300 of 2, -300, score 1, 50 days ago, new, retained, potential",
		"b 500 of 1, 500, score 3, 20 days ago, new, activated, low",
		"c -80 of 0, none, score 0, -1 days ago, prospect, acquired, ",
	}, standing(today))

	rows := h.Rows(today)
	for metric, want := range map[string]string{"stage_revenue_new": "-800", "rfm_revenue_frequent": "0", "stage_prospect": "1"} {
		require.Equal(t, want, show(find(t, rows, "brand", metric, "day").Value), metric)
	}
	require.Equal(t, "-0.625", show(find(t, rows, "brand", "pareto_top20_share", "365d").Value), "500 of -800")
	require.Equal(t, "60", show(find(t, rows, "brand", "ltv_historic", "asof").Value), "120 of two buyers")
	flow := h.Flow(today, 1)
	require.Equal(t, []oracle.FlowRow{{1, "new", "new", 2, -8_000_000}, {1, "prospect", "prospect", 1, -800_000}}, flow)
	cohorts := h.Cohorts(today)
	require.Equal(t, regulars.Money(-23_000_000), cohorts[13].Revenue, "what a returned, and nothing else of the month")
}
