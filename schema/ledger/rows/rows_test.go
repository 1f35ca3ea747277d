package rows_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/internal/seed"
	"regulars/schema"
	"regulars/schema/ledger/rows"
	"regulars/schema/schematest"
)

// What is written by columns is what the driver writes of the same values, one by one.
func TestRowsAreTheDrivers(t *testing.T) {
	db, ctx := schematest.Open(t), t.Context()
	random := rand.New(rand.NewPCG(seed.New(t), 7))
	conn := schematest.Connect(t, db)
	for _, table := range []string{"deliveries", "delivery_attempts"} {
		require.NoError(t, conn.Exec(ctx, "CREATE TABLE plain_"+table+" AS "+table))
	}
	require.NoError(t, rows.WriteDeliveries(ctx, db, nil))
	require.NoError(t, rows.WriteAttempts(ctx, db, nil))
	deliveries, attempts := make([]rows.Delivery, 700), make([]rows.Attempt, 700)
	for i := range deliveries {
		deliveries[i], attempts[i] = delivery(random, uint64(i)), attempt(random, uint64(i))
	}
	require.NoError(t, rows.WriteDeliveries(ctx, db, deliveries))
	require.NoError(t, rows.WriteAttempts(ctx, db, attempts))
	require.NoError(t, db.InsertRows(ctx, "plain_deliveries", len(deliveries), func(b driver.Batch, i int) error {
		d := deliveries[i]
		return b.Append(d.Brand, d.Campaign, d.Date, d.Member, d.State, d.Reason, d.Channel, d.AddressHash, d.Nodes, d.ProviderID, d.Code, d.Detail,
			d.Stage, d.StageBefore, d.RFM, d.LastPurchase, d.RecencyDays, d.Purchases, d.Revenue, d.PlannedAt, d.At, d.Version, d.Variant, d.DueAt,
			d.Recommended, d.Trial, d.Coupon, d.Zone)
	}))
	require.NoError(t, db.InsertRows(ctx, "plain_delivery_attempts", len(attempts), func(b driver.Batch, i int) error {
		a := attempts[i]
		return b.Append(a.Brand, a.Campaign, a.Date, a.Member, a.Claim, a.Claimant, a.Batch, a.Channel, a.Way, a.Content, a.State, a.ProviderID, a.Code, a.Detail,
			a.ClaimedAt, a.At, a.Version, a.Units, a.Price.Decimal())
	}))
	for _, table := range []string{"deliveries", "delivery_attempts"} {
		want, got := contents(t, db, "plain_"+table), contents(t, db, table)
		require.Len(t, want, 700)
		require.Equal(t, want, got, table)
	}
}

// A worker that is older than the database writes nothing, rather than all but the last column.
func TestRowsOfAnotherTable(t *testing.T) {
	db, random := schematest.Open(t), rand.New(rand.NewPCG(seed.New(t), 8))
	conn := schematest.Connect(t, db)
	for _, table := range []string{"deliveries", "delivery_attempts"} {
		require.NoError(t, conn.Exec(t.Context(), "ALTER TABLE "+table+" ADD COLUMN newer String"))
	}
	err := rows.WriteDeliveries(t.Context(), db, []rows.Delivery{delivery(random, 1)})
	require.ErrorContains(t, err, "the table deliveries has 29 columns and not 28: is the worker older than the database?")
	err = rows.WriteAttempts(t.Context(), db, []rows.Attempt{attempt(random, 1)})
	require.ErrorContains(t, err, "the table delivery_attempts has 20 columns and not 19: is the worker older than the database?")
	for _, table := range []string{"deliveries", "delivery_attempts"} {
		require.Empty(t, contents(t, db, table))
	}
}

func contents(t *testing.T, db *schema.DB, table string) []string {
	var all []string
	for _, row := range schematest.Query[struct {
		Text string `ch:"row"`
	}](t, db, "SELECT toString(tuple(*)) AS row FROM "+table+" ORDER BY member_id") {
		all = append(all, row.Text)
	}
	return all
}

func delivery(random *rand.Rand, member uint64) rows.Delivery {
	word := func(what string) string { return []string{"", fmt.Sprint(what, random.IntN(400))}[random.IntN(2)] }
	at := time.UnixMilli(1_700_000_000_000 + random.Int64N(1e11)).UTC()
	d := rows.Delivery{
		Brand: word("brand"), Campaign: word("campaign"), Date: at.Truncate(24 * time.Hour), Member: member, State: word("state"), Reason: word("reason"), Channel: word("channel"),
		AddressHash: word("hash"), ProviderID: word("提供"), Code: word("code"), Detail: word("detail"), Stage: word("stage"), StageBefore: word("before"), RFM: word("rfm"),
		RecencyDays: random.Int32() - 1<<30, Purchases: random.Uint32(), Revenue: random.Float64(), PlannedAt: at.Add(time.Millisecond), At: at, Version: random.Uint64(),
		Variant: word("variant"), Trial: word("trial"), Coupon: word("coupon"), Zone: word("zone"),
	}
	for range random.IntN(4) {
		d.Nodes, d.Recommended = append(d.Nodes, random.Uint64()), append(d.Recommended, word("product"))
	}
	if member%2 == 0 {
		d.LastPurchase = &d.Date
	}
	if member%3 == 0 {
		due := at.Truncate(time.Second)
		d.DueAt = &due
	}
	return d
}

func attempt(random *rand.Rand, member uint64) rows.Attempt {
	word := func(what string) string { return []string{"", fmt.Sprint(what, random.IntN(400))}[random.IntN(2)] }
	at := time.UnixMilli(1_700_000_000_000 + random.Int64N(1e11)).UTC()
	return rows.Attempt{
		Brand: word("brand"), Campaign: word("campaign"), Date: at.Truncate(24 * time.Hour), Member: member, Claim: word("claim"), Claimant: word("claimant"), Batch: word("batch"),
		Channel: word("channel"), Way: word("way"), Content: random.Uint64(), State: word("state"), ProviderID: word("提供"), Code: word("code"), Detail: word("detail"),
		ClaimedAt: at, At: at.Add(time.Millisecond), Version: random.Uint64(), Units: uint16(random.Uint32()), Price: regulars.Money(random.Int64N(1e12)),
	}
}
