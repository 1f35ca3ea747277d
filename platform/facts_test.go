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
