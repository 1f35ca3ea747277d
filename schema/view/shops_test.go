package view_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema/intake"
	"regulars/schema/schematest"
	"regulars/schema/view"
)

// Of each entity the last whole window counts, and the newest load says how it stands.
func TestShops(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	at := func(hour int) time.Time { return time.Date(2026, 11, 2, hour, 0, 0, 0, time.UTC) }
	counted := uint64(10)
	put := func(r intake.Row) {
		r.Brand, r.Shop = "acme", "web"
		require.NoError(t, intake.PutLoad(ctx, db, r))
	}
	put(intake.Row{Entity: "orders", LoadID: "1", Kind: intake.LoadWindow, To: at(1), State: intake.LoadDone, Received: 10, Stored: 10, PlatformAfter: &counted, StartedAt: at(1)})
	put(intake.Row{Entity: "orders", LoadID: "2", Kind: intake.LoadWindow, To: at(5), State: intake.LoadFailed, Detail: "one is missing", Received: 4, Stored: 3, Rejected: 2, StartedAt: at(5)})
	put(intake.Row{Entity: "orders", LoadID: "3", Kind: intake.LoadSweep, To: at(6), State: intake.LoadDone, Received: 99, StartedAt: at(6)})
	put(intake.Row{Entity: "customers", LoadID: "4", Kind: intake.LoadWindow, To: at(7), State: intake.LoadRunning, StartedAt: at(7), PlatformBefore: &counted})
	put(intake.Row{Entity: "products", LoadID: "5", Kind: intake.LoadFile, State: intake.LoadDone, Stored: 5, StartedAt: at(2), FinishedAt: at(3)})
	load := intake.Load{Brand: &config.Brand{Name: "acme"}, Shop: &config.Shop{Name: "web"}, ID: "s"}
	require.NoError(t, intake.PutSweep(ctx, db, load, intake.Sweep{Entity: "orders", Whole: true, Open: 2, StartedAt: at(3), FinishedAt: at(4)}))
	require.NoError(t, intake.PutSweep(ctx, db, load, intake.Sweep{Entity: "customers", Open: 7, StartedAt: at(3), FinishedAt: at(4)}))

	rows, err := view.Shops(ctx, db, "acme")
	require.NoError(t, err)
	require.Len(t, rows, 3)
	for i := range rows {
		rows[i].StartedAt = rows[i].StartedAt.UTC()
	}
	one, four, three := at(1), at(4), at(3)
	same := func(want, got *time.Time) {
		t.Helper()
		require.Equal(t, want == nil, got == nil)
		require.True(t, want == nil || want.Equal(*got), "%v, got %v", want, got)
	}
	customers, orders, products := rows[0], rows[1], rows[2]
	require.Equal(t, []any{"customers", "running", &counted, at(7)}, []any{customers.Entity, customers.State, customers.Platform, customers.StartedAt})
	same(nil, customers.WholeTo)
	same(nil, customers.SweptAt) // of a part of the shop
	require.Equal(t, []any{"orders", "failed", "one is missing", uint64(3), uint64(2), uint64(2)}, []any{orders.Entity, orders.State, orders.Detail, orders.Stored, orders.Rejected, orders.Open})
	require.Nil(t, orders.Platform)
	same(&one, orders.WholeTo)
	same(&four, orders.SweptAt)
	require.Equal(t, "products", products.Entity)
	same(&three, products.WholeTo)
	none, err := view.Shops(ctx, db, "other")
	require.NoError(t, err)
	require.Empty(t, none)
}
