package platformtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// also is what holds of the entities that a shop may be asked for next to orders and
// customers.
func (c Connector) also(t *testing.T) {
	entities := c.alsoPulled(t)
	require.NotEmpty(t, entities, "it pulls nothing else")
	for _, entity := range entities {
		t.Run(string(entity), func(t *testing.T) {
			t.Run("resume from every cursor", func(t *testing.T) { c.alsoResumed(t, entity) })
			if c.Bulk {
				return // a file doesn't move, and what is spoilt in it is so page by page
			}
			t.Run("pages that move while they are read", func(t *testing.T) { c.alsoMoving(t, entity) })
			if entity == platform.Products {
				t.Run("products that are deleted while they are read", c.alsoDeleted)
				t.Run("the whole catalog", c.wholeCatalog)
			}
			t.Run("passing faults", func(t *testing.T) { c.alsoFaults(t, entity) })
			t.Run("nulls and wrong kinds everywhere", func(t *testing.T) { c.alsoSpoilt(t, entity) })
		})
	}
}

// stocked starts a shop with products and orders, and what it also pulls.
func (c Connector) stocked(t *testing.T, products, orders int) (*Shop, platform.Source) {
	shop := c.NewShop(t)
	shop.Stock(products)
	fill(shop, orders)
	source, err := c.Also(shop.URL, quick())
	require.NoError(t, err)
	return shop, source
}

func (c Connector) alsoPulled(t *testing.T) []platform.Entity {
	_, source := c.stocked(t, 1, 1)
	var all []platform.Entity
	for _, e := range source.Entities() {
		if e != platform.Orders && e != platform.Customers {
			all = append(all, e)
		}
	}
	sights := entitiesOf(source.Sights())
	for _, e := range all {
		require.Contains(t, sights, e, "the connector pulls it, and declares nothing of it as a whole")
	}
	return all
}

// alsoResumed kills the pull after each page.
func (c Connector) alsoResumed(t *testing.T, entity platform.Entity) {
	const products = 420
	_, source := c.stocked(t, products, 700)
	whole := pull(t, source, entity, platform.Window{})
	require.Empty(t, whole.rejected)
	if entity == platform.Products {
		require.Len(t, whole.products, products)
	}
	require.Greater(t, whole.known(), 200, "more than a few pages")
	c.alsoCounts(t, source, entity, platform.Window{}, whole)
	all := resumed(t, source, entity, platform.Window{}, whole.known())
	require.Equal(t, whole.products, all.products)
	require.Equal(t, whole.events, all.events)
	require.Empty(t, all.rejected)
	require.Greater(t, len(all.cursors), 2, "pages")
	require.Less(t, all.rows, whole.known()+200, "a cursor skips what is stored, but for the pages around it")
	again := newPulled()
	require.NoError(t, source.Pull(t.Context(), entity, platform.Window{}, "not a cursor", again.take))
	require.Equal(t, whole.products, again.products)
	require.Equal(t, whole.events, again.events)
}

// alsoCounts requires that the platform counts what came, or says that it can't count.
func (c Connector) alsoCounts(t *testing.T, source platform.Source, e platform.Entity, w platform.Window, came *pulled) {
	t.Helper()
	n, err := source.Count(t.Context(), e, w)
	if c.AlsoUncounted[e] {
		require.ErrorIs(t, err, platform.ErrNoCount)
		return
	}
	require.NoError(t, err)
	require.EqualValues(t, came.known(), n)
}

// alsoMoving changes records, read and unread, before every page: they leave the window,
// and the next one gets them.
func (c Connector) alsoMoving(t *testing.T, entity platform.Entity) {
	shop, source := c.stocked(t, 420, 900)
	whole := pull(t, source, entity, platform.Window{})
	var turns atomic.Int64
	shop.BeforePage = func(page int) {
		turns.Add(1)
		at := to.Add(time.Duration(page) * time.Second)
		for i := range 5 {
			shop.TouchProduct((page*67+i*61)%420, at)
			o := shop.Order(1000 + (page*67+i*61)%900)
			o.Modified = at
			shop.Put(o)
		}
	}
	p := pull(t, source, entity, platform.Window{To: to})
	shop.BeforePage = nil
	next := pull(t, source, entity, platform.Window{From: to})
	maps.Copy(p.products, next.products)
	maps.Copy(p.events, next.events)
	require.Equal(t, whole.products, p.products)
	require.Equal(t, whole.events, p.events)
	require.Empty(t, append(p.rejected, next.rejected...))
	require.GreaterOrEqual(t, turns.Load(), int64(2), "pages that moved")
}

// alsoDeleted deletes products before every page, at both ends of the list: the unread ones
// move forward, and all that are left must come.
func (c Connector) alsoDeleted(t *testing.T) {
	const products = 420
	shop, source := c.stocked(t, products, 1)
	gone := map[string]bool{}
	shop.BeforePage = func(page int) {
		for _, i := range []int{2 * page, 2*page + 1, products - 2*page, products - 2*page - 1} {
			if page <= 9 {
				shop.DropProduct(i)
				gone[fmt.Sprintf("SKU-%d", i)] = true
			}
		}
	}
	p := pull(t, source, platform.Products, platform.Window{})
	require.Greater(t, len(gone), 4, "products that were deleted meanwhile")
	came := map[string]bool{}
	for _, product := range p.products {
		came[product.SKU] = true
	}
	for i := range products {
		sku := fmt.Sprintf("SKU-%d", i)
		require.True(t, came[sku] || gone[sku], "%s is left, and didn't come", sku)
	}
	require.Empty(t, p.rejected)
}

// alsoFaults answers some requests badly.
func (c Connector) alsoFaults(t *testing.T, entity platform.Entity) {
	shop, source := c.stocked(t, 240, 500)
	whole := pull(t, source, entity, platform.Window{})
	shop.Faults.Add(Status(429, "Retry-After", "0.01"), HalfSent, Well, Malformed, HungUp, Status(503))
	p := pull(t, source, entity, platform.Window{})
	require.Equal(t, whole.products, p.products)
	require.Equal(t, whole.events, p.events)
	require.Zero(t, shop.Faults.left(), "faults that were not met")
}

// alsoSpoilt breaks each field of one record in turn. The others must come right; the
// broken one must come, or be rejected with a reason that shows nothing of it.
func (c Connector) alsoSpoilt(t *testing.T, entity platform.Entity) {
	shop, source := c.stocked(t, 9, 30)
	whole := pull(t, source, entity, platform.Window{})
	victim, fields := 0, []string(nil)
	shop.Spoil = func(id int, document map[string]any) {
		if victim == 0 {
			victim, fields = id, slices.Sorted(maps.Keys(document))
		}
	}
	pull(t, source, entity, platform.Window{})
	require.Greater(t, len(fields), 5, "fields of a record")
	var reasons []regulars.Rejected
	for _, field := range fields {
		for kind, value := range map[string]any{"null": nil, "object": map[string]any{"x": 1}, "list": []any{"person@example.test"}, "text": "person@example.test", "number": 7, "empty": "", "far number": json.Number("1e400")} {
			if strings.HasSuffix(kind, "number") && field == "id" {
				continue // another id is another record
			}
			shop.Spoil = func(id int, document map[string]any) {
				if id == victim {
					document[field] = value
				}
			}
			p := pull(t, source, entity, platform.Window{})
			require.Equal(t, len(whole.products)+len(whole.events), p.rows, "%s as %s: a row is missing", field, kind)
			require.LessOrEqual(t, differing(whole.products, p.products)+differing(whole.events, p.events), 1, "%s as %s: others are spoilt", field, kind)
			reasons = append(reasons, p.rejected...)
		}
	}
	require.NotEmpty(t, reasons, "nothing is ever rejected")
	for _, r := range reasons {
		require.NotEmpty(t, r.Reason)
		require.NotContains(t, r.Reason, "example.test")
		require.True(t, json.Valid(r.Raw))
		require.Equal(t, string(entity), r.Entity)
	}
}

// differing is how many of the records came otherwise, or not at all.
func differing[T any](want, got map[string]T) (n int) {
	for key, one := range want {
		if other, came := got[key]; !came || !equal(one, other) {
			n++
		}
	}
	return n
}

func equal(a, b any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}
