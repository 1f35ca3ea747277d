package intake_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// What a shop tells next to orders and customers is stored, counted, and replaced by a
// newer reading of itself.
func TestProductsAndEvents(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	zone := time.FixedZone("Taipei", 8*3600)
	brand := (&config.Brand{Name: "acme", Currency: "TWD", Zone: zone, HashKey: config.NewSecret("a key of the brand"), Rates: []config.Rate{{Currency: "USD", From: "2020-01-01", Rate: "30"}}}).WithDefaults()
	shop := &config.Shop{Name: "web"}
	now := time.Now().UTC().Truncate(time.Millisecond)
	began := time.Date(2026, 11, 2, 20, 0, 0, 0, time.UTC)
	load := intake.Load{Brand: brand, Shop: shop, ID: "run/products", ReadAt: now}
	checkout := regulars.Event{ID: "checkout-7", Type: "checkout_abandoned", At: began, Email: " A@b.test", Properties: map[string]string{"url": "https://x.test/go"}, Raw: []byte(`{"cart":7}`)}
	block := intake.Block{
		Products: []regulars.Product{
			{ID: "1", SKU: "tea", Title: "Tea", Category: "茶葉", URL: "https://x.test/tea", Image: "https://x.test/tea.jpg", Price: 12_500, HasPrice: true, Currency: "USD", Locale: "zh-TW", Raw: []byte(`{"tea":1}`)},
			{ID: "1", SKU: "tea-2", Title: "Tea"},
			{ID: "2", Title: "Cup", Price: 1, HasPrice: true, Currency: "VND", Raw: []byte(`{"cup":2}`)},
		},
		Events: []regulars.Event{checkout, {ID: "checkout-8", Type: "checkout_abandoned", At: time.Date(2300, 1, 1, 0, 0, 0, 0, time.UTC), Raw: []byte(`{"cart":8}`)}},
	}
	require.NoError(t, intake.StoreBlock(ctx, db, load, block))
	require.NoError(t, intake.StoreBlock(ctx, db, load, block), "a page that comes again")
	for entity, rejected := range map[string]uint64{"products": 1, "events": 1} {
		row, err := intake.CountLoad(ctx, db, intake.Row{Brand: "acme", Shop: "web", Entity: entity, LoadID: load.ID, StartedAt: now, To: now})
		require.NoError(t, err)
		require.Equal(t, []uint64{1, 1, rejected}, []uint64{row.Received, row.Stored, row.Rejected}, entity)
	}

	var raws []string
	require.NoError(t, db.Conn().QueryRow(ctx, `SELECT arrayMap(raw -> assumeNotNull(raw), [
			(SELECT raw FROM products FINAL WHERE sku = 'tea'), (SELECT raw FROM products FINAL WHERE sku = 'tea-2'), (SELECT raw FROM events FINAL WHERE event_id = 'checkout-7'),
			(SELECT any(raw) FROM rejected WHERE entity = 'products'), (SELECT any(raw) FROM rejected WHERE entity = 'events')])`).Scan(&raws))
	require.Equal(t, []string{`{"tea":1}`, "", `{"cart":7}`, `{"cup":2}`, `{"cart":8}`}, raws, "the records as the shop gave them, also of what can't be stored")

	var url, image, price, locale string
	require.NoError(t, db.Conn().QueryRow(ctx, "SELECT url, image, toString(price), locale FROM products FINAL WHERE brand = 'acme' AND sku = 'tea'").Scan(&url, &image, &price, &locale))
	require.Equal(t, []string{"https://x.test/tea", "https://x.test/tea.jpg", "37.5", "zh-TW"}, []string{url, image, price, locale}, "in the brand's currency")

	present, err := intake.CountPresent(ctx, db, "acme", "web", now)
	require.NoError(t, err)
	require.Equal(t, []uint64{1, 1, 1}, []uint64{present.Products, present.RejectedProducts, present.Events}, "each once with all its SKUs")

	// Read again it was completed, and began earlier than was said.
	load.ReadAt = now.Add(time.Second)
	checkout.Type, checkout.At = "checkout_started", began.AddDate(0, 0, 1)
	require.NoError(t, intake.StoreBlock(ctx, db, load, intake.Block{Events: []regulars.Event{checkout}}))
	var kind, date, first string
	var node uint64
	require.NoError(t, db.Conn().QueryRow(ctx, "SELECT toString(type), toString(date), toString(first_date), node FROM events FINAL WHERE brand = 'acme'").Scan(&kind, &date, &first, &node))
	require.Equal(t, []string{"checkout_started", "2026-11-04", "2026-11-03"}, []string{kind, date, first}, "the brand's dates, and the earliest kept")
	require.Equal(t, load.NodeKey().Node(identity.KindEmail, "a@b.test"), node)

	// Who was erased leaves no event.
	load.Key = intake.DoorKey("a key of enough characters")
	for _, hash := range []uint64{intake.DoorCheck(load.Key), load.Key.Hash(identity.KindEmail, "gone@b.test")} {
		require.NoError(t, db.Conn().Exec(ctx, "INSERT INTO erased (brand, hash, at, version) VALUES ('acme', ?, now(), 1)", hash))
	}
	require.NoError(t, intake.StoreBlock(ctx, db, load, intake.Block{Events: []regulars.Event{
		{ID: "checkout-9", Type: "checkout_abandoned", At: began, Email: "Gone@b.test"}, {ID: "checkout-10", Type: "checkout_abandoned", At: began, Email: "b@b.test"},
	}}))
	var ids []string
	require.NoError(t, db.Conn().QueryRow(ctx, "SELECT arraySort(groupUniqArray(event_id)) FROM events WHERE brand = 'acme'").Scan(&ids))
	require.Equal(t, []string{"checkout-10", "checkout-7"}, ids)
	var noted uint64
	require.NoError(t, db.Conn().QueryRow(ctx, "SELECT count() FROM received WHERE record = 'checkout-9'").Scan(&noted))
	require.Zero(t, noted)
}
