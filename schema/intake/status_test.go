package intake

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
)

// A plugin's status means what the shop says, or what the word plainly says; the shop's
// own words come before the platform's.
func TestUnderstood(t *testing.T) {
	type states struct{ Unmapped, Placed, Paid, Fulfilled, Cancelled bool }
	plain, own := &config.Shop{}, &config.Shop{Statuses: map[string]string{"Awaiting pickup": "paid", "on-hold": "paid", "swapped": "refunded", "quote2": "ignored"}}
	for _, c := range []struct {
		status string
		own    bool
		was    states
		want   states
	}{
		{"awaiting-pickup", false, states{Unmapped: true, Placed: true, Paid: true}, states{Unmapped: true, Placed: true, Paid: true}},
		{"awaiting-pickup", true, states{Unmapped: true, Placed: true}, states{Placed: true, Paid: true}},
		{"shipped", false, states{Unmapped: true, Placed: true}, states{Placed: true, Paid: true, Fulfilled: true}},
		{"swapped", true, states{Unmapped: true, Placed: true}, states{Placed: true, Paid: true, Fulfilled: true, Cancelled: true}},
		{"quote2", true, states{Unmapped: true, Placed: true}, states{}},
		{"on-hold", true, states{Placed: true}, states{Placed: true, Paid: true}},
		{"on-hold", false, states{Placed: true}, states{Placed: true}},
		{"processing", true, states{Placed: true, Cancelled: true}, states{Placed: true, Cancelled: true}},
	} {
		shop := plain
		if c.own {
			shop = own
		}
		o := regulars.Order{Status: c.status, Unmapped: c.was.Unmapped, Placed: c.was.Placed, Paid: c.was.Paid, Fulfilled: c.was.Fulfilled, Cancelled: c.was.Cancelled}
		got := understood(shop, &o)
		require.Equal(t, c.want, states{got.Unmapped, got.Placed, got.Paid, got.Fulfilled, got.Cancelled}, "%+v", c)
		require.Equal(t, c.was.Paid, o.Paid, "the caller's order stays as it was")
	}
}
