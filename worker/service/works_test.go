package service

import (
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"regulars/config"
	"regulars/console"
	desk "regulars/console/work"
	"regulars/deploy/local/localtest"
	"regulars/workflows"
)

// standInBackfill is a backfill that never gets on, and may be paused.
func standInBackfill(ctx workflow.Context, in workflows.BackfillInput) error {
	err := workflow.UpsertTypedSearchAttributes(ctx, workflows.BrandAttribute.ValueSet(in.Brand), workflows.KindAttribute.ValueSet(workflows.KindBackfill))
	if err != nil {
		return err
	}
	paused := false
	err = workflow.SetQueryHandler(ctx, workflows.ProgressQuery, func() (workflows.BackfillProgress, error) {
		return workflows.BackfillProgress{Days: 30, DaysDone: 10, Paused: paused, Step: "measure"}, nil
	})
	if err != nil {
		return err
	}
	for name, pause := range map[string]bool{workflows.PauseUpdate: true, workflows.ResumeUpdate: false} {
		err := workflow.SetUpdateHandlerWithOptions(ctx, name, func(workflow.Context) error { paused = pause; return nil }, workflow.UpdateHandlerOptions{
			Validator: func() error {
				if paused == pause {
					return temporal.NewApplicationError("the backfill is so already", "usage")
				}
				return nil
			},
		})
		if err != nil {
			return err
		}
	}
	return workflow.Await(ctx, func() bool { return false })
}

// A page starts, steers and ends a backfill by its workflow, another brand's not; and pauses
// the schedule.
func TestTheConsoleBackfills(t *testing.T) {
	c, err := client.Dial(client.Options{HostPort: localtest.Stack(t).Temporal})
	require.NoError(t, err)
	defer c.Close()
	brand, queue := "tea-"+uuid.NewString()[:8], uuid.NewString()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflowWithOptions(standInBackfill, workflow.RegisterOptions{Name: workflows.BackfillName})
	require.NoError(t, w.Start())
	defer w.Stop()
	cfg := (&config.Config{Brands: []config.Brand{{Name: brand}, {Name: "coffee"}}}).WithDefaults()
	cfg.Worker.TaskQueue = queue
	a := actions{cfg, nil, c}
	require.NoError(t, a.StartBackfill(t.Context(), brand, "2026-10-01", "2026-10-30"))
	require.NoError(t, a.StartBackfill(t.Context(), brand, "2026-10-01", "2026-10-30"), "it is joined")
	id := workflows.BackfillID(brand, "2026-10-01", "2026-10-30")
	becomes := func(state string) desk.Backfill {
		var last []desk.Backfill
		require.Eventually(t, func() bool {
			var err error
			last, err = a.Backfills(t.Context(), brand)
			return err == nil && len(last) == 1 && last[0].State == state
		}, time.Minute, 100*time.Millisecond, state)
		return last[0]
	}
	b := becomes(desk.BackfillRuns)
	assert.Equal(t, []any{id, 10, 30, "measure"}, []any{b.ID, b.Done, b.Days, b.Step})
	assert.Equal(t, "2026-10-30", b.To.String())
	var refused *console.Refusal
	require.ErrorAs(t, a.PauseBackfill(t.Context(), "coffee", id), &refused, "another brand's")
	require.ErrorAs(t, a.CancelBackfill(t.Context(), "coffee", id), &refused)
	require.NoError(t, a.PauseBackfill(t.Context(), brand, id))
	becomes(desk.BackfillPaused)
	require.ErrorAs(t, a.PauseBackfill(t.Context(), brand, id), &refused)
	assert.Equal(t, "the backfill is so already", refused.Words)
	require.NoError(t, a.ResumeBackfill(t.Context(), brand, id))
	require.NoError(t, a.CancelBackfill(t.Context(), brand, id))
	assert.False(t, becomes(desk.BackfillCancelled).Ended.IsZero())
	polling, err := a.Workers(t.Context())
	require.NoError(t, err)
	assert.Len(t, polling, 1)

	none, err := a.Schedule(t.Context(), brand)
	require.NoError(t, err)
	assert.False(t, none.Known)
	handle, err := c.ScheduleClient().Create(t.Context(), client.ScheduleOptions{
		ID: workflows.ScheduleID(brand), Spec: client.ScheduleSpec{CronExpressions: []string{"30 4 * * *"}},
		Action: &client.ScheduleWorkflowAction{Workflow: "nothing", TaskQueue: queue},
	})
	require.NoError(t, err)
	defer func() { _ = handle.Delete(t.Context()) }()
	require.NoError(t, a.PauseSchedule(t.Context(), brand, "stocktaking"))
	s, err := a.Schedule(t.Context(), brand)
	require.NoError(t, err)
	assert.Equal(t, []any{true, true, "stocktaking"}, []any{s.Known, s.Paused, s.Note})
	require.NoError(t, a.ResumeSchedule(t.Context(), brand, "done"))
	s, err = a.Schedule(t.Context(), brand)
	require.NoError(t, err)
	assert.False(t, s.Paused)
	assert.Len(t, s.Next, shownNights)
}

func TestBackfillDates(t *testing.T) {
	for id, want := range map[string]bool{
		"backfill/tea/2026-01-01..2026-01-31": true, "backfill/coffee/2026-01-01..2026-01-31": false, "nightly/tea/2026-01-01": false,
		"backfill/tea/2026-01-01": false, "backfill/tea/x..y": false, "": false, "backfill/tea/../coffee/2026-01-01..2026-01-31": false,
	} {
		_, _, ours := backfillDates("tea", id)
		assert.Equal(t, want, ours, id)
	}
}
