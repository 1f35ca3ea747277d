//go:build linux

package faults_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/testsuite"

	"regulars/activities"
	"regulars/config"
	"regulars/config/audience"
	"regulars/platform/connectors"
	"regulars/sandbox"
	"regulars/sandbox/sandboxtest"
	"regulars/schema/gate"
	"regulars/schema/intake"
	"regulars/schema/ledger"
	"regulars/schema/metric"
)

// nights are those of the sandbox's brand, each in a database of its own: what came of one
// whose power was cut is compared with what came of one that nothing disturbed.
type nights struct {
	*house
	random *rand.Rand
	cfg    *config.Config
	want   outcome
	took   map[string]time.Duration // each step, undisturbed
	walks                           // what its journeys sent
}

// outcome is everything that a night leaves, in marks over all rows.
type outcome struct{ KPI, Orders, Customers, Members, Ledger, Walked, Ticked string }

// open starts the shops, and has an undisturbed night.
func (n *nights) open() {
	n.t.Helper()
	if n.cfg != nil {
		return
	}
	shops := sandboxtest.Small(n.t, func(o *sandbox.Options) { o.Members, o.Orders = 120, 500 })
	for _, pair := range append(shops.Env(), "E2E_BRAND=acme", "E2E_LISTEN=127.0.0.1:0") {
		name, value, _ := strings.Cut(pair, "=")
		n.t.Setenv(name, value)
	}
	cfg, err := config.Load(withCarts(n.t))
	require.NoError(n.t, err)
	n.cfg = cfg
	n.use("undisturbed")
	n.walks = newWalks()
	night := n.night(0)
	for _, step := range night.steps() {
		began := time.Now()
		require.NoError(n.t, step.do(), step.name)
		if n.took == nil {
			n.took = map[string]time.Duration{}
		}
		n.took[step.name] = time.Since(began)
		n.t.Logf("%s took %s", step.name, n.took[step.name].Round(time.Millisecond))
	}
	require.True(n.t, night.certificate.Whole, "%q", night.certificate.Reasons)
	n.want = n.outcome()
	n.walksHold("nothing")
	for _, mark := range []string{n.want.KPI, n.want.Orders, n.want.Customers, n.want.Members, n.want.Ledger, n.want.Walked, n.want.Ticked} {
		require.False(n.t, mark == "" || strings.HasPrefix(mark, "0 "), "nothing to compare: %+v", n.want)
	}
}

// cutIn cuts the power at a random moment of a step of a night. The night, run again once
// the power is back, leaves what it would have left, and no certificate of the meantime
// vouches for anything else.
func (n *nights) cutIn(kind string) {
	n.t.Helper()
	n.open()
	n.use("cut_in_" + kind)
	n.walks = newWalks()
	err := n.runUntilCut(kind)
	n.restart()
	n.nothingIsBroken()
	n.vouchesForNothing(kind)

	night := n.night(1)
	for _, step := range night.steps() {
		require.NoError(n.t, step.do(), "%s, after a cut in %s", step.name, kind)
	}
	require.True(n.t, night.certificate.Whole, "%q, after a cut in %s", night.certificate.Reasons, kind)
	require.Equal(n.t, n.want, n.outcome(), "after a cut in %s", kind)
	n.walksHold(kind)
	n.t.Logf("the power was cut in %s, and the night came to the same: %v", kind, err)
}

// runUntilCut runs the steps of a night up to the one in which the power is cut, and
// returns how that ended.
func (n *nights) runUntilCut(kind string) error {
	n.t.Helper()
	moment := time.Duration(n.random.Float64() * float64(n.took[kind]))
	for _, step := range n.night(0).steps() {
		if step.name != kind {
			require.NoError(n.t, step.do(), step.name)
			continue
		}
		var failed error
		var wait sync.WaitGroup
		wait.Go(func() {
			time.Sleep(moment) // the cut's moment is what the test is about
			failed = n.disk.cut()
		})
		err := step.do()
		wait.Wait()
		require.NoError(n.t, failed)
		return err
	}
	n.t.Fatalf("no step is called %s", kind)
	return nil
}

// vouchesForNothing checks that what stands behind the cut says nothing of what is gone: a
// load that is done has its orders, and a certificate that is whole has everything.
func (n *nights) vouchesForNothing(kind string) {
	n.t.Helper()
	lost := n.text(`SELECT arrayStringConcat(groupArray(concat(shop, ': ', toString(stored), ' orders, ', toString(there), ' are there')), '; ')
		FROM (SELECT shop, max(stored) AS stored FROM loads FINAL WHERE entity = 'orders' AND state = 'done' GROUP BY shop) AS l
		LEFT JOIN (SELECT shop, count() AS there FROM orders FINAL GROUP BY shop) AS o USING (shop)
		WHERE there < stored`)
	require.Empty(n.t, lost, "loads that are done outlived their orders, after a cut in %s", kind)
	n.walksAreThere(kind)
	c, err := gate.Certify(n.t.Context(), n.db, "acme", date, time.Now())
	require.NoError(n.t, err)
	if !c.Whole {
		require.NotEmpty(n.t, c.Reasons)
		return
	}
	require.Contains(n.t, []string{"publish", "walk", "tick"}, kind, "a certificate without numbers is whole")
	want, is := n.want, n.outcome()
	want.Ledger, is.Ledger = "", "" // nothing is sent yet
	want.Walked, is.Walked, want.Ticked, is.Ticked = "", "", "", ""
	require.Equal(n.t, want, is, "what a whole certificate vouches for, after a cut in %s", kind)
}

func (n *nights) outcome() outcome {
	n.t.Helper()
	kpi, err := metric.PublishedHash(n.t.Context(), n.db, "acme")
	require.NoError(n.t, err)
	mark := func(columns, table string) string { return n.mark(columns, table+" WHERE brand = 'acme'") }
	return outcome{
		KPI: kpi, Orders: mark("* EXCEPT (raw, load_id, version)", "orders FINAL"), Customers: mark("* EXCEPT (raw, load_id, version)", "customers FINAL"),
		Members: mark("member_id, email, phone, line_id", "members"), Ledger: n.mark("campaign, date, member_id, state, reason, channel, address_hash", "deliveries FINAL WHERE brand = 'acme' AND NOT startsWith(campaign, 'cart-')"),
		Walked: n.moves("path"), Ticked: n.moves("cart"),
	}
}

// night is one night by its activities, without a workflow.
type night struct {
	*nights
	run         int // which one of its date
	env         *testsuite.TestActivityEnvironment
	loads       []string
	stores      []activities.StoreLine
	generation  uint64
	certificate gate.Certificate
}

func (n *nights) night(run int) *night {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	env := suite.NewTestActivityEnvironment()
	env.SetTestTimeout(5 * time.Minute)
	env.RegisterActivity(&activities.Brands{Config: n.cfg, DB: n.db, Settled: func() bool { return true }})
	env.RegisterActivity(&activities.Shops{Config: n.cfg, DB: n.db, Open: connectors.Open})
	env.RegisterActivity(&activities.Warehouse{Config: n.cfg, DB: n.db})
	env.RegisterActivity(&activities.Certificates{Config: n.cfg, DB: n.db})
	return &night{nights: n, run: run, env: env}
}

type step struct {
	name string
	do   func() error
}

// steps are those of a night as the workflows have them.
func (n *night) steps() []step {
	return []step{
		{"read", func() error { return n.do(nil, "ReadBrand", "acme") }},
		{"pull", n.pull}, {"reconcile", n.reconcile}, {"derive", n.derive}, {"measure", n.measure}, {"publish", n.publish},
		{"walk", n.walk}, {"address", n.address}, {"certify", n.certify}, {"tick", n.tick},
	}
}

func (n *night) do(result any, activity string, in any) error {
	value, err := n.env.ExecuteActivity(activity, in)
	if err != nil {
		return fmt.Errorf("%s: %w", activity, err)
	}
	if result == nil {
		return nil
	}
	return value.Get(result)
}

func (n *night) pull() error {
	for _, shop := range n.cfg.Brands[0].Shops {
		if err := n.shop(activities.ShopRef{Brand: "acme", Shop: shop.Name}); err != nil {
			return fmt.Errorf("shop %s: %w", shop.Name, err)
		}
	}
	return nil
}

func (n *night) shop(shop activities.ShopRef) error {
	var facts activities.ShopFacts
	if err := n.do(&facts, "ReadShop", shop); err != nil {
		return err
	}
	ref := activities.StoreRef{ShopRef: shop, LoadID: n.id(shop, "sweep")}
	for _, entity := range facts.Entities {
		load := activities.LoadRef{ShopRef: shop, Entity: entity, Kind: intake.LoadWindow, LoadID: n.id(shop, entity)}
		if err := n.load(&load, "OpenWindow", "PullPages"); err != nil {
			return err
		}
		ref.First = ref.First || load.From.IsZero()
		if ref.Before.IsZero() || load.To.Before(ref.Before) {
			ref.Before = load.To
		}
	}
	if len(facts.Entities) > 0 && !ref.First {
		load := activities.LoadRef{ShopRef: shop, Entity: "reread", Kind: intake.LoadReread, LoadID: n.id(shop, "reread")}
		if err := n.load(&load, "OpenReread", "Reread"); err != nil {
			return err
		}
	}
	for feed := range facts.Feeds {
		var result activities.LoadResult
		if err := n.do(&result, "ImportFeed", activities.FeedRef{ShopRef: shop, Feed: feed, LoadID: n.id(shop, fmt.Sprint("feed", feed))}); err != nil {
			return err
		}
		n.loads = append(n.loads, result.LoadID)
	}
	return n.compare(ref, facts)
}

func (n *night) id(shop activities.ShopRef, what string) string {
	return fmt.Sprintf("run%d/%s/%s", n.run, shop.Shop, what)
}

// load opens a load, reads it and closes it.
func (n *night) load(load *activities.LoadRef, open, read string) error {
	if err := n.do(load, open, *load); err != nil {
		return err
	}
	if err := n.do(nil, read, *load); err != nil {
		return err
	}
	var result activities.LoadResult
	err := n.do(&result, "CloseWindow", *load)
	n.loads = append(n.loads, result.LoadID)
	return err
}

// compare compares a shop as a whole, and heals what differs.
func (n *night) compare(ref activities.StoreRef, facts activities.ShopFacts) error {
	var plan activities.StorePlan
	if err := n.do(&plan, "CompareStore", ref); err != nil {
		return err
	}
	if plan.Feeds {
		for feed := range facts.Feeds {
			in := activities.FeedRef{ShopRef: ref.ShopRef, Feed: feed, LoadID: n.id(ref.ShopRef, fmt.Sprint("again", feed)), Force: true}
			if err := n.do(nil, "ImportFeed", in); err != nil {
				return err
			}
		}
		if err := n.do(&plan, "CompareStore", ref); err != nil {
			return err
		}
	}
	if len(plan.Parts) > 0 {
		in := activities.SweepInput{StoreRef: ref, Parts: plan.Parts}
		var done activities.Sweeping
		var swept activities.SweptStore
		if err := n.do(&done, "SweepStore", in); err != nil {
			return err
		}
		if err := n.do(&swept, "CloseSweep", activities.SweepDone{SweepInput: in, Sweeps: done.Sweeps}); err != nil {
			return err
		}
		plan.Lines = swept.Lines
	}
	n.stores = append(n.stores, plan.Lines...)
	return nil
}

func (n *night) reconcile() error {
	in := activities.ReconcileInput{Brand: "acme", Date: date, Loads: n.loads, Stores: n.stores}
	return n.do(nil, "Reconcile", in)
}

func (n *night) derive() error {
	return n.do(nil, "Derive", activities.DeriveInput{Brand: "acme", To: date})
}

func (n *night) measure() error {
	if err := n.do(nil, "Fit", activities.FitInput{Brand: "acme", From: date, To: date}); err != nil {
		return err
	}
	var computed activities.Computed
	err := n.do(&computed, "Compute", activities.ComputeInput{Brand: "acme", From: date, To: date, Restate: true, Kind: "night"})
	n.generation = computed.Generation
	return err
}

func (n *night) publish() error {
	return n.do(nil, "Publish", activities.PublishInput{Brand: "acme", Generation: n.generation})
}

// address plans a campaign for everybody, and sends it, and that of the journey's step.
func (n *night) address() error {
	if err := n.sendStep("path-mail", "path-mail"); err != nil {
		return err
	}
	p := ledger.Plan{
		Run:      ledger.Run{Brand: "acme", Campaign: "all", Date: date},
		Audience: audience.Audience{Is: []string{"new", "active", "sleep", "lost", "deep"}}, Channels: []string{"edm"}, Purpose: "marketing",
	}
	state, _, err := n.ledger().Plan(n.t.Context(), p)
	if err != nil {
		return err
	}
	if err := n.send(p.Run, fmt.Sprint("run", n.run), map[uint64]int{}, func() {}); err != nil {
		return err
	}
	_, err = n.ledger().Settle(n.t.Context(), p.Run, state.Planned, "not_sent")
	return err
}

func (n *night) certify() (err error) {
	n.certificate, err = gate.Certify(n.t.Context(), n.db, "acme", date, time.Now())
	return err
}
