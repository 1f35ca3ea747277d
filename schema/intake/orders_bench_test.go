package intake_test

import (
	"fmt"
	"testing"
	"time"

	"regulars"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// BenchmarkInsertOrders stores blocks of 10,000 orders of two lines each.
func BenchmarkInsertOrders(b *testing.B) {
	db := schematest.Open(b)
	brand := schematest.Brand(b, "bench")
	orders := make([]regulars.Order, 10_000)
	for i := range orders {
		orders[i] = regulars.Order{
			ID: fmt.Sprint(i), PlacedAt: time.Unix(1_700_000_000+int64(i), 0), CustomerID: fmt.Sprint(i % 900),
			Email: fmt.Sprintf("p%d@example.com", i%900), Phone: fmt.Sprintf("09%08d", i%900), Currency: "TWD", Total: 1900000,
			Lines: []regulars.Line{{SKU: "a", Quantity: 2, Amount: 650000}, {SKU: "b", Quantity: 1, Amount: 650000}},
			Raw:   make([]byte, 2000),
		}
	}
	for b.Loop() {
		l := intake.Load{Brand: brand, Shop: &brand.Shops[0], ID: "bench", ReadAt: time.Now()}
		if err := intake.InsertOrders(b.Context(), db, l, orders); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(orders)*b.N)/b.Elapsed().Seconds(), "orders/s")
}
