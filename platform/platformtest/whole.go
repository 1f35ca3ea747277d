package platformtest

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
	"regulars/sandbox/brand"
)

// DropOrder deletes an order for good, without a trace.
func (s *Shop) DropOrder(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shop.Lock()
	defer s.shop.Unlock()
	s.shop.Orders[id-1] = brand.Order{State: brand.StateErased}
	delete(s.orders, id)
	s.shop.Index()
}

// whole: what a connector declares of the whole shop is what it can do, and what was
// deleted without a trace is found by it.
func (c Connector) whole(t *testing.T) {
	shop, source := c.start(t, 330, quick())
	putCustomers(shop, 230)
	sights := source.Sights()
	for _, e := range source.Entities() {
		require.Contains(t, entitiesOf(sights), e, "the connector pulls it, and declares nothing of it as a whole")
	}
	for _, sight := range sights {
		require.NotEqual(t, "nothing", sight.Tells())
		if sight.Entity == platform.Refunds {
			continue
		}
		require.True(t, (sight.Total || c.Lacks.Counts) && sight.List && sight.ByID, "what a sweep needs of %s", sight.Entity)
		require.NotEqual(t, sight.Total, c.Lacks.Counts)
		c.wholeOf(t, shop, source, sight)
	}
}

func entitiesOf(sights []platform.Sight) []platform.Entity {
	var all []platform.Entity
	for _, s := range sights {
		all = append(all, s.Entity)
	}
	return all
}

func (c Connector) wholeOf(t *testing.T, shop *Shop, source platform.Source, sight platform.Sight) {
	e, ctx := sight.Entity, t.Context()
	ids := idsOf(shop, e)
	require.Equal(t, ids, listed(t, source, e, platform.Window{}))
	c.total(t, source, e, platform.Window{To: time.Now()}, len(ids))
	if sight.Spans {
		early := platform.Window{To: from.Add(9 * time.Second)}
		if e == platform.Customers {
			early.To = registered.Add(99 * time.Second)
		}
		part := listed(t, source, e, early)
		require.Less(t, len(part), len(ids))
		require.NotEmpty(t, part)
		c.total(t, source, e, early, len(part))
		late := platform.Window{From: early.To, To: time.Now()}
		c.total(t, source, e, late, len(ids)-len(part))
	}

	gone := []string{ids[3], ids[100], ids[len(ids)-1]}
	for _, id := range gone {
		if e == platform.Orders {
			shop.DropOrder(shop.numberOf(t, id))
		} else {
			shop.DropCustomer(shop.numberOf(t, id))
		}
	}
	left := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(gone, id) })
	require.Equal(t, left, listed(t, source, e, platform.Window{}), "the list shows what was deleted, or hides what was not")
	c.total(t, source, e, platform.Window{To: time.Now()}, len(left))

	p := newPulled()
	fate, err := source.Read(ctx, e, append(slices.Clone(gone), left[:150]...), p.take)
	require.NoError(t, err)
	if c.Lacks.Deleted {
		require.Empty(t, fate.Deleted, "the platform doesn't say it")
	} else {
		require.ElementsMatch(t, gone, fate.Deleted)
	}
	require.Empty(t, fate.Hidden)
	require.Empty(t, p.rejected)
	require.Equal(t, 150, p.rows, "records that are there were not read")
	for id, o := range p.orders {
		right(t, shop, shop.Order(shop.numberOf(t, id)), o)
	}
}

func idsOf(shop *Shop, e platform.Entity) []string {
	var ids []string
	if e == platform.Customers {
		for _, c := range shop.Customers() {
			ids = append(ids, shop.ID(c.ID))
		}
	} else {
		for _, o := range shop.Orders() {
			ids = append(ids, shop.ID(o.ID))
		}
	}
	slices.Sort(ids)
	return ids
}

// listed is a whole list, and requires that it is the same from each of its cursors on.
func listed(t *testing.T, source platform.Source, e platform.Entity, created platform.Window) []string {
	t.Helper()
	seen := map[string]bool{}
	var cursors []platform.Cursor
	var before []int
	take := func(page platform.ListPage) error {
		for _, r := range page.Records {
			seen[r.ID] = true
		}
		cursors, before = append(cursors, page.Next), append(before, len(seen))
		return nil
	}
	require.NoError(t, source.List(t.Context(), e, created, "", take))
	ids := make([]string, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for i, cursor := range cursors {
		rest := map[string]bool{}
		require.NoError(t, source.List(t.Context(), e, created, cursor, func(page platform.ListPage) error {
			for _, r := range page.Records {
				rest[r.ID] = true
			}
			return nil
		}))
		require.GreaterOrEqual(t, len(rest)+before[i], len(ids), "%s: the list goes on behind what it has not shown", e)
	}
	return ids
}

// total requires that the shop counts what was created within a span, or that its platform
// never does.
func (c Connector) total(t *testing.T, source platform.Source, e platform.Entity, created platform.Window, want int) {
	t.Helper()
	n, err := source.Total(t.Context(), e, created)
	if c.Lacks.Counts {
		require.ErrorIs(t, err, platform.ErrNoCount)
		return
	}
	require.NoError(t, err)
	require.EqualValues(t, want, n)
}
