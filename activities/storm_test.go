package activities_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/activities/nighttest"
	"regulars/config"
	"regulars/internal/seed"
	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/sandbox/sandboxtest"
	"regulars/schema"
	"regulars/schema/schematest"
)

// Random changes, most of which nothing announces, with what a night does of pulling,
// comparing and sweeping between: after each night all that moves a time or a total is
// healed, after a whole sweep everything is as the shops have it. The worker is killed again and
// again meanwhile.
func TestStorm(t *testing.T) {
	box, err := sandboxtest.Start(t.Context(), sandbox.Options{Dir: t.TempDir(), Members: 60, Orders: 260, NoDefects: true})
	require.NoError(t, err)
	t.Cleanup(func() { _ = box.Close() })
	random := rand.New(rand.NewPCG(seed.New(t), 1))
	s := &stormy{Storm: sandboxtest.NewStorm(box, random), t: t, db: schematest.Open(t)}
	s.setup()
	s.nights.Kill(random, 30)

	s.night()
	s.requireSame(true)
	t.Log(strings.Join(s.Change(45), ", "))
	s.night()
	s.requireSame(false)
	s.Change(30)
	s.nights.Swept = true
	s.night()
	s.requireSame(true)
	require.Greater(t, len(s.Kinds), 8, "kinds of changes that were made")
	require.Positive(t, s.nights.Killed(), "times that the worker was killed")
	t.Logf("the worker was killed %d times", s.nights.Killed())
}

// stormy is a night's work on the shops of a storm, without a workflow.
type stormy struct {
	*sandboxtest.Storm
	t      *testing.T
	db     *schema.DB
	nights *nighttest.Nights
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
	s.nights = nighttest.New(s.t, s.db, cfg)
}

// night pulls and compares both shops as the workflows do.
func (s *stormy) night() {
	s.t.Helper()
	require.NotEmpty(s.t, s.nights.Night())
}

func (s *stormy) requireSame(quiet bool) {
	s.t.Helper()
	conn := schematest.Connect(s.t, s.db)
	query := func(statement string, rows any) { require.NoError(s.t, conn.Select(s.t.Context(), rows, statement)) }
	require.Empty(s.t, s.Differences(query, quiet))
}
