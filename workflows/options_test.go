package workflows_test

import (
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/interceptor"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/channel"
	"regulars/config"
	"regulars/config/journey"
	"regulars/platform"
	"regulars/schema"
	"regulars/schema/ledger"
	"regulars/workflows"
	"regulars/workflows/tick"
)

// longest is more than any activity may take, all tries together.
const longest = 7 * 24 * time.Hour

// optionsWatch requires of every activity that a test's workflows call that it ends,
// and remembers with which options it was called.
type optionsWatch struct {
	interceptor.WorkerInterceptorBase
	e *env
}

func (w *optionsWatch) InterceptWorkflow(_ workflow.Context, next interceptor.WorkflowInboundInterceptor) interceptor.WorkflowInboundInterceptor {
	return &inboundWatch{WorkflowInboundInterceptorBase: interceptor.WorkflowInboundInterceptorBase{Next: next}, e: w.e}
}

type inboundWatch struct {
	interceptor.WorkflowInboundInterceptorBase
	e *env
}

func (w *inboundWatch) Init(next interceptor.WorkflowOutboundInterceptor) error {
	return w.Next.Init(&outboundWatch{WorkflowOutboundInterceptorBase: interceptor.WorkflowOutboundInterceptorBase{Next: next}, e: w.e})
}

type outboundWatch struct {
	interceptor.WorkflowOutboundInterceptorBase
	e *env
}

func (w *outboundWatch) ExecuteActivity(ctx workflow.Context, name string, args ...any) workflow.Future {
	w.e.watch(name, workflow.GetActivityOptions(ctx)) //workflowcheck:ignore (a test looks on; nothing is replayed)
	return w.Next.ExecuteActivity(ctx, name, args...)
}

func (e *env) watch(name string, o workflow.ActivityOptions) {
	require.Positive(e.t, o.StartToCloseTimeout, "%s: a try has no end", name)
	require.Positive(e.t, o.ScheduleToCloseTimeout, "%s: it is retried for ever", name)
	require.Less(e.t, o.ScheduleToCloseTimeout, longest, name)
	require.LessOrEqual(e.t, o.StartToCloseTimeout, o.ScheduleToCloseTimeout, name)
	require.NotEmpty(e.t, o.Summary, name)
	if o.StartToCloseTimeout > time.Minute {
		require.Positive(e.t, o.HeartbeatTimeout, "%s: nobody notices that its worker died", name)
		require.LessOrEqual(e.t, o.HeartbeatTimeout, time.Minute, name)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.called[name] = o
}

// Every activity is called by these workflows, with the limits that each test
// requires; and those that are waited for by their heartbeat do heartbeat.
func TestEveryActivityEnds(t *testing.T) {
	called := map[string]workflow.ActivityOptions{}
	for _, e := range []*env{wholeNight(t), scheduled(t), feeds(t), swept(t), resent(t), tried(t), ticked(t), enlisted(t), enlistedBefore(t)} {
		for name, options := range e.called {
			called[name] = options
		}
	}
	for _, name := range activityNames() {
		require.Contains(t, called, name, "no workflow calls it")
	}
	for name, in := range heartbeating() {
		require.Positive(t, called[name].HeartbeatTimeout, name)
		require.NotZero(t, heartbeats(t, name, in), "%s does not heartbeat", name)
		delete(called, name)
	}
	for name, options := range called {
		require.Zero(t, options.HeartbeatTimeout, "%s has to heartbeat: add it to the test", name)
	}
}

func wholeNight(t *testing.T) *env {
	e := newEnv(t)
	e.brandWalks("onboarding")
	e.OnActivity(warehouse.WalkJourneys, mock.Anything, mock.Anything).Return(activities.Walked{}, nil)
	e.pullsWell(5)
	e.reconcilesWell()
	e.measuresWell()
	e.sendsWell(3, atOnce())
	e.certifiesWell()
	e.ExecuteWorkflow(workflows.NightlyName, workflows.NightlyInput{Brand: brand, Date: date})
	require.NoError(t, e.GetWorkflowError())
	return e
}

// enlistedBefore is a night of an earlier release that keeps customer lists in step.
func enlistedBefore(t *testing.T) *env {
	e := newEnv(t)
	e.OnGetVersion("a workflow for each ad list", workflow.DefaultVersion, workflow.Version(1)).Return(workflow.DefaultVersion)
	e.OnGetVersion(mock.Anything, workflow.DefaultVersion, workflow.Version(1)).Return(workflow.Version(1))
	e.OnActivity(lists.SyncAdLists, mock.Anything, activities.JourneysInput{Brand: brand, Date: date}).Return(activities.Walked{Troubles: []string{"as before"}}, nil).Once()
	e.enlists()
	e.AssertActivityNumberOfCalls(t, "SyncAdLists", 1)
	e.AssertActivityNotCalled(t, "SyncAdList", mock.Anything, mock.Anything)
	require.Equal(t, []string{"as before"}, query[workflows.NightProgress](t, e).Notes)
	return e
}

// enlisted is a night that keeps customer lists of ad platforms in step.
func enlisted(t *testing.T) *env {
	e := newEnv(t)
	e.OnActivity(lists.SyncAdList, mock.Anything, adlists.Ref{Brand: brand, List: "sleepers"}).Return(activities.Walked{}, nil).Once()
	e.enlists()
	e.AssertActivityNumberOfCalls(t, "SyncAdList", 1)
	return e
}

// enlists runs a night of a brand that has a customer list.
func (e *env) enlists() {
	t := e.t
	e.OnActivity(certificates.CatchUp, mock.Anything, mock.Anything).Return(activities.CaughtUp{}, nil).Maybe()
	e.OnActivity(brands.ReadBrand, mock.Anything, mock.Anything).Return(activities.BrandFacts{Shops: []string{"web"}, AdLists: []string{"sleepers"}}, nil)
	e.pullsWell(5)
	e.reconcilesWell()
	e.measuresWell()
	e.certifiesWell()
	e.ExecuteWorkflow(workflows.NightlyName, workflows.NightlyInput{Brand: brand, Date: date})
	require.NoError(t, e.GetWorkflowError())
}

func ticked(t *testing.T) *env {
	e := newEnv(t)
	e.OnActivity(shops.HintedShops, mock.Anything, mock.Anything).Return([]activities.ShopRef{{Brand: brand, Shop: "web"}}, nil)
	e.OnActivity(shops.AskHinted, mock.Anything, mock.Anything).Return(activities.LoadResult{}, nil)
	e.OnActivity(warehouse.LookAtTick, mock.Anything, mock.Anything).Return(activities.TickFacts{Date: date, Waiting: 1, AdLists: true}, nil)
	e.OnActivity(warehouse.WalkTick, mock.Anything, mock.Anything).Return(activities.Ticked{}, nil)
	e.OnActivity(lists.LookAtAdLists, mock.Anything, mock.Anything).Return([]string(nil), nil)
	e.ExecuteWorkflow(tick.Name, tick.Input{Brand: brand})
	require.NoError(t, e.GetWorkflowError())
	return e
}

func scheduled(t *testing.T) *env {
	e := newEnv(t)
	at := temporal.NewSearchAttributeKeyTime("TemporalScheduledStartTime").ValueSet(e.Now())
	require.NoError(t, e.SetTypedSearchAttributesOnStart(temporal.NewSearchAttributes(at)))
	e.OnWorkflow(workflows.NightlyName, mock.Anything, mock.Anything).Return(workflows.NightResult{}, nil).Maybe()
	e.ExecuteWorkflow(workflows.NightlyTriggerName, workflows.TriggerInput{Brand: brand, Timezone: "UTC"})
	require.NoError(t, e.GetWorkflowError())
	return e
}

func resent(t *testing.T) *env {
	e := newEnv(t)
	e.OnActivity(deliveries.PlanResend, mock.Anything, mock.Anything).Return(activities.CampaignPlan{State: ledger.RunPlanned, Blocks: 1}, nil)
	e.sendsWell(1, atOnce())
	e.certifiesWell()
	e.ExecuteWorkflow(workflows.CampaignName, workflows.CampaignInput{Brand: brand, Campaign: "welcome#2", Date: date, Again: &ledger.Again{Members: []uint64{7}}})
	require.NoError(t, e.GetWorkflowError())
	return e
}

func feeds(t *testing.T) *env {
	e := newEnv(t)
	e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).Return(activities.ShopFacts{Feeds: 1}, nil)
	e.OnActivity(shops.ImportFeed, mock.Anything, mock.Anything).Return(activities.LoadResult{}, nil)
	e.comparesWell()
	e.ExecuteWorkflow(workflows.PullName, workflows.PullInput{Brand: brand, Shop: "web"})
	require.NoError(t, e.GetWorkflowError())
	return e
}

func swept(t *testing.T) *env {
	e := newEnv(t)
	e.sweepsWell()
	e.pullsWell(5)
	e.ExecuteWorkflow(workflows.SweepName, workflows.SweepInput{Brand: brand, Shop: "web"})
	require.NoError(t, e.GetWorkflowError())
	return e
}

// heartbeating are the activities that heartbeat, each with an input.
func heartbeating() map[string]any {
	shop := activities.ShopRef{Brand: brand, Shop: "web"}
	load := activities.LoadRef{ShopRef: shop, Entity: "orders", LoadID: "1"}
	campaign := activities.CampaignRef{Brand: brand, Campaign: "welcome", Date: date}
	return map[string]any{
		"OpenWindow": load, "PullPages": load, "Reread": load, "CloseWindow": load, "AskHinted": load,
		"CompareStore": activities.StoreRef{ShopRef: shop}, "SweepStore": activities.SweepInput{StoreRef: activities.StoreRef{ShopRef: shop}},
		"CloseSweep":     activities.SweepDone{SweepInput: activities.SweepInput{StoreRef: activities.StoreRef{ShopRef: shop}}},
		"ImportFeed":     activities.FeedRef{ShopRef: activities.ShopRef{Brand: brand, Shop: "files"}},
		"Reconcile":      activities.ReconcileInput{Brand: brand, Date: date},
		"Certify":        activities.CertifyInput{Brand: brand, Date: date},
		"Derive":         activities.DeriveInput{Brand: brand, To: date},
		"Fit":            activities.FitInput{Brand: brand, From: date, To: date},
		"Compute":        activities.ComputeInput{Brand: brand, From: date, To: date},
		"Publish":        activities.PublishInput{Brand: brand, Generation: 1},
		"WriteReport":    activities.ReportInput{Brand: brand, Date: date},
		"PlanCampaign":   campaign,
		"PlanResend":     activities.PlanResendInput{CampaignRef: campaign},
		"SendBlock":      activities.SendBlockInput{CampaignRef: campaign},
		"CampaignBooks":  campaign,
		"SettleCampaign": activities.SettleInput{CampaignRef: campaign},
		"LookAtVariants": campaign,
		"WalkJourneys":   activities.JourneysInput{Brand: brand, Date: date},
		"SyncAdLists":    activities.JourneysInput{Brand: brand, Date: date},
		"SyncAdList":     adlists.Ref{Brand: brand, List: "sleepers"},
		"WalkTick":       activities.TickWalk{TickInput: activities.TickInput{Brand: brand}, Date: date},
	}
}

// heartbeats runs an activity without a database, which ends it soon, and
// returns how often it showed that it lives.
func heartbeats(t *testing.T, name string, in any) (n int) {
	t.Helper()
	cfg := (&config.Config{
		Privacy: config.Privacy{HashKey: config.NewSecret("a key for the tests only")},
		Reports: config.Reports{Dir: os.DevNull}, // no folder can be made there
		Brands: []config.Brand{{
			Name: brand,
			Shops: []config.Shop{
				{Name: "web", Platform: "fake"},
				{Name: "files", Platform: "file", Feeds: []config.Feed{{Entity: "orders", Path: "none.csv", Format: "csv"}}},
			},
			Channels:  map[string]*config.Channel{"edm": {}},
			Campaigns: []config.Campaign{{Name: "welcome"}},
			Journeys:  []journey.Journey{{Name: "onboarding", Steps: []journey.Step{{Name: "first", After: "1h", Send: "welcome"}}}},
		}},
	}).WithDefaults()
	db := &schema.DB{}
	open := func(config.Shop, platform.HTTPOptions) (platform.Source, error) { return newFakeShop(), nil }
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler))) // without a database they panic
	e := suite.NewTestActivityEnvironment()
	for _, holder := range []any{
		&activities.Shops{Config: cfg, DB: db, Open: open}, &activities.Warehouse{Config: cfg, DB: db},
		&activities.Certificates{Config: cfg, DB: db}, &activities.Reports{Config: cfg, DB: db}, &adlists.Lists{Config: cfg, DB: db},
		&activities.Deliveries{Config: cfg, DB: db, Open: func(string, config.Channel) (channel.Sender, error) { return &fakePost{}, nil }},
	} {
		e.RegisterActivity(holder)
	}
	e.SetOnActivityHeartbeatListener(func(*activity.Info, converter.EncodedValues) { n++ })
	_, _ = e.ExecuteActivity(name, in)
	return n
}
