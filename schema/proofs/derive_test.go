package proofs

import (
	"context"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/intake"
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
	insertRandomOrders(t, db, brand, 2000, 300)

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

func insertRandomOrders(t testing.TB, db *schema.DB, brand *config.Brand, n, people int) {
	t.Helper()
	random := rand.New(rand.NewSource(1))
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for s := range brand.Shops {
		var orders []regulars.Order
		for i := range n / len(brand.Shops) {
			person := random.Intn(people)
			orders = append(orders, regulars.Order{
				ID: fmt.Sprint(i), PlacedAt: start.Add(time.Duration(random.Intn(700*24)) * time.Hour),
				CustomerID: fmt.Sprint(person), Email: fmt.Sprintf("p%d@example.com", person),
				Placed: true, Paid: true, Total: regulars.Money(random.Intn(5_000_000)),
			})
		}
		load := intake.Load{Brand: brand, Shop: &brand.Shops[s], ID: "l" + fmt.Sprint(s), ReadAt: time.Now()}
		if err := intake.InsertOrders(context.Background(), db, load, orders); err != nil {
			t.Fatal(err)
		}
	}
}

// An old night that is run again must not move the cycle of the nights after it.
func TestCyclesOfPublishedDatesStay(t *testing.T) {
	t.Parallel()
	e, brand, ctx := openEngine(t), schematest.Brand(t, "cycles"), context.Background()
	must(t, derive.SyncSettings(ctx, e.db, brand))
	e.bring(t, brand, "one", paidOn("2025-03-01", "1", "a", 100))
	brand.Lifecycle.Cycle = "30"
	for _, date := range []regulars.BusinessDate{"2025-03-05", "2025-03-06", "2025-03-07"} {
		must(t, e.night(brand, date))
	}
	brand.Lifecycle.Cycle = "40"
	must(t, e.night(brand, "2025-03-05"))
	must(t, e.night(brand, "2025-03-08"))
	used := e.text(t, "SELECT toString(arraySort(groupArray((valid_from, cycle_days)))) FROM cycle_used FINAL WHERE brand = 'cycles'")
	if want := "[('1970-01-01',30),('2025-03-08',40)]"; used != want {
		t.Fatalf("cycles used: %s, want %s", used, want)
	}
}
