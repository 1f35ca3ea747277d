package shopline_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/platformtest"
	"regulars/platform/shopline"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts)
}

func openAlso(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts, config.AlsoProducts)
}

func opening(address string, opts platform.HTTPOptions, also ...string) (platform.Source, error) {
	return shopline.New(config.Shop{
		Name: "tea", URL: address, AlsoPull: also, Currency: "TWD", Handle: platformtest.ShoplineHandle, Token: config.NewSecret(platformtest.ShoplineToken),
	}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewShopline, Open: open, Also: openAlso, Secrets: []string{platformtest.ShoplineToken},
		Lacks: platformtest.Lacks{Timezone: true, ConsentTime: true},
	})
}

var day = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// An archived order is in no list, and asked for by its id it is gone from the API, not
// from the shop: what is stored of it stays.
func TestArchivedOrdersAreHidden(t *testing.T) {
	shop := platformtest.NewShopline(t)
	shop.Put(platformtest.Order{ID: 7, Placed: day, Modified: day, State: platformtest.Paid, Total: 10, Lines: 1})
	source, err := open(shop.URL, platform.HTTPOptions{})
	require.NoError(t, err)
	archived := shop.ID(9)
	asked := 0
	shop.Faults.Always(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasSuffix(r.URL.Path, archived) {
			asked++
			w.WriteHeader(http.StatusGone)
			_, _ = w.Write([]byte(`{"message":"archived","code":"OrderArchived"}`))
			return
		}
		next.ServeHTTP(w, r)
	})
	read := 0
	fate, err := source.Read(t.Context(), platform.Orders, []string{shop.ID(7), archived, shop.ID(8)}, func(page platform.Page) error {
		read += len(page.Orders)
		return nil
	})
	require.NoError(t, err)
	require.Equal(t, 1, read)
	require.Equal(t, 1, asked)
	require.Equal(t, platform.Fate{Deleted: []string{shop.ID(8)}, Hidden: []string{archived}}, fate)
}

// A return order moves no time of its order: an old order whose return order changed is
// read again each night, with its refund on its own date.
func TestReturnsOfOldOrdersAreReadAgain(t *testing.T) {
	shop := platformtest.NewShopline(t)
	old := day.AddDate(-1, 0, 0)
	refunded := day.Add(time.Hour)
	shop.Put(
		platformtest.Order{ID: 1, Placed: old, Modified: old, State: platformtest.Fulfilled, Total: 100, Lines: 1, Refunds: []platformtest.Refund{{ID: 5, At: refunded, Amount: 30}}},
		platformtest.Order{ID: 2, Placed: old, Modified: old, State: platformtest.Fulfilled, Total: 100, Lines: 1},
		platformtest.Order{ID: 3, Placed: day, Modified: day, State: platformtest.Fulfilled, Total: 100, Lines: 1, Refunds: []platformtest.Refund{{ID: 6, At: refunded, Amount: 40}}},
	)
	source, err := open(shop.URL, platform.HTTPOptions{})
	require.NoError(t, err)
	var orders []regulars.Order
	require.NoError(t, source.Reread(t.Context(), day, func(page platform.Page) error {
		orders = append(orders, page.Orders...)
		return nil
	}))
	require.Len(t, orders, 2)
	for i, want := range []struct {
		id     int
		amount regulars.Money
	}{{3, 400_000}, {1, 300_000}} {
		require.Equal(t, shop.ID(want.id), orders[i].ID)
		require.Len(t, orders[i].Refunds, 1)
		require.Equal(t, refunded, orders[i].Refunds[0].At)
		require.Equal(t, want.amount, orders[i].Refunded)
	}
}

// The API refuses a request whose User-Agent isn't the shop's handle; the remedy says so.
func TestTheHandleIsTheUserAgent(t *testing.T) {
	shop := platformtest.NewShopline(t)
	source, err := shopline.New(config.Shop{Name: "tea", URL: shop.URL, Handle: "another", Token: config.NewSecret(platformtest.ShoplineToken)}, platform.HTTPOptions{})
	require.NoError(t, err)
	_, err = source.Check(t.Context())
	require.ErrorContains(t, err, "User-Agent")

	for missing, shop := range map[string]config.Shop{
		"handle": {Name: "tea", URL: config.ShoplineURL, Token: config.NewSecret("x")}, "token": {Name: "tea", URL: config.ShoplineURL, Handle: "tea"},
		"https": {Name: "tea", URL: "http://open.shopline.io", Handle: "tea", Token: config.NewSecret("x")},
	} {
		_, err := shopline.New(shop, platform.HTTPOptions{})
		require.ErrorContains(t, err, missing)
	}
}

func TestLargeAnswers(t *testing.T) {
	platformtest.Large(t, platformtest.Connector{NewShop: platformtest.NewShopline, Open: open})
}
