package platform_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform"
)

func TestDifferences(t *testing.T) {
	shop := config.Shop{Name: "tea", Currency: "TWD"}
	require.Empty(t, platform.Facts{Currency: "TWD"}.Differences(shop))
	require.Empty(t, platform.Facts{Currency: "twd"}.Differences(shop))
	require.Empty(t, platform.Facts{}.Differences(shop))
	require.Equal(t, []string{"the shop sells in USD, the config says TWD: write currency: USD under the shop tea"}, platform.Facts{Currency: "USD"}.Differences(shop))
}

// How long a first pull takes follows from the pages and the pace; nothing is said where
// the shop doesn't count.
func TestFirstPull(t *testing.T) {
	facts := platform.Facts{Orders: 120_001, Page: 50}
	require.Equal(t, "a first pull reads 2401 pages of orders: at 4 requests a second at least 10m0s", facts.FirstPull(config.Shop{RequestsPerSecond: 4}))
	require.Equal(t, "a first pull reads 2401 pages of orders, as fast as the shop answers", facts.FirstPull(config.Shop{}))
	facts.Orders = 7
	require.Contains(t, facts.FirstPull(config.Shop{RequestsPerSecond: 20}), "reads 1 page of orders: at 20 requests a second at least 1s")
	for _, unknown := range []platform.Facts{{Orders: -1, Page: 50}, {Page: 50}, {Orders: 9}} {
		require.Empty(t, unknown.FirstPull(config.Shop{}))
	}
}
