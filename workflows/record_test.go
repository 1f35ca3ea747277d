package workflows_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/config/decision"
	"regulars/platform"
	"regulars/workflows"
)

const historyDir = "testdata/histories"

var record = flag.Bool("record", false, "record the histories that the replay test replays")

// TestRecord records a history of every workflow, on the embedded stack. Record
// again after a change that the replay test rejects, once no open run of the old
// code is left; keep the old files as long as there may be one.
func TestRecord(t *testing.T) {
	if !*record {
		t.Skip("records only with -record")
	}
	i := newInstallation(t)
	i.shop.buy(25, i.date)
	i.second.buy(4, i.date.AddDays(-40))
	night := workflows.NightlyID(i.brand, i.date)

	trigger := i.trigger()
	require.NoError(t, i.result(i.client.GetWorkflow(t.Context(), night, ""), nil))
	i.record("trigger", trigger)
	i.record("nightly", night)
	i.record("pull_first", workflows.PullID(i.brand, "web"))
	i.record("measure", workflows.MeasureID(i.brand))
	i.record("campaign", i.campaignID())

	_, err := i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	i.record("nightly_again", night)
	i.record("pull_again", workflows.PullID(i.brand, "web"))

	i.second.refuses = &platform.Error{Op: "orders", Status: 401, Hint: "renew the token"}
	_, err = i.night(workflows.NightlyInput{})
	require.Error(t, err)
	i.record("nightly_failed", night)
	i.second.refuses = nil

	i.recordBackfill()
}

func TestRecordSweep(t *testing.T) {
	if !*record {
		t.Skip("records only with -record")
	}
	i := newInstallation(t)
	i.shop.buy(9, i.date)
	_, err := i.night(workflows.NightlyInput{NoCampaigns: true})
	require.NoError(t, err)
	i.record("pull_compared", workflows.PullID(i.brand, "web"))
	i.config.Brands[0].Shops[0].Reread = time.Minute
	i.shop.remove("o2")
	in := workflows.SweepInput{Brand: i.brand, Shop: "web"}
	run, err := i.client.ExecuteWorkflow(t.Context(), workflows.SweepStart(in, i.queue), workflows.SweepName, in)
	require.NoError(t, err)
	require.NoError(t, i.result(run, nil))
	i.record("sweep", run.GetID())
	i.record("pull_swept", workflows.PullID(i.brand, "web"))
}

func TestRecordCampaign(t *testing.T) {
	if !*record {
		t.Skip("records only with -record")
	}
	i := newInstallation(t)
	i.shop.buy(25, i.date)
	i.config.Brands[0].Campaigns[0].Approve = true
	_, err := i.night(workflows.NightlyInput{})
	require.NoError(t, err)
	i.campaign(workflows.CampaignApproval)
	mei := workflows.Decision{By: "mei", Reason: "a wrong price"}
	require.NoError(t, i.update(i.campaignID(), workflows.HoldUpdate, mei))
	require.NoError(t, i.update(i.campaignID(), workflows.ApproveUpdate, mei))
	require.NoError(t, i.update(i.campaignID(), workflows.ReleaseUpdate, mei))
	require.NoError(t, i.result(i.client.GetWorkflow(t.Context(), i.campaignID(), ""), nil))
	i.record("campaign_by_person", i.campaignID())
	i.record("nightly_waiting", workflows.NightlyID(i.brand, i.date))
}

// TestRecordTrial records a campaign whose rest waits for a rule, until a person decides.
func TestRecordTrial(t *testing.T) {
	if !*record {
		t.Skip("records only with -record")
	}
	i := newInstallation(t)
	i.shop.buy(25, i.date)
	c := &i.config.Brands[0].Campaigns[0]
	c.Variants = []config.Variant{{Name: "coupon", Weight: 1}, {Name: "story", Weight: 1}}
	c.Decision = decision.Rule{Members: 5, After: 48 * time.Hour}
	_, err := i.night(workflows.NightlyInput{})
	require.NoError(t, err)
	require.Contains(t, i.campaign(workflows.CampaignWaiting).Waits, "for the rule to decide")
	require.NoError(t, i.update(i.campaignID(), workflows.DecideUpdate, workflows.Decision{By: "mei", Reason: "soon over", Variant: "story"}))
	require.NoError(t, i.result(i.client.GetWorkflow(t.Context(), i.campaignID(), ""), nil))
	i.record("campaign_decided", i.campaignID())
}

// trigger lets a schedule fire now and returns the id of what it started.
func (i *installation) trigger() string {
	i.t.Helper()
	ctx := i.t.Context()
	handle, err := i.client.ScheduleClient().Create(ctx, client.ScheduleOptions{
		ID: workflows.ScheduleID(i.brand), Paused: true, TriggerImmediately: true,
		Action: &client.ScheduleWorkflowAction{
			ID: workflows.TriggerID(i.brand), Workflow: workflows.NightlyTriggerName, TaskQueue: i.queue,
			Args: []any{workflows.TriggerInput{Brand: i.brand, Timezone: "UTC"}},
		},
	})
	require.NoError(i.t, err)
	i.t.Cleanup(func() { _ = handle.Delete(i.t.Context()) })
	var id string
	require.Eventually(i.t, func() bool {
		described, err := handle.Describe(ctx)
		if err != nil || len(described.Info.RecentActions) == 0 {
			return false
		}
		id = described.Info.RecentActions[0].StartWorkflowResult.WorkflowID
		return true
	}, time.Minute, 100*time.Millisecond)
	require.NoError(i.t, i.result(i.client.GetWorkflow(ctx, id, ""), nil))
	return id
}

func (i *installation) recordBackfill() {
	in := workflows.BackfillInput{Brand: i.brand, From: i.date.AddDays(-40), To: i.date}
	run, err := i.client.ExecuteWorkflow(i.t.Context(), workflows.BackfillStart(in, i.queue), workflows.BackfillName, in)
	require.NoError(i.t, err)
	require.NoError(i.t, i.update(run.GetID(), workflows.PauseUpdate))
	time.Sleep(time.Second)
	require.NoError(i.t, i.update(run.GetID(), workflows.ResumeUpdate))
	require.NoError(i.t, i.result(run, nil))
	i.record("backfill", run.GetID())
}

// record writes the history of a workflow's latest run.
func (i *installation) record(name, id string) {
	i.t.Helper()
	events := i.client.GetWorkflowHistory(i.t.Context(), id, "", false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	var history historypb.History
	for events.HasNext() {
		event, err := events.Next()
		require.NoError(i.t, err)
		history.Events = append(history.Events, event)
	}
	text, err := temporalproto.CustomJSONMarshalOptions{}.Marshal(&history)
	require.NoError(i.t, err)
	require.NoError(i.t, os.MkdirAll(historyDir, 0o755))
	require.NoError(i.t, os.WriteFile(filepath.Join(historyDir, name+".json"), anonymous(i.t, text), 0o644))
}

// anonymous takes out what belongs to the machine that recorded.
func anonymous(t *testing.T, text []byte) []byte {
	t.Helper()
	var tree any
	require.NoError(t, json.Unmarshal(text, &tree))
	withoutTraces(tree)
	clean, err := json.MarshalIndent(tree, "", " ")
	require.NoError(t, err)
	host, err := os.Hostname()
	require.NoError(t, err)
	return []byte(strings.ReplaceAll(string(clean), host, "host") + "\n")
}

func withoutTraces(tree any) {
	switch node := tree.(type) {
	case map[string]any:
		delete(node, "stackTrace")
		for _, child := range node {
			withoutTraces(child)
		}
	case []any:
		for _, child := range node {
			withoutTraces(child)
		}
	}
}
