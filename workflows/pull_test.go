package workflows_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"regulars"
	"regulars/activities"
	"regulars/workflows"
)

func TestPull(t *testing.T) {
	in := workflows.PullInput{Brand: brand, Shop: "web"}

	t.Run("windows first, then what the updated time misses", func(t *testing.T) {
		e := newEnv(t)
		e.pullsWell(5)
		e.ExecuteWorkflow(workflows.PullName, in)
		require.NoError(t, e.GetWorkflowError())
		var result workflows.PullResult
		require.NoError(t, e.GetWorkflowResult(&result))
		require.Len(t, result.Loads, 2)
		require.Equal(t, "orders", result.Loads[0].Entity)
		require.Equal(t, "reread", result.Loads[1].Entity)
		require.NotEqual(t, result.Loads[0].LoadID, result.Loads[1].LoadID)
	})

	t.Run("reads nothing again after a first pull", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(shops.OpenWindow, mock.Anything, mock.Anything).Return(func(_ context.Context, load activities.LoadRef) (activities.LoadRef, error) {
			load.To = time.Unix(2000, 0)
			return load, nil
		})
		e.pullsWell(5)
		e.ExecuteWorkflow(workflows.PullName, in)
		require.NoError(t, e.GetWorkflowError())
		e.AssertActivityNumberOfCalls(t, "Reread", 0)
	})

	// One window that begins at the beginning makes the pull a first one, whichever it
	// is; what was stored before the earliest end of the windows is compared.
	t.Run("is a first pull when one of its windows is", func(t *testing.T) {
		for first, rereads := range map[string]int{"customers": 0, "orders": 0, "": 1} {
			e := newEnv(t)
			e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).Return(activities.ShopFacts{Entities: []string{"customers", "orders"}}, nil)
			e.OnActivity(shops.OpenWindow, mock.Anything, mock.Anything).Return(func(_ context.Context, load activities.LoadRef) (activities.LoadRef, error) {
				load.From, load.To = time.Unix(1000, 0).UTC(), time.Unix(2000, 0).UTC()
				if load.Entity == first {
					load.From, load.To = time.Time{}, time.Unix(3000, 0).UTC()
				}
				return load, nil
			})
			var asked activities.StoreRef
			e.OnActivity(shops.CompareStore, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.StoreRef) (activities.StorePlan, error) {
				asked = ref
				return activities.StorePlan{}, nil
			})
			e.pullsWell(5)
			e.ExecuteWorkflow(workflows.PullName, in)
			require.NoError(t, e.GetWorkflowError())
			e.AssertActivityNumberOfCalls(t, "Reread", rereads)
			require.Equal(t, first != "", asked.First, first)
			if first != "" {
				require.Equal(t, time.Unix(2000, 0).UTC(), asked.Before.UTC(), first)
			}
		}
	})

	t.Run("sweeps a shop that differs as a whole", func(t *testing.T) {
		e := newEnv(t)
		e.sweepsWell()
		e.pullsWell(5)
		e.ExecuteWorkflow(workflows.PullName, in)
		require.NoError(t, e.GetWorkflowError())
		var result workflows.PullResult
		require.NoError(t, e.GetWorkflowResult(&result))
		require.Len(t, result.Loads, 3)
		require.Equal(t, "sweep", result.Loads[2].Entity)
		require.Len(t, result.Stores, 1)
		require.True(t, result.Stores[0].OK, "what was compared before the sweep stays")
		require.EqualValues(t, 1, result.Stores[0].HealedNow)
	})

	t.Run("reads files again whose records were lost", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).Return(activities.ShopFacts{Feeds: 1}, nil)
		var forced []bool
		e.OnActivity(shops.ImportFeed, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.FeedRef) (activities.LoadResult, error) {
			forced = append(forced, ref.Force)
			return activities.LoadResult{}, nil
		})
		var asked []bool
		e.OnActivity(shops.CompareStore, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.StoreRef) (activities.StorePlan, error) {
			asked = append(asked, ref.Asked)
			return activities.StorePlan{Feeds: len(forced) == 1}, nil
		})
		sweep := in
		sweep.Sweep = true
		e.ExecuteWorkflow(workflows.PullName, sweep)
		require.NoError(t, e.GetWorkflowError())
		require.Equal(t, []bool{false, true}, forced)
		require.Equal(t, []bool{true, false}, asked, "what was asked for is done after the files were read again")
		e.AssertActivityNumberOfCalls(t, "CompareStore", 2)
	})

	t.Run("imports every feed of a file shop", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).Return(activities.ShopFacts{Feeds: 2}, nil)
		var ids []string
		e.OnActivity(shops.ImportFeed, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.FeedRef) (activities.LoadResult, error) {
			ids = append(ids, ref.LoadID)
			return activities.LoadResult{Received: 4, Stored: 4}, nil
		})
		e.comparesWell()
		e.ExecuteWorkflow(workflows.PullName, in)
		require.NoError(t, e.GetWorkflowError())
		require.Len(t, ids, 2)
		require.NotEqual(t, ids[0], ids[1])
		require.Equal(t, int64(8), query[workflows.PullProgress](t, e).Received)
	})

	t.Run("imports the other feeds when one fails, and fails with its reason", func(t *testing.T) {
		e := newEnv(t)
		e.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).Return(activities.ShopFacts{Feeds: 3}, nil)
		var tried []int
		e.OnActivity(shops.ImportFeed, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.FeedRef) (activities.LoadResult, error) {
			tried = append(tried, ref.Feed)
			if ref.Feed == 1 {
				return activities.LoadResult{}, temporal.NewNonRetryableApplicationError("the file is no CSV", activities.ErrorWarehouse, nil)
			}
			return activities.LoadResult{LoadRef: activities.LoadRef{LoadID: ref.LoadID}, Received: 4, Stored: 4}, nil
		})
		e.comparesWell()
		e.ExecuteWorkflow(workflows.PullName, in)
		require.Equal(t, []int{0, 1, 2}, tried)
		require.Equal(t, workflows.ErrorFeeds, e.failure().Type())
		require.Equal(t, "feed 2 of 3: the file is no CSV", workflows.Reason(e.GetWorkflowError()))
		var loaded workflows.PullResult
		require.NoError(t, e.failure().Details(&loaded))
		require.Len(t, loaded.Loads, 2)
	})
}

func TestMeasure(t *testing.T) {
	later := regulars.BusinessDate(date).AddDays(30)
	for _, in := range []workflows.MeasureInput{
		{Brand: brand, From: date, To: date, Restate: true}, {Brand: brand, From: date, To: date, DeriveTo: later},
	} {
		e := newEnv(t)
		var to regulars.BusinessDate
		e.OnActivity(warehouse.Derive, mock.Anything, mock.Anything).Return(func(_ context.Context, in activities.DeriveInput) (activities.Derived, error) {
			to = in.To
			return activities.Derived{Members: 3}, nil
		})
		e.measuresWell()
		e.ExecuteWorkflow(workflows.MeasureName, in)
		require.NoError(t, e.GetWorkflowError())
		var result workflows.MeasureResult
		require.NoError(t, e.GetWorkflowResult(&result))
		require.Equal(t, uint64(7), result.Generation)
		require.Equal(t, uint64(3), result.Derived.Members)
		require.Equal(t, max(regulars.BusinessDate(date), in.DeriveTo), to, "members and stages are derived once, for all dates that will be measured")
		e.AssertActivityNumberOfCalls(t, "Publish", 1)
	}
}

// A sweep pulls the shop, compares the whole of it although none is due, and says what
// it found.
func TestSweep(t *testing.T) {
	e := newEnv(t)
	var asked []bool
	e.OnActivity(shops.CompareStore, mock.Anything, mock.Anything).Return(func(_ context.Context, ref activities.StoreRef) (activities.StorePlan, error) {
		asked = append(asked, ref.Asked)
		return activities.StorePlan{Lines: []activities.StoreLine{{Shop: "web", Entity: "orders", OK: true}}}, nil
	})
	e.pullsWell(5)
	e.ExecuteWorkflow(workflows.SweepName, workflows.SweepInput{Brand: brand, Shop: "web"})
	require.NoError(t, e.GetWorkflowError())
	require.Equal(t, []bool{true}, asked)
	progress := query[workflows.SweepProgress](t, e)
	require.Equal(t, "done", progress.Step)
	require.Equal(t, []activities.StoreLine{{Shop: "web", Entity: "orders", OK: true}}, progress.Stores)

	broken := newEnv(t)
	broken.OnActivity(shops.ReadShop, mock.Anything, mock.Anything).
		Return(activities.ShopFacts{}, temporal.NewNonRetryableApplicationError("HTTP 401", activities.ErrorShopRefused, nil))
	broken.ExecuteWorkflow(workflows.SweepName, workflows.SweepInput{Brand: brand, Shop: "web"})
	require.ErrorContains(t, broken.GetWorkflowError(), "HTTP 401")
}
