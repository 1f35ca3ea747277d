package intake_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/intake"
)

// Products are compared with the shop's list by their ids, each once with all its SKUs. A
// tombstone keeps what was known of a product but its page, and a later reading restores it.
func TestProductsAreComparedWithTheList(t *testing.T) {
	s := openShelf(t)
	product := func(id, sku string) regulars.Product {
		return regulars.Product{ID: id, SKU: sku, Title: "Tea", Category: "tea", URL: "https://x.test/" + id, Raw: []byte(`{"of":"` + id + sku + `"}`)}
	}
	block := intake.Block{Products: []regulars.Product{product("1", "a"), product("1", "b"), product("2", ""), product("3", "")}}
	for _, l := range append([]intake.Load{s.Load}, s.others...) {
		s.store(l, began, block)
	}
	s.store(s.Load, began, rejected("products", placed, "8"))
	require.NoError(t, intake.InsertListed(t.Context(), s.db, s.Load, intake.EntityProducts, []intake.Listed{{ID: "2"}, {ID: "8"}, {ID: "9"}}))
	differ := func(after string, again bool) []intake.Difference {
		found, err := intake.Differences(t.Context(), s.db, s.Load, intake.EntityProducts, nil, after, again)
		require.NoError(t, err)
		return found
	}
	one, three, eight, nine := intake.Difference{ID: "1", Absent: true}, intake.Difference{ID: "3", Absent: true}, intake.Difference{ID: "8", Missing: true}, intake.Difference{ID: "9", Missing: true}
	require.Equal(t, []intake.Difference{one, three, nine}, differ("", false))
	require.Equal(t, []intake.Difference{three, eight, nine}, differ("1", true), "a person asks for what was rejected, too")

	gone := s.Load
	gone.ID, gone.ReadAt = "run/gone", began.Add(time.Hour)
	require.NoError(t, intake.Bury(t.Context(), s.db, gone, intake.EntityProducts, ids("1", "unknown")))
	require.NoError(t, intake.Bury(t.Context(), s.db, gone, intake.EntityProducts, ids("1")), "done again")
	look := func() (deleted, pages, categories uint64) {
		require.NoError(t, s.db.Conn().QueryRow(t.Context(), `SELECT countIf(is_deleted = 1), countIf(url != ''), countIf(category = 'tea' AND title = 'Tea')
			FROM products FINAL WHERE brand = 'acme' AND shop = 'web'`).Scan(&deleted, &pages, &categories))
		return deleted, pages, categories
	}
	deleted, pages, categories := look()
	require.Equal(t, []uint64{2, 2, 4}, []uint64{deleted, pages, categories}, "both SKUs")
	var raws uint64
	require.NoError(t, s.db.Conn().QueryRow(t.Context(), `SELECT countIf(raw = concat('{"of":"', product_id, sku, '"}')) FROM products FINAL WHERE brand = 'acme' AND shop = 'web'`).Scan(&raws))
	require.EqualValues(t, 4, raws, "the record as the shop gave it, of what is buried, too")
	require.Equal(t, []intake.Difference{three, nine}, differ("", false), "what is buried is missed no more")
	var others uint64
	require.NoError(t, s.db.Conn().QueryRow(t.Context(), "SELECT count() FROM products WHERE is_deleted = 1 AND (brand, shop) != ('acme', 'web')").Scan(&others))
	require.Zero(t, others)

	gone.ReadAt = began.Add(-time.Hour)
	require.NoError(t, intake.Bury(t.Context(), s.db, gone, intake.EntityProducts, ids("3")), "what was read since stays")
	s.store(s.Load, began.Add(2*time.Hour), block)
	deleted, pages, _ = look()
	require.Equal(t, []uint64{0, 4}, []uint64{deleted, pages}, "read again, it is sold again")
}

// A SKU that a product no longer has when it is read again has a tombstone; one that comes
// back is sold again. Nothing is said of the SKUs of a product of which one is rejected.
func TestSKUsThatAProductNoLongerHas(t *testing.T) {
	s := openShelf(t)
	sell := func(at time.Time, products ...regulars.Product) {
		t.Helper()
		for range 2 { // a page that comes again
			s.store(s.Load, at, intake.Block{Products: products})
		}
	}
	of := func(id, sku string) regulars.Product {
		return regulars.Product{ID: id, SKU: sku, Title: "Tea", URL: "https://x.test/" + sku}
	}
	dear := of("2", "d")
	dear.Price, dear.HasPrice, dear.Currency = 1, true, "VND" // which has no rate
	sold := func() (skus string) {
		require.NoError(t, s.db.Conn().QueryRow(t.Context(), `SELECT arrayStringConcat(arraySort(groupArray(concat(product_id, sku))), ' ')
			FROM products FINAL WHERE brand = 'acme' AND shop = 'web' AND is_deleted = 0 AND url != ''`).Scan(&skus))
		return skus
	}
	sell(began, of("1", "a"), of("1", "b"), of("2", "c"), of("2", "d"), of("3", "a"))
	s.store(s.others[0], began, intake.Block{Products: []regulars.Product{of("1", "b")}})
	sell(began.Add(time.Hour), of("1", "a"), of("2", "c"), dear)
	require.Equal(t, "1a 2c 2d 3a", sold())
	sell(began.Add(time.Minute), of("1", "a"), of("1", "b"))
	require.Equal(t, "1a 2c 2d 3a", sold(), "an older reading changes nothing")
	sell(began.Add(2*time.Hour), of("1", "b"))
	require.Equal(t, "1b 2c 2d 3a", sold())
	var others uint64
	require.NoError(t, s.db.Conn().QueryRow(t.Context(), "SELECT count() FROM products WHERE is_deleted = 1 AND (brand, shop) != ('acme', 'web')").Scan(&others))
	require.Zero(t, others)
}
