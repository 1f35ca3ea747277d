package campaign

import (
	"context"
	"io"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/schema/ledger"
	"regulars/schema/view"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/worker/decide"
)

func campaignStop(s *session.Session) *cobra.Command {
	return everyCampaign(s, "stop", "Stop every campaign of the brand before its next batch, and those to come",
		func(ctx context.Context, out io.Writer, _ client.Client, l *ledger.Ledger, brand *config.Brand, note string) error {
			return decide.Stop(ctx, out, l, brand.Name, person(), note)
		})
}

func campaignResume(s *session.Session) *cobra.Command {
	return everyCampaign(s, "resume", "End a stop: what it holds goes on",
		func(ctx context.Context, out io.Writer, c client.Client, l *ledger.Ledger, brand *config.Brand, note string) error {
			return decide.Resume(ctx, out, c, l, brand, person(), note)
		})
}

type everyAction func(ctx context.Context, out io.Writer, c client.Client, l *ledger.Ledger, brand *config.Brand, note string) error

func everyCampaign(s *session.Session, name, short string, act everyAction) *cobra.Command {
	var note string
	c := &cobra.Command{
		Use:     name,
		Short:   short,
		Example: "  go run ./starter campaign " + name + " --note 'a wrong price'",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return session.WithBrand(cmd, s, func(ctx context.Context, out io.Writer, c client.Client, _ *config.Config, brand *config.Brand) error {
				db, err := session.OpenClickHouse(ctx)
				if err != nil {
					return err
				}
				defer func() { _ = db.Close() }()
				l, err := ledger.New(db, brand.HashKey.Reveal())
				if err != nil {
					return err
				}
				return act(ctx, out, c, l, brand, note)
			})
		},
	}
	c.Flags().StringVar(&note, "note", "", "why, for the others")
	return c
}

func campaignDecisions(s *session.Session) *cobra.Command {
	var limit int
	c := &cobra.Command{
		Use:     "decisions [CAMPAIGN]",
		Short:   "List who decided what about campaigns, when and why",
		Example: "  go run ./starter campaign decisions wake-up",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			campaign := ""
			if len(args) == 1 {
				campaign = args[0]
			}
			db, err := session.OpenClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			rows, err := view.Decisions(cmd.Context(), db, brand.Name, campaign, limit)
			if err != nil {
				return err
			}
			screen.Decisions(cmd.OutOrStdout(), rows, brand.Zone)
			return nil
		},
	}
	c.Flags().IntVar(&limit, "limit", 50, "the newest so many")
	return c
}
