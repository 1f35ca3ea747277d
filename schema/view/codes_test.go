package view_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/schematest"
	"regulars/schema/view"
)

// codeSent is a delivery with, or without, a code.
type codeSent struct {
	campaign, channel, variant, state, code string
	date                                    regulars.BusinessDate
	member                                  uint64
	planned                                 time.Time
}

// codeOrder is an order with the codes that it was bought with.
type codeOrder struct {
	id                string
	codes             []string
	at                time.Time
	purchase          bool
	revenue, discount float64
}

// countCodes is what came of a line's codes, one order after the other.
func countCodes(sent []codeSent, orders []codeOrder, of func(codeSent) bool, asOf time.Time) (c view.Codes) {
	redeemed := map[int]bool{}
	for _, s := range sent {
		if of(s) && s.code != "" && (s.state == "sent" || s.state == "unknown") {
			c.Given++
		}
	}
	for _, o := range orders {
		last := -1
		for i, s := range sent {
			carries := false
			for _, code := range o.codes {
				carries = carries || s.code != "" && strings.EqualFold(code, s.code)
			}
			if !carries || s.state != "sent" && s.state != "unknown" || !o.purchase || !o.at.After(s.planned) || o.at.After(asOf) {
				continue
			}
			if last < 0 || s.planned.After(sent[last].planned) {
				last = i
			}
		}
		if last >= 0 && of(sent[last]) {
			redeemed[last] = true
			c.CodeRevenue += o.revenue
			c.Discount += o.discount
		}
	}
	c.Redeemed = uint64(len(redeemed))
	return c
}

// What results say of coupon codes is what counting one order after the other finds:
// by any buyer, in whatever letter case the shop has the code, each order once.
func TestResultsCountCodes(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("REGULARS_SEED"); text != "" {
		var err error
		seed, err = strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
	}
	t.Logf("REGULARS_SEED=%d", seed)
	r := rand.New(rand.NewPCG(seed, 3))
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	db := schematest.Open(t)
	conn, ctx := schematest.Connect(t, db), t.Context()
	start := time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC)

	var sent []codeSent
	deliveries, err := conn.PrepareBatch(ctx, "INSERT INTO deliveries (brand, campaign, channel, variant, date, member_id, state, coupon, planned_at, at, version)")
	require.NoError(t, err)
	for i := range 60 {
		s := codeSent{
			campaign: pick("wake", "welcome"), channel: pick("edm", "sms"), variant: pick("a", "b"), state: pick("sent", "sent", "unknown", "failed"),
			code: fmt.Sprintf("Save-%02d", i), date: "2026-11-01", member: uint64(i + 1), planned: start.Add(time.Duration(i) * time.Minute),
		}
		if i%7 == 0 {
			s.code = ""
		}
		sent = append(sent, s)
		if s.state == "failed" || s.state == "unknown" && i%2 == 0 { // sent again, with its code
			s.campaign, s.state, s.planned = s.campaign+"#2", "sent", s.planned.Add(24*time.Hour)
			sent = append(sent, s)
		}
	}
	for _, s := range sent {
		require.NoError(t, deliveries.Append("b", s.campaign, s.channel, s.variant, s.date.Time(), s.member, s.state, s.code, s.planned, s.planned.Add(time.Hour), uint64(1)))
	}
	require.NoError(t, deliveries.Send())

	var all []codeOrder
	orders, err := conn.PrepareBatch(ctx, "INSERT INTO orders (brand, shop, order_id, coupons, version)")
	require.NoError(t, err)
	bought, err := conn.PrepareBatch(ctx, "INSERT INTO member_orders (brand, member_id, shop, order_id, placed_at, date, is_purchase, revenue, discount, version)")
	require.NoError(t, err)
	for i := range 150 {
		o := codeOrder{
			id: fmt.Sprint(i), at: start.Add(time.Duration(r.IntN(12*24*60)) * time.Minute), purchase: r.IntN(6) > 0,
			revenue: float64(1 + r.IntN(900)), discount: float64(r.IntN(90)),
		}
		for range r.IntN(3) {
			code := fmt.Sprintf("Save-%02d", r.IntN(70)) // some were never given
			o.codes = append(o.codes, pick(code, strings.ToUpper(code), strings.ToLower(code)))
		}
		all = append(all, o)
		if i%5 == 0 { // as it was read before
			require.NoError(t, orders.Append("b", "web", o.id, []string{"Save-01", "other"}, uint64(1)))
		}
		require.NoError(t, orders.Append("b", "web", o.id, o.codes, uint64(2)))
		require.NoError(t, orders.Append("elsewhere", "web", o.id, []string{"Save-02"}, uint64(2)))
		require.NoError(t, bought.Append("b", uint64(r.IntN(80)), "web", o.id, o.at, o.at, o.purchase, decimal.NewFromFloat(o.revenue), decimal.NewFromFloat(o.discount), uint64(1)))
	}
	require.NoError(t, orders.Send())
	require.NoError(t, bought.Send())
	require.NoError(t, conn.Exec(ctx, "INSERT INTO costs (brand, date, campaign, channel, amount) VALUES ('b', '2026-11-01', 'wake', 'edm', 100)"))

	brand := &config.Brand{Name: "b", Campaigns: []config.Campaign{{Name: "wake", AttributionDays: 7}, {Name: "welcome", AttributionDays: 7}}}
	const asOf = regulars.BusinessDate("2026-11-10")
	results, err := view.Results(ctx, db, brand, view.ResultQuery{From: "2026-11-01", To: "2026-11-01", AsOf: asOf})
	require.NoError(t, err)
	require.Greater(t, len(results), 20)
	var redeemed uint64
	for _, line := range results {
		want := countCodes(sent, all, func(s codeSent) bool {
			return s.campaign == line.Campaign && (line.Channel == "" || s.channel == line.Channel) && (line.Variant == "" || s.variant == line.Variant)
		}, asOf.AddDays(1).Time().Add(-time.Nanosecond))
		require.Equal(t, want, line.Codes, "%s %s %s", line.Campaign, line.Channel, line.Variant)
		redeemed += line.Redeemed
		if line.Campaign == "wake" && line.Channel == "edm" && line.Variant == "" {
			require.InDelta(t, 100+want.Discount, *line.Spent, 1e-9)
			require.InDelta(t, line.Revenue/(100+want.Discount), *line.SpentROAS, 1e-9)
		}
		if line.Cost == nil && line.Redeemed == 0 {
			require.Nil(t, line.Spent)
		}
	}
	require.Positive(t, redeemed, "nothing is proven")

	// What is kept of them is all of it, of the newest date up to the one that is asked for.
	q := view.ResultQuery{From: "2026-11-01", To: asOf, AsOf: asOf}
	kept, err := view.ResultsKept(ctx, db, "b", asOf)
	require.NoError(t, err)
	require.Nil(t, kept)
	before := q
	before.To, before.AsOf = asOf.AddDays(-1), asOf.AddDays(-1)
	require.NoError(t, view.KeepResults(ctx, db, "b", q, results[:3]))
	time.Sleep(2 * time.Millisecond)                               // of two of a date the later one holds
	require.NoError(t, view.KeepResults(ctx, db, "b", q, results)) // the night is run again
	require.NoError(t, view.KeepResults(ctx, db, "b", before, nil))
	require.NoError(t, view.KeepResults(ctx, db, "elsewhere", q, results[:1]))
	kept, err = view.ResultsKept(ctx, db, "b", asOf.AddDays(3))
	require.NoError(t, err)
	require.Equal(t, q, kept.Asked)
	require.Equal(t, results, kept.Results)
	require.WithinDuration(t, time.Now(), kept.At, time.Minute)
	kept, err = view.ResultsKept(ctx, db, "b", asOf.AddDays(-1))
	require.NoError(t, err)
	require.Equal(t, before, kept.Asked)
	require.Empty(t, kept.Results)
}
