package prooftest

import (
	"context"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/intake"
)

// Insert stores orders of the brand's first shop, by a load that isn't done.
func (e *Engine) Insert(t testing.TB, brand *config.Brand, load string, orders ...regulars.Order) {
	t.Helper()
	l := intake.Load{Brand: brand, Shop: &brand.Shops[0], ID: load, ReadAt: time.Now()}
	require.NoError(t, intake.InsertOrders(context.Background(), e.DB, l, orders))
}

// Done says that a load of the first shop is done.
func (e *Engine) Done(t testing.TB, brand *config.Brand, load string) {
	t.Helper()
	now := time.Now().UTC()
	require.NoError(t, intake.PutLoad(context.Background(), e.DB, intake.Row{
		Brand: brand.Name, Shop: brand.Shops[0].Name, Entity: "orders", LoadID: load, Kind: intake.LoadWindow,
		State: intake.LoadDone, To: now, StartedAt: now, FinishedAt: now,
	}))
}

// Loaded stores orders as a whole load of its own.
func (e *Engine) Loaded(t testing.TB, brand *config.Brand, load string, orders ...regulars.Order) {
	t.Helper()
	e.Insert(t, brand, load, orders...)
	e.Done(t, brand, load)
}

// Register stores customers of the first shop who registered on a date.
func (e *Engine) Register(t testing.TB, brand *config.Brand, date string, customers ...string) {
	t.Helper()
	at, err := time.ParseInLocation(time.DateOnly, date, brand.Zone)
	require.NoError(t, err)
	var people []regulars.Customer
	for _, id := range customers {
		people = append(people, regulars.Customer{ID: id, RegisteredAt: at})
	}
	load := intake.Load{Brand: brand, Shop: &brand.Shops[0], ID: "register " + date, ReadAt: time.Now()}
	require.NoError(t, intake.InsertCustomers(context.Background(), e.DB, load, people))
}

// Trade stores orders of one of the brand's shops.
func (e *Engine) Trade(t testing.TB, brand *config.Brand, shop string, orders ...regulars.Order) {
	t.Helper()
	s, err := brand.Shop(shop)
	require.NoError(t, err)
	load := intake.Load{Brand: brand, Shop: s, ID: "load-" + shop, ReadAt: time.Now()}
	require.NoError(t, intake.InsertOrders(context.Background(), e.DB, load, orders))
}

// PaidOn is a paid order of a customer; without one it has no member.
func PaidOn(date, id, customer string, total int64) regulars.Order {
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	return regulars.Order{ID: id, CustomerID: customer, PlacedAt: at, Currency: "TWD", Placed: true, Paid: true, Total: regulars.Money(total * 10_000)}
}

// Lined is a paid order with lines; without a person it has no member.
func Lined(id, person, at string, total float64, lines ...regulars.Line) regulars.Order {
	placed, err := time.Parse(time.DateTime, at)
	if err != nil {
		panic(err)
	}
	return regulars.Order{
		ID: id, CustomerID: person, PlacedAt: placed, Placed: true, Paid: true,
		Total: Amount(total), Lines: lines,
	}
}

// LineOf is a line that sold a quantity for an amount.
func LineOf(sku, product, category string, quantity, of float64) regulars.Line {
	return regulars.Line{SKU: sku, ProductID: product, Category: category, Quantity: quantity, Amount: Amount(of)}
}

// Amount is a sum in the brand's currency.
func Amount(v float64) regulars.Money { return regulars.Money(v*10000 + 0.5) }

// TradingBrand is a brand with a shop of each kind, in UTC.
func TradingBrand(name string) *config.Brand {
	return (&config.Brand{
		Name: name, Timezone: "UTC", Zone: time.UTC, Currency: "TWD",
		Shops: []config.Shop{{Name: "web", Kind: "online", CountsWhen: "paid"}, {Name: "store", Kind: "offline", CountsWhen: "paid"}},
	}).WithDefaults()
}

// InsertRandomOrders stores n paid orders of some people in the brand's shops, the same
// at every run.
func InsertRandomOrders(t testing.TB, db *schema.DB, brand *config.Brand, n, people int) {
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
