package platformtest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// wholeCatalog: where a connector declares that it lists products, their total, the list
// and the reading of one agree after some of them were deleted without a trace. Where it
// lists none, it says that what is deleted stays.
func (c Connector) wholeCatalog(t *testing.T) {
	const products = 230
	shop, source := c.stocked(t, products, 1)
	sight := platform.SightOf(source.Sights(), platform.Products)
	if !sight.List {
		require.Contains(t, sight.Unseen, platform.ProductsKept)
		require.False(t, sight.Total, "a total that nothing heals is wrong for good")
		return
	}
	require.NotContains(t, sight.Unseen, platform.ProductsKept)
	require.True(t, sight.Total && sight.ByID, "what a sweep needs")
	bySKU := map[string]string{}
	for _, p := range pull(t, source, platform.Products, platform.Window{}).products {
		bySKU[p.SKU] = p.ID
	}
	require.Len(t, bySKU, products)
	now := platform.Window{To: time.Now()}
	ids := listed(t, source, platform.Products, platform.Window{})
	require.Len(t, ids, products)
	c.total(t, source, platform.Products, now, products)

	gone := []string{bySKU["SKU-3"], bySKU["SKU-100"], bySKU["SKU-229"]}
	for _, i := range []int{3, 100, 229} {
		shop.DropProduct(i)
	}
	left := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(gone, id) })
	require.Len(t, left, products-3, "the list shows the ids that the pull yields")
	require.Equal(t, left, listed(t, source, platform.Products, platform.Window{}))
	c.total(t, source, platform.Products, now, len(left))

	p := newPulled()
	fate, err := source.Read(t.Context(), platform.Products, append(slices.Clone(gone), left[:120]...), p.take)
	require.NoError(t, err)
	require.ElementsMatch(t, gone, fate.Deleted)
	require.Empty(t, fate.Hidden)
	require.Empty(t, p.rejected)
	require.Len(t, p.products, 120, "products that are there were not read")
	for _, one := range p.products {
		require.Contains(t, left[:120], one.ID)
		require.Equal(t, bySKU[one.SKU], one.ID)
	}
}
