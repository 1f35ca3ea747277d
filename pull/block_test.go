package pull

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/platform"
)

// A block is full by its records of all kinds, by the bytes of their raw forms, or by
// its age, whichever comes first; a place ends it.
func TestBlockIsFull(t *testing.T) {
	now := time.Now()
	of := func(orders, customers, rejected int) *Block {
		b := &Block{ReadAt: now}
		b.add(platform.Page{
			Orders: make([]regulars.Order, orders), Customers: make([]regulars.Customer, customers), Rejected: make([]regulars.Rejected, rejected),
		})
		return b
	}
	require.False(t, of(10_000, 5_000, 4_999).full(now))
	require.True(t, of(10_000, 5_000, 5_000).full(now))
	require.True(t, of(0, 0, BlockRows).full(now))
	require.Equal(t, 18, of(10, 5, 3).rows())

	raw := func(bytes int) *Block {
		b := &Block{ReadAt: now}
		b.add(platform.Page{
			Orders:    []regulars.Order{{Raw: make([]byte, bytes-4)}},
			Customers: []regulars.Customer{{Raw: make([]byte, 1)}},
			Products:  []regulars.Product{{Raw: make([]byte, 1)}},
			Events:    []regulars.Event{{Raw: make([]byte, 1)}},
			Rejected:  []regulars.Rejected{{Raw: make([]byte, 1)}},
		})
		return b
	}
	require.False(t, raw(BlockBytes-1).full(now))
	require.True(t, raw(BlockBytes).full(now))

	require.False(t, of(1, 0, 0).full(now.Add(blockAge-time.Nanosecond)))
	require.True(t, of(1, 0, 0).full(now.Add(blockAge)))
	require.True(t, of(0, 0, 0).full(now), "a page of nothing but a place")
}
