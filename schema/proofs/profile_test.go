package proofs

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// insertProfiles lets a few people register, fill baskets and have facts of their own.
func insertProfiles(t *testing.T, db *schema.DB, brand *config.Brand) {
	t.Helper()
	at := time.Date(2025, 10, 3, 12, 0, 0, 0, time.UTC)
	load := intake.Load{Brand: brand, Shop: &brand.Shops[0], ID: "profiles", ReadAt: time.Now()}
	var customers []regulars.Customer
	var orders []regulars.Order
	for i := range 6 {
		who := fmt.Sprint(i + 1)
		customers = append(customers, regulars.Customer{ID: who, BirthDate: "--10-05", RegisteredAt: at, UpdatedAt: at, Tags: []string{"vip"}})
		var lines []regulars.Line
		for j := range 2 + i%3 {
			lines = append(lines, regulars.Line{SKU: fmt.Sprint("sku", (i+j)%5), Category: "tea", Quantity: 1, Amount: 10_000})
		}
		orders = append(orders, regulars.Order{ID: "basket" + who, PlacedAt: at, UpdatedAt: at, CustomerID: who, Placed: true, Paid: true, Total: 10_000, Lines: lines})
	}
	require.NoError(t, intake.InsertCustomers(t.Context(), db, load, customers))
	require.NoError(t, intake.InsertOrders(t.Context(), db, load, orders))
}

// What stands in members: the person's own words, and where and when the brand
// first met the person, by a registration or an order.
func TestMembersProfile(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	brand := (&config.Brand{Name: "people", Timezone: "Asia/Taipei", Zone: time.FixedZone("Asia/Taipei", 8*3600), Currency: "TWD",
		Identity: config.Identity{Region: "TW", MaxJoined: 5}, Lifecycle: config.Lifecycle{Cycle: "30"}}).WithDefaults()
	for _, shop := range []config.Shop{{Name: "store", Kind: "offline"}, {Name: "web", Kind: "online"}} {
		shop.CountsWhen, shop.Currency, shop.Zone = "paid", "TWD", brand.Zone
		brand.Shops = append(brand.Shops, shop)
	}
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	store := intake.Load{Brand: brand, Shop: &brand.Shops[0], ID: "s", ReadAt: time.Now()}
	web := intake.Load{Brand: brand, Shop: &brand.Shops[1], ID: "w", ReadAt: time.Now()}
	day := func(n int) time.Time { return time.Date(2026, 1, n, 20, 0, 0, 0, time.UTC) }
	require.NoError(t, intake.InsertCustomers(t.Context(), e.DB, web, []regulars.Customer{
		{ID: "1", Email: "a@example.com", Gender: "female", BirthDate: "1990-02-03", City: "台北市", RegisteredAt: day(5), UpdatedAt: day(6),
			Tier: "gold", Points: 30_000, PointsExpire: "2026-03-01", Tags: []string{"vip"}},
		{ID: "2", Email: "b@example.com", RegisteredAt: day(7), UpdatedAt: day(7)},
		{ID: "3", Email: "c@example.com", UpdatedAt: day(1)},
	}))
	require.NoError(t, intake.InsertCustomers(t.Context(), e.DB, store, []regulars.Customer{
		{ID: "9", Email: "a@example.com", City: "台中市", RegisteredAt: day(8), UpdatedAt: day(8), Points: 5_000, PointsExpire: "2026-02-01", Tags: []string{"till"}},
		{ID: "10", Email: "a@example.com", UpdatedAt: day(7), PointsExpire: "2026-01-30"},
	}))
	order := func(id, email string, at time.Time) regulars.Order {
		return regulars.Order{ID: id, Email: email, PlacedAt: at, UpdatedAt: at, Placed: true, Paid: true, Total: 10_000}
	}
	require.NoError(t, intake.InsertOrders(t.Context(), e.DB, store, []regulars.Order{order("1", "a@example.com", day(9)), order("2", "b@example.com", day(2)), order("3", "d@example.com", day(3))}))
	_, err := derive.Run(context.Background(), e.DB, brand, "2026-01-31")
	require.NoError(t, err)
	require.Equal(t, []string{
		"a@example.com female 1990-02-03 台中市 2026-01-05 20:00:00.000 2026-01-06 web online gold 3.5 ['2026-02-01','2026-03-01'] ['till','vip']",
		"b@example.com    2026-01-07 20:00:00.000 2026-01-08 store offline  0 [] []",
		"c@example.com    none none web online  0 [] []",
		"d@example.com    none none store offline  0 [] []",
	}, texts(t, e.DB, `SELECT concatWithSeparator(' ', email, gender, birth_date, city, ifNull(toString(registered_at), 'none'),
		ifNull(toString(registered_on), 'none'), first_shop, first_channel, tier, toString(points), toString(points_expire_on), toString(tags)) T
		FROM members ORDER BY email`))
}

// Of what is said at once the refusal holds, with its source and evidence.
func TestConsentsOfOneMoment(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	require.NoError(t, e.Conn.Exec(t.Context(), "INSERT INTO identity_nodes (brand, node, member_id) SELECT 'a', number, 7 FROM numbers(1, 3)"))
	require.NoError(t, e.Conn.Exec(t.Context(), `INSERT INTO consent_facts (brand, node, channel, purpose, at, granted, source, evidence, version) VALUES
		('a', 1, 'edm', 'marketing', '2026-01-01 00:00:00', true, 'form', 'x/1', 5),
		('a', 2, 'edm', 'marketing', '2026-01-01 00:00:00', false, 'reply', 'x/2', 5),
		('a', 3, 'edm', 'marketing', '2025-01-01 00:00:00', true, 'form', 'x/3', 9),
		('a', 3, 'sms', 'marketing', '2026-01-02 00:00:00', true, 'form', 'x/3', 9)`))
	require.Equal(t, []string{"7 edm marketing refused reply x/2 2026-01-01 00:00:00.000", "7 sms marketing granted form x/3 2026-01-02 00:00:00.000"},
		texts(t, e.DB, `SELECT concatWithSeparator(' ', toString(member_id), channel, purpose, state, source, evidence, toString(time)) T
			FROM consents WHERE brand = 'a' ORDER BY channel`))
}

func texts(t *testing.T, db *schema.DB, statement string) []string {
	t.Helper()
	type text struct{ T string }
	var all []string
	for _, row := range schematest.Query[text](t, db, statement) {
		all = append(all, row.T)
	}
	return all
}
