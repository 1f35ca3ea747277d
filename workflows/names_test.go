package workflows_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/activities"
	"regulars/activities/adlists"
	"regulars/workflows"
)

// Renaming one of these is not a refactoring but a migration: open histories
// hold the old name. New ones are added, old ones stay until no history has them.
func TestNames(t *testing.T) {
	require.Equal(t, []string{
		"Backfill", "Campaign", "Measure", "Nightly", "NightlyTrigger", "Pull", "Sweep",
	}, workflowNames())
	require.Equal(t, []string{
		"AskHinted", "CampaignBooks", "CampaignTerms", "CatchUp", "Certify", "CloseSweep", "CloseWindow", "CompareStore", "Compute", "Derive", "EndedDate", "Fit", "HintedShops", "ImportFeed", "LookAtAdLists", "LookAtTick", "LookAtVariants",
		"OpenReread", "OpenWindow", "PlanCampaign", "PlanResend", "Publish", "PullPages", "ReadBrand", "ReadShop", "Reconcile",
		"Reread", "SendBlock", "SetCampaignState", "SettleCampaign", "SweepStore", "SyncAdList", "SyncAdLists", "WalkJourneys", "WalkTick", "WriteReport",
	}, activityNames())
}

type registry struct {
	worker.WorkflowRegistry
	names []string
}

func (r *registry) RegisterWorkflowWithOptions(_ any, o workflow.RegisterOptions) {
	r.names = append(r.names, o.Name)
}

func workflowNames() []string {
	r := &registry{}
	workflows.Register(r)
	slices.Sort(r.names)
	return r.names
}

// activityNames are the exported methods, as the SDK registers them; Close is for
// the worker's end.
func activityNames() []string {
	var names []string
	for _, holder := range []any{
		&activities.Brands{}, &activities.Shops{}, &activities.Warehouse{}, &activities.Certificates{}, &activities.Deliveries{}, &activities.Reports{}, &adlists.Lists{},
	} {
		methods := reflect.TypeOf(holder)
		for i := range methods.NumMethod() {
			if name := methods.Method(i).Name; name != "Close" {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// A workflow is found by its brand, kind and, where it has one, business date.
func TestAttributes(t *testing.T) {
	night := workflows.About{Brand: "tea", Date: "2026-11-20", Kind: workflows.KindNightly}.Attributes()
	date, dated := night.GetKeyword(workflows.DateAttribute)
	require.Equal(t, []any{"2026-11-20", true}, []any{date, dated})
	kind, _ := night.GetKeyword(workflows.KindAttribute)
	name, _ := night.GetKeyword(workflows.BrandAttribute)
	require.Equal(t, []string{workflows.KindNightly, "tea"}, []string{kind, name})
	_, dated = workflows.About{Brand: "tea", Kind: workflows.KindPull}.Attributes().GetKeyword(workflows.DateAttribute)
	require.False(t, dated)
}
