package shops

import (
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/sandbox/brand"
)

// In the hour that Berlin lives twice, the posts storage mixes both: it sorts by
// what the clock showed. Past the end it still knows the total.
func TestPostsStorageSortsByLocalTime(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	b := &brand.Brand{Zone: zone, Catalog: []brand.Product{{SKU: "A"}}}
	shop := &brand.Shop{Brand: b, Place: brand.WooShop}
	b.Shops[brand.WooShop] = shop
	at := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC).Unix() // 02:30 in summer time
	for i, minutes := range []int64{0, 40, 80} {                // 02:30, 02:10 and 02:50
		shop.Orders = append(shop.Orders, brand.Order{
			Number: int32(i) + 1, Person: brand.Nobody, State: brand.StateProcessing, Placed: at + 60*minutes, Updated: at + 60*minutes,
			Lines: []brand.Line{{Quantity: 1, Price: 10}},
		})
	}
	shop.Index()
	server := NewWooCommerce(shop, "key", "secret")
	ids := func(query string) (ids []int, total string) {
		w := httptest.NewRecorder()
		server.ServeHTTP(w, httptest.NewRequest("GET", wooPath+"/orders?consumer_key=key&consumer_secret=secret&orderby=modified&order=asc"+query, nil))
		require.Equal(t, 200, w.Code)
		var rows []struct{ ID int }
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &rows))
		for _, row := range rows {
			ids = append(ids, row.ID)
		}
		return ids, w.Header().Get("X-WP-Total")
	}
	inUTC, _ := ids("")
	require.Equal(t, []int{1, 2, 3}, inUTC)
	past, total := ids("&page=2")
	require.Empty(t, past)
	require.Equal(t, "0", total)

	server.PostsStorage = true
	local, _ := ids("")
	require.Equal(t, []int{2, 1, 3}, local)
	past, total = ids("&page=2")
	require.Empty(t, past)
	require.Equal(t, "3", total)
}
