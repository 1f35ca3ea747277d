package platformtest

import (
	"errors"
	"maps"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

func (c Connector) pages(t *testing.T) {
	shop, source := c.start(t, 555, quick())
	p := pull(t, source, platform.Orders, window())
	allRight(t, shop, p)
	require.Equal(t, 555, p.rows, "each row once")
	c.counts(t, source, platform.Orders, 555)
	require.Len(t, pull(t, source, platform.Orders, platform.Window{To: to}).orders, 555, "from the beginning")
}

func (c Connector) halfOpen(t *testing.T) {
	shop := c.NewShop(t)
	inside := []time.Time{from, from.Add(time.Second), to.Add(-time.Second)}
	for i, at := range append([]time.Time{from.Add(-time.Second), to, to.Add(time.Second)}, inside...) {
		shop.Put(Order{ID: i + 1, Placed: at, Modified: at, State: Paid, Total: 10, Lines: 1})
	}
	source, err := c.Open(shop.URL, quick())
	require.NoError(t, err)
	require.ElementsMatch(t, []string{shop.ID(4), shop.ID(5), shop.ID(6)}, slices.Collect(maps.Keys(pull(t, source, platform.Orders, window()).orders)))
	c.counts(t, source, platform.Orders, 3)

	whole := pull(t, source, platform.Orders, platform.Window{From: from.Add(-500 * time.Millisecond), To: to.Add(500 * time.Millisecond)})
	require.Len(t, whole.orders, 5, "a part of a second belongs to the window that it begins in")
	require.Empty(t, pull(t, source, platform.Orders, platform.Window{From: to.AddDate(1, 0, 0), To: to.AddDate(1, 0, 1)}).orders)
}

// moving changes orders, read and unread, before every page: they leave the
// window, and the next one gets them.
func (c Connector) moving(t *testing.T) {
	shop, source := c.start(t, 600, quick())
	var turns atomic.Int64
	shop.BeforePage = func(page int) {
		turns.Add(1)
		for i := range 9 {
			o := shop.Order(1000 + (page*67+i*61)%600)
			o.Modified = to.Add(time.Duration(page) * time.Second)
			if len(o.Refunds) == 0 {
				o.Total += 42
			}
			shop.Put(o)
		}
	}
	p := pull(t, source, platform.Orders, window())
	shop.BeforePage = nil
	next := pull(t, source, platform.Orders, platform.Window{From: to, To: to.AddDate(0, 0, 1)})
	maps.Copy(p.orders, next.orders)
	allRight(t, shop, p)
	require.GreaterOrEqual(t, turns.Load(), int64(6), "pages that moved")
}

func (c Connector) movingWithinASecond(t *testing.T) {
	shop := c.NewShop(t)
	for i := range 450 {
		shop.Put(Order{ID: 1000 + i, Placed: from, Modified: from.Add(time.Minute), State: Paid, Total: 100, Lines: 1, Email: "a@b.test"})
	}
	var turns atomic.Int64
	shop.BeforePage = func(page int) {
		turns.Add(1)
		o := shop.Order(1000 + page)
		o.Modified = to.Add(time.Hour)
		shop.Put(o)
	}
	source, err := c.Open(shop.URL, quick())
	require.NoError(t, err)
	p := pull(t, source, platform.Orders, window())
	shop.BeforePage = nil
	maps.Copy(p.orders, pull(t, source, platform.Orders, platform.Window{From: to, To: to.AddDate(0, 0, 1)}).orders)
	allRight(t, shop, p)
	require.GreaterOrEqual(t, turns.Load(), int64(5), "pages that lost a row")
}

// resume kills the pull of each entity after each page and goes on from its
// cursor.
func (c Connector) resume(t *testing.T) {
	shop, source := c.start(t, 420, quick())
	putCustomers(shop, 420)
	for _, entity := range source.Entities() {
		t.Run(string(entity), func(t *testing.T) {
			all := resumed(t, source, entity, window(), 420)
			allThere(t, shop, entity, all)
			require.Greater(t, len(all.cursors), 3, "pages")
			require.Less(t, all.rows, 420+200, "a cursor skips what is stored, but for the pages around it")

			again := newPulled()
			require.NoError(t, source.Pull(t.Context(), entity, window(), "not a cursor", again.take))
			allThere(t, shop, entity, again)
		})
	}
}

// resumed pulls n rows in lives of one page each. As long as rows are missing, no
// life may begin with nothing but what those before it stored.
func resumed(t *testing.T, source platform.Source, entity platform.Entity, w platform.Window, n int) *pulled {
	t.Helper()
	killed := errors.New("killed")
	all, cursor := newPulled(), platform.Cursor("")
	for lives := 0; ; lives++ {
		require.Less(t, lives, 50, "the pull goes on")
		pages, stale := 0, false
		err := source.Pull(t.Context(), entity, w, cursor, func(page platform.Page) error {
			known := all.known()
			require.NoError(t, all.take(page))
			if page.Rows() == 0 {
				cursor = page.Next // nothing but a place to go on from
				return killed
			}
			pages++
			stale = stale || pages == 1 && known < n && all.known() == known
			if cursor == page.Next {
				return nil
			}
			cursor = page.Next
			return killed
		})
		if err == nil {
			return all
		}
		require.ErrorIs(t, err, killed)
		require.False(t, stale, "life %d begins with what is stored", lives)
	}
}

func (c Connector) emptyPage(t *testing.T) {
	shop, source := c.start(t, 400, quick())
	shop.Hidden = map[int]bool{}
	for i := range 400 {
		if i >= 95 && i < 330 {
			shop.Hidden[1000+i] = true
		}
	}
	p := pull(t, source, platform.Orders, window())
	require.Empty(t, p.rejected)
	require.Equal(t, 400-len(shop.Hidden), len(p.orders), "what is shown after an empty page")
}

// repeated lets a shop give the same rows again, as some do under load.
func (c Connector) repeated(t *testing.T) {
	shop, source := c.start(t, 300, quick())
	var sent atomic.Int64
	shop.Spoil = func(id int, document map[string]any) {
		if id == 1150 {
			sent.Add(1)
			document["again"] = true
		}
	}
	p, again := newPulled(), newPulled()
	require.NoError(t, source.Pull(t.Context(), platform.Orders, window(), "", p.take))
	require.NoError(t, source.Pull(t.Context(), platform.Orders, window(), p.cursors[0], again.take))
	for id, o := range again.orders {
		require.Equal(t, o.Total, p.orders[id].Total)
	}
	allRight(t, shop, p)
	require.GreaterOrEqual(t, sent.Load(), int64(2), "times that the shop sent the row")
}

func (c Connector) reread(t *testing.T) {
	shop, source := c.start(t, 250, quick())
	long := from.AddDate(0, -2, 0)
	shop.Put(
		Order{ID: 1, Placed: long, Modified: to.AddDate(0, 0, -1), State: Paid, Total: 10, Lines: 1},
		Order{ID: 2, Placed: long, Modified: long, State: Paid, Total: 10, Lines: 1},
	)
	p := newPulled()
	require.NoError(t, source.Reread(t.Context(), from, p.take))
	_, changed := p.orders[shop.ID(1)]
	require.Equal(t, c.RereadsChanged, changed, "an old order that changed")
	delete(p.orders, shop.ID(1))
	require.Equal(t, 250, len(p.orders))
	require.NotContains(t, p.orders, shop.ID(2))
	for id, o := range p.orders {
		right(t, shop, shop.Order(shop.numberOf(t, id)), o)
	}
}
