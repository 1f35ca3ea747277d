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
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// A pull of products ends with its window, within which the platform counts: what changes
// while it is read is of the next one, and makes no night that isn't whole.
func TestPullsOfProductsEndWithTheirWindow(t *testing.T) {
	db := schematest.Open(t)
	shop := platformtest.NewEasyStore(t)
	shop.Stock(9)
	source, err := easystore.New(config.Shop{
		Name: "web", URL: shop.URL, Currency: "TWD", Zone: time.UTC, Token: config.NewSecret(platformtest.EasyStoreToken), AlsoPull: []string{config.AlsoProducts},
	}, platform.HTTPOptions{})
	require.NoError(t, err)
	env := newActivityEnv(t, db, source)
	pull := func(id string, meanwhile func()) activities.LoadResult {
		t.Helper()
		load := activities.LoadRef{ShopRef: activities.ShopRef{Brand: "acme", Shop: "web"}, Entity: "products", Kind: intake.LoadWindow, LoadID: id}
		value, err := env.ExecuteActivity("OpenWindow", load)
		require.NoError(t, err)
		require.NoError(t, value.Get(&load))
		meanwhile()
		_, err = env.ExecuteActivity("PullPages", load)
		require.NoError(t, err)
		value, err = env.ExecuteActivity("CloseWindow", load)
		require.NoError(t, err)
		var result activities.LoadResult
		require.NoError(t, value.Get(&result))
		require.Empty(t, result.Trouble)
		require.NotNil(t, result.Platform)
		require.Equal(t, result.Received, *result.Platform)
		return result
	}
	require.EqualValues(t, 9, pull("first/products", func() {}).Received)
	later := time.Now().Add(2 * time.Hour)
	require.Zero(t, pull("second/products", func() { shop.TouchProduct(4, later) }).Received)
}
