package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars"
	"regulars/config"
	"regulars/schema/view"
	"regulars/workflows"
)

func newRun(s *session) *cobra.Command {
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
			cfg, brand, err := s.brand()
			if err != nil {
				return err
			}
			d, err := endedOr(date, brand)
			if err != nil {
				return err
			}
			c, err := dialTemporal(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			defer c.Close()
			input := workflows.NightlyInput{Brand: brand.Name, Date: d, NoCampaigns: noCampaigns, SendPast: past}
			return runNight(cmd.Context(), cmd.OutOrStdout(), c, cfg, brand, input)
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().BoolVar(&noCampaigns, "no-campaigns", false, "compute only, send nothing")
	c.Flags().BoolVar(&past, "past", false, "send although the day after the business date is over")
	return c
}

// runNight starts or joins a night, follows it and shows what came of it.
func runNight(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand, input workflows.NightlyInput) error {
	run, err := startNight(ctx, c, cfg, input)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  business date %s  %s\n\n", bold.Sprint("night of "+brand.Name), input.Date, faint.Sprint(run.GetID()))
	view := newLive(out)
	err = follow(ctx, c, run, workflows.ProgressQuery, cfg.Worker.TaskQueue, func(p *workflows.NightProgress, waits string) {
		view.show(nightLines(p, waits, view.elapsed()))
	})
	view.end()
	if errors.Is(err, errDetached) {
		fmt.Fprintf(out, "\nleft the night; it goes on in Temporal (`go run ./starter status`)\n")
		return nil
	}
	if err != nil && !isNotWhole(err) {
		return fmt.Errorf("the night %s failed: %w", run.GetID(), reasonOf(err))
	}
	fmt.Fprintln(out)
	if showErr := showNightOf(ctx, out, c, brand, input.Date); showErr != nil {
		return showErr
	}
	if err != nil {
		return fmt.Errorf("the night %s is not green: %w", run.GetID(), reasonOf(err))
	}
	return nil
}

func showNightOf(ctx context.Context, out io.Writer, c client.Client, brand *config.Brand, date regulars.BusinessDate) error {
	db, err := openClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := showNight(ctx, out, db, brand, date); err != nil {
		return err
	}
	rows, err := view.Campaigns(ctx, db, brand.Name, shownRuns)
	if err != nil {
		return err
	}
	rows = slices.DeleteFunc(rows, func(r view.CampaignRow) bool { return regulars.DateOf(r.Date, time.UTC) != date })
	showWaiting(ctx, out, c, brand, rows)
	return nil
}

func startNight(ctx context.Context, c client.Client, cfg *config.Config, input workflows.NightlyInput) (client.WorkflowRun, error) {
	options := workflows.NightlyStart(input, cfg.Worker.TaskQueue)
	run, err := c.ExecuteWorkflow(ctx, options, workflows.NightlyName, input)
	if err != nil {
		return nil, fmt.Errorf("the night %s can't be started: %w", options.ID, err)
	}
	return run, nil
}

// nightSteps are the steps of a night as NightProgress names them.
var nightSteps = []struct{ name, what string }{
	{"pull", "bring in what changed in the shops"},
	{"reconcile", "compare the counts with the shops'"},
	{"resolve", "find out who is who"},
	{"measure", "compute the numbers"},
	{"address", "plan the campaigns"},
	{"certify", "close the books"},
	{"report", "write the report"},
}

func nightLines(p *workflows.NightProgress, waits, clock string) []string {
	if p == nil {
		return []string{warn.Sprint("… " + waits)}
	}
	now := slices.IndexFunc(nightSteps, func(s struct{ name, what string }) bool { return s.name == p.Step })
	if p.Step == "done" {
		now = len(nightSteps)
	}
	var lines []string
	for i, step := range nightSteps {
		lines = append(lines, stepLine(i, now, step.name, step.what, clock))
		if step.name == "pull" {
			lines = append(lines, shopLines(p.Shops)...)
		}
		if step.name == "address" {
			lines = append(lines, campaignLines(p.Campaigns)...)
		}
	}
	if p.Waits != "" {
		lines = append(lines, warn.Sprint("… waits "+p.Waits))
	}
	for _, trouble := range p.Troubles {
		lines = append(lines, bad.Sprint("✗ ")+trouble)
	}
	if p.Report.Path != "" {
		lines = append(lines, faint.Sprint("report: ")+p.Report.Path)
	}
	if p.Report.Trouble != "" {
		lines = append(lines, warn.Sprint("! ")+p.Report.Trouble)
	}
	return lines
}

func stepLine(i, now int, name, what, clock string) string {
	text := fmt.Sprintf("%-10s %s", name, faint.Sprint(what))
	switch {
	case i < now:
		return good.Sprint("✓ ") + text
	case i == now:
		return strings.TrimRight(warn.Sprint("● ")+bold.Sprintf("%-10s ", name)+what+"  "+clock, " ")
	}
	return faint.Sprint("○ ") + text
}

func shopLines(shops map[string]workflows.ShopProgress) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(shops)) {
		p := shops[name]
		line := fmt.Sprintf("    %-16s %-8s %11s records", name, p.State, grouped(float64(p.Received), 0))
		if p.Unchanged {
			line += faint.Sprint("  unchanged")
		}
		if p.Rejected > 0 {
			line += warn.Sprintf("  %s rejected", grouped(float64(p.Rejected), 0))
		}
		if p.Reason != "" {
			line += "  " + bad.Sprint(p.Reason)
		}
		lines = append(lines, line)
	}
	return lines
}

func campaignLines(campaigns map[string]workflows.CampaignProgress) []string {
	var lines []string
	for _, name := range slices.Sorted(maps.Keys(campaigns)) {
		p := campaigns[name]
		line := fmt.Sprintf("    %-16s %-8s %11s of %s sent", name, p.State,
			grouped(float64(p.Books.Sent), 0), grouped(float64(p.Books.Planned-p.Books.Excluded), 0))
		if p.Waits != "" {
			line += faint.Sprint("  " + p.Waits)
		}
		lines = append(lines, line)
	}
	return lines
}
