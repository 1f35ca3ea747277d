package campaign

import (
	"context"
	"io"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"

	"regulars/config"
	"regulars/schema/ledger"
	"regulars/schema/studio"
	"regulars/starter/session"
	"regulars/worker/decide"
	"regulars/workflows"
)

func campaignDecide(s *session.Session) *cobra.Command {
	var variant, note string
	c := &cobra.Command{
		Use:     "decide CAMPAIGN",
		Short:   "Give the rest of a campaign to one of its variants, before its rule decides",
		Example: "  go run ./starter campaign decide wake-up --variant story --note 'the sale ends on Sunday'",
		Args:    session.OneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			return session.WithBrand(cmd, s, func(ctx context.Context, out io.Writer, c client.Client, _ *config.Config, brand *config.Brand) error {
				db, err := session.OpenClickHouse(ctx)
				if err != nil {
					return err
				}
				defer func() { _ = db.Close() }()
				brand, campaign, err := studio.Find(ctx, db, brand, args[0])
				if err != nil {
					return err
				}
				l, err := ledger.New(db, brand.HashKey.Reveal())
				if err != nil {
					return err
				}
				return decide.Variant(ctx, out, c, l, brand, campaign, workflows.Decision{By: person(), Reason: note, Variant: variant})
			})
		},
	}
	c.Flags().StringVar(&variant, "variant", "", "which of the campaign's variants")
	c.Flags().StringVar(&note, "note", "", "why, for the others")
	return c
}
