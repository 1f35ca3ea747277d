package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"regulars/identity"
	"regulars/present"
	"regulars/schema/gate"
	"regulars/schema/ledger"
	"regulars/starter/export"
)

func newAudience(s *session) *cobra.Command {
	var date, file, lang string
	c := &cobra.Command{
		Use:   "audience CAMPAIGN",
		Short: "Export the members whom a campaign addresses",
		Long: `Writes one line per member of a campaign's audience on a business date: who it is,
the channel that would carry the message, and the reason where none will. It sends
nothing. The file holds personal data; only you can read it.`,
		Example: "  go run ./starter audience wake-up --date 2026-11-20 --out wake-up.xlsx",
		Args:    oneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" {
				return errors.New("--out is missing: name the file to write, such as --out audience.xlsx")
			}
			if err := export.CheckName("--out", file); err != nil {
				return err
			}
			_, brand, err := s.brand()
			if err != nil {
				return err
			}
			names, err := namesFor(lang, brand)
			if err != nil {
				return err
			}
			mask := identity.NewMask(brand.HashKey.Reveal(), brand.Name)
			return withCampaign(cmd, s, args[0], date, func(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
				n, err := export.Audience(file, names, mask, func(write func(ledger.AudienceMember) error) error {
					return l.EachOfAudience(ctx, plan, write)
				})
				if err != nil {
					return err
				}
				fmt.Fprintf(out, "%s of campaign %s, %s: %s\n", present.Plural(n, "member"), plan.Campaign, plan.Date, file)
				return nil
			})
		},
	}
	c.Flags().StringVar(&date, "date", "", "the business `date`; default the one that has just ended")
	c.Flags().StringVar(&file, "out", "", "the .csv or .xlsx `file` to write")
	langFlag(c, &lang)
	return c
}

// oneCampaign asks for the campaign's name.
func oneCampaign(cmd *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return fmt.Errorf("the campaign's name is missing: write %s CAMPAIGN", cmd.CommandPath())
	case 1:
		return nil
	}
	return fmt.Errorf("%s is for one campaign, not for %s", cmd.CommandPath(), present.Plural(len(args), "campaign"))
}

// withCampaign opens the ledger and the plan of a campaign on a date.
func withCampaign(cmd *cobra.Command, s *session, name, date string, run func(context.Context, io.Writer, *ledger.Ledger, ledger.Plan) error) error {
	cfg, brand, err := s.brand()
	if err != nil {
		return err
	}
	campaign, err := brand.Campaign(name)
	if err != nil {
		return err
	}
	d, err := dateOr(date, brand)
	if err != nil {
		return err
	}
	db, err := openClickHouse(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	l, err := ledger.New(db, cfg.Privacy.HashKey.Reveal())
	if err != nil {
		return err
	}
	missed, err := gate.ReadMissed(cmd.Context(), db, brand.Name, d)
	if err != nil {
		return err
	}
	plan := ledger.PlanOf(brand, campaign, d)
	plan.Since = missed.Since(campaign.Name)
	if name != campaign.Name {
		plan = ledger.ResendOf(plan, name, ledger.Again{}) // what is planned of it already
	}
	return run(cmd.Context(), cmd.OutOrStdout(), l, plan)
}
