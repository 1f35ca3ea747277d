package workflows_test

import (
	"context"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/internal/seed"
	"regulars/platform"
	"regulars/platform/connectors"
	"regulars/sandbox"
	imitated "regulars/sandbox/brand"
	"regulars/sandbox/sandboxtest"
	"regulars/schema/schematest"
	"regulars/workflows"
)

// Random changes, most of which nothing announces, with nights and sweeps between: after
// each night all that moves a time or a total is healed, after each whole sweep everything
// is as the shops have it. TestStorm of package activities is its small sister.
func TestStorm(t *testing.T) {
	if testing.Short() || os.Getenv("REGULARS_PROVE") == "" {
		t.Skip("a long random proof: REGULARS_PROVE=1 runs it")
	}
	random := rand.New(rand.NewPCG(seed.New(t), 1))
	box, err := sandboxtest.Start(context.Background(), sandbox.Options{Dir: t.TempDir(), Members: 150, Orders: 900, NoDefects: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = box.Close() })
	s := &storm{Storm: sandboxtest.NewStorm(box, random), installation: newInstallationWith(t, func(i *installation) { i.sellsIn(box) })}

	s.runNight(true)
	for round := range 4 {
		made := s.Change(125)
		time.Sleep(1100 * time.Millisecond) // shops are compared up to the last whole second
		t.Logf("round %d: %s", round, strings.Join(made, ", "))
		if round == 2 { // a sweep without a night
			s.sweepAll()
			continue
		}
		s.runNight(round == 0) // the second night sweeps all, the others only where totals differ
	}
	s.sweepAll()
	require.Greater(t, len(s.Kinds), 8, "kinds of changes that were made")
}

// sellsIn makes the brand's shops those of a sandbox.
func (i *installation) sellsIn(box *sandboxtest.Sandbox) {
	i.open = func(shop config.Shop, o platform.HTTPOptions) (platform.Source, error) {
		return connectors.Open(shop, o)
	}
	b := &i.config.Brands[0]
	b.Campaigns = nil
	b.Shops = []config.Shop{
		{
			Name: imitated.Woo, Platform: "woocommerce", URL: box.Value("SANDBOX_WOO_URL"), Zone: time.UTC,
			Key: config.NewSecret(box.Value("SANDBOX_WOO_KEY")), KeySecret: config.NewSecret(box.Value("SANDBOX_WOO_SECRET")),
		},
		{Name: imitated.Shopify, Platform: "shopify", URL: box.Value("SANDBOX_SHOPIFY_URL"), Token: config.NewSecret(box.Value("SANDBOX_SHOPIFY_TOKEN")), Zone: time.UTC},
	}
	i.config.WithDefaults()
	for n := range b.Shops {
		b.Shops[n].RequestsPerSecond = 1000
		b.Shops[n].Reread = 24 * time.Hour // most orders are older
	}
}

type storm struct {
	*sandboxtest.Storm
	*installation
}

// runNight runs a night and compares; quietly also what only a whole sweep finds.
func (s *storm) runNight(quiet bool) {
	s.t.Helper()
	_, err := s.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(s.t, err)
	require.Empty(s.t, s.Differences(s.query, quiet))
	require.Empty(s.t, s.AllowedByNobody(s.query))
}

func (s *storm) query(statement string, rows any) {
	s.t.Helper()
	require.NoError(s.t, schematest.Connect(s.t, s.db).Select(s.t.Context(), rows, statement))
}

// sweepAll sweeps both shops; afterwards everything is as they have it.
func (s *storm) sweepAll() {
	s.t.Helper()
	s.sweep(imitated.Woo)
	s.sweep(imitated.Shopify)
	require.Empty(s.t, s.Differences(s.query, true))
}

func (s *storm) sweep(shop string) {
	s.t.Helper()
	in := workflows.SweepInput{Brand: s.brand, Shop: shop}
	run, err := s.client.ExecuteWorkflow(s.t.Context(), workflows.SweepStart(in, s.queue), workflows.SweepName, in)
	require.NoError(s.t, err)
	var done workflows.SweepProgress
	require.NoError(s.t, s.result(run, &done))
	require.NotEmpty(s.t, done.Stores)
	for _, line := range done.Stores {
		require.True(s.t, line.OK, line.Sentence())
		require.False(s.t, line.SweptAt.IsZero(), "%s %s was not swept", line.Shop, line.Entity)
		require.EqualValues(s.t, *line.Platform, line.Stored, "%s %s: the shop's own total", line.Shop, line.Entity)
		if line.Entity == "orders" {
			require.LessOrEqual(s.t, int(line.Hidden), s.orphans(line.Shop), "%s: orders that are noted as hidden", line.Shop)
		}
	}
}

func (s *storm) orphans(shop string) (n int) {
	for _, o := range s.Orders() {
		if o.Shop == shop && o.State == imitated.StateOrphan {
			n++
		}
	}
	return n
}
