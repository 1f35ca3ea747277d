package alsopull_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config/alsopull"
)

// Each platform tells of products and carts, or it is said why not and where else they are
// found: nothing is silently empty.
func TestEveryPlatformTellsOrSaysWhyNot(t *testing.T) {
	for platform, untold := range map[string][]string{
		"shopify": nil, "vendure": nil, "shopline-global": nil, "easystore": nil,
		"woocommerce": {"checkouts"}, "medusa": {"checkouts"}, "shopline": {"checkouts"}, "cyberbiz": {"checkouts"}, "91app": {"products", "checkouts"},
	} {
		for _, what := range []string{alsopull.Products, alsopull.Checkouts} {
			remedy := alsopull.Remedy(platform, what)
			isUntold := false
			for _, u := range untold {
				isUntold = isUntold || u == what
			}
			if !isUntold {
				require.Empty(t, remedy, "%s %s", platform, what)
				continue
			}
			require.Regexp(t, "^(use products|leave it out); .+: a(nd|) ?.*(events|feed)", remedy, "%s %s", platform, what)
		}
	}
	require.Equal(t, "use products or checkouts", alsopull.Remedy("shopify", "coupons"))
	require.Equal(t, "leave it out", alsopull.Remedy("file", "products"))
}
