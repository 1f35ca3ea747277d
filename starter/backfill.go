package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/worker/runs"
	"regulars/workflows"
)

func newBackfill(s *session.Session) *cobra.Command {
	var from, to string
	var campaigns bool
	var remake []string
	c := &cobra.Command{
		Use:   "backfill",
		Short: "Recompute past business dates",
		Long: `Recomputes the numbers of past business dates as a workflow of its own and shows how
far it is. Nothing is sent unless --campaigns is given. Ctrl-C leaves it; it goes on
in Temporal, where backfill pause, resume and cancel reach it.`,
		Example: "  go run ./starter backfill --from 2026-01-01 --to 2026-03-31\n  go run ./starter backfill --from 2026-01-01 --remake cycles,fits\n  go run ./starter backfill pause",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			input, err := backfillInput(brand, from, to, campaigns)
			if err != nil {
				return err
			}
			if input.Remake, err = remakeOf(remake); err != nil {
				return err
			}
			return session.WithBrand(cmd, s, func(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, _ *config.Brand) error {
				return runBackfill(ctx, out, c, cfg, input)
			})
		},
	}
	c.Flags().StringVar(&from, "from", "", "the first business `date`")
	c.Flags().StringVar(&to, "to", "", "the last business `date`; default the one that has just ended")
	c.Flags().StringSliceVar(&remake, "remake", nil, "make `cycles` of all months, or fits of the dates, again: after a small or wrong history was loaded first")
	c.Flags().BoolVar(&campaigns, "campaigns", false, "send the campaigns of these dates, too")
	c.AddCommand(
		backfillAction(s, "pause", "Let the running backfill rest", updateBackfill(workflows.PauseUpdate, "pauses after the days under way")),
		backfillAction(s, "resume", "Let the paused backfill go on", updateBackfill(workflows.ResumeUpdate, "goes on")),
		backfillAction(s, "cancel", "End the running backfill; published days stay", cancelBackfill),
	)
	return c
}

func backfillInput(brand *config.Brand, from, to string, campaigns bool) (workflows.BackfillInput, error) {
	input := workflows.BackfillInput{Brand: brand.Name, Campaigns: campaigns}
	if from == "" {
		return input, errors.New("--from is missing: name the first business date, such as --from 2026-01-01")
	}
	var err error
	if input.From, err = regulars.ParseBusinessDate(from); err != nil {
		return input, fmt.Errorf("--from: %w", err)
	}
	if input.To = regulars.EndedAt(time.Now(), brand.Zone); to != "" {
		if input.To, err = regulars.ParseBusinessDate(to); err != nil {
			return input, fmt.Errorf("--to: %w", err)
		}
	}
	if input.To < input.From {
		return input, fmt.Errorf("--to %s lies before --from %s", input.To, input.From)
	}
	if last := regulars.EndedAt(time.Now(), brand.Zone); input.To > last {
		return input, fmt.Errorf("--to %s has not ended yet: the last that has is %s", input.To, last)
	}
	return input, nil
}

// remakeOf reads what is made again.
func remakeOf(names []string) (r workflows.Remake, err error) {
	for _, name := range names {
		switch name {
		case "cycles":
			r.Cycles = true
		case "fits":
			r.Fits = true
		default:
			return r, fmt.Errorf("--remake %s is nothing that is kept: write cycles, fits or cycles,fits", name)
		}
	}
	return r, nil
}

func runBackfill(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, input workflows.BackfillInput) error {
	options := workflows.BackfillStart(input, cfg.Worker.TaskQueue)
	id := options.ID
	if err := session.CheckServed(ctx, c, cfg, input.Brand); err != nil {
		return err
	}
	run, err := c.ExecuteWorkflow(ctx, options, workflows.BackfillName, input)
	if err != nil {
		return fmt.Errorf("the backfill %s can't be started: %w", id, err)
	}
	sends := "nothing is sent"
	if input.Campaigns {
		sends = screen.Warn.Sprint("campaigns are sent")
	}
	fmt.Fprintf(out, "%s  %s to %s, %s  %s\n", screen.Bold.Sprint("backfill of "+input.Brand), input.From, input.To, sends, screen.Faint.Sprint(id))
	view := screen.NewLive(out)
	err = runs.Follow(ctx, c, run, workflows.ProgressQuery, cfg.Worker.TaskQueue, func(p *workflows.BackfillProgress, waits string) {
		view.Show(screen.BackfillLines(p, waits, view.Elapsed()))
	})
	view.End()
	if errors.Is(err, runs.ErrDetached) {
		fmt.Fprintf(out, "\nleft the backfill; it goes on in Temporal (`go run ./starter backfill pause`, `resume` or `cancel`)\n")
		return nil
	}
	if err != nil {
		return fmt.Errorf("the backfill %s ended: %s", id, workflows.Reason(err))
	}
	return nil
}

type backfillStep func(ctx context.Context, out io.Writer, c client.Client, id string) error

func backfillAction(s *session.Session, name, short string, act backfillStep) *cobra.Command {
	return &cobra.Command{
		Use:     name,
		Short:   short,
		Example: "  go run ./starter backfill " + name,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return session.WithBrand(cmd, s, func(ctx context.Context, out io.Writer, c client.Client, _ *config.Config, brand *config.Brand) error {
				ids, err := runningBackfills(ctx, c, brand)
				if err != nil {
					return err
				}
				for _, id := range ids {
					if err := act(ctx, out, c, id); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

func runningBackfills(ctx context.Context, c client.Client, brand *config.Brand) ([]string, error) {
	executions, err := runs.List(ctx, c, brand, workflows.KindBackfill, true, runs.Shown)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, e := range executions {
		ids = append(ids, e.GetExecution().GetWorkflowId())
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("no backfill of brand %s is running: `go run ./starter status` lists them", brand.Name)
	}
	return ids, nil
}

func updateBackfill(update, says string) backfillStep {
	return func(ctx context.Context, out io.Writer, c client.Client, id string) error {
		if err := runs.Update(ctx, c, id, update); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s %s\n", id, says)
		return nil
	}
}

func cancelBackfill(ctx context.Context, out io.Writer, c client.Client, id string) error {
	if err := c.CancelWorkflow(ctx, id, ""); err != nil {
		return fmt.Errorf("%s can't be cancelled: %w", id, err)
	}
	fmt.Fprintf(out, "%s is asked to end; the days it has published stay\n", id)
	return nil
}
