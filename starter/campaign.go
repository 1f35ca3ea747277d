package main

import (
	"context"
	"fmt"
	"io"
	"os/user"

	"github.com/spf13/cobra"

	"regulars/schema/ledger"
	"regulars/starter/runs"
	"regulars/starter/screen"
	"regulars/workflows"
)

func newCampaign(s *session) *cobra.Command {
	c := &cobra.Command{
		Use:     "campaign",
		Short:   "Preview a campaign, approve, hold, release or cancel it, send it again to some, or see what came of it",
		Example: "  go run ./starter campaign preview wake-up\n  go run ./starter campaign approve wake-up --date 2026-11-20",
	}
	c.AddCommand(
		campaignPreview(s),
		campaignUnknown(s),
		campaignResend(s),
		campaignResults(s),
		campaignApprove(s),
		campaignStop(s),
		campaignResume(s),
		campaignDecisions(s),
		campaignAction(s, "hold", "Stop a campaign before its next batch", workflows.HoldUpdate, "is held; release lets it go on"),
		campaignAction(s, "release", "Let a held campaign go on", workflows.ReleaseUpdate, "goes on"),
		campaignAction(s, "cancel", "End a campaign; what was sent stays sent", workflows.CancelUpdate, "is cancelled"),
	)
	return c
}

func campaignPreview(s *session) *cobra.Command {
	var date string
	c := &cobra.Command{
		Use:     "preview CAMPAIGN",
		Short:   "Show how many a campaign would reach, by which channel, and who not and why",
		Example: "  go run ./starter campaign preview wake-up --date 2026-11-20",
		Args:    oneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withCampaign(cmd, s, args[0], date, previewCampaign)
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	return c
}

func previewCampaign(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
	lines, err := l.Preview(ctx, plan)
	if err != nil {
		return err
	}
	state, err := l.State(ctx, plan.Run)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s  business date %s\n", screen.Bold.Sprint(plan.Campaign), plan.Date)
	if state.Name != "" {
		books, err := l.Books(ctx, plan.Run)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "the campaign is %s; this is its plan\n", screen.Bold.Sprint(state.Name))
		lines = append(books.Lines, lines...)
	}
	screen.Preview(out, lines)
	return nil
}

func campaignApprove(s *session) *cobra.Command {
	var first int
	c := campaignDecision(s, "approve", "Let a campaign that waits for a person go, or its first messages", workflows.ApproveUpdate, "is approved", &first)
	c.Flags().IntVar(&first, "first", 0, "let only so many messages go, then ask again; 0: all")
	return c
}

func campaignAction(s *session, name, short, update, says string) *cobra.Command {
	return campaignDecision(s, name, short, update, says, new(int))
}

func campaignDecision(s *session, name, short, update, says string, first *int) *cobra.Command {
	var date, note string
	c := &cobra.Command{
		Use:     name + " CAMPAIGN",
		Short:   short,
		Example: "  go run ./starter campaign " + name + " wake-up --date 2026-11-20",
		Args:    oneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			return actOnCampaign(cmd, s, args[0], date, update, says, workflows.Decision{By: person(), Reason: note, First: *first})
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().StringVar(&note, "note", "", "why, for the others")
	return c
}

// person returns who runs the command, as the machine knows them.
func person() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "the command line"
}

func actOnCampaign(cmd *cobra.Command, s *session, name, date, update, says string, decision workflows.Decision) error {
	cfg, brand, err := s.brand()
	if err != nil {
		return err
	}
	if _, err := brand.Campaign(name); err != nil {
		return err
	}
	d, err := dateOr(date, brand)
	if err != nil {
		return err
	}
	c, err := dialTemporal(cmd.Context(), cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	id := workflows.CampaignID(brand.Name, name, d)
	if err := runs.Update(cmd.Context(), c, id, update, decision); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s %s\n", id, says)
	return nil
}
