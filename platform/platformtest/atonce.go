package platformtest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/platform"
)

// AtOnce uses one source from many goroutines, as a night, its sweep and the hints of
// webhooks may: each must get all of the shop, while it slows down, fails and breaks off
// in between. Run it with the race detector.
func AtOnce(t *testing.T, c Connector) {
	shop, source := c.start(t, 330, quick())
	putCustomers(shop, 230)
	shop.Faults.Add(Well, Status(429, "Retry-After", "0.01"), Well, Well, HalfSent, Status(500), Well, HungUp, Well, Status(503))

	var pulls, others sync.WaitGroup
	got := map[platform.Entity]*pulled{}
	for _, entity := range source.Entities() {
		p := newPulled()
		got[entity] = p
		pulls.Go(func() {
			if err := source.Pull(t.Context(), entity, window(), "", p.take); err != nil {
				t.Errorf("pull %s: %v", entity, err)
			}
		})
	}
	again := newPulled()
	others.Go(func() {
		if err := source.Reread(t.Context(), from.Add(-time.Hour), again.take); err != nil {
			t.Errorf("read again: %v", err)
		}
	})
	listed := map[string]bool{}
	others.Go(func() {
		err := source.List(t.Context(), platform.Orders, platform.Window{}, "", func(page platform.ListPage) error {
			for _, r := range page.Records {
				listed[r.ID] = true
			}
			return nil
		})
		if err != nil {
			t.Errorf("list: %v", err)
		}
	})
	others.Go(func() {
		if _, err := source.Check(t.Context()); err != nil {
			t.Errorf("check: %v", err)
		}
	})
	pulls.Wait()
	others.Wait()
	for entity, p := range got {
		allThere(t, shop, entity, p)
	}
	require.Len(t, again.orders, 330)
	require.Len(t, listed, 330)
	require.Zero(t, shop.Faults.left(), "faults that were not met")
}
