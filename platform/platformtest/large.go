package platformtest

import (
	"math"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// An enormous order, as a plugin that writes whole carts into it makes one.
const (
	enormousLines = 5000
	enormousBytes = 16 << 20
)

// Large runs what the suite has of answers of many megabytes. It measures the memory of
// the process: nothing else may run at the same time.
func Large(t *testing.T, c Connector) {
	t.Run("an order of many megabytes", c.heavy)
	t.Run("pages become smaller where their answer is too large", c.largePages)
}

// enormous: an order of so many lines comes right.
func (c Connector) enormous(t *testing.T) {
	shop, source := c.start(t, 5, quick())
	shop.Put(Order{ID: 5000, Placed: from, Modified: from.Add(time.Hour), State: Paid, Total: enormousLines, Lines: enormousLines, Email: "big@b.test"})
	allRight(t, shop, pull(t, source, platform.Orders, window()))
}

// heavy: an order of so many lines and bytes comes right, in its place between small
// ones, and no more of it is held at a time than a few copies.
func (c Connector) heavy(t *testing.T) {
	shop, source := c.start(t, 5, quickly(time.Minute))
	const id = 5000
	shop.Put(Order{ID: id, Placed: from, Modified: from.Add(time.Hour), State: Paid, Total: enormousLines, Lines: enormousLines, Email: "big@b.test"})
	written := strings.Repeat("0123456789abcdef", enormousBytes/16)
	shop.Spoil = func(number int, document map[string]any) {
		if number == id {
			document["aPluginsField"] = written
		}
	}
	before, most, raw := live(), uint64(0), 0
	p := newPulled()
	require.NoError(t, source.Pull(t.Context(), platform.Orders, window(), "", func(page platform.Page) error {
		most = max(most, live())
		for i := range page.Orders {
			raw = max(raw, len(page.Orders[i].Raw))
		}
		return p.take(page)
	}))
	allRight(t, shop, p)
	require.Greater(t, raw, enormousBytes, "the raw record is whole")
	require.Greater(t, most, before, "what a page holds")
	require.Less(t, most-before, uint64(5*enormousBytes), "memory that is held with a page")
}

// live is what the heap holds and still uses, in bytes: the least of a few looks, since the
// shop's end of the connection is in this process and may be between two copies of its own.
func live() uint64 {
	least := uint64(math.MaxUint64)
	for range 4 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		least = min(least, stats.HeapAlloc)
	}
	return least
}

// largePages: where a page's answer is larger than is taken, smaller ones are asked for,
// down to a single record; a record that is larger by itself ends the pull, and says so.
func (c Connector) largePages(t *testing.T) {
	options := quickly(time.Minute)
	options.MaxBody = 512 << 10
	shop, source := c.start(t, 30, options)
	const each = 150 << 10
	shop.Spoil = func(_ int, document map[string]any) {
		document["aPluginsField"] = strings.Repeat("x", each)
	}
	p := pull(t, source, platform.Orders, window())
	allRight(t, shop, p)
	for _, o := range p.orders {
		require.Greater(t, len(o.Raw), each)
	}
	if c.Bulk {
		return // a file is read as it comes
	}
	shop.Spoil = func(number int, document map[string]any) {
		if number == 1012 {
			document["aPluginsField"] = strings.Repeat("x", int(options.MaxBody))
		}
	}
	err := source.Pull(t.Context(), platform.Orders, window(), "", newPulled().take)
	require.ErrorContains(t, err, "larger than we take")
}

// quickly is quick for answers that take the imitation a while.
func quickly(timeout time.Duration) platform.HTTPOptions {
	options := quick()
	options.Timeout = timeout
	return options
}
