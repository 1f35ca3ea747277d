package activities_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"regulars"
	"regulars/activities"
	"regulars/config"
	"regulars/platform"
	"regulars/schema"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// pages is a shop of numbered orders that breaks off after some pages.
type pages struct {
	platform.Source
	orders   int
	breakAt  int // page
	rejected int // records of the first page that can't be understood
	asked    []string
}

func (p *pages) Pull(_ context.Context, _ platform.Entity, _ platform.Window, from platform.Cursor, yield func(platform.Page) error) error {
	p.asked = append(p.asked, string(from))
	first, _ := strconv.Atoi(string(from))
	for n := first; n*10 < p.orders; n++ {
		if n == p.breakAt {
			return &platform.Error{Op: "orders page", Status: 500, Retryable: true, Err: errors.New("down")}
		}
		page := platform.Page{Next: platform.Cursor(strconv.Itoa(n + 1))}
		for i := range 10 {
			page.Orders = append(page.Orders, regulars.Order{ID: fmt.Sprint(n*10 + i), PlacedAt: time.Unix(1_700_000_000, 0), Currency: "TWD"})
		}
		for i := range p.rejected * (1 - min(n, 1)) {
			page.Rejected = append(page.Rejected, regulars.Rejected{
				Entity: "orders", ID: fmt.Sprint("bad", i), Reason: "the total is no amount", Raw: []byte(`{"total":"?"}`),
			})
		}
		if err := yield(page); err != nil {
			return err
		}
	}
	return nil
}

func (p *pages) Count(context.Context, platform.Entity, platform.Window) (int64, error) {
	return int64(p.orders + p.rejected), nil
}

func TestPullPagesResumes(t *testing.T) {
	db := schematest.Open(t)
	shop := &pages{orders: 100, breakAt: 4}
	env := newActivityEnv(t, db, shop)
	load := openWindow(t, env)

	_, err := env.ExecuteActivity("PullPages", load)
	require.ErrorContains(t, err, "HTTP 500")

	// The next attempt gets what the first one heartbeated last.
	shop.breakAt = -1
	again := newActivityEnv(t, db, shop)
	again.SetHeartbeatDetails(activities.Pulled{Cursor: "4", Pages: 4, Rows: 40})
	value, err := again.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	var done activities.Pulled
	require.NoError(t, value.Get(&done))
	require.Equal(t, activities.Pulled{Cursor: "10", Pages: 10, Rows: 100}, done)
	require.Equal(t, []string{"", "4"}, shop.asked)

	value, err = again.ExecuteActivity("CloseWindow", load)
	require.NoError(t, err)
	var result activities.LoadResult
	require.NoError(t, value.Get(&result))
	require.Equal(t, uint64(100), result.Received)
	require.Equal(t, uint64(100), result.Stored)
	require.Equal(t, uint64(100), *result.Platform)
}

func TestPullPagesIgnoresUnreadableDetails(t *testing.T) {
	db := schematest.Open(t)
	shop := &pages{orders: 20, breakAt: -1}
	env := newActivityEnv(t, db, shop)
	load := openWindow(t, env)
	env.SetHeartbeatDetails("what an older version wrote")
	_, err := env.ExecuteActivity("PullPages", load)
	require.NoError(t, err)
	require.Equal(t, []string{""}, shop.asked)
}

func TestOpenWindowTwice(t *testing.T) {
	db := schematest.Open(t)
	env := newActivityEnv(t, db, &pages{orders: 20, breakAt: -1})
	first := openWindow(t, env)
	require.Equal(t, first, openWindow(t, env), "a retry moved the window")
	_, err := env.ExecuteActivity("PullPages", first)
	require.NoError(t, err)
	_, err = env.ExecuteActivity("CloseWindow", first)
	require.NoError(t, err)

	next := first
	next.LoadID = "next/orders"
	value, err := env.ExecuteActivity("OpenWindow", next)
	require.NoError(t, err)
	require.NoError(t, value.Get(&next))
	require.True(t, next.From.Equal(first.To.Add(-time.Hour)), "the next window begins at %s, not a lookback before %s", next.From, first.To)
}

// What did not come with a window comes with the next one, whose gate must not
// pass without it.
func TestWindowThatIsNotWholeIsPulledAnew(t *testing.T) {
	db := schematest.Open(t)
	shop := &pages{orders: 20, breakAt: -1}
	env := newActivityEnv(t, db, shop)
	first := openWindow(t, env)
	_, err := env.ExecuteActivity("PullPages", first)
	require.NoError(t, err)
	shop.orders = 21
	require.NoError(t, intake.PutLoad(t.Context(), db, withPlatform(t, db, first, 21)))
	value, err := env.ExecuteActivity("CloseWindow", first)
	require.NoError(t, err)
	var result activities.LoadResult
	require.NoError(t, value.Get(&result))
	require.Contains(t, result.Trouble, "the platform has 21, 20 came")

	next := first
	next.LoadID = "next/orders"
	value, err = env.ExecuteActivity("OpenWindow", next)
	require.NoError(t, err)
	require.NoError(t, value.Get(&next))
	require.True(t, next.From.IsZero(), "the next window begins at %s, behind what did not come", next.From)
}

// A record that can't be understood is kept with its reason, counted, and shuts the
// gate where too many are: more than a share, and more than a few.
func TestRejectedRecordsReachTheGate(t *testing.T) {
	for _, c := range []struct {
		name             string
		orders, rejected int
		whole            bool
	}{
		{"none", 20, 0, true},
		{"a few of a thousand", 1000, 6, true},
		{"too many of fifty", 50, 6, false},
		{"all of them", 10, 10, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := schematest.Open(t)
			env := newActivityEnv(t, db, &pages{orders: c.orders, rejected: c.rejected, breakAt: -1})
			load := openWindow(t, env)
			value, err := env.ExecuteActivity("PullPages", load)
			require.NoError(t, err)
			var pulled activities.Pulled
			require.NoError(t, value.Get(&pulled))
			require.EqualValues(t, c.rejected, pulled.Rejected)

			value, err = env.ExecuteActivity("CloseWindow", load)
			require.NoError(t, err)
			var result activities.LoadResult
			require.NoError(t, value.Get(&result))
			require.EqualValues(t, c.orders, result.Received)
			require.EqualValues(t, c.rejected, result.Rejected)
			type row struct {
				Record string `ch:"record"`
				Reason string `ch:"reason"`
				Raw    string `ch:"raw"`
			}
			kept := schematest.Query[row](t, db, "SELECT record, reason, raw FROM rejected WHERE load_id = 'run/orders' ORDER BY record")
			require.Len(t, kept, c.rejected)
			if c.rejected > 0 {
				require.Equal(t, row{Record: "bad0", Reason: "the total is no amount", Raw: `{"total":"?"}`}, kept[0])
			}

			value, err = env.ExecuteActivity("Reconcile", activities.ReconcileInput{Brand: "acme", Date: "2026-03-14", Loads: []string{"run/orders"}})
			require.NoError(t, err)
			var gate activities.Reconciliation
			require.NoError(t, value.Get(&gate))
			require.Equal(t, c.whole, gate.Whole, gate.Reasons)
			if !c.whole {
				require.Contains(t, gate.Reasons[0], "records were rejected")
			}
		})
	}
}

func withPlatform(t *testing.T, db *schema.DB, load activities.LoadRef, n uint64) intake.Row {
	t.Helper()
	rows, err := intake.Loads(t.Context(), db, load.Brand, []string{load.LoadID})
	require.NoError(t, err)
	require.Len(t, rows, 1)
	rows[0].PlatformBefore = &n
	return rows[0]
}

func TestGateAsksAfterEveryShop(t *testing.T) {
	db := schematest.Open(t)
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	env.RegisterActivity(&activities.Certificates{DB: db, Config: &config.Config{Brands: []config.Brand{{
		Name: "acme", Shops: []config.Shop{{Name: "web"}, {Name: "store"}},
	}}}})
	in := activities.ReconcileInput{Brand: "acme", Date: "2026-03-14", Failed: []activities.ShopFailure{{Shop: "web", Reason: "HTTP 401"}}}
	value, err := env.ExecuteActivity("Reconcile", in)
	require.NoError(t, err)
	var gate activities.Reconciliation
	require.NoError(t, value.Get(&gate))
	require.Equal(t, []string{"shop web: HTTP 401", "shop store: nothing was pulled of it: run the night again"}, gate.Reasons)

	in.Stores = []activities.StoreLine{{Shop: "web", Entity: "orders", Reason: "one differs"}, {Shop: "web", Entity: "customers", OK: true}}
	value, err = env.ExecuteActivity("Reconcile", in)
	require.NoError(t, err)
	require.NoError(t, value.Get(&gate))
	require.False(t, gate.Whole)
	require.Contains(t, gate.Reasons, "shop web as a whole, orders: one differs")

	in.Loads = []string{"gone/orders"}
	_, err = env.ExecuteActivity("Reconcile", in)
	require.ErrorContains(t, err, "not recorded")
}

func newActivityEnv(t *testing.T, db *schema.DB, source platform.Source, change ...func(*config.Config)) *testsuite.TestActivityEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestActivityEnvironment()
	cfg := (&config.Config{Brands: []config.Brand{{
		Name: "acme", Currency: "TWD", Zone: time.UTC, Shops: []config.Shop{{Name: "web", Platform: "fake", Lookback: time.Hour}},
	}}}).WithDefaults()
	for _, c := range change {
		c(cfg)
	}
	env.RegisterActivity(&activities.Certificates{DB: db, Config: cfg})
	env.RegisterActivity(&activities.Shops{
		DB: db, Config: cfg,
		Open: func(config.Shop, platform.HTTPOptions) (platform.Source, error) { return source, nil },
	})
	return env
}

func openWindow(t *testing.T, env *testsuite.TestActivityEnvironment) activities.LoadRef {
	t.Helper()
	load := activities.LoadRef{
		ShopRef: activities.ShopRef{Brand: "acme", Shop: "web"}, Entity: "orders", Kind: intake.LoadWindow, LoadID: "run/orders",
	}
	value, err := env.ExecuteActivity("OpenWindow", load)
	require.NoError(t, err)
	require.NoError(t, value.Get(&load))
	return load
}
