package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/schema/view"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/starter/status"
	"regulars/worker/runs"
	"regulars/workflows"
)

func newRun(s *session.Session) *cobra.Command {
	var date string
	var noCampaigns, past bool
	c := &cobra.Command{
		Use:   "run",
		Short: "Run one night now and show it",
		Long: `Starts the night of a business date, or attaches to the one under way, and shows
how far it is. A night that has run may run again: the numbers come out the same and
nothing is sent twice. Ctrl-C leaves it; it goes on in Temporal.`,
		Example: "  go run ./starter run\n  go run ./starter run --date 2026-11-20 --no-campaigns",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			input, err := nightInput(brand, date, noCampaigns, past)
			if err != nil {
				return err
			}
			return session.WithBrand(cmd, s, func(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand) error {
				return runNight(ctx, out, c, cfg, brand, input)
			})
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().BoolVar(&noCampaigns, "no-campaigns", false, "compute only, send nothing")
	c.Flags().BoolVar(&past, "past", false, "send although the day after the business date is over")
	return c
}

// nightInput is the night that the flags ask for: of a business date that has ended.
func nightInput(brand *config.Brand, date string, noCampaigns, past bool) (workflows.NightlyInput, error) {
	d, err := session.EndedOr(date, brand)
	return workflows.NightlyInput{Brand: brand.Name, Date: d, NoCampaigns: noCampaigns, SendPast: past}, err
}

// runNight starts or joins a night, follows it and shows what came of it.
func runNight(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand, input workflows.NightlyInput) error {
	run, err := startNight(ctx, c, cfg, input)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  business date %s  %s\n\n", screen.Bold.Sprint("night of "+brand.Name), input.Date, screen.Faint.Sprint(run.GetID()))
	view := screen.NewLive(out)
	err = runs.Follow(ctx, c, run, workflows.ProgressQuery, cfg.Worker.TaskQueue, func(p *workflows.NightProgress, waits string) {
		view.Show(screen.NightLines(p, waits, view.Elapsed()))
	})
	view.End()
	if errors.Is(err, runs.ErrDetached) {
		fmt.Fprintf(out, "\nleft the night; it goes on in Temporal (`go run ./starter status`)\n")
		return nil
	}
	if err != nil && !runs.IsNotWhole(err) {
		return fmt.Errorf("the night %s failed: %s", run.GetID(), workflows.Reason(err))
	}
	fmt.Fprintln(out)
	if showErr := showNightOf(ctx, out, c, brand, input.Date); showErr != nil {
		return showErr
	}
	if err != nil {
		return fmt.Errorf("the night %s is not green: %s", run.GetID(), workflows.Reason(err))
	}
	return nil
}

func showNightOf(ctx context.Context, out io.Writer, c client.Client, brand *config.Brand, date regulars.BusinessDate) error {
	db, err := session.OpenClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := showNight(ctx, out, db, brand, date); err != nil {
		return err
	}
	rows, err := view.Campaigns(ctx, db, brand.Name, runs.Shown)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r view.CampaignRow) bool { return regulars.DateOf(r.Date, time.UTC) != date })
	status.Waiting(ctx, out, c, brand, rows)
	return nil
}

func startNight(ctx context.Context, c client.Client, cfg *config.Config, input workflows.NightlyInput) (client.WorkflowRun, error) {
	options := workflows.NightlyStart(input, cfg.Worker.TaskQueue)
	if err := session.CheckServed(ctx, c, cfg, input.Brand); err != nil {
		return nil, err
	}
	run, err := c.ExecuteWorkflow(ctx, options, workflows.NightlyName, input)
	if err != nil {
		return nil, fmt.Errorf("the night %s can't be started: %w", options.ID, err)
	}
	return run, nil
}
