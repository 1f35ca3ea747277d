package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/present"
	"regulars/report"
	"regulars/schema/gate"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/worker/runs"
	"regulars/workflows"
)

func newSweep(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use:   "sweep SHOP",
		Short: "Compare a whole shop with what is stored of it, and heal what differs",
		Long: `Pulls what changed in a shop, compares all its ids with what is stored, reads again
what differs, and takes what the shop says is deleted away. Of a shop of files, it reads
all files again. The numbers follow with the next night. Ctrl-C leaves it; it goes on in
Temporal.`,
		Example: "  go run ./starter sweep web",
		Args:    oneShop,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			shop, err := brand.Shop(args[0])
			if err != nil {
				return err
			}
			return session.WithBrand(cmd, s, func(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, brand *config.Brand) error {
				return runSweep(ctx, out, c, cfg, workflows.SweepInput{Brand: brand.Name, Shop: shop.Name})
			})
		},
	}
}

// oneShop asks for the shop's name.
func oneShop(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return errors.New("name one shop of the config, such as `starter sweep web`")
	}
	return nil
}

// runSweep starts or joins a sweep, follows it and shows what it healed.
func runSweep(ctx context.Context, out io.Writer, c client.Client, cfg *config.Config, input workflows.SweepInput) error {
	options := workflows.SweepStart(input, cfg.Worker.TaskQueue)
	if err := session.CheckServed(ctx, c, cfg, input.Brand); err != nil {
		return err
	}
	run, err := c.ExecuteWorkflow(ctx, options, workflows.SweepName, input)
	if err != nil {
		return fmt.Errorf("the sweep %s can't be started: %w", options.ID, err)
	}
	fmt.Fprintf(out, "%s  %s\n", screen.Bold.Sprint("sweep of "+input.Brand+"/"+input.Shop), screen.Faint.Sprint(options.ID))
	view := screen.NewLive(out)
	var last workflows.SweepProgress
	err = runs.Follow(ctx, c, run, workflows.ProgressQuery, cfg.Worker.TaskQueue, func(p *workflows.SweepProgress, waits string) {
		if p != nil {
			last = *p
		}
		view.Show(screen.SweepLines(p, waits, view.Elapsed()))
	})
	view.End()
	if errors.Is(err, runs.ErrDetached) {
		fmt.Fprintf(out, "\nleft the sweep; it goes on in Temporal as %s\n", options.ID)
		return nil
	}
	if err != nil {
		return fmt.Errorf("the sweep %s ended: %s", options.ID, workflows.Reason(err))
	}
	return showSwept(out, last.Stores)
}

// showSwept draws what a sweep found, and returns an error where differences are left.
func showSwept(out io.Writer, stores []gate.StoreLine) error {
	for _, t := range report.CertificateOf(gate.Certificate{Stores: stores}).Tables(&present.English) {
		fmt.Fprintf(out, "\n%s\n", screen.Bold.Sprint(t.Title))
		screen.Table(out, t)
	}
	var left []error
	for _, line := range stores {
		if !line.OK {
			left = append(left, errors.New(line.Sentence()))
		}
	}
	if len(left) == 0 {
		fmt.Fprintf(out, "\nThe numbers follow with the next night, or with `go run ./starter run`.\n")
	}
	return errors.Join(left...)
}
