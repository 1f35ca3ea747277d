package gate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/config/days"
	"regulars/present/cause"
	"regulars/schema/allowance"
	"regulars/schema/gate"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// A shop whose pull is still open since it was left alone says why, until when, and what is
// missing; any other reason stays what it was.
func TestWhyAShopIsNotPulled(t *testing.T) {
	db := schematest.Open(t)
	zone := time.FixedZone("CST", 8*60*60)
	now := time.Now().In(zone).Truncate(time.Minute)
	hours := func(from, to time.Duration) []days.Hours {
		h, err := days.ParseHours(now.Add(from).Format("15:04") + "-" + now.Add(to).Format("15:04"))
		require.NoError(t, err)
		return []days.Hours{h}
	}
	brand := &config.Brand{Name: "acme", Zone: zone, Shops: []config.Shop{{Name: "web", Zone: zone}, {Name: "new", Zone: zone}}}
	why := func(shop string, open bool) cause.Cause {
		t.Helper()
		c, err := gate.WhyUnpulled(t.Context(), db, brand, shop, "HTTP 401", open, now)
		require.NoError(t, err)
		return c
	}
	whole := now.Add(-26 * time.Hour)
	require.NoError(t, intake.PutLoad(t.Context(), db, intake.Row{
		Brand: "acme", Shop: "web", Entity: intake.EntityOrders, LoadID: "night/orders", Kind: intake.LoadWindow, State: intake.LoadDone, To: whole.UTC(), StartedAt: whole.UTC(),
	}))
	failed := cause.Cause{Code: cause.PullFailed, Says: "HTTP 401"}
	require.Equal(t, failed, why("web", true), "nothing leaves it alone")
	clock := func(at time.Time) string { return at.Format("2006-01-02 15:04 MST") }

	brand.Shops[0].Avoid = hours(-9*time.Hour, -8*time.Hour-5*time.Minute)
	require.Equal(t, failed, why("web", true), "those hours were over before a night waits")
	brand.Shops[0].Avoid = hours(-3*time.Hour, -2*time.Hour)
	require.Equal(t, cause.Cause{Code: cause.HoursAvoided, Says: clock(now.Add(-2 * time.Hour)), Words: clock(whole)}, why("web", true))
	require.Equal(t, failed, why("web", false), "what failed failed")
	require.Equal(t, failed, why("gone", true), "it is in the config no more")
	brand.Shops[1].Avoid = hours(-time.Minute, 2*time.Hour)
	require.Equal(t, cause.Cause{Code: "hours_avoided_first", Says: clock(now.Add(2 * time.Hour))}, why("new", true))

	brand.Shops[0].Avoid, brand.Shops[0].RequestsPerDay = nil, 2
	account := allowance.Open(db, brand, &brand.Shops[0])
	account.Now = func() time.Time { return now }
	for range 2 {
		require.Equal(t, failed, why("web", true), "a request is left")
		_, _, err := account.Admit(t.Context())
		require.NoError(t, err)
	}
	midnight := time.Date(now.Year(), now.Month(), now.Day()+1, 0, 0, 0, 0, zone)
	require.Equal(t, cause.Cause{Code: cause.RequestsSpent, Came: 2, Says: clock(midnight), Words: clock(whole)}, why("web", true))
	for _, lang := range []string{cause.English, "zh-Hant"} {
		c := why("web", true)
		c.Shop = "web"
		said := c.Sentence(lang)
		for _, part := range []string{"web", "requests_per_day", "2", clock(midnight), clock(whole)} {
			require.Contains(t, said, part)
		}
	}
}
