package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"regulars"
	"regulars/config"
	"regulars/starter/schedule"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/workflows"
)

// shownTimes is how many coming nights are shown.
const shownTimes = 5

func newSchedule(s *session.Session) *cobra.Command {
	c := &cobra.Command{
		Use:     "schedule",
		Short:   "Apply, show, pause and remove the nightly schedule",
		Example: "  go run ./starter schedule apply\n  go run ./starter schedule list",
	}
	c.AddCommand(
		scheduleCommand(s, "apply", "Create the brand's schedule, or update it to the config", applySchedule),
		scheduleCommand(s, "preview", "Show the next five nights, changing nothing", previewSchedule),
		scheduleCommand(s, "remove", "Remove the brand's schedule; nights under way go on", removeSchedule),
		scheduleList(s),
		scheduleNote(s, "pause", "Let no more nights start", pauseSchedule),
		scheduleNote(s, "resume", "Let nights start again", resumeSchedule),
	)
	return c
}

func scheduleCommand(s *session.Session, name, short string, run session.BrandAction) *cobra.Command {
	return &cobra.Command{
		Use:     name,
		Short:   short,
		Example: "  go run ./starter schedule " + name + " --config regulars.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return session.WithBrand(cmd, s, run)
		},
	}
}

func scheduleNote(s *session.Session, name, short string, run func(context.Context, client.ScheduleHandle, string) error) *cobra.Command {
	var note string
	c := scheduleCommand(s, name, short, func(ctx context.Context, out io.Writer, c client.Client, _ *config.Config, brand *config.Brand) error {
		handle := c.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(brand.Name))
		if err := run(ctx, handle, note); err != nil {
			return scheduleError(err, brand)
		}
		if err := schedule.OfTicks(ctx, c, brand, func(ticks client.ScheduleHandle) error { return run(ctx, ticks, note) }); err != nil {
			return err
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
	ticks, err := schedule.RemoveTicks(ctx, c, brand)
	fmt.Fprintf(out, "schedule %s is removed\n%s", workflows.ScheduleID(brand.Name), ticks)
	return err
}

// applySchedule creates the schedule, or converges it: what the config says
// holds afterwards, and a pause stays a pause.
func applySchedule(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand) error {
	options, err := schedule.Options(cfg, brand)
	if err != nil {
		return err
	}
	handle, err := c.ScheduleClient().Create(ctx, options)
	word := "created"
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		word = "updated to the config"
		handle = c.ScheduleClient().GetHandle(ctx, options.ID)
		err = handle.Update(ctx, client.ScheduleUpdateOptions{DoUpdate: schedule.ConvergeTo(options)})
	}
	if err != nil {
		return fmt.Errorf("schedule %s can't be applied: %w", options.ID, err)
	}
	ticks, err := schedule.ApplyTicks(ctx, c, cfg, brand)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(out, "schedule %s is %s\n%s\n", options.ID, word, ticks); err != nil {
		return err
	}
	return showSchedule(ctx, out, handle, brand)
}

// previewSchedule shows Temporal's own times where the schedule stands there,
// else those of the cron expression.
func previewSchedule(ctx context.Context, out io.Writer, c client.Client, _ *config.Config, brand *config.Brand) error {
	times, err := schedule.Next(brand, time.Now(), shownTimes)
	if err != nil {
		return err
	}
	handle := c.ScheduleClient().GetHandle(ctx, workflows.ScheduleID(brand.Name))
	if _, err := handle.Describe(ctx); err == nil {
		return showSchedule(ctx, out, handle, brand)
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
		state = screen.Warn.Sprint("paused")
		if d.Schedule.State.Note != "" {
			state += " (" + d.Schedule.State.Note + ")"
		}
	}
	t := screen.NewTable(out)
	t.AppendRows([]table.Row{
		{screen.Faint.Sprint("schedule"), handle.GetID()},
		{screen.Faint.Sprint("state"), state},
		{screen.Faint.Sprint("time zone"), d.Schedule.Spec.TimeZoneName},
		{screen.Faint.Sprint("overlap"), schedule.OverlapWord(d.Schedule.Policy.Overlap)},
		{screen.Faint.Sprint("catch-up"), fmt.Sprintf("a night missed by at most %s is made up for", screen.Short(d.Schedule.Policy.CatchupWindow))},
		{screen.Faint.Sprint("jitter"), screen.Short(d.Schedule.Spec.Jitter)},
	})
	t.Render()
	fmt.Fprintln(out)
	if d.Schedule.State.Paused {
		fmt.Fprintln(out, screen.Warn.Sprint("paused: none of these nights starts until `go run ./starter schedule resume`"))
	}
	showTimes(out, d.Info.NextActionTimes, brand)
	return nil
}

func showTimes(out io.Writer, times []time.Time, brand *config.Brand) {
	t := screen.NewTable(out, "next nights in "+brand.Timezone, "computes business date")
	for _, at := range times[:min(len(times), shownTimes)] {
		t.AppendRow(table.Row{moment(at, brand), regulars.EndedAt(schedule.Nominal(at, brand), brand.Zone)})
	}
	t.Render()
}

func moment(at time.Time, brand *config.Brand) string {
	return at.In(brand.Zone).Format("Mon 2006-01-02 15:04 MST")
}

func scheduleList(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the schedules of all brands",
		Example: "  go run ./starter schedule list",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			return listSchedules(cmd.Context(), cmd.OutOrStdout(), cfg)
		},
	}
}

func listSchedules(ctx context.Context, out io.Writer, cfg *config.Config) error {
	c, err := session.DialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	t := screen.NewTable(out, "brand", "schedule", "state", "next night", "business date")
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
		return table.Row{brand.Name, id, screen.Warn.Sprint("not applied"), "", ""}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("schedule %s can't be read: %w", id, err)
	}
	state := screen.Good.Sprint("running")
	if d.Schedule.State.Paused {
		state = screen.Warn.Sprint("paused")
	}
	if len(d.Info.NextActionTimes) == 0 {
		return table.Row{brand.Name, id, state, "", ""}, nil
	}
	next := d.Info.NextActionTimes[0]
	return table.Row{brand.Name, id, state, moment(next, brand), regulars.EndedAt(schedule.Nominal(next, brand), brand.Zone)}, nil
}

func scheduleError(err error, brand *config.Brand) error {
	var absent *serviceerror.NotFound
	if errors.As(err, &absent) {
		return fmt.Errorf("brand %s has no schedule in Temporal: `go run ./starter schedule apply` makes it", brand.Name)
	}
	return fmt.Errorf("schedule %s: %w", workflows.ScheduleID(brand.Name), err)
}
