package intake

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
)

// What can't be stored is rejected with a reason, and the others stay.
func TestSift(t *testing.T) {
	taipei, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	l := Load{Brand: &config.Brand{Name: "acme", Zone: taipei, Currency: "TWD", Rates: []config.Rate{{Currency: "JPY", From: "2026-01-01", Rate: "0.2"}}}}
	at := func(text string) time.Time {
		when, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return when
	}
	good := regulars.Order{ID: "good", PlacedAt: at("2026-05-01T03:00:00Z"), Currency: "TWD"}
	order := func(id string, change func(*regulars.Order)) regulars.Order {
		o := good
		o.ID, o.Raw = id, []byte(`{}`)
		change(&o)
		return o
	}
	sifted := Sift(l, Block{
		Rejected: []regulars.Rejected{{Entity: EntityOrders, ID: "before", Reason: "no total"}},
		Orders: []regulars.Order{
			good,
			order("late", func(o *regulars.Order) { o.PlacedAt = at("2205-11-02T00:00:00Z") }),
			order("epoch", func(o *regulars.Order) { o.PlacedAt = at("1969-12-31T15:59:59Z") }),
			order("day", func(o *regulars.Order) { o.PlacedAt = at("1969-12-31T16:00:00Z") }), // 1970 in Taipei
			order("last", func(o *regulars.Order) { o.PlacedAt = at("2148-12-31T15:59:59Z") }),
			order("after", func(o *regulars.Order) { o.PlacedAt = at("2148-12-31T16:00:00Z") }),
			order("refund", func(o *regulars.Order) { o.Refunds = []regulars.Refund{{ID: "r1", At: at("2205-11-02T00:00:00Z")}} }),
			order("sum", func(o *regulars.Order) { o.Refunded, o.UpdatedAt = 10_000, at("1899-12-30T00:00:00Z") }),
			order("changed", func(o *regulars.Order) { o.UpdatedAt = at("1899-12-30T00:00:00Z") }), // makes no date
			order("dollars", func(o *regulars.Order) { o.Currency = "USD" }),
			order("early yen", func(o *regulars.Order) { o.Currency, o.PlacedAt = "JPY", at("2025-12-31T03:00:00Z") }),
			order("yen", func(o *regulars.Order) { o.Currency = "JPY" }),
			order("gone", func(o *regulars.Order) { o.Deleted, o.PlacedAt, o.Currency = true, time.Time{}, "USD" }),
		},
		Customers: []regulars.Customer{
			{ID: "1"}, {ID: "2", RegisteredAt: at("2026-01-01T00:00:00Z")}, {ID: "3", RegisteredAt: at("1899-12-30T00:00:00Z"), Raw: []byte(`{}`)},
		},
	})
	ids := func(n int, id func(int) string) (all []string) {
		for i := range n {
			all = append(all, id(i))
		}
		return all
	}
	require.Equal(t, []string{"good", "day", "last", "changed", "yen", "gone"}, ids(len(sifted.Orders), func(i int) string { return sifted.Orders[i].ID }))
	require.Equal(t, []string{"1", "2"}, ids(len(sifted.Customers), func(i int) string { return sifted.Customers[i].ID }))
	reasons := map[string]string{}
	for _, r := range sifted.Rejected {
		reasons[r.Entity+" "+r.ID] = r.Reason
		require.True(t, r.ID == "before" || string(r.Raw) == "{}", "the record itself is kept")
	}
	require.Equal(t, map[string]string{
		"orders before":    "no total",
		"orders late":      "placed at 2205-11-02, which is not between 1970 and 2148",
		"orders epoch":     "placed at 1969-12-31, which is not between 1970 and 2148",
		"orders after":     "placed at 2148-12-31, which is not between 1970 and 2148",
		"orders refund":    "refund r1 is dated 2205-11-02, which is not between 1970 and 2148",
		"orders sum":       "changed at 1899-12-30, which is not between 1970 and 2148",
		"orders dollars":   "no rate from USD to TWD on 2026-05-01: add one under rates",
		"orders early yen": "no rate from JPY to TWD on 2025-12-31: add one under rates",
		"customers 3":      "registered at 1899-12-30, which is not between 1970 and 2148",
	}, reasons)
}
