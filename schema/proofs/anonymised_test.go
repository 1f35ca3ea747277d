package proofs

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/derive"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// Forty orders of people whom a shop anonymised belong to nobody, and not to one member;
// what they name links nobody else either, and nor does a guest's customer id.
func TestAnonymisedOrdersBelongToNobody(t *testing.T) {
	t.Parallel()
	e, brand := openEngine(t), schematest.Brand(t, "anonymous")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	at := time.Date(2026, 5, 1, 3, 0, 0, 0, time.UTC)
	order := func(id, customer, email, phone string) regulars.Order {
		at = at.Add(time.Minute)
		return regulars.Order{ID: id, CustomerID: customer, Email: email, Phone: phone, PlacedAt: at, Placed: true, Paid: true, Currency: "TWD", Total: 1_000_000}
	}
	phones := []string{"0000000000", "(00)00-000-000", "", "0000000000000", "+886 000 000 000"}
	var orders []regulars.Order
	for i := range 40 {
		orders = append(orders, order(fmt.Sprint("gone", i), "", "deleted@site.invalid", phones[i%len(phones)]))
	}
	// Guests of one shop share what stands where their id would, and nothing else: two with
	// a phone of their own are two, and one who gives nothing is nobody.
	orders = append(orders, order("g", "0", "", "0912000001"), order("h", "0", "", "0912000002"), order("i", "0", "", ""), order("j", "訪客", "", ""))
	orders = append(orders, order("a", "1", "ann@shop.test", "0000000000"), order("b", "2", "bob@shop.test", "0000000000"), order("c", "3", "Deleted@Site.Invalid", "0912345678"))
	load := intake.Load{Brand: brand, Shop: &brand.Shops[0], ID: "one", ReadAt: time.Now()}
	require.NoError(t, intake.StoreBlock(t.Context(), e.DB, load, intake.Block{Orders: orders}))
	require.NoError(t, intake.PutLoad(t.Context(), e.DB, intake.Row{Brand: brand.Name, Shop: "web", Entity: "orders", LoadID: "one", Kind: intake.LoadWindow, State: intake.LoadDone}))
	_, err := derive.Run(t.Context(), e.DB, brand, "2026-05-31")
	require.NoError(t, err)
	require.Equal(t, []string{"0 42 4200", "1 1 100", "1 1 100", "1 1 100", "1 1 100", "1 1 100"}, texts(t, e.DB, `SELECT concatWithSeparator(' ', toString(member_id != 0), toString(count()), toString(toUInt64(sum(revenue)))) T
		FROM member_orders FINAL WHERE brand = 'anonymous' GROUP BY member_id ORDER BY T`))
	require.Equal(t, []string{"", "", "", "ann@shop.test", "bob@shop.test"}, texts(t, e.DB, "SELECT email T FROM members WHERE brand = 'anonymous' ORDER BY T"))
	require.Equal(t, []string{"+886912000001", "+886912000002", "+886912345678"}, texts(t, e.DB, "SELECT phone T FROM members WHERE brand = 'anonymous' AND phone != '' ORDER BY T"))
}
