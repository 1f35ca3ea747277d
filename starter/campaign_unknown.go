package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"regulars/channel"
	"regulars/channel/providers"
	"regulars/config"
	"regulars/identity"
	"regulars/schema/ledger"
	"regulars/starter/screen"
)

const (
	mostUnknowns = 100_000     // that are listed at once
	askedAround  = time.Minute // the provider's clock and ours may differ by so much
)

func campaignUnknown(s *session) *cobra.Command {
	var date string
	c := &cobra.Command{
		Use:     "unknown CAMPAIGN",
		Short:   "List the messages that may have arrived although no answer came, and what the provider says of them",
		Example: "  go run ./starter campaign unknown wake-up --date 2026-11-20",
		Args:    oneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			_, brand, err := s.brand()
			if err != nil {
				return err
			}
			return withCampaign(cmd, s, args[0], date, func(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
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
	fates, err := askProviders(ctx, brand, unknowns)
	if err != nil {
		fmt.Fprintf(out, "the provider could not be asked: %v\n", err)
	}
	mask := identity.NewMask(brand.HashKey.Reveal(), brand.Name)
	screen.Unknowns(out, run, unknowns, fates, mask, len(unknowns) == mostUnknowns)
	return nil
}

// askProviders asks the providers that can be asked what they were given around the
// tries of each message, by member; those that weren't asked are missing. What it
// learned before an error it returns with it.
func askProviders(ctx context.Context, brand *config.Brand, unknowns []ledger.Unknown) (map[uint64][]channel.Fate, error) {
	fates, askers := map[uint64][]channel.Fate{}, map[string]channel.Asker{}
	for _, u := range unknowns {
		settings, ok := brand.Channels[u.Channel]
		if !ok || u.Address == "" || u.Tries == 0 {
			continue
		}
		if _, opened := askers[u.Channel]; !opened {
			sender, err := providers.Open(u.Channel, *settings)
			if err != nil {
				return fates, err
			}
			defer func() { _ = sender.Close() }()
			askers[u.Channel], _ = sender.(channel.Asker)
		}
		asker := askers[u.Channel]
		if asker == nil {
			continue
		}
		found, err := asker.Fates(ctx, u.Address, u.Since.Add(-askedAround), u.At.Add(askedAround))
		if err != nil {
			return fates, err
		}
		fates[u.MemberID] = found
	}
	return fates, nil
}
