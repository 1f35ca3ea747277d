package schedule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/workflows"
	"regulars/workflows/tick"
)

// A schedule starts the brand's own workflow with what it asks for, on the workers' queue; an
// update takes over all of it.
func TestWhatAScheduleStarts(t *testing.T) {
	cfg := &config.Config{}
	cfg.Worker.TaskQueue = "queue"
	brand := scheduled(t, "30 4 * * *")
	options, err := Options(cfg, brand)
	require.NoError(t, err)
	action := options.Action.(*client.ScheduleWorkflowAction)
	require.Equal(t, []any{workflows.TriggerID("tea"), workflows.NightlyTriggerName, "queue"}, []any{action.ID, action.Workflow, action.TaskQueue})
	require.Equal(t, []any{workflows.TriggerInput{Brand: "tea", Timezone: "Asia/Taipei"}}, action.Args)

	brand.Between = 15 * time.Minute
	ticks := Ticks(cfg, brand)
	require.Equal(t, tick.ScheduleID("tea"), ticks.ID)
	require.Equal(t, client.ScheduleSpec{Intervals: []client.ScheduleIntervalSpec{{Every: 15 * time.Minute}}}, ticks.Spec)
	require.Equal(t, enumspb.SCHEDULE_OVERLAP_POLICY_SKIP, ticks.Overlap)
	require.Equal(t, 15*time.Minute, ticks.CatchupWindow, "what is missed is made up for by the next")
	action = ticks.Action.(*client.ScheduleWorkflowAction)
	require.Equal(t, []any{tick.ID("tea"), tick.Name, "queue", []any{tick.Input{Brand: "tea"}}}, []any{action.ID, action.Workflow, action.TaskQueue, action.Args})

	options.PauseOnFailure = true
	update, err := ConvergeTo(options)(client.ScheduleUpdateInput{})
	require.NoError(t, err)
	require.Same(t, options.Action, update.Schedule.Action)
	require.Equal(t, &client.SchedulePolicies{Overlap: options.Overlap, CatchupWindow: 4 * time.Hour, PauseOnFailure: true}, update.Schedule.Policy)
}

// The named time of a firing lies at most the jitter before it; a moment that none names stays.
func TestNominalTimes(t *testing.T) {
	brand := scheduled(t, "30 4 * * *")
	named := time.Date(2026, 11, 20, 4, 30, 0, 0, brand.Zone)
	for after, want := range map[time.Duration]time.Duration{0: 0, time.Second: 0, 5 * time.Minute: 0, 5*time.Minute + 2*time.Second: 5*time.Minute + 2*time.Second, -time.Second: -time.Second, time.Hour: time.Hour} {
		require.True(t, named.Add(want).Equal(Nominal(named.Add(after), brand)), after)
	}
	at := named.Add(time.Minute)
	require.Equal(t, at, Nominal(at, scheduled(t, "no cron")))
	_, err := specOf(scheduled(t, "no cron"))
	require.Error(t, err)
	require.Equal(t, enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL.String(), OverlapWord(enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ALL))
}
