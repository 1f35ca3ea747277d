package intake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

func TestLoads(t *testing.T) {
	db := schematest.Open(t)
	ctx, conn := t.Context(), db.Conn()
	brand := (&config.Brand{Name: "acme", Currency: "TWD", Zone: time.UTC}).WithDefaults()
	shop := &config.Shop{Name: "web"}
	started := time.Now().UTC().Truncate(time.Millisecond)
	row := intake.Row{
		Brand: "acme", Shop: "web", Entity: "orders", LoadID: "run/orders", Kind: intake.LoadWindow,
		To: started, State: intake.LoadRunning, StartedAt: started,
	}
	require.NoError(t, intake.PutLoad(ctx, db, row))

	last, err := intake.LastWindow(ctx, db, "acme", "web", "orders")
	require.NoError(t, err)
	require.True(t, last.IsZero(), "a window counts before it is whole")

	load := intake.Load{Brand: brand, Shop: shop, ID: row.LoadID, ReadAt: started}
	orders := make([]regulars.Order, 10)
	ids := make([]string, 10)
	for i := range orders {
		ids[i] = fmt.Sprint(i)
		orders[i] = regulars.Order{ID: ids[i], PlacedAt: started, Currency: "TWD"}
	}
	require.NoError(t, intake.NoteReceived(ctx, db, load, "orders", ids))
	require.NoError(t, intake.NoteReceived(ctx, db, load, "orders", ids), "a repeated page")
	require.NoError(t, intake.InsertOrders(ctx, db, load, orders[:9]))

	counted, err := intake.CountLoad(ctx, db, row)
	require.NoError(t, err)
	require.Equal(t, uint64(10), counted.Received)
	require.Equal(t, uint64(9), counted.Stored, "a lost row was not missed")

	// A later pull may read the same order again before this one is counted.
	later := load
	later.ID, later.ReadAt = "later/reread", started.Add(time.Second)
	require.NoError(t, intake.InsertOrders(ctx, db, later, orders))
	counted, err = intake.CountLoad(ctx, db, row)
	require.NoError(t, err)
	require.Equal(t, uint64(10), counted.Stored)

	// A record that is rejected for two reasons, or came after all, hides no other.
	require.NoError(t, intake.InsertRejected(ctx, db, load, []regulars.Rejected{
		{Entity: "orders", ID: "bad", Reason: "no date"}, {Entity: "orders", ID: "bad", Reason: "no amount"},
		{Entity: "orders", ID: "1", Reason: "no date"}, {Entity: "orders", Raw: []byte("{")}, {Entity: "customers", ID: "c", Reason: "no id"},
	}))
	counted, err = intake.CountLoad(ctx, db, row)
	require.NoError(t, err)
	require.Equal(t, uint64(2), counted.Rejected)

	counted.State = intake.LoadDone
	require.NoError(t, intake.PutLoad(ctx, db, counted))
	last, err = intake.LastWindow(ctx, db, "acme", "web", "orders")
	require.NoError(t, err)
	require.True(t, last.Equal(started), "%s", last)
	found, err := intake.Loads(ctx, db, "acme", []string{row.LoadID})
	require.NoError(t, err)
	require.Len(t, found, 1)
	require.Equal(t, intake.LoadDone, found[0].State)

	again := counted
	again.State = intake.LoadRunning
	require.NoError(t, conn.Exec(ctx, "SYSTEM STOP MERGES loads"))
	require.NoError(t, intake.PutLoad(ctx, db, again))
	last, err = intake.LastWindow(ctx, db, "acme", "web", "orders")
	require.NoError(t, err)
	require.True(t, last.IsZero(), "a window that is pulled again isn't whole")
}

// What an earlier load stored doesn't make up for what this one received and did
// not store.
func TestStoredCountsThisLoadOnly(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	brand := schematest.Brand(t, "acme")
	started := time.Now().UTC().Truncate(time.Millisecond)
	earlier := intake.Load{Brand: brand, Shop: &brand.Shops[0], ID: "earlier/orders", ReadAt: started.Add(-24 * time.Hour)}
	order := regulars.Order{ID: "1", PlacedAt: started, Currency: "TWD"}
	customer := regulars.Customer{ID: "2"}
	require.NoError(t, intake.StoreBlock(ctx, db, earlier, intake.Block{Orders: []regulars.Order{order}, Customers: []regulars.Customer{customer}}))

	now := earlier
	now.ID, now.ReadAt = "now/orders", started
	require.NoError(t, intake.NoteReceived(ctx, db, now, intake.EntityOrders, []string{"1"}))
	require.NoError(t, intake.NoteReceived(ctx, db, now, intake.EntityCustomers, []string{"2"}))
	for _, entity := range []string{intake.EntityOrders, intake.EntityCustomers} {
		row := intake.Row{Brand: "acme", Shop: brand.Shops[0].Name, Entity: entity, LoadID: now.ID, StartedAt: started}
		counted, err := intake.CountLoad(ctx, db, row)
		require.NoError(t, err)
		require.Equal(t, uint64(1), counted.Received, entity)
		require.Zero(t, counted.Stored, "a row of the night before stood in for a lost one of %s", entity)
	}

	require.NoError(t, intake.StoreBlock(ctx, db, now, intake.Block{Orders: []regulars.Order{order}, Customers: []regulars.Customer{customer}}))
	for _, entity := range []string{intake.EntityOrders, intake.EntityCustomers} {
		row := intake.Row{Brand: "acme", Shop: brand.Shops[0].Name, Entity: entity, LoadID: now.ID, StartedAt: started}
		counted, err := intake.CountLoad(ctx, db, row)
		require.NoError(t, err)
		require.Equal(t, uint64(1), counted.Stored, entity)
	}
}
