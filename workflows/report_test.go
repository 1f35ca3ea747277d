package workflows_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/workflows"
)

// Ad lists are brought up to date by every night that may send; one that can't be is a note.
func TestNightlyAdLists(t *testing.T) {
	for name, c := range map[string]struct {
		in     workflows.NightlyInput
		synced activities.Walked
		err    error
		calls  int
		notes  string
	}{
		"up to date":    {calls: 1},
		"refused":       {calls: 1, synced: activities.Walked{Troubles: []string{"the ad list sleepers isn't up to date"}}, notes: "sleepers"},
		"away":          {calls: 1, err: temporal.NewNonRetryableApplicationError("meta doesn't answer", activities.ErrorChannelAway, nil), notes: "meta doesn't answer"},
		"sends nothing": {in: workflows.NightlyInput{NoCampaigns: true}},
	} {
		t.Run(name, func(t *testing.T) {
			e := newEnv(t)
			e.OnActivity(certificates.CatchUp, mock.Anything, mock.Anything).Return(activities.CaughtUp{}, nil).Maybe()
			e.OnActivity(brands.ReadBrand, mock.Anything, mock.Anything).Return(activities.BrandFacts{Shops: []string{"web"}, AdLists: []string{"sleepers"}}, nil)
			e.pullsWell(5)
			e.reconcilesWell()
			e.measuresWell()
			e.certifiesWell()
			calls := 0
			e.OnActivity(lists.SyncAdList, mock.Anything, adlists.Ref{Brand: brand, List: "sleepers"}).
				Return(func(context.Context, adlists.Ref) (activities.Walked, error) {
					calls++
					return c.synced, c.err
				}).Maybe()
			c.in.Brand, c.in.Date = brand, date
			e.ExecuteWorkflow(workflows.NightlyName, c.in)
			require.NoError(t, e.GetWorkflowError())
			require.Equal(t, c.calls, calls)
			progress := query[workflows.NightProgress](t, e)
			require.Contains(t, strings.Join(progress.Notes, " "), c.notes)
			require.Equal(t, c.notes != "", len(progress.Notes) > 0)
			require.Empty(t, progress.Troubles)
		})
	}
}

func TestNightlyReport(t *testing.T) {
	whole := func(t *testing.T) *env {
		e := newEnv(t)
		e.brandHas([]string{"web"}, nil)
		e.pullsWell(5)
		e.reconcilesWell()
		e.measuresWell()
		return e
	}

	t.Run("stands in the result", func(t *testing.T) {
		e := whole(t)
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, workflows.NightlyInput{Brand: brand, Date: date})
		require.NoError(t, e.GetWorkflowError())
		var result workflows.NightResult
		require.NoError(t, e.GetWorkflowResult(&result))
		require.Equal(t, workflows.Report{Path: "reports/acme.html"}, result.Report)
	})

	t.Run("is missed, and the night is green all the same", func(t *testing.T) {
		e := whole(t)
		e.OnActivity(reports.WriteReport, mock.Anything, mock.Anything).
			Return(activities.Reported{}, temporal.NewNonRetryableApplicationError("no space is left", activities.ErrorUnknown, nil))
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, workflows.NightlyInput{Brand: brand, Date: date})
		require.NoError(t, e.GetWorkflowError())
		progress := query[workflows.NightProgress](t, e)
		require.Contains(t, progress.Report.Trouble, "no space is left")
		require.Contains(t, progress.Report.Trouble, "starter report --date")
		require.Empty(t, progress.Troubles)
	})

	t.Run("suggests nothing, and the night is green and says so", func(t *testing.T) {
		e := whole(t)
		e.OnActivity(reports.WriteReport, mock.Anything, mock.Anything).
			Return(activities.Reported{Path: "reports/acme.html", Unsuggested: "short of memory"}, nil)
		e.certifiesWell()
		e.ExecuteWorkflow(workflows.NightlyName, workflows.NightlyInput{Brand: brand, Date: date})
		require.NoError(t, e.GetWorkflowError())
		progress := query[workflows.NightProgress](t, e)
		require.Equal(t, "reports/acme.html", progress.Report.Path)
		require.Empty(t, progress.Report.Trouble)
		require.Contains(t, progress.Report.Lacks, "short of memory")
	})
}
