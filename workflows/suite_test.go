package workflows_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/schema/intake"
	"regulars/schema/ledger"
	"regulars/workflows"
	"regulars/workflows/adlist"
	"regulars/workflows/tick"
)

const (
	brand = "acme"
	date  = "2026-03-14"
)

var (
	brands       *activities.Brands
	shops        *activities.Shops
	warehouse    *activities.Warehouse
	certificates *activities.Certificates
	reports      *activities.Reports
	deliveries   *activities.Deliveries
	lists        *adlists.Lists
)

// env is one test's workflow environment, in which every activity goes well
// unless the test says otherwise.
type env struct {
	*testsuite.TestWorkflowEnvironment
	t *testing.T

	mu       sync.Mutex
	recorded []activities.CampaignStateInput // what was written into the ledger
	sent     map[uint32]int                  // how often each block was sent
	children []string                        // types of the children that were started
	called   map[string]workflow.ActivityOptions

	expected, happened []string // delayed callbacks and answers to updates
}

// expect names something that has to happen before the workflow ends, and
// returns what to call when it does. Assertions in a callback that never runs
// assert nothing, so the test fails when it has not happened.
func (e *env) expect(what string) (happens func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.expected = append(e.expected, what)
	return func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.happened = append(e.happened, what)
	}
}

// RegisterDelayedCallback calls back after so long on the test's clock; a test
// whose workflow ends before fails.
func (e *env) RegisterDelayedCallback(callback func(), after time.Duration) {
	happens := e.expect("callback after " + after.String())
	e.TestWorkflowEnvironment.RegisterDelayedCallback(func() {
		happens()
		callback()
	}, after)
}

func (e *env) requireHappened() {
	e.mu.Lock()
	defer e.mu.Unlock()
	require.ElementsMatch(e.t, e.expected, e.happened, "the workflow ended before all of this happened")
}

func (e *env) send(block uint32) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sent[block]++
}

// blocks is how often each block was sent.
func (e *env) blocks() map[uint32]int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return maps.Clone(e.sent)
}

// decisions are what was written into the ledger.
func (e *env) decisions() []activities.CampaignStateInput {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.recorded)
}

func newEnv(t *testing.T) *env {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	e := &env{TestWorkflowEnvironment: suite.NewTestWorkflowEnvironment(), t: t, sent: map[uint32]int{}, called: map[string]workflow.ActivityOptions{}}
	e.SetWorkerOptions(worker.Options{
		Interceptors:             []interceptor.WorkerInterceptor{&optionsWatch{e: e}},
		DeadlockDetectionTimeout: time.Minute, // a busy machine is no deadlock
	})
	workflows.Register(e)
	tick.Register(e)
	adlist.Register(e)
	e.RegisterActivity(&adlists.Lists{})
	e.RegisterActivity(&activities.Brands{})
	e.RegisterActivity(&activities.Shops{})
	e.RegisterActivity(&activities.Warehouse{})
	e.RegisterActivity(&activities.Certificates{})
	e.RegisterActivity(&activities.Reports{})
	e.RegisterActivity(&activities.Deliveries{})
	e.SetStartTime(time.Date(2026, 3, 15, 4, 0, 0, 0, time.UTC))
	e.SetDetachedChildWait(false)
	e.SetTestTimeout(time.Minute)
	e.SetOnChildWorkflowStartedListener(func(info *workflow.Info, _ workflow.Context, _ converter.EncodedValues) {
		e.children = append(e.children, info.WorkflowType.Name)
	})
	t.Cleanup(e.requireHappened)
	return e
}

// brandHas makes the brand's shops and campaigns known.
func (e *env) brandHas(shops, campaigns []string) {
	e.OnActivity(certificates.CatchUp, mock.Anything, mock.Anything).Return(activities.CaughtUp{}, nil).Maybe()
	e.OnActivity(brands.ReadBrand, mock.Anything, brand).Return(activities.BrandFacts{Shops: shops, Campaigns: campaigns}, nil)
}

// brandWalks makes the brand have a journey, a shop and a campaign.
func (e *env) brandWalks(journey string) {
	e.OnActivity(certificates.CatchUp, mock.Anything, mock.Anything).Return(activities.CaughtUp{}, nil).Maybe()
	e.OnActivity(brands.ReadBrand, mock.Anything, brand).
		Return(activities.BrandFacts{Shops: []string{"web"}, Campaigns: []string{"welcome"}, Journeys: []string{journey}}, nil)
}

// pullsWell makes every pull load n orders.
func (e *env) pullsWell(n uint64) {
	e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).Return(activities.ShopFacts{Entities: []string{"orders"}}, nil).Maybe()
	e.OnActivity(shops.OpenWindow, mock.Anything, mock.Anything).Return(func(_ context.Context, load activities.LoadRef) (activities.LoadRef, error) {
		load.From, load.To = time.Unix(1000, 0).UTC(), time.Unix(2000, 0).UTC()
		return load, nil
	}).Maybe()
	e.OnActivity(shops.OpenReread, mock.Anything, mock.Anything).Return(func(_ context.Context, load activities.LoadRef) (activities.LoadRef, error) {
		return load, nil
	}).Maybe()
	e.OnActivity(shops.PullPages, mock.Anything, mock.Anything).Return(activities.Pulled{Rows: int64(n)}, nil).Maybe()
	e.OnActivity(shops.Reread, mock.Anything, mock.Anything).Return(activities.Pulled{}, nil).Maybe()
	e.OnActivity(shops.CloseWindow, mock.Anything, mock.Anything).Return(func(_ context.Context, load activities.LoadRef) (activities.LoadResult, error) {
		return activities.LoadResult{LoadRef: load, Platform: &n, Received: n, Stored: n}, nil
	}).Maybe()
	e.comparesWell()
}

// sweepsWell finds one order too many of a shop stored, and heals it.
func (e *env) sweepsWell() {
	line := activities.StoreLine{Shop: "web", Entity: "orders", Reason: "one too many"}
	part := activities.SweepPart{Entity: "orders", Whole: true}
	e.OnActivity(shops.CompareStore, mock.Anything, mock.Anything).Return(activities.StorePlan{Lines: []activities.StoreLine{line}, Parts: []activities.SweepPart{part}}, nil)
	found := []intake.Sweep{{Entity: "orders", Whole: true, Deleted: 1}}
	e.OnActivity(shops.SweepStore, mock.Anything, mock.Anything).Return(activities.Sweeping{Sweeps: found}, nil)
	e.OnActivity(shops.CloseSweep, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.SweepDone) (activities.SweptStore, error) {
		healed := line
		healed.OK, healed.Reason, healed.HealedNow = true, "", in.Sweeps[0].Deleted
		return activities.SweptStore{Load: activities.LoadResult{LoadRef: activities.LoadRef{Entity: "sweep", LoadID: in.LoadID}}, Lines: []activities.StoreLine{healed}}, nil
	})
}

// comparesWell finds every shop as a whole as it is stored.
func (e *env) comparesWell() {
	e.OnActivity(shops.CompareStore, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.StoreRef) (activities.StorePlan, error) {
		return activities.StorePlan{Lines: []activities.StoreLine{{Shop: ref.Shop, Entity: "orders", OK: true}}}, nil
	}).Maybe()
}

func (e *env) reconcilesWell() {
	e.OnActivity(certificates.Reconcile, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.ReconcileInput) (activities.Reconciliation, error) {
		gate := activities.Reconciliation{Whole: len(in.Failed) == 0}
		for _, f := range in.Failed {
			gate.Reasons = append(gate.Reasons, "shop "+f.Shop+": "+f.Reason)
		}
		return gate, nil
	})
}

func (e *env) measuresWell() {
	e.OnActivity(warehouse.Derive, mock.Anything, mock.Anything).Return(activities.Derived{Members: 3}, nil).Maybe()
	e.OnActivity(warehouse.Fit, mock.Anything, mock.Anything).Return(activities.Fitted{}, nil).Maybe()
	e.OnActivity(warehouse.Compute, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.ComputeInput) (activities.Computed, error) {
		return activities.Computed{Generation: 7, From: in.From, To: in.To}, nil
	}).Maybe()
	e.OnActivity(warehouse.Publish, mock.Anything, mock.Anything).Return(nil).Maybe()
}

func (e *env) certifiesWell() {
	e.OnActivity(reports.WriteReport, mock.Anything, mock.Anything).Return(activities.Reported{Path: "reports/acme.html"}, nil).Maybe()
	e.OnActivity(certificates.Certify, mock.Anything, mock.Anything).Return(activities.Certified{Whole: true, Text: "whole"}, nil)
}

// sendsWell makes a plan of so many blocks of ten, each sent at once. The terms
// let it be sent between sendAt and past.
func (e *env) sendsWell(blocks uint32, terms activities.Terms) {
	e.OnActivity(brands.CampaignTerms, mock.Anything, mock.Anything).Return(terms, nil).Maybe()
	e.OnActivity(deliveries.PlanCampaign, mock.Anything, mock.Anything).Return(activities.CampaignPlan{
		State: "planned", Blocks: blocks, Bits: 4, Books: ledger.Books{Planned: uint64(blocks) * 10, Open: uint64(blocks) * 10},
	}, nil).Maybe()
	e.OnActivity(deliveries.SendBlock, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.SendBlockInput) (activities.BlockReport, error) {
		e.send(in.Block)
		return activities.BlockReport{Sent: 10}, nil
	}).Maybe()
	e.ledger(blocks)
}

// ledger lets the books follow what was sent.
func (e *env) ledger(blocks uint32) {
	books := func() ledger.Books {
		planned, sent := uint64(blocks)*10, uint64(len(e.blocks()))*10
		return ledger.Books{Planned: planned, Sent: sent, Open: planned - sent}
	}
	e.OnActivity(deliveries.CampaignBooks, mock.Anything, mock.Anything).Return(func(context.Context, activities.CampaignRef) (ledger.Books, error) {
		return books(), nil
	}).Maybe()
	e.OnActivity(deliveries.SettleCampaign, mock.Anything, mock.Anything).Return(func(context.Context, activities.SettleInput) (ledger.Books, error) {
		b := books()
		b.Held, b.Open = b.Open, 0
		return b, nil
	}).Maybe()
	e.OnActivity(deliveries.SetCampaignState, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.CampaignStateInput) error {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.recorded = append(e.recorded, in)
		return nil
	}).Maybe()
}

// atOnce are terms under which a campaign may be sent at the tests' start.
func atOnce() activities.Terms {
	return activities.Terms{SendAt: time.Date(2026, 3, 15, 0, 0, 0, 0, time.UTC), Past: time.Date(2026, 3, 16, 0, 0, 0, 0, time.UTC)}
}

func (e *env) failure() *temporal.ApplicationError {
	e.t.Helper()
	var failed *temporal.ApplicationError
	require.ErrorAs(e.t, e.GetWorkflowError(), &failed)
	return failed
}

// update asks the workflow after so long, and requires that it accepts, and then
// completes, or rejects.
func (e *env) update(after time.Duration, name string, accepted bool, args ...any) {
	id := name + " after " + after.String()
	answers, completes := e.expect(id+" is answered"), func() {}
	if accepted {
		completes = e.expect(id + " completes")
	}
	e.RegisterDelayedCallback(func() {
		e.UpdateWorkflow(name, id, &testsuite.TestUpdateCallback{
			OnAccept: func() {
				answers()
				require.True(e.t, accepted, "%s was accepted", id)
			},
			OnReject: func(err error) {
				answers()
				require.False(e.t, accepted, "%s was rejected: %v", id, err)
			},
			OnComplete: func(_ any, err error) {
				completes()
				require.NoError(e.t, err, id)
			},
		}, args...)
	}, after)
}

// child is a workflow that a test starts next to another.
type child struct {
	id, name string
	input    any
}

// executeBoth starts the first workflow, then the second, and waits for both.
func (e *env) executeBoth(first, second child) {
	both := func(ctx workflow.Context) error {
		start := func(c child) workflow.ChildWorkflowFuture {
			ctx := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{WorkflowID: c.id})
			return workflow.ExecuteChildWorkflow(ctx, c.name, c.input)
		}
		one := start(first)
		if err := one.GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return err
		}
		two := start(second)
		return errors.Join(one.Get(ctx, nil), two.Get(ctx, nil))
	}
	e.RegisterWorkflow(both)
	e.ExecuteWorkflow(both)
}
