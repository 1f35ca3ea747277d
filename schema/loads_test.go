package schema_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/schematest"
)

func TestLoads(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	brand := &config.Brand{Name: "acme", Currency: "TWD", Zone: time.UTC}
	shop := &config.Shop{Name: "web"}
	started := time.Now().UTC().Truncate(time.Millisecond)
	row := schema.LoadRow{
		Brand: "acme", Shop: "web", Entity: "orders", LoadID: "run/orders", Kind: schema.LoadWindow,
		To: started, State: schema.LoadRunning, StartedAt: started,
	}
	require.NoError(t, db.PutLoad(ctx, row))

	last, err := db.LastWindow(ctx, "acme", "web", "orders")
	require.NoError(t, err)
	require.True(t, last.IsZero(), "a window counts before it is whole")

	load := schema.Load{Brand: brand, Shop: shop, ID: row.LoadID, ReadAt: started}
	orders := make([]regulars.Order, 10)
	ids := make([]string, 10)
	for i := range orders {
		ids[i] = fmt.Sprint(i)
		orders[i] = regulars.Order{ID: ids[i], PlacedAt: started, Currency: "TWD"}
	}
	require.NoError(t, db.NoteReceived(ctx, load, "orders", ids))
	require.NoError(t, db.NoteReceived(ctx, load, "orders", ids), "a repeated page")
	require.NoError(t, db.InsertOrders(ctx, load, orders[:9]))

	counted, err := db.CountLoad(ctx, row)
	require.NoError(t, err)
	require.Equal(t, uint64(10), counted.Received)
	require.Equal(t, uint64(9), counted.Stored, "a lost row was not missed")

	// A later pull may read the same order again before this one is counted.
	later := load
	later.ID, later.ReadAt = "later/reread", started.Add(time.Second)
	require.NoError(t, db.InsertOrders(ctx, later, orders))
	counted, err = db.CountLoad(ctx, row)
	require.NoError(t, err)
	require.Equal(t, uint64(10), counted.Stored)

	// A record that is rejected for two reasons, or came after all, hides no other.
	require.NoError(t, db.InsertRejected(ctx, load, []regulars.Rejected{
		{Entity: "orders", ID: "bad", Reason: "no date"}, {Entity: "orders", ID: "bad", Reason: "no amount"},
		{Entity: "orders", ID: "1", Reason: "no date"}, {Entity: "orders", Raw: []byte("{")}, {Entity: "customers", ID: "c", Reason: "no id"},
	}))
	counted, err = db.CountLoad(ctx, row)
	require.NoError(t, err)
	require.Equal(t, uint64(2), counted.Rejected)

	counted.State = schema.LoadDone
	require.NoError(t, db.PutLoad(ctx, counted))
	last, err = db.LastWindow(ctx, "acme", "web", "orders")
	require.NoError(t, err)
	require.True(t, last.Equal(started), "%s", last)
	found, err := db.Loads(ctx, "acme", []string{row.LoadID})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, schema.LoadDone, found[0].State)
}

func TestCertify(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	const date = regulars.BusinessDate("2026-03-14")

	_, err := db.Certificate(ctx, "acme", date)
	require.ErrorIs(t, err, schema.ErrNoRows)

	// A shop that failed, and the night that was run again after it.
	require.NoError(t, db.PutReconciled(ctx, "acme", date, []schema.Reconciled{
		{Shop: "web", Entity: schema.WholeShop, Reason: "HTTP 401"}, {Shop: "store", Entity: "orders", OK: true},
	}))
	c, err := db.Certify(ctx, "acme", date, time.Now())
	require.NoError(t, err)
	require.False(t, c.Whole)
	require.Contains(t, c.Reasons, "shop web: HTTP 401")
	require.Contains(t, c.Reasons, "the numbers of this date are not published")

	require.NoError(t, db.PutReconciled(ctx, "acme", date, []schema.Reconciled{
		{Shop: "web", Entity: "orders", OK: true}, {Shop: "store", Entity: "orders", OK: true},
	}))
	c, err = db.Certify(ctx, "acme", date, time.Now())
	require.NoError(t, err)
	require.NotContains(t, c.Reasons, "shop web: HTTP 401", "a line of the run before stayed")

	stored, err := db.Certificate(ctx, "acme", date)
	require.NoError(t, err)
	require.Equal(t, c.Reasons, stored.Reasons)
	require.Equal(t, c.Text, stored.Text)
}
