package campaign

import (
	"context"
	"fmt"
	"io"
	"os/user"

	"github.com/spf13/cobra"

	"regulars/schema/ledger"
	"regulars/starter/preview"
	"regulars/starter/session"
	"regulars/worker/runs"
	"regulars/workflows"
)

// New returns the commands about campaigns.
func New(s *session.Session) *cobra.Command {
	c := &cobra.Command{
		Use:     "campaign",
		Short:   "Preview a campaign, approve, hold, release or cancel it, send it again to some, or see what came of it",
		Example: "  go run ./starter campaign preview wake-up\n  go run ./starter campaign approve wake-up --date 2026-11-20",
	}
	c.AddCommand(
		campaignList(s),
		campaignExport(s),
		campaignImport(s),
		campaignUnknown(s),
		campaignResend(s),
		campaignResults(s),
		campaignSuggest(s),
		campaignReferrals(s),
		campaignApprove(s),
		campaignStop(s),
		campaignResume(s),
		campaignDecide(s),
		campaignDecisions(s),
		campaignAction(s, "hold", "Stop a campaign before its next batch", workflows.HoldUpdate, "is held; release lets it go on"),
		campaignAction(s, "release", "Let a held campaign go on", workflows.ReleaseUpdate, "goes on"),
		campaignAction(s, "cancel", "End a campaign; what was sent stays sent", workflows.CancelUpdate, "is cancelled"),
	)
	c.AddCommand(preview.Commands(previews(s))...)
	return c
}

// previews are how the commands that show a campaign reach what they need.
func previews(s *session.Session) preview.Way {
	return preview.Way{
		Brand: s.Whole, Date: session.DateOr, ClickHouse: session.OpenClickHouse, OneCampaign: session.OneCampaign,
		Plan: func(cmd *cobra.Command, name, date string, run func(context.Context, io.Writer, *ledger.Ledger, ledger.Plan) error) error {
			return session.WithCampaign(cmd, s, name, date, run)
		},
	}
}

func campaignApprove(s *session.Session) *cobra.Command {
	var first int
	c := campaignDecision(s, "approve", "Let a campaign that waits for a person go, or its first messages", workflows.ApproveUpdate, "is approved", &first)
	c.Flags().IntVar(&first, "first", 0, "let only so many messages go, then ask again; 0: all")
	return c
}

func campaignAction(s *session.Session, name, short, update, says string) *cobra.Command {
	return campaignDecision(s, name, short, update, says, new(int))
}

func campaignDecision(s *session.Session, name, short, update, says string, first *int) *cobra.Command {
	var date, note string
	c := &cobra.Command{
		Use:     name + " CAMPAIGN",
		Short:   short,
		Example: "  go run ./starter campaign " + name + " wake-up --date 2026-11-20",
		Args:    session.OneCampaign,
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

func actOnCampaign(cmd *cobra.Command, s *session.Session, name, date, update, says string, decision workflows.Decision) error {
	cfg, brand, err := s.Whole(cmd.Context())
	if err != nil {
		return err
	}
	if _, err := brand.Campaign(name); err != nil {
		return err
	}
	d, err := session.DateOr(date, brand)
	if err != nil {
		return err
	}
	c, err := session.DialTemporal(cmd.Context(), cfg)
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
