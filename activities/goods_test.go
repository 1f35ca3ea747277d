package activities_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/activities"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/easystore"
	"regulars/platform/platformtest"
	"regulars/platform/shopify"
	"regulars/platform/vendure"
	"regulars/schema"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// stocked are shops whose platform counts and lists its products.
var stocked = map[string]struct {
	new  func(testing.TB) *platformtest.Shop
	open func(config.Shop, platform.HTTPOptions) (platform.Source, error)
	key  string
}{
	"easystore": {platformtest.NewEasyStore, easystore.New, platformtest.EasyStoreToken},
	"shopify":   {platformtest.NewShopify, shopify.New, platformtest.ShopifyToken},
	"vendure":   {platformtest.NewVendure, vendure.New, platformtest.VendureKey},
}

// A product that is deleted, or that never came, is found by the total and healed by the
// sweep: nothing announces either.
func TestDeletedAndMissedProductsAreHealed(t *testing.T) {
	db := schematest.Open(t)
	for name, s := range stocked {
		shop := s.new(t)
		shop.Stock(9)
		source, err := s.open(config.Shop{
			Name: "web", URL: shop.URL, Version: config.ShopifyVersion, Currency: "TWD", Zone: time.UTC, Token: config.NewSecret(s.key), AlsoPull: []string{config.AlsoProducts},
		}, platform.HTTPOptions{})
		require.NoError(t, err)
		t.Run(name, func(t *testing.T) { healsProducts(t, db, shop, source) })
		for _, table := range []string{"products", "loads", "received", "sweeps", "store_lists"} { // all are called web
			require.NoError(t, db.Conn().Exec(t.Context(), "TRUNCATE TABLE "+table))
		}
	}
}

func healsProducts(t *testing.T, db *schema.DB, shop *platformtest.Shop, source platform.Source) {
	env := newActivityEnv(t, db, source)
	do := func(activity string, in, result any) {
		t.Helper()
		value, err := env.ExecuteActivity(activity, in)
		require.NoError(t, err, activity)
		if result != nil {
			require.NoError(t, value.Get(result))
		}
	}
	load := activities.LoadRef{ShopRef: activities.ShopRef{Brand: "acme", Shop: "web"}, Entity: "products", Kind: intake.LoadWindow, LoadID: "first/products"}
	do("OpenWindow", load, &load)
	do("PullPages", load, nil)
	do("CloseWindow", load, nil)
	compare := func(id string) (activities.StorePlan, activities.StoreRef) {
		ref := activities.StoreRef{ShopRef: load.ShopRef, LoadID: id, First: true} // no sweep is due by age
		var plan activities.StorePlan
		do("CompareStore", ref, &plan)
		return plan, ref
	}
	products := func(lines []activities.StoreLine) activities.StoreLine {
		for _, l := range lines {
			if l.Entity == "products" {
				return l
			}
		}
		t.Fatal("the shop's products were not compared")
		return activities.StoreLine{}
	}
	plan, _ := compare("whole")
	require.True(t, products(plan.Lines).OK)
	require.EqualValues(t, 9, *products(plan.Lines).Platform)
	require.Empty(t, plan.Parts)

	// One is deleted in the shop, and two are lost here.
	shop.DropProduct(4)
	require.NoError(t, db.Conn().Exec(t.Context(), "ALTER TABLE products DELETE WHERE sku IN ('SKU-2', 'SKU-6') SETTINGS mutations_sync = 1"))
	plan, ref := compare("healed")
	line := products(plan.Lines)
	require.False(t, line.OK, "8 there, 7 here")
	require.EqualValues(t, 8, *line.Platform)
	require.EqualValues(t, 7, line.Stored)
	require.Len(t, plan.Parts, 1)
	require.Equal(t, "products", plan.Parts[0].Entity)
	in := activities.SweepInput{StoreRef: ref, Parts: plan.Parts}
	var done activities.Sweeping
	do("SweepStore", in, &done)
	require.Equal(t, []uint64{8, 2, 1, 0}, []uint64{done.Sweeps[0].Listed, done.Sweeps[0].Missing, done.Sweeps[0].Deleted, done.Sweeps[0].Open})
	var swept activities.SweptStore
	do("CloseSweep", activities.SweepDone{SweepInput: in, Sweeps: done.Sweeps}, &swept)
	line = products(swept.Lines)
	require.True(t, line.OK, line.Sentence())
	require.EqualValues(t, 3, line.HealedNow)
	require.EqualValues(t, 8, line.Stored)
	var deleted string
	require.NoError(t, db.Conn().QueryRow(t.Context(), "SELECT arrayStringConcat(groupArray(sku)) FROM products FINAL WHERE is_deleted = 1 AND url = ''").Scan(&deleted))
	require.Equal(t, "SKU-4", deleted)
	var raws uint64
	require.NoError(t, db.Conn().QueryRow(t.Context(), "SELECT countIf(isValidJSON(raw) AND position(raw, sku) > 0) FROM products FINAL").Scan(&raws))
	require.EqualValues(t, 9, raws, "the record as the shop gave it, also of what a sweep read")

	plan, _ = compare("again")
	require.True(t, products(plan.Lines).OK)
	require.Empty(t, plan.Parts)
}
