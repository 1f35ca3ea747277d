package vendure_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
	"regulars/platform/platformtest"
)

func alsoOf(t *testing.T, s platform.Source, e platform.Entity) (all platform.Page) {
	t.Helper()
	require.NoError(t, s.Pull(t.Context(), e, platform.Window{}, "", func(p platform.Page) error {
		require.Empty(t, p.Rejected)
		all.Products, all.Events = append(all.Products, platformtest.Bare(t, p.Products)...), append(all.Events, p.Events...)
		return nil
	}))
	return all
}

// Products and open carts of a running shop: none has a picture, and one product was made
// without variants.
func TestRecordedVariantsAndCarts(t *testing.T) {
	shop := recordedAs(t, openAlso)
	require.Equal(t, []platform.Entity{platform.Orders, platform.Customers, platform.Products, platform.Events}, shop.Entities())
	require.Equal(t, []regulars.Product{
		{ID: "1", SKU: "SKU-1-S", Title: "Product 1 S", Price: cents(8700), HasPrice: true, Currency: "USD"},
		{ID: "1", SKU: "SKU-1-L", Title: "Product 1 L", Price: cents(14350), HasPrice: true, Currency: "USD"},
		{ID: "7", SKU: "SKU-7-S", Title: "手工皂 7 S", Price: cents(30900), HasPrice: true, Currency: "USD"},
		{ID: "7", SKU: "SKU-7-L", Title: "手工皂 7 L", Price: cents(46150), HasPrice: true, Currency: "USD"},
		{ID: "26", Title: "Bare"},
	}, alsoOf(t, shop, platform.Products).Products)
	carts := alsoOf(t, shop, platform.Events).Events
	require.Len(t, carts, 3)
	for i := range carts {
		require.True(t, json.Valid(carts[i].Raw))
		carts[i].Raw = nil
	}
	require.Equal(t, regulars.Event{
		ID: "checkout-15", Type: "checkout_abandoned", At: at(t, "2026-07-14T09:46:03.534Z"), Properties: map[string]string{"value": "1634", "currency": "USD", "url": ""},
	}, carts[0], "of a visitor")
	require.Equal(t, regulars.Event{
		ID: "checkout-45", Type: "checkout_abandoned", At: at(t, "2025-11-19T08:00:41.282Z"), CustomerID: "86", Email: "customer86@example.test", Phone: "0932989145",
		Properties: map[string]string{"value": "1145.5", "currency": "USD", "url": ""},
	}, carts[2])
}

// A variant's own name and picture go before the product's. A product without variants is one
// by itself, and two variants of one SKU are one.
func TestPartsOfAVariant(t *testing.T) {
	for variants, want := range map[string][]regulars.Product{
		`[{"sku":"L","name":"Tea L","featuredAsset":{"preview":"https://a.test/l"}},{"sku":"S","name":"Tea S"}]`: {
			{SKU: "L", Title: "Tea L", Image: "https://a.test/l"}, {SKU: "S", Title: "Tea S", Image: "https://a.test/p"},
		},
		`[{"sku":"L","name":null,"featuredAsset":null,"priceWithTax":null}]`:               {{SKU: "L", Title: "Tea", Image: "https://a.test/p"}},
		`[{"sku":"L","priceWithTax":0,"currencyCode":"twd"},{"sku":"L","priceWithTax":7}]`: {{SKU: "L", Title: "Tea", Image: "https://a.test/p", HasPrice: true, Currency: "TWD"}},
		`[]`:   {{Title: "Tea", Image: "https://a.test/p"}},
		`null`: {{Title: "Tea", Image: "https://a.test/p"}},
	} {
		shop := askedOf(t, nil, `{"data":{"products":{"totalItems":1,"items":[{"id":"9","name":"Tea","featuredAsset":{"preview":"https://a.test/p"},"variants":`+variants+`}]}}}`)
		for i := range want {
			want[i].ID = "9"
		}
		require.Equal(t, want, alsoOf(t, shop, platform.Products).Products, variants)
	}
}

// askedOf answers everything alike, but for the shop's shape, and keeps what was asked for last.
func askedOf(t *testing.T, last *map[string]any, answer string) platform.Source {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Query     string
			Variables map[string]any
		}
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &request); err != nil {
			t.Error(err)
		}
		if strings.Contains(request.Query, "query Shape") {
			_, _ = io.WriteString(w, `{"data":{"globalSettings":{"serverConfig":{"moneyStrategyPrecision":2}},"__type":null}}`)
			return
		}
		if last != nil {
			*last = request.Variables
		}
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(server.Close)
	s, err := openAlso(server.URL, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	return s
}

// A cart is left when nobody has touched it for an hour: a window of carts is an hour earlier,
// so that one that is being filled is of the next, and its count is of the same.
func TestCartsAreLeftForAnHour(t *testing.T) {
	var last map[string]any
	shop := askedOf(t, &last, `{"data":{"orders":{"totalItems":0,"items":[]}}}`)
	bounds := func() string {
		text, err := json.Marshal(last["options"].(map[string]any)["filter"])
		require.NoError(t, err)
		return string(text)
	}
	w := platform.Window{From: at(t, "2026-11-02T10:00:00Z"), To: at(t, "2026-11-02T11:00:00Z")}
	require.NoError(t, shop.Pull(t.Context(), platform.Events, w, "", func(platform.Page) error { return nil }))
	want := `{"_and":[{"active":{"eq":true}},{"type":{"notEq":"Seller"}},{"_and":[{"updatedAt":{"after":"2026-11-02T08:59:59.999Z"}},{"updatedAt":{"before":"2026-11-02T10:00:00.000Z"}}]}]}`
	require.JSONEq(t, want, bounds())
	_, err := shop.Count(t.Context(), platform.Events, w)
	require.NoError(t, err)
	require.JSONEq(t, want, bounds())
	require.NoError(t, shop.Pull(t.Context(), platform.Events, platform.Window{}, "", func(platform.Page) error { return nil }))
	_, before, _ := strings.Cut(bounds(), `"before":"`)
	end := at(t, before[:len("2026-11-02T10:00:00.000Z")])
	require.WithinDuration(t, time.Now().Add(-time.Hour), end, 2*time.Minute)
}
