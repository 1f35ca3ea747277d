package workflows_test

import (
	"testing"

	"github.com/stretchr/testify/mock"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/temporal"

	"regulars/activities"
	"regulars/workflows"
)

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
