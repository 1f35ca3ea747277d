package derive_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/derive"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

func TestDeriveIsIdempotent(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db := schematest.Open(t)
	brand := schematest.Brand(t, "idem")
	if err := derive.SyncSettings(ctx, db, brand); err != nil {
		t.Fatal(err)
	}
	prooftest.InsertRandomOrders(t, db, brand, 2000, 300)

	first, err := derive.Run(ctx, db, brand, "2025-12-31")
	if err != nil {
		t.Fatal(err)
	}
	if first.Orders != 2000 || first.ChangedFrom == "" {
		t.Fatalf("first derivation: %+v, want 2000 rows", first)
	}
	again, err := derive.Run(ctx, db, brand, "2025-12-31")
	if err != nil {
		t.Fatal(err)
	}
	if again.Orders != 0 || again.ChangedFrom != "" {
		t.Fatalf("deriving again changed %+v, want nothing", again)
	}
}

// An old night that is run again must not move the cycle of the nights after it.
func TestCyclesOfPublishedDatesStay(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t, "cycle"), schematest.Brand(t, "cycles"), context.Background()
	require.NoError(t, derive.SyncSettings(ctx, e.DB, brand))
	e.Insert(t, brand, "one", prooftest.PaidOn("2025-03-01", "1", "a", 100))
	brand.Lifecycle.Cycle = "30"
	for _, date := range []regulars.BusinessDate{"2025-03-05", "2025-03-07"} {
		require.NoError(t, e.Night(brand, date))
	}
	brand.Lifecycle.Cycle = "40"
	require.NoError(t, e.Night(brand, "2025-03-05"))
	require.NoError(t, e.Night(brand, "2025-03-08"))
	used := e.Text(t, "SELECT toString(arraySort(groupArray((valid_from, cycle_days)))) FROM cycle_used FINAL WHERE brand = 'cycles'")
	if want := "[('1970-01-01',30),('2025-03-08',40)]"; used != want {
		t.Fatalf("cycles used: %s, want %s", used, want)
	}
}
