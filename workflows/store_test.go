package workflows_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/gate"
	"regulars/schema/schematest"
	"regulars/workflows"
)

// What the shop deleted without a trace is gone after the night, and restates it.
func TestNightHealsWhatTheShopDeleted(t *testing.T) {
	t.Parallel()
	i := newInstallation(t)
	i.shop.buy(25, i.date)
	first, err := i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	require.Contains(t, first.Certificate, "Shops as wholes")
	require.EqualValues(t, 25, i.purchases())

	// o3 is young, so that the re-read heals it; whatever is older, a sweep does.
	i.shop.remove("o3")
	_, err = i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	require.EqualValues(t, 24, i.purchases(), "an order that the shop deleted lives on")
	line := i.store("web", "orders")
	require.True(t, line.OK, line.Reason)
	require.EqualValues(t, 24, *line.Platform)
	require.EqualValues(t, 24, line.Stored)
	require.False(t, line.SweptAt.IsZero(), "the whole shop was never swept")

	i.config.Brands[0].Shops[0].Reread = time.Minute
	i.shop.remove("o4")
	_, err = i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	require.EqualValues(t, 23, i.purchases(), "an order that the shop deleted lives on")
	line = i.store("web", "orders")
	require.True(t, line.OK, line.Reason)
	require.EqualValues(t, 23, *line.Platform)
	require.EqualValues(t, 1, line.HealedNow)
}

// A partition that is gone: the certificate recounts what it vouches for.
func TestNightMissesAPartitionThatIsGone(t *testing.T) {
	t.Parallel()
	i := newInstallation(t)
	i.shop.buy(40, i.date)
	_, err := i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	conn := schematest.Connect(t, i.db)
	require.NoError(t, conn.Exec(t.Context(), "ALTER TABLE orders DETACH PARTITION 3"))

	_, err = i.night(workflows.NightlyInput{NoCampaigns: true})
	require.ErrorContains(t, err, "table orders: ")
	require.ErrorContains(t, err, "parts are detached (by hand)")
	require.EqualValues(t, 40, i.purchases(), "the sweep has not read again what was lost")

	require.NoError(t, conn.Exec(t.Context(), "ALTER TABLE orders DROP DETACHED PARTITION 3 SETTINGS allow_drop_detached = 1"))
	_, err = i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
}

// purchases are how many count, as the members' orders have them.
func (i *installation) purchases() uint64 {
	i.t.Helper()
	type row struct {
		N uint64 `ch:"n"`
	}
	return schematest.Query[row](i.t, i.db, fmt.Sprintf("SELECT count() AS n FROM member_orders FINAL WHERE brand = '%s' AND is_purchase", i.brand))[0].N
}

// store is a line of the night's certificate about a shop as a whole.
func (i *installation) store(shop, entity string) gate.StoreLine {
	i.t.Helper()
	c, err := gate.ReadCertificate(i.t.Context(), i.db, i.brand, i.date)
	require.NoError(i.t, err)
	var names []string
	for _, line := range c.Stores {
		if line.Shop == shop && line.Entity == entity {
			return line
		}
		names = append(names, line.Shop+"/"+line.Entity)
	}
	i.t.Fatalf("the certificate has no line of %s/%s but %s", shop, entity, strings.Join(names, ", "))
	return gate.StoreLine{}
}
