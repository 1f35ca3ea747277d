package nighttest

import (
	"fmt"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"regulars/activities"
	"regulars/config"
	"regulars/platform"
	"regulars/platform/connectors"
	"regulars/schema"
	"regulars/schema/intake"
)

// Nights are the nights of one brand.
type Nights struct {
	Swept bool // a person asks for whole sweeps from now on

	t      testing.TB
	brand  *config.Brand
	env    *testsuite.TestActivityEnvironment
	killer *killer
	count  int
}

// New returns the nights of the first brand of a config, whose shops are opened as in
// production.
func New(t testing.TB, db *schema.DB, cfg *config.Config) *Nights {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	k := &killer{base: http.DefaultTransport.(*http.Transport).Clone()}
	n := &Nights{t: t, brand: &cfg.Brands[0], env: suite.NewTestActivityEnvironment(), killer: k}
	n.env.SetTestTimeout(10 * time.Minute)
	n.env.RegisterActivity(&activities.Shops{
		DB: db, Config: cfg,
		Open: func(shop config.Shop, o platform.HTTPOptions) (platform.Source, error) {
			o.Client = &http.Client{Transport: k}
			return connectors.Open(shop, o)
		},
	})
	return n
}

// Night pulls and compares every shop, and returns how each entity compares. It fails the
// test where a pull isn't whole.
func (n *Nights) Night() []activities.StoreLine {
	n.t.Helper()
	// Shops count whole seconds, and are compared up to the last of them.
	time.Sleep(time.Until(time.Now().Truncate(time.Second).Add(time.Second)))
	n.count++
	var lines []activities.StoreLine
	for i := range n.brand.Shops {
		lines = append(lines, n.shop(activities.ShopRef{Brand: n.brand.Name, Shop: n.brand.Shops[i].Name})...)
	}
	return lines
}

func (n *Nights) shop(shop activities.ShopRef) []activities.StoreLine {
	n.t.Helper()
	id := func(what string) string { return fmt.Sprintf("night%d/%s/%s", n.count, shop.Shop, what) }
	ref := activities.StoreRef{ShopRef: shop, LoadID: id("sweep"), Asked: n.Swept}
	for _, entity := range []string{"orders", "customers"} {
		load := activities.LoadRef{ShopRef: shop, Entity: entity, Kind: intake.LoadWindow, LoadID: id(entity)}
		n.do(&load, "OpenWindow", load)
		ref.First = ref.First || load.From.IsZero()
		n.do(nil, "PullPages", load)
		n.close(load)
		if ref.Before.IsZero() || load.To.Before(ref.Before) {
			ref.Before = load.To
		}
	}
	if !ref.First {
		load := activities.LoadRef{ShopRef: shop, Entity: "reread", Kind: intake.LoadReread, LoadID: id("reread")}
		n.do(&load, "OpenReread", load)
		n.do(nil, "Reread", load)
		n.close(load)
	}
	return n.compare(ref)
}

// compare compares a shop as a whole, and heals what differs.
func (n *Nights) compare(ref activities.StoreRef) []activities.StoreLine {
	n.t.Helper()
	var plan activities.StorePlan
	n.do(&plan, "CompareStore", ref)
	if len(plan.Parts) > 0 {
		in := activities.SweepInput{StoreRef: ref, Parts: plan.Parts}
		var done activities.Sweeping
		n.do(&done, "SweepStore", in)
		var swept activities.SweptStore
		n.do(&swept, "CloseSweep", activities.SweepDone{SweepInput: in, Sweeps: done.Sweeps})
		plan.Lines = swept.Lines
	}
	for _, line := range plan.Lines {
		require.True(n.t, line.OK, line.Sentence())
	}
	return plan.Lines
}

func (n *Nights) close(load activities.LoadRef) {
	n.t.Helper()
	var result activities.LoadResult
	n.do(&result, "CloseWindow", load)
	require.Empty(n.t, result.Trouble)
}
