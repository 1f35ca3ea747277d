package shelf

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/pull"
	"regulars/schema/intake"
)

// A block goes as a part of its load, as of the moment at which it was read itself, with all
// that it holds.
func TestABlockIsPartOfTheLoad(t *testing.T) {
	load := intake.Load{Brand: &config.Brand{Name: "tea"}, Shop: &config.Shop{Name: "web"}, ID: "1", ReadAt: time.Unix(1, 0)}
	s := New(nil, load)
	b := pull.Block{
		ReadAt: time.Unix(2, 0), Orders: []regulars.Order{{ID: "o"}}, Customers: []regulars.Customer{{ID: "c"}}, Products: []regulars.Product{{ID: "p"}},
		Events: []regulars.Event{{ID: "e"}}, Rejected: []regulars.Rejected{{Reason: "r"}},
	}
	want := load
	want.ReadAt = b.ReadAt
	require.Equal(t, want, s.readAt(b))
	require.Equal(t, load, s.Load, "the next block has a moment of its own")
	require.Equal(t, intake.Block{Orders: b.Orders, Customers: b.Customers, Products: b.Products, Events: b.Events, Rejected: b.Rejected}, records(b))
}
