package workflows_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"regulars/activities"
	"regulars/workflows"
)

// walks is a night of a brand with a journey, of which walk says what comes.
func walks(t *testing.T, in workflows.NightlyInput, whole bool, walk func() (activities.Walked, error)) *env {
	e := newEnv(t)
	e.brandWalks("onboarding")
	e.pullsWell(5)
	if whole {
		e.reconcilesWell()
	} else {
		e.OnActivity(certificates.Reconcile, mock.Anything, mock.Anything).Return(activities.Reconciliation{Reasons: []string{"3 orders are missing"}}, nil)
	}
	e.measuresWell()
	e.sendsWell(3, atOnce())
	e.certifiesWell()
	e.OnActivity(warehouse.WalkJourneys, mock.Anything, activities.JourneysInput{Brand: brand, Date: date}).Return(func(context.Context, activities.JourneysInput) (activities.Walked, error) {
		e.AssertActivityNumberOfCalls(t, "Publish", 1)
		e.AssertActivityNotCalled(t, "PlanCampaign", mock.Anything, mock.Anything)
		return walk()
	})
	e.ExecuteWorkflow(workflows.NightlyName, in)
	return e
}

// Members are led on by what is published, and before the campaigns of their steps ask who
// came to them.
func TestJourneysWalkBetweenNumbersAndCampaigns(t *testing.T) {
	night := workflows.NightlyInput{Brand: brand, Date: date}
	nothing := func() (activities.Walked, error) { return activities.Walked{}, nil }

	e := walks(t, night, true, nothing)
	require.NoError(t, e.GetWorkflowError())
	e.AssertActivityNumberOfCalls(t, "WalkJourneys", 1)
	e.AssertActivityNumberOfCalls(t, "PlanCampaign", 1)

	t.Run("not on half the data", func(t *testing.T) {
		e := walks(t, night, false, nothing)
		require.ErrorContains(t, e.GetWorkflowError(), "3 orders are missing")
		e.AssertActivityNotCalled(t, "WalkJourneys", mock.Anything, mock.Anything)
	})
	t.Run("not where only the numbers are wanted", func(t *testing.T) {
		e := walks(t, workflows.NightlyInput{Brand: brand, Date: date, NoCampaigns: true}, true, nothing)
		require.NoError(t, e.GetWorkflowError())
		e.AssertActivityNotCalled(t, "WalkJourneys", mock.Anything, mock.Anything)
	})
	t.Run("one that stands still is a trouble, and the campaigns go", func(t *testing.T) {
		e := walks(t, night, true, func() (activities.Walked, error) {
			return activities.Walked{Troubles: []string{"the journey onboarding stands still: the predicate can't be read"}}, nil
		})
		require.ErrorContains(t, e.GetWorkflowError(), "the journey onboarding stands still: the predicate can't be read")
		require.NotEmpty(t, e.blocks())
	})
	t.Run("so is a failure", func(t *testing.T) {
		e := walks(t, night, true, func() (activities.Walked, error) {
			return activities.Walked{}, temporal.NewNonRetryableApplicationError("the query is wrong", activities.ErrorWarehouse, nil)
		})
		require.ErrorContains(t, e.GetWorkflowError(), "the journeys stand still: the query is wrong")
		require.NotEmpty(t, e.blocks())
	})
}
