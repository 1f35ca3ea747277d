package status

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/schema/allowance"
	"regulars/schema/view"
	"regulars/worker/runs"
)

// A pull under way says how far it is, at which rate, and what is left at it.
func TestPullLine(t *testing.T) {
	now := time.Date(2026, 11, 27, 4, 30, 0, 0, time.UTC)
	total := uint64(10_000)
	r := view.ShopRow{StartedAt: now.Add(-100 * time.Second), Platform: &total}
	p := runs.Pulling{Rows: 2_500, Pages: 25, Rejected: 3, Waits: "the shop's query budget refills, for 4s"}
	line := pullLine("orders", p, r, now)
	require.Equal(t, "orders: 2,500 of 10,000 rows in 25 pages, 3 rejected, 25 a second, about 5m left; waits: the shop's query budget refills, for 4s", line)
	require.Equal(t, "reread: 7 rows in 1 page", pullLine("reread", runs.Pulling{Rows: 7, Pages: 1}, view.ShopRow{}, now), "nothing is guessed")
	require.NotContains(t, pullLine("orders", runs.Pulling{Rows: 12_000, Pages: 1}, r, now), "left", "more came than was counted")
}

// How much a shop was asked today, of how much, and when it is asked again.
func TestAllowanceLine(t *testing.T) {
	zone := time.FixedZone("CST", 8*60*60)
	shop := &config.Shop{Name: "web", Zone: zone}
	require.Equal(t, "requests of today: 4,312", allowanceLine(allowance.Spent{Requests: 4312}, shop))
	shop.RequestsPerDay, shop.AvoidHours = 10_000, []string{"12:00-14:00", "20:00-23:00"}
	line := allowanceLine(allowance.Spent{Requests: 10_000, Until: time.Date(2026, 11, 29, 16, 0, 0, 0, time.UTC)}, shop)
	require.Equal(t, "requests of today: 10,000 of 10,000; it is left alone until 30 Nov 00:00 (not asked 12:00-14:00, 20:00-23:00)", line)
}

func TestShopRow(t *testing.T) {
	now := time.Date(2026, 11, 27, 4, 30, 0, 0, time.UTC)
	whole, swept, total := now.Add(-90*time.Minute), now.Add(-48*time.Hour), uint64(70)
	row := fmt.Sprint(shopRow(view.ShopRow{
		Shop: "web", Entity: "orders", WholeTo: &whole, State: "done", Received: 70, Stored: 70, Rejected: 2, Platform: &total, SweptAt: &swept, Open: 1,
	}, time.UTC, now)...)
	for _, part := range []string{"web", "27 Nov 03:00", "1h30m", "25 Nov 04:30", "1 difference left", "70", "the platform has 70"} {
		require.Contains(t, row, part)
	}
	row = fmt.Sprint(shopRow(view.ShopRow{State: "failed", Detail: "9 records came, 8 are stored"}, time.UTC, now)...)
	for _, part := range []string{"not yet", "never", "✗", "9 records came, 8 are stored"} {
		require.Contains(t, row, part)
	}
	require.Contains(t, newestPull(view.ShopRow{State: "running"}), "under way")
	require.Contains(t, newestPull(view.ShopRow{State: "done"}), "nothing to compare")
}
