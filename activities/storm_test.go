package activities_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/testsuite"

	"regulars/activities"
	"regulars/config"
	"regulars/internal/seed"
	"regulars/platform"
	"regulars/platform/connectors"
	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/sandbox/sandboxtest"
	"regulars/schema"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// Random changes, most of which nothing announces, with what a night does of pulling,
// comparing and sweeping between: after each night all that moves a time or a total is
// healed, after a whole sweep everything is as the shops have it.
func TestStorm(t *testing.T) {
	box, err := sandboxtest.Start(t.Context(), sandbox.Options{Dir: t.TempDir(), Members: 60, Orders: 260, NoDefects: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = box.Close() })
	s := &stormy{Storm: sandboxtest.NewStorm(box, rand.New(rand.NewPCG(seed.New(t), 1))), t: t, db: schematest.Open(t)}
	s.setup()

	s.night()
	s.requireSame(true)
	t.Log(strings.Join(s.Change(45), ", "))
	s.night()
	s.requireSame(false)
	s.Change(30)
	s.sweeps = true
	s.night()
	s.requireSame(true)
	require.Greater(t, len(s.Kinds), 8, "kinds of changes that were made")
}

// stormy is a night's work on the shops of a storm, without a workflow.
type stormy struct {
	*sandboxtest.Storm
	t      *testing.T
	db     *schema.DB
	env    *testsuite.TestActivityEnvironment
	nights int
	sweeps bool // a person asks for it
	lines  []activities.StoreLine
}

func (s *stormy) setup() {
	cfg := (&config.Config{Brands: []config.Brand{{
		Name: "acme", Currency: "TWD", Zone: time.UTC,
		Shops: []config.Shop{
			{
				Name: brand.Woo, Platform: "woocommerce", URL: s.Value("SANDBOX_WOO_URL"), Zone: time.UTC,
				Key: config.NewSecret(s.Value("SANDBOX_WOO_KEY")), KeySecret: config.NewSecret(s.Value("SANDBOX_WOO_SECRET")),
			},
			{Name: brand.Shopify, Platform: "shopify", URL: s.Value("SANDBOX_SHOPIFY_URL"), Token: config.NewSecret(s.Value("SANDBOX_SHOPIFY_TOKEN")), Zone: time.UTC},
		},
	}}}).WithDefaults()
	for i := range cfg.Brands[0].Shops {
		shop := &cfg.Brands[0].Shops[i]
		shop.RequestsPerSecond, shop.Lookback, shop.Reread, shop.Sweep = 1000, time.Second, 24*time.Hour, 0 // only where totals differ
	}
	var suite testsuite.WorkflowTestSuite
	s.env = suite.NewTestActivityEnvironment()
	s.env.RegisterActivity(&activities.Shops{
		DB: s.db, Config: cfg,
		Open: func(shop config.Shop, o platform.HTTPOptions) (platform.Source, error) {
			return connectors.Open(shop, o)
		},
	})
}

// night pulls and compares both shops as the workflows do.
func (s *stormy) night() {
	s.t.Helper()
	// Shops count whole seconds, and are compared up to the last of them.
	time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
	s.nights++
	s.lines = nil
	for _, shop := range []string{brand.Woo, brand.Shopify} {
		s.pull(activities.ShopRef{Brand: "acme", Shop: shop})
	}
}

func (s *stormy) pull(shop activities.ShopRef) {
	s.t.Helper()
	id := func(what string) string { return fmt.Sprintf("night%d/%s/%s", s.nights, shop.Shop, what) }
	ref := activities.StoreRef{ShopRef: shop, LoadID: id("sweep"), Asked: s.sweeps}
	for _, entity := range []string{"orders", "customers"} {
		load := activities.LoadRef{ShopRef: shop, Entity: entity, Kind: intake.LoadWindow, LoadID: id(entity)}
		s.do(&load, "OpenWindow", load)
		ref.First = ref.First || load.From.IsZero()
		s.do(nil, "PullPages", load)
		s.close(load)
		if ref.Before.IsZero() || load.To.Before(ref.Before) {
			ref.Before = load.To
		}
	}
	if !ref.First {
		load := activities.LoadRef{ShopRef: shop, Entity: "reread", Kind: intake.LoadReread, LoadID: id("reread")}
		s.do(&load, "OpenReread", load)
		s.do(nil, "Reread", load)
		s.close(load)
	}
	var plan activities.StorePlan
	s.do(&plan, "CompareStore", ref)
	if len(plan.Parts) > 0 {
		in := activities.SweepInput{StoreRef: ref, Parts: plan.Parts}
		var done activities.Sweeping
		s.do(&done, "SweepStore", in)
		var swept activities.SweptStore
		s.do(&swept, "CloseSweep", activities.SweepDone{SweepInput: in, Sweeps: done.Sweeps})
		plan.Lines = swept.Lines
	}
	for _, line := range plan.Lines {
		require.True(s.t, line.OK, line.Sentence())
	}
	s.lines = append(s.lines, plan.Lines...)
}

func (s *stormy) close(load activities.LoadRef) {
	s.t.Helper()
	var result activities.LoadResult
	s.do(&result, "CloseWindow", load)
	require.Empty(s.t, result.Trouble)
}

func (s *stormy) do(result any, activity string, in any) {
	s.t.Helper()
	value, err := s.env.ExecuteActivity(activity, in)
	require.NoError(s.t, err, activity)
	if result != nil {
		require.NoError(s.t, value.Get(result))
	}
}

func (s *stormy) requireSame(quiet bool) {
	s.t.Helper()
	conn := schematest.Connect(s.t, s.db)
	query := func(statement string, rows any) { require.NoError(s.t, conn.Select(s.t.Context(), rows, statement)) }
	require.Empty(s.t, s.Differences(query, quiet))
}
