package shopify_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/shopify"
	"regulars/sandbox/shops"
)

func alsoSource(t *testing.T, address string, from int) platform.Source {
	s, err := shopify.New(config.Shop{
		Name: "tea", Version: config.ShopifyVersion, URL: address, Token: config.NewSecret(platformtest.ShopifyToken), Currency: "TWD",
		AlsoPull: []string{"products", "checkouts"},
	}, platform.HTTPOptions{MinWait: time.Millisecond})
	require.NoError(t, err)
	require.Equal(t, []platform.Entity{platform.Orders, platform.Customers, platform.Products, platform.Events}, s.Entities())
	for _, e := range s.Entities() {
		require.NotEmpty(t, platform.SightOf(s.Sights(), e).Unseen, "what the certificate says of %s that it can't know", e)
	}
	s.(*shopify.Source).BulkFrom(from)
	return s
}

func pulled(t *testing.T, s platform.Source, e platform.Entity, w platform.Window) (all platform.Page) {
	require.NoError(t, s.Pull(t.Context(), e, w, "", func(p platform.Page) error {
		all.Products, all.Events, all.Rejected = append(all.Products, p.Products...), append(all.Events, p.Events...), append(all.Rejected, p.Rejected...)
		return nil
	}))
	return all
}

// Products are the same page by page, with more variants than a page holds, and from a
// file.
func TestProducts(t *testing.T) {
	shop := platformtest.NewShopifyWith(t, func(s *shops.Shopify) { s.SetVariants(130) })
	for _, from := range []int{0, 1000} {
		got := pulled(t, alsoSource(t, shop.URL, from), platform.Products, platform.Window{})
		require.Empty(t, got.Rejected)
		require.Len(t, got.Products, 2*130)
		platformtest.Bare(t, got.Products)
		for i, p := range got.Products {
			sku := fmt.Sprintf("SKU-%d", i/130)
			require.Equal(t, fmt.Sprint(100+i/130), p.ID)
			require.Equal(t, "https://sandbox.example.com/products/"+sku, p.URL)
			require.Equal(t, "https://cdn.example.com/"+sku+".jpg", p.Image)
			require.Equal(t, "茶葉", p.Category)
			require.Equal(t, []any{"TWD", true}, []any{p.Currency, p.HasPrice})
			if i%130 > 0 {
				sku += fmt.Sprintf("-%d", i%130)
			}
			require.Equal(t, sku, p.SKU)
		}
	}
}

func TestProductsThatAreOdd(t *testing.T) {
	body := `{"data":{"products":{"pageInfo":{"hasNextPage":false,"endCursor":null},"nodes":[
		{"id":"gid://shopify/Product/1","title":"Tea","productType":"","status":"DRAFT","onlineStoreUrl":"https://x.test/tea","updatedAt":"2026-11-02T00:00:00Z","featuredMedia":null,"variants":{"nodes":[]}},
		{"id":"gid://shopify/Product/2","title":"Cup","status":"ACTIVE","onlineStoreUrl":null,"updatedAt":"2026-11-02T00:00:00Z","variants":{"nodes":[{"sku":null,"price":"12.50"}]}},
		{"id":"gid://shopify/Product/3","title":"Odd","status":"ACTIVE","updatedAt":"2026-11-02T00:00:00Z","variants":{"nodes":[{"sku":"x","price":"cheap"}]}},
		{"id":"gid://shopify/Product/x","title":"Nobody","updatedAt":"2026-11-02T00:00:00Z"}]}}}`
	got := pulled(t, alsoSource(t, answer(t, body), 1000), platform.Products, day)
	require.Equal(t, []regulars.Product{
		{ID: "1", Title: "Tea", Currency: "TWD"},
		{ID: "2", Title: "Cup", Currency: "TWD", Price: 125_000, HasPrice: true},
	}, platformtest.Bare(t, got.Products))
	require.Len(t, got.Rejected, 2)
	for i, reason := range []string{`"variants.price" is not an amount`, "no id"} {
		require.Equal(t, "products", got.Rejected[i].Entity)
		require.Contains(t, got.Rejected[i].Reason, reason)
	}
}

// What may not be read is named by check before a night fails of it.
func TestCheckAsksForWhatIsAlsoPulled(t *testing.T) {
	shop := platformtest.NewShopify(t)
	s := alsoSource(t, shop.URL, 1000)
	facts, err := s.Check(t.Context())
	require.NoError(t, err)
	require.Empty(t, facts.Warnings)
	shop.Faults.Add(platformtest.Well, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		_, _ = io.WriteString(w, `{"errors":[{"message":"Access denied for abandonedCheckouts field.","path":["abandonedCheckouts"],"extensions":{"code":"ACCESS_DENIED"}}],"data":null}`)
	})
	facts, err = s.Check(t.Context())
	require.NoError(t, err)
	require.Len(t, facts.Warnings, 1)
	require.Contains(t, facts.Warnings[0], "permission to manage abandoned checkouts")
}

// A checkout is an event of its person, with its worth and the page to go on with; once
// it was completed it is no longer one that was abandoned.
func TestAbandonedCheckouts(t *testing.T) {
	shop := platformtest.NewShopify(t)
	shop.PutCustomers(platformtest.Customer{ID: 1, Email: "a@b.test", Modified: day.From})
	for i := range 240 {
		state := []platformtest.State{platformtest.Pending, platformtest.Paid}[i%2]
		at := day.From.Add(time.Duration(i) * time.Minute)
		shop.Put(platformtest.Order{ID: i + 1, Placed: at, Modified: at, State: state, Total: 210, Lines: 1, Email: "a@b.test", CustomerID: 1})
	}
	for _, from := range []int{0, 1000} {
		got := pulled(t, alsoSource(t, shop.URL, from), platform.Events, day)
		require.Empty(t, got.Rejected)
		byID := map[string]regulars.Event{}
		for _, e := range got.Events {
			byID[e.ID] = e
		}
		require.Len(t, byID, 120+60, "the unpaid ones, and every fourth")
		require.Len(t, got.Events, len(byID), "each once")
		open := byID["checkout-3000000001"]
		require.Equal(t, "checkout_abandoned", open.Type)
		require.Contains(t, string(open.Raw), "AbandonedCheckout/3000000001")
		require.Equal(t, day.From.Add(-15*time.Minute), open.At)
		require.Equal(t, []string{"1", "a@b.test"}, []string{open.CustomerID, strings.ToLower(open.Email)})
		require.Equal(t, map[string]string{"value": "210", "currency": "TWD", "url": "https://sandbox.example.com/checkouts/ac/3000000001/recover?key=k"}, open.Properties)
		paid := byID["checkout-3000000004"]
		require.Equal(t, "checkout_started", paid.Type)
		require.NotContains(t, paid.Properties, "url")
		require.True(t, regulars.IsEventType(open.Type, false) && !regulars.IsEventType(open.Type, true), "a page can't report it")
	}
}
