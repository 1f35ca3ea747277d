package derive_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/derive"
	"regulars/schema/desk"
	"regulars/schema/proofs/prooftest"
	"regulars/schema/schematest"
)

// A link that somebody undid joins nobody from the next derivation on: two people part with
// their orders, nobody else changes, and the first date on which an order moved is the one
// to restate from. A run that relinks all comes to the same, and a link that is made good
// again to what was.
func TestUndoneLinksPartPeople(t *testing.T) {
	t.Parallel()
	e := openEngine(t)
	brand := crowdedBrand(t, "steps")
	require.NoError(t, derive.SyncSettings(t.Context(), e.DB, brand))
	paid := func(id, day, email, phone string) regulars.Order {
		o := prooftest.PaidOn(day, id, "", 100)
		o.Email, o.Phone = email, phone
		return o
	}
	e.take(t, brand, 0, batch{orders: []regulars.Order{
		paid("1", "2025-01-01", "mei@example.com", ""),
		paid("2", "2025-02-01", "", "0912345678"),
		paid("3", "2025-03-01", "mei@example.com", "0912345678"), // the shop's clerk mistyped
		paid("4", "2025-03-02", "lin@example.com", ""),
	}})
	e.derive(t, brand)
	tables := func() (all []string) {
		for _, table := range derivedTables {
			all = append(all, e.content(t, table, brand.Name))
		}
		return all
	}
	joined := tables()
	type owner struct {
		Order  string `ch:"order_id"`
		Member uint64 `ch:"member_id"`
	}
	owners := func() map[string]uint64 {
		found := map[string]uint64{}
		for _, o := range schematest.Query[owner](t, e.DB, "SELECT order_id, member_id FROM member_orders FINAL WHERE brand = 'steps'") {
			found[o.Order] = o.Member
		}
		return found
	}
	before := owners()
	require.Equal(t, before["1"], before["2"], "one person by the third order")
	type edge struct {
		A uint64 `ch:"a"`
		B uint64 `ch:"b"`
	}
	edges := schematest.Query[edge](t, e.DB, "SELECT a, b FROM identity_edges WHERE brand = 'steps' AND used")
	require.Len(t, edges, 1)

	require.NoError(t, desk.PutSplit(t.Context(), e.DB, brand.Name, edges[0].B, edges[0].A, true, "mei", time.Now()))
	parted, err := derive.Run(t.Context(), e.DB, brand, "2025-06-30")
	require.NoError(t, err)
	after := owners()
	require.NotEqual(t, after["1"], after["2"])
	require.Equal(t, before["1"], after["1"], "the older one keeps the member's id")
	require.Equal(t, before["4"], after["4"])
	require.LessOrEqual(t, parted.ChangedFrom, regulars.BusinessDate("2025-02-01"))
	require.NotEmpty(t, parted.ChangedFrom)
	apart := tables()

	again, err := derive.Run(t.Context(), e.DB, brand, "2025-06-30")
	require.NoError(t, err)
	require.Empty(t, again.ChangedFrom, "nothing is left to do")
	other := *brand
	other.Identity.Deny = append([]string{"nobody@example.com"}, brand.Identity.Deny...) // which relinks all
	e.derive(t, &other)
	require.Equal(t, apart, tables())

	require.NoError(t, desk.PutSplit(t.Context(), e.DB, brand.Name, edges[0].A, edges[0].B, false, "mei", time.Now()))
	e.derive(t, &other)
	require.Equal(t, joined, tables())
}
