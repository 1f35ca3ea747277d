package easystore_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform"
	"regulars/platform/easystore"
	"regulars/platform/platformtest"
)

func open(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts)
}

func openAlso(address string, opts platform.HTTPOptions) (platform.Source, error) {
	return opening(address, opts, config.AlsoProducts, config.AlsoCheckouts)
}

func opening(address string, opts platform.HTTPOptions, also ...string) (platform.Source, error) {
	zone, err := time.LoadLocation("Asia/Taipei")
	if err != nil {
		return nil, err
	}
	return easystore.New(config.Shop{Name: "tea", URL: address, AlsoPull: also, Currency: "TWD", Timezone: "Asia/Taipei", Zone: zone, Token: config.NewSecret(platformtest.EasyStoreToken)}, opts)
}

func TestConformance(t *testing.T) {
	platformtest.Conform(t, platformtest.Connector{
		NewShop: platformtest.NewEasyStore, Open: open, Also: openAlso, AlsoUncounted: map[platform.Entity]bool{platform.Events: true}, Secrets: []string{platformtest.EasyStoreToken},
		Lacks: platformtest.Lacks{ConsentTime: true, City: true},
	})
}

// Filters have no zone and count in the shop's: with another one in the config the shop
// shows what was not asked for, and the pull says why instead of missing records.
func TestTheShopsTimeZone(t *testing.T) {
	shop := platformtest.NewEasyStore(t)
	day := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	shop.Put(platformtest.Order{ID: 7, Placed: day, Modified: day.Add(-3 * time.Hour), State: platformtest.Paid, Total: 10, Lines: 1})
	source, err := easystore.New(config.Shop{Name: "tea", URL: shop.URL, Timezone: "UTC", Zone: time.UTC, Token: config.NewSecret(platformtest.EasyStoreToken)}, platform.HTTPOptions{})
	require.NoError(t, err)
	err = source.Pull(t.Context(), platform.Orders, platform.Window{From: day}, "", func(platform.Page) error { return nil })
	require.ErrorContains(t, err, "timezone")
	facts, err := source.Check(t.Context())
	require.NoError(t, err)
	require.Len(t, facts.Warnings, 1)
	require.Contains(t, facts.Warnings[0], "timezone: Asia/Taipei")
}

func TestLargeAnswers(t *testing.T) {
	platformtest.Large(t, platformtest.Connector{NewShop: platformtest.NewEasyStore, Open: open})
}
