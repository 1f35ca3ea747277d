package campaign

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"regulars/channel/providers"
	"regulars/config"
	"regulars/deliver"
	"regulars/identity"
	"regulars/schema/ledger"
	"regulars/starter/screen"
	"regulars/starter/session"
)

// mostUnknowns is how many are listed at once.
const mostUnknowns = 100_000

func campaignUnknown(s *session.Session) *cobra.Command {
	var date string
	c := &cobra.Command{
		Use:     "unknown CAMPAIGN",
		Short:   "List the messages that may have arrived although no answer came, and what the provider says of them",
		Example: "  go run ./starter campaign unknown wake-up --date 2026-11-20",
		Args:    session.OneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			return session.WithCampaign(cmd, s, args[0], date, func(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
				return listUnknowns(ctx, out, l, plan.Run, brand)
			})
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	return c
}

func listUnknowns(ctx context.Context, out io.Writer, l *ledger.Ledger, run ledger.Run, brand *config.Brand) error {
	unknowns, err := l.Unknowns(ctx, run, mostUnknowns)
	if err != nil {
		return err
	}
	fates, err := deliver.Fates(ctx, brand, providers.Open, unknowns)
	if err != nil {
		fmt.Fprintf(out, "the provider could not be asked: %v\n", err)
	}
	mask := identity.NewMask(brand.HashKey.Reveal(), brand.Name)
	screen.Unknowns(out, run, unknowns, fates, mask, len(unknowns) == mostUnknowns)
	return nil
}
