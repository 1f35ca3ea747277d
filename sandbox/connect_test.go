package sandbox_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/shopify"
	"regulars/platform/woocommerce"
	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/sandbox/sandboxtest"
)

// The connectors must find in the imitation shops what the brand's truth says:
// two readings of the platforms, written apart, that have to agree.
func TestConnectorsFindTheTruth(t *testing.T) {
	now := time.Date(2026, 11, 20, 20, 30, 0, 0, time.UTC)
	s, err := sandboxtest.Start(context.Background(), sandbox.Options{Dir: t.TempDir(), Members: 300, Orders: 2000, Now: now, ShopifyPoints: 100_000})
	require.NoError(t, err)
	defer func() { _ = s.Close() }()
	env := map[string]string{}
	for _, pair := range s.Env() {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	woo, err := woocommerce.New(config.Shop{Name: "woo", URL: env["SANDBOX_WOO_URL"],
		Key: config.NewSecret(env["SANDBOX_WOO_KEY"]), KeySecret: config.NewSecret(env["SANDBOX_WOO_SECRET"]), RequestsPerSecond: 1000}, platform.HTTPOptions{})
	require.NoError(t, err)
	shop, err := shopify.New(config.Shop{Name: "shopify", URL: env["SANDBOX_SHOPIFY_URL"], Version: "2026-10",
		Token: config.NewSecret(env["SANDBOX_SHOPIFY_TOKEN"]), RequestsPerSecond: 1000}, platform.HTTPOptions{})
	require.NoError(t, err)
	for name, source := range map[string]platform.Source{brand.Woo: woo, brand.Shopify: shop} {
		t.Run(name, func(t *testing.T) {
			_, err := source.Check(t.Context())
			require.NoError(t, err)
			window := platform.Window{To: now.Add(time.Hour)}
			found := map[string]regulars.Order{}
			err = source.Pull(t.Context(), platform.Orders, window, "", func(p platform.Page) error {
				require.Empty(t, p.Rejected)
				for _, o := range p.Orders {
					found[o.ID] = o
				}
				return nil
			})
			require.NoError(t, err)
			count, err := source.Count(t.Context(), platform.Orders, window)
			require.NoError(t, err)
			require.EqualValues(t, len(found), count)
			for _, want := range s.Orders() {
				if want.Shop == name && want.Listed {
					compare(t, want, found[want.ID])
				}
			}
			customers := 0
			err = source.Pull(t.Context(), platform.Customers, window, "", func(p platform.Page) error {
				customers += len(p.Customers)
				return nil
			})
			require.NoError(t, err)
			require.Positive(t, customers)
		})
	}
}

func compare(t *testing.T, want sandboxtest.Order, got regulars.Order) {
	t.Helper()
	require.Equal(t, want.ID, got.ID)
	require.True(t, want.PlacedAt.Equal(got.PlacedAt), want.ID)
	require.True(t, want.UpdatedAt.Equal(got.UpdatedAt), want.ID)
	require.Equal(t, want.CustomerID, got.CustomerID, want.ID)
	if want.Email != "" { // otherwise the customer's own may stand in
		require.Equal(t, want.Email, got.Email, want.ID)
	}
	require.Equal(t, want.LineID, got.LineID, want.ID)
	require.Equal(t, want.Test, got.Test, want.ID)
	require.Equal(t, want.Cancelled, got.Cancelled, "%s %s", want.ID, want.State)
	if !want.Cancelled && want.Refunded < want.Total { // of the others some platforms forget the rest
		require.Equal(t, want.Paid, got.Paid, "%s %s", want.ID, want.State)
		require.Equal(t, want.Fulfilled, got.Fulfilled, "%s %s", want.ID, want.State)
	}
	if !want.Cancelled {
		require.Equal(t, want.Total, got.Total, want.ID)
	}
	require.Equal(t, want.Discount, got.Discount, want.ID)
	require.Equal(t, want.Refunded, got.Refunded, want.ID)
	require.Len(t, got.Refunds, len(want.Refunds), want.ID)
	require.Len(t, got.Lines, len(want.Lines), want.ID)
	for i := range want.Lines {
		require.Equal(t, want.Lines[i].Amount, got.Lines[i].Amount, want.ID)
		require.Equal(t, want.Lines[i].SKU, got.Lines[i].SKU, want.ID)
		require.EqualValues(t, want.Lines[i].Quantity, got.Lines[i].Quantity, want.ID)
	}
}

// A change of an order that a shop can't make is refused, so that what the imitation
// answers stays what a shop could: Shopify gives back only money that it took.
func TestShopifyRefundsOnlyWhatWasPaid(t *testing.T) {
	s := sandboxtest.Small(t)
	tried := map[bool]int{}
	for _, o := range s.Orders() {
		if o.Shop != brand.Shopify || !o.Listed || o.Refunded > 0 || !(o.State == brand.StateFailed || o.State == brand.StateCompleted) {
			continue
		}
		paid := o.State == brand.StateCompleted
		if tried[paid]++; tried[paid] > 3 {
			continue
		}
		if err := s.Refund(o.Shop, o.ID, 1); paid {
			require.NoError(t, err, o.ID)
		} else {
			require.ErrorContains(t, err, "nothing was paid", o.ID)
		}
	}
	require.Positive(t, tried[true])
	require.Positive(t, tried[false])
}
