package tick_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	sdkpb "go.temporal.io/api/sdk/v1"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/workflows"
	"regulars/workflows/adlist"
	"regulars/workflows/tick"
)

const date = "2026-03-14"

var (
	warehouse *activities.Warehouse
	shops     *activities.Shops

	deliveries *activities.Deliveries
	lists      *adlists.Lists
)

type env struct {
	*testsuite.TestWorkflowEnvironment
	t        *testing.T
	children []string
}

func newEnv(t *testing.T, facts activities.TickFacts, hinted ...string) *env {
	var suite testsuite.WorkflowTestSuite
	e := &env{TestWorkflowEnvironment: suite.NewTestWorkflowEnvironment(), t: t}
	e.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute}) // a busy machine is no deadlock
	tick.Register(e)
	e.RegisterWorkflowWithOptions(func(workflow.Context, workflows.CampaignInput) (workflows.CampaignProgress, error) {
		return workflows.CampaignProgress{}, nil
	}, workflow.RegisterOptions{Name: workflows.CampaignName})
	e.RegisterActivity(&activities.Warehouse{})
	e.RegisterActivity(&activities.Shops{})
	e.RegisterActivity(&adlists.Lists{})
	e.SetStartTime(time.Date(2026, 3, 15, 4, 0, 0, 500, time.UTC))
	e.SetOnChildWorkflowStartedListener(func(info *workflow.Info, _ workflow.Context, _ converter.EncodedValues) {
		e.children = append(e.children, info.WorkflowExecution.ID)
	})
	asked := activities.TickInput{Brand: "tea", Moment: time.Date(2026, 3, 15, 4, 0, 0, 0, time.UTC)}
	var refs []activities.ShopRef
	for _, shop := range hinted {
		refs = append(refs, activities.ShopRef{Brand: "tea", Shop: shop})
	}
	e.OnActivity(shops.HintedShops, mock.Anything, asked).Return(refs, nil).Once()
	e.OnActivity(warehouse.LookAtTick, mock.Anything, asked).Return(facts, nil).Once()
	return e
}

func (e *env) run() tick.Result {
	e.t.Helper()
	e.ExecuteWorkflow(tick.Name, tick.Input{Brand: "tea"})
	require.NoError(e.t, e.GetWorkflowError())
	var r tick.Result
	require.NoError(e.t, e.GetWorkflowResult(&r))
	e.AssertExpectations(e.t)
	return r
}

// details are what Temporal's UI shows of the tick.
func (e *env) details() string {
	e.t.Helper()
	value, err := e.QueryWorkflow("__temporal_workflow_metadata")
	require.NoError(e.t, err)
	var of sdkpb.WorkflowMetadata
	require.NoError(e.t, value.Get(&of))
	return of.GetCurrentDetails()
}

// meanwhile runs a tick while another workflow has an id.
func (e *env) meanwhile(name, id string, other func(workflow.Context) error) (r tick.Result) {
	e.t.Helper()
	e.RegisterWorkflowWithOptions(other, workflow.RegisterOptions{Name: name})
	both := func(ctx workflow.Context) (r tick.Result, err error) {
		ctx = workflow.WithChildOptions(ctx, workflows.ChildOptions(id, "", 0, tick.About("tea")))
		if err := workflow.ExecuteChildWorkflow(ctx, name).GetChildWorkflowExecution().Get(ctx, nil); err != nil {
			return r, err
		}
		ctx = workflow.WithChildOptions(ctx, workflows.ChildOptions(tick.ID("tea"), "", 0, tick.About("tea")))
		err = workflow.ExecuteChildWorkflow(ctx, tick.Name, tick.Input{Brand: "tea"}).Get(ctx, &r)
		return r, err
	}
	e.RegisterWorkflowWithOptions(both, workflow.RegisterOptions{Name: "Meanwhile"})
	e.ExecuteWorkflow("Meanwhile")
	require.NoError(e.t, e.GetWorkflowError())
	require.NoError(e.t, e.GetWorkflowResult(&r))
	return r
}

func runs(names ...string) (refs []activities.CampaignRef) {
	for _, name := range names {
		refs = append(refs, activities.CampaignRef{Brand: "tea", Campaign: name, Date: date})
	}
	return refs
}

// A tick that finds nobody asks once, and starts nothing.
func TestNothingIsDue(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date})
	require.Empty(t, e.run().Sends)
	require.Empty(t, e.children)
	e.AssertActivityNotCalled(t, "WalkTick", mock.Anything, mock.Anything)
}

// What is wrong with a brand's journeys is said of each tick, also where nobody is due.
func TestTroublesAreSaid(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, Troubles: []string{"the journey second isn't walked"}})
	require.Equal(t, []string{"the journey second isn't walked"}, e.run().Troubles)
}

// Where caps over all let a member get only some, the runs of a tick are planned one after the
// other, in their turn, before any of them begins; one that can't be planned stops no other.
func TestRunsOfATickArePlannedInTurn(t *testing.T) {
	for name, inTurn := range map[string]bool{"caps": true, "no caps": false} {
		t.Run(name, func(t *testing.T) {
			e := newEnv(t, activities.TickFacts{Date: date, Waiting: 2})
			e.RegisterActivity(&activities.Deliveries{})
			e.OnActivity(warehouse.WalkTick, mock.Anything, mock.Anything).Return(activities.Ticked{Runs: runs("first#t1", "second#t1", "third#t1"), InTurn: inTurn}, nil).Once()
			var planned []string
			e.OnActivity(deliveries.PlanCampaign, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.CampaignRef) (activities.CampaignPlan, error) {
				require.Equal(t, []string{"measure/tea"}, e.children, "a campaign began before all had their turn")
				planned = append(planned, ref.Campaign)
				if ref.Campaign == "second#t1" {
					return activities.CampaignPlan{}, temporal.NewNonRetryableApplicationError("no such segment", activities.ErrorConfig, nil)
				}
				return activities.CampaignPlan{}, nil
			}).Maybe()
			want := []string{"first#t1", "second#t1", "third#t1"}
			require.Equal(t, want, e.run().Sends)
			if !inTurn {
				want = nil
			}
			require.Equal(t, want, planned)
		})
	}
}

// Who is due is led on in the brand's one measuring, and then the campaigns start.
func TestWhoIsDueIsLedOn(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, Waiting: 2, Coming: 1})
	in := activities.TickWalk{TickInput: activities.TickInput{Brand: "tea", Moment: time.Date(2026, 3, 15, 4, 0, 0, 0, time.UTC)}, Date: date}
	e.OnActivity(warehouse.WalkTick, mock.Anything, in).Return(activities.Ticked{Runs: runs("soon#t1", "later#t1"), Walked: activities.Walked{Troubles: []string{"one stands still"}}}, nil).Once()
	r := e.run()
	require.Equal(t, []string{"soon#t1", "later#t1"}, r.Sends)
	require.Equal(t, []string{"one stands still"}, r.Troubles)
	require.Equal(t, "**By the numbers of 2026-03-14**: 2 whose wait may be over, 1 who come in.\n\n- `soon#t1`\n\n- `later#t1`\n\none stands still", e.details())
	require.Equal(t, []string{"measure/tea", "campaign/tea/soon#t1/2026-03-14", "campaign/tea/later#t1/2026-03-14"}, e.children)
}

// What isn't whole decides nothing; but what was begun is sent.
func TestAGateHoldsTicks(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, Held: "the night is not whole", Waiting: 3, Runs: runs("soon#t0")})
	require.Equal(t, []string{"soon#t0"}, e.run().Sends)
	require.Equal(t, []string{"campaign/tea/soon#t0/2026-03-14"}, e.children)
	require.Equal(t, "Nobody is led on: the night is not whole.\n\n- `soon#t0`", e.details())
	e.AssertActivityNotCalled(t, "WalkTick", mock.Anything, mock.Anything)
}

// Shops whose webhooks named something are asked first, each as its one puller.
func TestShopsAreAskedFirst(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, Waiting: 1}, "web", "store")
	e.OnActivity(shops.AskHinted, mock.Anything, mock.Anything).Return(activities.LoadResult{Received: 2, Trouble: "one is rejected"}, nil).Twice()
	e.OnActivity(warehouse.WalkTick, mock.Anything, mock.Anything).Return(activities.Ticked{Runs: runs("soon#t1")}, nil).Once()
	r := e.run()
	require.EqualValues(t, 4, r.Read)
	require.Contains(t, e.details(), "\n\n4 records that webhooks of the shops had named were read.\n\n")
	require.Equal(t, []string{"one is rejected", "one is rejected"}, r.Troubles)
	require.ElementsMatch(t, []string{"pull/tea/web", "pull/tea/store"}, e.children[:2])
	require.Equal(t, []string{"measure/tea", "campaign/tea/soon#t1/2026-03-14"}, e.children[2:])
}

// A shop that doesn't say who bought keeps everybody where they are; what was begun is sent.
func TestAShopThatDoesNotAnswerKeepsTicksBack(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, Waiting: 1, Runs: runs("soon#t0")}, "web", "store")
	e.OnActivity(shops.AskHinted, mock.Anything, mock.MatchedBy(func(l activities.LoadRef) bool { return l.Shop == "web" })).
		Return(activities.LoadResult{}, temporal.NewNonRetryableApplicationError("the token is refused", "Permanent", nil)).Once()
	e.OnActivity(shops.AskHinted, mock.Anything, mock.Anything).Return(activities.LoadResult{Received: 1}, nil).Once()
	r := e.run()
	require.Contains(t, r.Waits, "web")
	require.Contains(t, r.Waits, "the token is refused")
	require.Contains(t, e.details(), "\n\nWaits "+r.Waits+".\n\n")
	require.EqualValues(t, 1, r.Read, "the other shop is asked all the same")
	require.Equal(t, []string{"soon#t0"}, r.Sends)
	e.AssertActivityNotCalled(t, "WalkTick", mock.Anything, mock.Anything)
}

// While a night pulls a shop, no tick asks it.
func TestAPullKeepsTicksAway(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, Waiting: 1}, "web")
	pulling := func(ctx workflow.Context) error { return workflow.Sleep(ctx, time.Hour) }
	r := e.meanwhile(workflows.PullName, workflows.PullID("tea", "web"), pulling)
	require.Contains(t, r.Waits, "pull/tea/web")
	e.AssertActivityNotCalled(t, "AskHinted", mock.Anything, mock.Anything)
	e.AssertActivityNotCalled(t, "WalkTick", mock.Anything, mock.Anything)
}

// While a night measures or walks, a tick leaves everybody where they are.
func TestANightKeepsTicksAway(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, Waiting: 3, Runs: runs("soon#t0")})
	measuring := func(ctx workflow.Context) error { return workflow.Sleep(ctx, time.Hour) }
	r := e.meanwhile(workflows.MeasureName, workflows.MeasureID("tea"), measuring)
	require.Contains(t, r.Waits, "measure/tea")
	require.Equal(t, []string{"soon#t0"}, r.Sends)
	e.AssertActivityNotCalled(t, "WalkTick", mock.Anything, mock.Anything)
}

// A campaign that an earlier tick began, and that still sends, is left to itself.
func TestACampaignUnderWayIsLeftToItself(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, Runs: runs("soon#t0", "later#t0")})
	sending := func(ctx workflow.Context) error { return workflow.Sleep(ctx, time.Hour) }
	r := e.meanwhile("Sending", workflows.CampaignID("tea", "soon#t0", date), sending)
	require.Equal(t, []string{"soon#t0", "later#t0"}, r.Sends)
}

// The night's walk is of the same workflow.
func TestTheNightWalks(t *testing.T) {
	var suite testsuite.WorkflowTestSuite
	e := suite.NewTestWorkflowEnvironment()
	e.SetWorkerOptions(worker.Options{DeadlockDetectionTimeout: time.Minute})
	tick.Register(e)
	e.RegisterActivity(&activities.Warehouse{})
	in := activities.JourneysInput{Brand: "tea", Date: date}
	e.OnActivity(warehouse.WalkJourneys, mock.Anything, in).Return(activities.Walked{Troubles: []string{"still"}}, nil).Once()
	e.ExecuteWorkflow(workflows.WalkName, in)
	require.NoError(t, e.GetWorkflowError())
	var walked activities.Walked
	require.NoError(t, e.GetWorkflowResult(&walked))
	require.Equal(t, []string{"still"}, walked.Troubles)
	e.AssertExpectations(t)
}

// Ad lists that something happened to are asked for after the walk, each by its one workflow,
// and also where nobody is led on.
func TestAdListsFollowTicks(t *testing.T) {
	for name, facts := range map[string]activities.TickFacts{
		"after a walk":     {Date: date, Waiting: 1, AdLists: true},
		"nobody is due":    {Date: date, AdLists: true},
		"the gate holds":   {Date: date, AdLists: true, Held: "the night is not whole", Waiting: 3},
		"there is no list": {Date: date},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEnv(t, facts)
			adlist.Register(e)
			walks := facts.Waiting > 0 && facts.Held == ""
			walked := false
			e.OnActivity(warehouse.WalkTick, mock.Anything, mock.Anything).Return(func(context.Context, activities.TickWalk) (activities.Ticked, error) {
				walked = true
				return activities.Ticked{}, nil
			}).Maybe()
			var want []string
			if facts.AdLists {
				want = []string{"buyers", "sleepers"}
				asked := activities.TickInput{Brand: "tea", Moment: time.Date(2026, 3, 15, 4, 0, 0, 0, time.UTC)}
				e.OnActivity(lists.LookAtAdLists, mock.Anything, asked).Return(func(context.Context, activities.TickInput) ([]string, error) {
					require.Equal(t, walks, walked, "it looks after the walk")
					return want, nil
				}).Once()
			}
			e.OnActivity(lists.SyncAdList, mock.Anything, mock.Anything).Return(activities.Walked{}, nil).Maybe()
			require.Equal(t, want, e.run().AdLists)
			require.NotContains(t, e.details(), "records", "no shop was asked")
			require.NotContains(t, e.details(), "Waits")
			for _, list := range want {
				require.Contains(t, e.details(), "The ad list "+list+" is updated.")
				require.Contains(t, e.children, "ad-list/tea/"+list)
			}
		})
	}
}

// A tick that an earlier release began goes on without lists.
func TestEarlierTicksKnowNoAdLists(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date, AdLists: true})
	e.OnGetVersion("ad lists follow ticks", workflow.DefaultVersion, workflow.Version(1)).Return(workflow.DefaultVersion)
	e.OnGetVersion(mock.Anything, workflow.DefaultVersion, workflow.Version(1)).Return(workflow.Version(1))
	require.Empty(t, e.run().AdLists)
	e.AssertActivityNotCalled(t, "LookAtAdLists", mock.Anything, mock.Anything)
}

// A tick that an earlier release began asks no shop.
func TestEarlierTicksAskNoShops(t *testing.T) {
	e := newEnv(t, activities.TickFacts{Date: date}, "web")
	e.OnGetVersion("shops are asked for what webhooks named", workflow.DefaultVersion, workflow.Version(1)).Return(workflow.DefaultVersion)
	e.OnGetVersion(mock.Anything, workflow.DefaultVersion, workflow.Version(1)).Return(workflow.Version(1)).Maybe()
	e.ExecuteWorkflow(tick.Name, tick.Input{Brand: "tea"})
	require.NoError(t, e.GetWorkflowError())
	e.AssertActivityNotCalled(t, "HintedShops", mock.Anything, mock.Anything)
	require.Empty(t, e.children)
}
