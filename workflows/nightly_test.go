package workflows_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/workflows"
)

func TestNightly(t *testing.T) {
	night := workflows.NightlyInput{Brand: brand, Date: date}

	t.Run("goes through its steps and ends green", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web", "store"}, []string{"welcome"})
		e.pullsWell(5)
		e.reconcilesWell()
		e.measuresWell()
		e.sendsWell(3, atOnce())
		e.certifiesWell()

		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.NoError(t, e.GetWorkflowError())
		var result workflows.NightResult
		require.NoError(t, e.GetWorkflowResult(&result))
		require.Equal(t, uint64(7), result.Generation)
		require.Equal(t, map[uint32]int{0: 1, 1: 1, 2: 1}, e.blocks())

		progress := query[workflows.NightProgress](t, e)
		require.Equal(t, "done", progress.Step)
		require.Equal(t, workflows.ShopProgress{State: "done", Received: 10, Stored: 10}, progress.Shops["web"])
		require.Equal(t, workflows.CampaignDone, progress.Campaigns["welcome"].State)
	})

	t.Run("goes on without a shop that fails, holds campaigns and is not green", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web", "broken"}, []string{"welcome"})
		e.OnActivity(shops.ReadShop, mock.Anything, activities.ShopRef{Brand: brand, Shop: "broken"}).
			Return(activities.ShopFacts{}, temporal.NewNonRetryableApplicationError("HTTP 401 (renew the token)", activities.ErrorShopRefused, nil))
		e.pullsWell(5)
		e.reconcilesWell()
		e.measuresWell()
		e.sendsWell(3, atOnce())
		e.certifiesWell()

		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.Equal(t, workflows.ErrorNotWhole, e.failure().Type())
		require.ErrorContains(t, e.GetWorkflowError(), "shop broken: HTTP 401 (renew the token)")
		require.Empty(t, e.blocks(), "a campaign was sent on half the data")
		e.AssertActivityNumberOfCalls(t, "Publish", 1)

		progress := query[workflows.NightProgress](t, e)
		require.Equal(t, "failed", progress.Shops["broken"].State)
		require.Equal(t, "done", progress.Shops["web"].State)
		require.Equal(t, workflows.CampaignHeld, progress.Campaigns["welcome"].State)
	})

	t.Run("counts the feeds that came of a shop of which one failed", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"till"}, nil)
		e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).Return(activities.ShopFacts{Feeds: 2}, nil)
		e.OnActivity(shops.ImportFeed, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.FeedRef) (activities.LoadResult, error) {
			if ref.Feed == 0 {
				return activities.LoadResult{}, temporal.NewNonRetryableApplicationError("the file is no CSV", activities.ErrorWarehouse, nil)
			}
			return activities.LoadResult{LoadRef: activities.LoadRef{LoadID: "second"}, Received: 4, Stored: 4}, nil
		})
		e.comparesWell()
		var asked activities.ReconcileInput
		e.OnActivity(certificates.Reconcile, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.ReconcileInput) (activities.Reconciliation, error) {
			asked = in
			return activities.Reconciliation{Reasons: []string{in.Failed[0].Reason}}, nil
		})
		e.measuresWell()
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.ErrorContains(t, e.GetWorkflowError(), "feed 1 of 2: the file is no CSV")
		require.Equal(t, []string{"second"}, asked.Loads)
		require.Len(t, asked.Stores, 1)
		require.Equal(t, "failed", query[workflows.NightProgress](t, e).Shops["till"].State)
	})

	t.Run("holds campaigns on a mismatch and computes all the same", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, []string{"welcome"})
		e.pullsWell(5)
		e.OnActivity(certificates.Reconcile, mock.Anything, mock.Anything).
			Return(activities.Reconciliation{Reasons: []string{"shop web, orders: the platform has 6, 5 came"}}, nil)
		e.measuresWell()
		e.sendsWell(1, atOnce())
		e.certifiesWell()

		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.ErrorContains(t, e.GetWorkflowError(), "the platform has 6, 5 came")
		require.Empty(t, e.blocks())
		e.AssertActivityNumberOfCalls(t, "Publish", 1)
	})

	t.Run("a shop that differs as a whole holds the campaigns", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, []string{"welcome"})
		line := activities.StoreLine{Shop: "web", Entity: "orders", Reason: "one differs"}
		e.OnActivity(shops.CompareStore, mock.Anything, mock.Anything).Return(activities.StorePlan{Lines: []activities.StoreLine{line}}, nil)
		e.pullsWell(5)
		var asked []activities.StoreLine
		e.OnActivity(certificates.Reconcile, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.ReconcileInput) (activities.Reconciliation, error) {
			asked = in.Stores
			return activities.Reconciliation{Reasons: []string{in.Stores[0].Sentence()}}, nil
		})
		e.measuresWell()
		e.sendsWell(1, atOnce())
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.ErrorContains(t, e.GetWorkflowError(), "shop web as a whole, orders: one differs")
		require.Equal(t, []activities.StoreLine{line}, asked)
		require.Empty(t, e.blocks(), "a campaign went although a shop differs")
	})

	t.Run("computes the dates that had no night, and says so", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(certificates.CatchUp, mock.Anything, activities.CatchUpInput{Brand: brand, Date: date}).
			Return(activities.CaughtUp{From: "2026-03-10", To: "2026-03-13"}, nil).Once()
		e.brandHas([]string{"web"}, []string{"welcome"})
		e.pullsWell(5)
		e.reconcilesWell()
		e.measuresWell()
		e.sendsWell(1, atOnce())
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.NoError(t, e.GetWorkflowError())
		var result workflows.NightResult
		require.NoError(t, e.GetWorkflowResult(&result))
		require.EqualValues(t, "2026-03-10", result.From)
		require.EqualValues(t, date, result.To)
		require.Equal(t, "2026-03-10 to 2026-03-13", query[workflows.NightProgress](t, e).Missed)
	})

	t.Run("computes only, when asked", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, []string{"welcome"})
		e.pullsWell(5)
		e.reconcilesWell()
		e.measuresWell()
		e.certifiesWell()
		in := night
		in.NoCampaigns = true
		e.ExecuteWorkflow(workflows.NightlyName, in)
		require.NoError(t, e.GetWorkflowError())
		require.NotContains(t, e.children, workflows.CampaignName)
	})

	t.Run("sends for a past date when asked", func(t *testing.T) {
		for _, sendPast := range []bool{true, false} {
			e := newEnv(t)
			e.brandHas(nil, []string{"welcome"})
			e.reconcilesWell()
			e.measuresWell()
			e.sendsWell(1, activities.Terms{Past: e.Now().Add(-24 * time.Hour)})
			e.certifiesWell()
			in := night
			in.SendPast = sendPast
			e.ExecuteWorkflow(workflows.NightlyName, in)
			require.NoError(t, e.GetWorkflowError())
			require.Equal(t, sendPast, len(e.blocks()) == 1)
		}
	})

	t.Run("says so when the numbers can't be computed", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, []string{"welcome"})
		e.pullsWell(5)
		e.reconcilesWell()
		e.OnActivity(warehouse.Derive, mock.Anything, mock.Anything).
			Return(activities.Derived{}, temporal.NewNonRetryableApplicationError("clickhouse 47", activities.ErrorWarehouse, nil))
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.ErrorContains(t, e.GetWorkflowError(), "no campaign was planned: clickhouse 47")
		require.NotContains(t, e.children, workflows.CampaignName)
	})

	t.Run("does not wait for a campaign that waits for something else", func(t *testing.T) {
		approve, later, past := atOnce(), atOnce(), atOnce()
		approve.Approve = true
		later.SendAt = time.Date(2026, 3, 15, 20, 0, 0, 0, time.UTC)
		past.Past = past.SendAt
		for state, terms := range map[string]activities.Terms{workflows.CampaignApproval: approve, workflows.CampaignWaiting: later, workflows.CampaignHeld: past} {
			e := newEnv(t)
			e.brandHas([]string{"web"}, []string{"welcome"})
			e.pullsWell(5)
			e.reconcilesWell()
			e.measuresWell()
			e.sendsWell(1, terms)
			e.certifiesWell()
			started := e.Now()
			e.ExecuteWorkflow(workflows.NightlyName, night)
			require.NoError(t, e.GetWorkflowError())
			require.Less(t, e.Now().Sub(started), time.Hour, state)
			require.Empty(t, e.blocks())
			require.Equal(t, state, query[workflows.NightProgress](t, e).Campaigns["welcome"].State)
		}
	})

	t.Run("is not green without a whole certificate, and says why once", func(t *testing.T) {
		for _, reasons := range [][]string{nil, {"campaign welcome: 1 has no outcome", "shop web: 5 of 6"}} {
			e := newEnv(t)
			e.brandHas([]string{"web"}, nil)
			e.pullsWell(5)
			e.OnActivity(certificates.Reconcile, mock.Anything, mock.Anything).Return(activities.Reconciliation{Reasons: []string{"shop web: 5 of 6"}, Whole: true}, nil)
			e.measuresWell()
			e.OnActivity(certificates.Certify, mock.Anything, mock.Anything).Return(activities.Certified{Reasons: reasons}, nil)
			e.certifiesWell()
			e.ExecuteWorkflow(workflows.NightlyName, night)
			require.Equal(t, workflows.ErrorNotWhole, e.failure().Type())
			require.Equal(t, 1, strings.Count(e.GetWorkflowError().Error(), "shop web: 5 of 6"))
			require.Equal(t, len(reasons) > 0, strings.Contains(e.GetWorkflowError().Error(), "campaign welcome: 1 has no outcome"))
		}
	})

	t.Run("is not green without its certificate's yes", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.pullsWell(5)
		e.reconcilesWell()
		e.measuresWell()
		e.OnActivity(certificates.Certify, mock.Anything, mock.Anything).Return(activities.Certified{}, nil)
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.Equal(t, workflows.ErrorNotWhole, e.failure().Type())
	})

	t.Run("says which campaign failed", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, []string{"welcome"})
		e.pullsWell(5)
		e.reconcilesWell()
		e.measuresWell()
		e.OnWorkflow(workflows.CampaignName, mock.Anything, mock.Anything).
			Return(workflows.CampaignProgress{}, temporal.NewNonRetryableApplicationError("the books don't close", workflows.ErrorBooks, nil))
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.ErrorContains(t, e.GetWorkflowError(), "campaign welcome: the books don't close")
	})

	t.Run("waits for a puller of another run, then pulls itself", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.reconcilesWell()
		e.measuresWell()
		e.certifiesWell()
		pulls := 0
		e.OnWorkflow(workflows.PullName, mock.Anything, mock.Anything).Return(func(ctx workflow.Context, _ workflows.PullInput) (workflows.PullResult, error) {
			pulls++
			return workflows.PullResult{}, workflow.Sleep(ctx, time.Hour)
		})
		began := e.Now()
		e.executeBoth(
			child{workflows.PullID(brand, "web"), workflows.PullName, workflows.PullInput{Brand: brand, Shop: "web"}},
			child{workflows.NightlyID(brand, date), workflows.NightlyName, night},
		)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, 2, pulls)
		require.GreaterOrEqual(t, e.Now().Sub(began), 2*time.Hour)
	})

	t.Run("ends when it is cancelled in the middle of a pull", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, []string{"welcome"})
		e.OnWorkflow(workflows.PullName, mock.Anything, mock.Anything).Return(func(ctx workflow.Context, _ workflows.PullInput) (workflows.PullResult, error) {
			return workflows.PullResult{}, workflow.Sleep(ctx, time.Hour)
		})
		e.RegisterDelayedCallback(e.CancelWorkflow, time.Minute)
		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.True(t, temporal.IsCanceledError(e.GetWorkflowError()), "%v", e.GetWorkflowError())
	})

	t.Run("goes on without a shop that takes too long", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"slow"}, nil)
		e.OnWorkflow(workflows.PullName, mock.Anything, mock.Anything).Return(func(ctx workflow.Context, _ workflows.PullInput) (workflows.PullResult, error) {
			return workflows.PullResult{}, workflow.Sleep(ctx, 40*time.Hour)
		})
		var failed []activities.ShopFailure
		e.OnActivity(certificates.Reconcile, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.ReconcileInput) (activities.Reconciliation, error) {
			failed = in.Failed
			return activities.Reconciliation{Reasons: []string{"shop slow: it waits"}}, nil
		})
		e.measuresWell()
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, night)
		require.ErrorContains(t, e.GetWorkflowError(), "it waits")
		require.Len(t, failed, 1)
		require.True(t, failed[0].Open, "its pull goes on")
		require.Contains(t, failed[0].Reason, "it is still being pulled")
	})

	t.Run("refuses a date that is none", func(t *testing.T) {
		e := newEnv(t)
		e.ExecuteWorkflow(workflows.NightlyName, workflows.NightlyInput{Brand: brand, Date: "tomorrow"})
		require.Equal(t, workflows.ErrorUsage, e.failure().Type())
	})
}

func TestTrigger(t *testing.T) {
	scheduled := temporal.NewSearchAttributeKeyTime("TemporalScheduledStartTime")
	cases := []struct{ name, zone, nominal, want string }{
		{"a plain night", "Asia/Taipei", "2026-03-14T20:30:00Z", "2026-03-14"},
		{"the day is the zone's, not the server's", "America/New_York", "2026-03-14T04:30:00Z", "2026-03-13"},
		{"after clocks went forward", "Europe/London", "2026-03-29T03:30:00Z", "2026-03-28"},
		{"after clocks went back", "Europe/London", "2026-10-25T03:30:00Z", "2026-10-24"},
		{"midnight itself begins the next day", "Europe/London", "2026-03-28T00:00:00Z", "2026-03-27"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			e := newEnv(t)
			nominal, err := time.Parse(time.RFC3339, c.nominal)
			require.NoError(t, err)
			e.SetStartTime(nominal.Add(30 * time.Hour)) // it starts late
			require.NoError(t, e.SetTypedSearchAttributesOnStart(temporal.NewSearchAttributes(scheduled.ValueSet(nominal))))
			var started []workflows.NightlyInput
			e.OnWorkflow(workflows.NightlyName, mock.Anything, mock.Anything).Return(func(_ workflow.Context, in workflows.NightlyInput) (workflows.NightResult, error) {
				started = append(started, in)
				return workflows.NightResult{}, nil
			})
			var id string
			e.SetOnChildWorkflowStartedListener(func(info *workflow.Info, _ workflow.Context, _ converter.EncodedValues) {
				id = info.WorkflowExecution.ID
			})
			e.ExecuteWorkflow(workflows.NightlyTriggerName, workflows.TriggerInput{Brand: brand, Timezone: c.zone})
			require.NoError(t, e.GetWorkflowError())
			require.Equal(t, "nightly/acme/"+c.want, id)
			require.LessOrEqual(t, len(started), 1)
		})
	}

	t.Run("a night that runs already is left alone", func(t *testing.T) {
		e := newEnv(t)
		nominal := time.Date(2026, 3, 14, 20, 30, 0, 0, time.UTC)
		require.NoError(t, e.SetTypedSearchAttributesOnStart(temporal.NewSearchAttributes(scheduled.ValueSet(nominal))))
		nights := 0
		e.OnWorkflow(workflows.NightlyName, mock.Anything, mock.Anything).Return(func(ctx workflow.Context, _ workflows.NightlyInput) (workflows.NightResult, error) {
			nights++
			return workflows.NightResult{}, workflow.Sleep(ctx, time.Hour)
		})
		trigger := func(ctx workflow.Context) error {
			_, err := workflows.NightlyTrigger(ctx, workflows.TriggerInput{Brand: brand, Timezone: "UTC"})
			if err != nil {
				return err
			}
			_, err = workflows.NightlyTrigger(ctx, workflows.TriggerInput{Brand: brand, Timezone: "UTC"})
			return err
		}
		e.RegisterWorkflow(trigger)
		e.ExecuteWorkflow(trigger)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, 1, nights)
	})

	t.Run("without a schedule it says what to do", func(t *testing.T) {
		e := newEnv(t)
		e.ExecuteWorkflow(workflows.NightlyTriggerName, workflows.TriggerInput{Brand: brand, Timezone: "Asia/Taipei"})
		require.ErrorContains(t, e.GetWorkflowError(), "starter run --date")
	})
}

func query[P any](t *testing.T, e *env) P {
	t.Helper()
	var progress P
	answer, err := e.QueryWorkflow(workflows.ProgressQuery)
	require.NoError(t, err)
	require.NoError(t, answer.Get(&progress))
	return progress
}
