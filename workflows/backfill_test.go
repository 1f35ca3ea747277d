package workflows_test

import (
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

func TestBackfill(t *testing.T) {
	in := workflows.BackfillInput{Brand: brand, From: "2026-01-01", To: "2026-09-30"}

	// measured lets every chunk take an hour and remembers the ranges.
	measured := func(e *env) *[]workflows.MeasureInput {
		var ranges []workflows.MeasureInput
		e.OnWorkflow(workflows.MeasureName, mock.Anything, mock.Anything).Return(func(ctx workflow.Context, in workflows.MeasureInput) (workflows.MeasureResult, error) {
			ranges = append(ranges, in)
			return workflows.MeasureResult{From: in.From, To: in.To}, workflow.Sleep(ctx, time.Hour)
		})
		return &ranges
	}

	t.Run("remakes what is kept when asked", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.pullsWell(5)
		ranges := measured(e)
		in := workflows.BackfillInput{Brand: brand, From: "2026-01-01", To: "2026-01-31", Remake: workflows.Remake{Cycles: true, Fits: true}}
		e.ExecuteWorkflow(workflows.BackfillName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, []workflows.MeasureInput{{Brand: brand, From: in.From, To: in.To, DeriveTo: in.To, Remake: in.Remake}}, *ranges)
	})

	t.Run("measures chunk by chunk and sends nothing", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, []string{"welcome"})
		e.pullsWell(5)
		ranges := measured(e)
		e.ExecuteWorkflow(workflows.BackfillName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, []workflows.MeasureInput{
			{Brand: brand, From: "2026-01-01", To: "2026-04-02", DeriveTo: "2026-09-30"},
			{Brand: brand, From: "2026-04-03", To: "2026-07-03", DeriveTo: "2026-09-30", Derived: true},
			{Brand: brand, From: "2026-07-04", To: "2026-09-30", DeriveTo: "2026-09-30", Derived: true},
		}, *ranges)
		progress := query[workflows.BackfillProgress](t, e)
		require.Equal(t, []int{273, 273}, []int{progress.Days, progress.DaysDone})
		require.Equal(t, time.Duration(0), *progress.Remaining)
		require.NotContains(t, e.children, workflows.CampaignName, "a campaign was started unasked")
	})

	// As one does that an older release started.
	t.Run("goes on behind what a chunk measured", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.pullsWell(5)
		var begins []string
		e.OnWorkflow(workflows.MeasureName, mock.Anything, mock.Anything).Return(func(_ workflow.Context, in workflows.MeasureInput) (workflows.MeasureResult, error) {
			begins = append(begins, string(in.From))
			return workflows.MeasureResult{From: in.From, To: min(in.To, in.From.AddDays(30))}, nil
		})
		short := in
		short.To = "2026-03-31"
		e.ExecuteWorkflow(workflows.BackfillName, short)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, []string{"2026-01-01", "2026-02-01", "2026-03-04"}, begins)
		require.Equal(t, 90, query[workflows.BackfillProgress](t, e).DaysDone)
	})

	t.Run("says where not all of it came", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.OnActivity(shops.CloseWindow, mock.Anything, mock.Anything).Return(activities.LoadResult{Trouble: "shop web, orders: 9 of 10 came"}, nil)
		e.pullsWell(5)
		ranges := measured(e)
		e.ExecuteWorkflow(workflows.BackfillName, in)
		require.Len(t, *ranges, 3)
		require.ErrorContains(t, e.GetWorkflowError(), "9 of 10 came")
	})

	t.Run("rests while it is paused", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.pullsWell(5)
		ranges := measured(e)
		e.update(10*time.Minute, workflows.ResumeUpdate, false)
		e.update(20*time.Minute, workflows.PauseUpdate, true)
		e.update(30*time.Minute, workflows.PauseUpdate, false)
		e.RegisterDelayedCallback(func() {
			require.Len(t, *ranges, 1)
			progress := query[workflows.BackfillProgress](t, e)
			require.True(t, progress.Paused)
			require.Equal(t, 92, progress.DaysDone)
			require.InDelta(t, 181.0/92, progress.Remaining.Hours(), 0.01)
		}, 20*time.Hour)
		e.update(21*time.Hour, workflows.ResumeUpdate, true)
		e.ExecuteWorkflow(workflows.BackfillName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, *ranges, 3)
	})

	t.Run("ends when it is cancelled", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.pullsWell(5)
		ranges := measured(e)
		e.RegisterDelayedCallback(e.CancelWorkflow, 90*time.Minute)
		e.ExecuteWorkflow(workflows.BackfillName, in)
		require.True(t, temporal.IsCanceledError(e.GetWorkflowError()), "%v", e.GetWorkflowError())
		require.Len(t, *ranges, 2, "a chunk began after the cancellation")
	})

	t.Run("sends campaigns date by date, the oldest first, when asked", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas(nil, []string{"welcome"})
		measured(e)
		var dates []string
		e.OnWorkflow(workflows.CampaignName, mock.Anything, mock.Anything).Return(func(_ workflow.Context, in workflows.CampaignInput) (workflows.CampaignProgress, error) {
			require.True(t, in.SendPast)
			require.Empty(t, in.Gate)
			dates = append(dates, string(in.Date))
			return workflows.CampaignProgress{Campaign: in.Campaign, State: workflows.CampaignDone}, nil
		})
		few := workflows.BackfillInput{Brand: brand, From: "2026-01-30", To: "2026-02-01", Campaigns: true}
		e.ExecuteWorkflow(workflows.BackfillName, few)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, []string{"2026-01-30", "2026-01-31", "2026-02-01"}, dates)
	})

	t.Run("holds the campaigns when a shop failed", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, []string{"welcome"})
		e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).
			Return(activities.ShopFacts{}, temporal.NewNonRetryableApplicationError("HTTP 403", activities.ErrorShopRefused, nil))
		measured(e)
		var gates []string
		e.OnWorkflow(workflows.CampaignName, mock.Anything, mock.Anything).Return(func(_ workflow.Context, in workflows.CampaignInput) (workflows.CampaignProgress, error) {
			gates = append(gates, in.Gate)
			return workflows.CampaignProgress{Campaign: in.Campaign, State: workflows.CampaignDone}, nil
		})
		e.ExecuteWorkflow(workflows.BackfillName, workflows.BackfillInput{Brand: brand, From: date, To: date, Campaigns: true})
		require.ErrorContains(t, e.GetWorkflowError(), "HTTP 403")
		require.Equal(t, []string{"shop web: HTTP 403"}, gates)
	})

	t.Run("says at the end which shop it lacked", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).
			Return(activities.ShopFacts{}, temporal.NewNonRetryableApplicationError("HTTP 403", activities.ErrorShopRefused, nil))
		ranges := measured(e)
		e.ExecuteWorkflow(workflows.BackfillName, in)
		require.ErrorContains(t, e.GetWorkflowError(), "shop web: HTTP 403")
		require.Len(t, *ranges, 3)
	})

	t.Run("hands on its state when it continues as a new run", func(t *testing.T) {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.pullsWell(5)
		measured(e)
		e.SetContinueAsNewSuggested(true)
		e.ExecuteWorkflow(workflows.BackfillName, in)
		var again *workflow.ContinueAsNewError
		require.ErrorAs(t, e.GetWorkflowError(), &again)
		var handed workflows.BackfillInput
		require.NoError(t, converter.GetDefaultDataConverter().FromPayloads(again.Input, &handed))
		require.Equal(t, in.To, handed.To)
		require.Equal(t, workflows.BackfillState{Pulled: true, DoneTo: "2026-04-02", DaysDone: 92, Measured: time.Hour}, *handed.Resume)

		rest := in
		rest.Resume = &workflows.BackfillState{Pulled: true, DoneTo: "2026-04-02", DaysDone: 92, Measured: time.Hour}
		e = newEnv(t)
		e.brandHas([]string{"web"}, nil)
		ranges := measured(e)
		e.ExecuteWorkflow(workflows.BackfillName, rest)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, "2026-04-03", string((*ranges)[0].From))

		last := in
		last.To = "2026-04-02" // one chunk: nothing is left for a new run
		e = newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.pullsWell(5)
		measured(e)
		e.SetContinueAsNewSuggested(true)
		e.ExecuteWorkflow(workflows.BackfillName, last)
		require.NoError(t, e.GetWorkflowError())
	})

	t.Run("refuses a range that ends before it begins", func(t *testing.T) {
		e := newEnv(t)
		e.ExecuteWorkflow(workflows.BackfillName, workflows.BackfillInput{Brand: brand, From: "2026-02-01", To: "2026-01-01"})
		require.Equal(t, workflows.ErrorUsage, e.failure().Type())
	})
}
