package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"regulars/export"
	"regulars/identity"
	"regulars/present"
	"regulars/schema/ledger"
	"regulars/starter/session"
)

func newAudience(s *session.Session) *cobra.Command {
	var date, file, lang string
	c := &cobra.Command{
		Use:   "audience CAMPAIGN",
		Short: "Export the members whom a campaign addresses",
		Long: `Writes one line per member of a campaign's audience on a business date: who it is,
the channel that would carry the message, and the reason where none will. It sends
nothing. The file holds personal data; only you can read it.`,
		Example: "  go run ./starter audience wake-up --date 2026-11-20 --out wake-up.xlsx",
		Args:    session.OneCampaign,
		RunE: func(cmd *cobra.Command, args []string) error {
			if file == "" {
				return errors.New("--out is missing: name the file to write, such as --out audience.xlsx")
			}
			if err := export.CheckName("--out", file); err != nil {
				return err
			}
			_, brand, err := s.Brand()
			if err != nil {
				return err
			}
			names, err := session.NamesFor(lang, brand)
			if err != nil {
				return err
			}
			mask := identity.NewMask(brand.HashKey.Reveal(), brand.Name)
			return session.WithCampaign(cmd, s, args[0], date, func(ctx context.Context, out io.Writer, l *ledger.Ledger, plan ledger.Plan) error {
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
	session.LangFlag(c, &lang)
	return c
}
