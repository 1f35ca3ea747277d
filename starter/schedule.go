package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"regulars"
	"regulars/config"
	"regulars/workflows"
)

// shownTimes is how many coming nights are shown.
const shownTimes = 5

func newSchedule(s *session) *cobra.Command {
	c := &cobra.Command{
		Use:     "schedule",
		Short:   "Apply, show, pause and remove the nightly schedule",
		Example: "  go run ./starter schedule apply\n  go run ./starter schedule list",
	}
	c.AddCommand(
		scheduleCommand(s, "apply", "Create the brand's schedule, or bring it up to the config", applySchedule),
		scheduleCommand(s, "preview", "Show the next five nights, changing nothing", previewSchedule),
		scheduleCommand(s, "remove", "Remove the brand's schedule; nights under way go on", removeSchedule),
		scheduleList(s),
		scheduleNote(s, "pause", "Let no more nights start", pauseSchedule),
		scheduleNote(s, "resume", "Let nights start again", resumeSchedule),
	)
	return c
}

type scheduleAction func(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand) error

func scheduleCommand(s *session, name, short string, run scheduleAction) *cobra.Command {
	return &cobra.Command{
		Use:     name,
		Short:   short,
		Example: "  go run ./starter schedule " + name + " --config regulars.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withSchedule(cmd, s, run)
		},
	}
}

func withSchedule(cmd *cobra.Command, s *session, run scheduleAction) error {
	cfg, brand, err := s.brand()
	if err != nil {
		return err
	}
	c, err := dialTemporal(cmd.Context(), cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	return run(cmd.Context(), cmd.OutOrStdout(), c, cfg, brand)
}

func scheduleNote(s *session, name, short string, run func(context.Context, client.ScheduleHandle, string) error) *cobra.Command {
	var note string
	c := scheduleCommand(s, name, short, func(ctx context.Context, out io.Writer, c client.Client, _ *config.Config, brand *config.Brand) error {
		handle := c.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(brand.Name))
		if err := run(ctx, handle, note); err != nil {
			return scheduleError(err, brand)
		}
		return showSchedule(ctx, out, handle, brand)
	})
	c.Flags().StringVar(&note, "note", "", "why, for the others")
	return c
}

func pauseSchedule(ctx context.Context, handle client.ScheduleHandle, note string) error {
	return handle.Pause(ctx, client.SchedulePauseOptions{Note: note})
}

func resumeSchedule(ctx context.Context, handle client.ScheduleHandle, note string) error {
	return handle.Unpause(ctx, client.ScheduleUnpauseOptions{Note: note})
}

func removeSchedule(ctx context.Context, out io.Writer, c client.Client, _ *config.Config, brand *config.Brand) error {
	if err := c.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(brand.Name)).Delete(ctx); err != nil {
		return scheduleError(err, brand)
	}
	_, err := fmt.Fprintf(out, "schedule %s is removed\n", workflows.ScheduleID(brand.Name))
	return err
}

// applySchedule creates the schedule, or converges it: what the config says
// holds afterwards, and a pause stays a pause.
func applySchedule(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand) error {
	options, err := scheduleOptions(cfg, brand)
	if err != nil {
		return err
	}
	handle, err := c.ScheduleClient().Create(ctx, options)
	word := "created"
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		word = "brought up to the config"
		handle = c.ScheduleClient().GetHandle(ctx, options.ID)
		err = handle.Update(ctx, client.ScheduleUpdateOptions{DoUpdate: convergeTo(options)})
	}
	if err != nil {
		return fmt.Errorf("schedule %s can't be applied: %w", options.ID, err)
	}
	if _, err := fmt.Fprintf(out, "schedule %s is %s\n\n", options.ID, word); err != nil {
		return err
	}
	return showSchedule(ctx, out, handle, brand)
}

func convergeTo(options client.ScheduleOptions) func(client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
	return func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
		return &client.ScheduleUpdate{Schedule: &client.Schedule{
			Action: options.Action,
			Spec:   &options.Spec,
			Policy: &client.SchedulePolicies{
				Overlap: options.Overlap, CatchupWindow: options.CatchupWindow, PauseOnFailure: options.PauseOnFailure,
			},
			State: in.Description.Schedule.State,
		}}, nil
	}
}

func scheduleOptions(cfg *config.Config, brand *config.Brand) (client.ScheduleOptions, error) {
	spec, err := scheduleSpec(brand)
	if err != nil {
		return client.ScheduleOptions{}, err
	}
	return client.ScheduleOptions{
		ID:   workflows.ScheduleID(brand.Name),
		Spec: spec,
		Action: &client.ScheduleWorkflowAction{
			ID:            workflows.TriggerID(brand.Name),
			Workflow:      workflows.NightlyTriggerName,
			Args:          []any{workflows.TriggerInput{Brand: brand.Name, Timezone: brand.Timezone}},
			TaskQueue:     cfg.Worker.TaskQueue,
			StaticSummary: "starts the night of " + brand.Name,
		},
		Overlap:       overlapOf(brand.Schedule.Overlap),
		CatchupWindow: brand.Schedule.CatchupWindow,
	}, nil
}

func scheduleSpec(brand *config.Brand) (client.ScheduleSpec, error) {
	if brand.Schedule.Cron == "" {
		return client.ScheduleSpec{}, fmt.Errorf(`brand %s has no schedule: write schedule: {cron: "30 4 * * *"} under it`, brand.Name)
	}
	cron, err := config.ParseCron(brand.Schedule.Cron)
	if err != nil {
		return client.ScheduleSpec{}, err
	}
	return client.ScheduleSpec{
		Calendars:    []client.ScheduleCalendarSpec{calendarOf(cron)},
		TimeZoneName: brand.Schedule.Timezone,
		Jitter:       brand.Schedule.Jitter,
	}, nil
}

func overlapOf(word string) enumspb.ScheduleOverlapPolicy {
	if word == "buffer_one" {
		return enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE
	}
	return enumspb.SCHEDULE_OVERLAP_POLICY_SKIP
}

func overlapWord(policy enumspb.ScheduleOverlapPolicy) string {
	switch policy {
	case enumspb.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE:
		return "buffer_one (a firing that meets one under way waits for it)"
	case enumspb.SCHEDULE_OVERLAP_POLICY_SKIP, enumspb.SCHEDULE_OVERLAP_POLICY_UNSPECIFIED:
		return "skip (a firing that meets one under way is left out)"
	}
	return policy.String()
}

// previewSchedule shows Temporal's own times where the schedule stands there,
// else those that the cron expression gives.
func previewSchedule(ctx context.Context, out io.Writer, c client.Client, _ *config.Config, brand *config.Brand) error {
	cron, err := config.ParseCron(brand.Schedule.Cron)
	if err != nil {
		return fmt.Errorf("brand %s: %w", brand.Name, err)
	}
	handle := c.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(brand.Name))
	if _, err := handle.Describe(ctx); err == nil {
		return showSchedule(ctx, out, handle, brand)
	}
	var times []time.Time
	for t := time.Now().In(brand.Schedule.Zone); len(times) < shownTimes; times = append(times, t) {
		t = cron.Next(t)
	}
	fmt.Fprintf(out, "a preview from the cron expression %q: the schedule is not applied yet\n\n", brand.Schedule.Cron)
	showTimes(out, times, brand)
	return nil
}

// showSchedule prints the schedule as Temporal has it.
func showSchedule(ctx context.Context, out io.Writer, handle client.ScheduleHandle, brand *config.Brand) error {
	d, err := handle.Describe(ctx)
	if err != nil {
		return scheduleError(err, brand)
	}
	state := "running"
	if d.Schedule.State.Paused {
		state = warn.Sprint("paused")
		if d.Schedule.State.Note != "" {
			state += " (" + d.Schedule.State.Note + ")"
		}
	}
	t := newTable(out)
	t.AppendRows([]table.Row{
		{faint.Sprint("schedule"), handle.GetID()},
		{faint.Sprint("state"), state},
		{faint.Sprint("time zone"), d.Schedule.Spec.TimeZoneName},
		{faint.Sprint("overlap"), overlapWord(d.Schedule.Policy.Overlap)},
		{faint.Sprint("catch-up"), fmt.Sprintf("a night missed by at most %s is made up for", short(d.Schedule.Policy.CatchupWindow))},
		{faint.Sprint("jitter"), short(d.Schedule.Spec.Jitter)},
	})
	t.Render()
	fmt.Fprintln(out)
	if d.Schedule.State.Paused {
		fmt.Fprintln(out, warn.Sprint("paused: none of these nights starts until `go run ./starter schedule resume`"))
	}
	showTimes(out, d.Info.NextActionTimes, brand)
	return nil
}

func showTimes(out io.Writer, times []time.Time, brand *config.Brand) {
	t := newTable(out, "next nights in "+brand.Timezone, "computes business date")
	for _, at := range times[:min(len(times), shownTimes)] {
		t.AppendRow(table.Row{moment(at, brand), regulars.EndedAt(nominal(at, brand), brand.Zone)})
	}
	t.Render()
}

// nominal takes the jitter out of a time: a night's business date follows from
// the time that the schedule names.
func nominal(at time.Time, brand *config.Brand) time.Time {
	cron, err := config.ParseCron(brand.Schedule.Cron)
	if err != nil {
		return at
	}
	named := cron.Next(at.In(brand.Schedule.Zone).Add(-brand.Schedule.Jitter - time.Second))
	if named.IsZero() || named.After(at) {
		return at
	}
	return named
}

func moment(at time.Time, brand *config.Brand) string {
	return at.In(brand.Zone).Format("Mon 2006-01-02 15:04 MST")
}

func scheduleList(s *session) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the schedules of all brands",
		Example: "  go run ./starter schedule list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := s.load()
			if err != nil {
				return err
			}
			return listSchedules(cmd.Context(), cmd.OutOrStdout(), cfg)
		},
	}
}

func listSchedules(ctx context.Context, out io.Writer, cfg *config.Config) error {
	c, err := dialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	t := newTable(out, "brand", "schedule", "state", "next night", "business date")
	for i := range cfg.Brands {
		row, err := scheduleRow(ctx, c, &cfg.Brands[i])
		if err != nil {
			return err
		}
		t.AppendRow(row)
	}
	t.Render()
	return nil
}

func scheduleRow(ctx context.Context, c client.Client, brand *config.Brand) (table.Row, error) {
	id := workflows.ScheduleID(brand.Name)
	d, err := c.ScheduleClient().GetHandle(ctx, id).Describe(ctx)
	var absent *serviceerror.NotFound
	if errors.As(err, &absent) {
		return table.Row{brand.Name, id, warn.Sprint("not applied"), "", ""}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("schedule %s can't be read: %w", id, err)
	}
	state := good.Sprint("running")
	if d.Schedule.State.Paused {
		state = warn.Sprint("paused")
	}
	if len(d.Info.NextActionTimes) == 0 {
		return table.Row{brand.Name, id, state, "", ""}, nil
	}
	next := d.Info.NextActionTimes[0]
	return table.Row{brand.Name, id, state, moment(next, brand), regulars.EndedAt(nominal(next, brand), brand.Zone)}, nil
}

func scheduleError(err error, brand *config.Brand) error {
	var absent *serviceerror.NotFound
	if errors.As(err, &absent) {
		return fmt.Errorf("brand %s has no schedule in Temporal: `go run ./starter schedule apply` makes it", brand.Name)
	}
	return fmt.Errorf("schedule %s: %w", workflows.ScheduleID(brand.Name), err)
}
