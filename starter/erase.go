package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/identity"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/erase"
	"regulars/schema/intake"
	"regulars/starter/screen"
)

func newErase(s *session) *cobra.Command {
	var members, emails, phones []string
	var look bool
	c := &cobra.Command{
		Use:   "erase",
		Short: "Remove a person everywhere, and keep them out",
		Long: `Removes a person from every table: records of customers, consents, events, raw and
rejected records, who is who. Their orders stay in the sums and their deliveries in the
books of the campaigns, of nobody. Keyed hashes of the identifiers stay, so that no later
pull or file brings the person back. Afterwards every text and id of every table is
searched, and what was found before and after is shown.

Not reached by it: the shop itself, the files of feeds, exports and reports that were
written earlier, backups, and mails that were sent. ClickHouse keeps the parts of tables
that were replaced for eight minutes more. The numbers are right after the next night.`,
		Example: "  go run ./starter erase --email somebody@example.com --look\n  go run ./starter erase --email somebody@example.com",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, brand, err := s.brand()
			if err != nil {
				return err
			}
			who, err := whoIsErased(brand, members, emails, phones)
			if err != nil {
				return err
			}
			db, err := openClickHouse(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			return erasePerson(cmd.Context(), cmd.OutOrStdout(), db, cfg, brand, who, look)
		},
	}
	c.Flags().StringArrayVar(&members, "member", nil, "the `id` of the member, as a report, an export or a table has it; may be repeated, as the others")
	c.Flags().StringArrayVar(&emails, "email", nil, "an e-mail `address` of the person")
	c.Flags().StringArrayVar(&phones, "phone", nil, "a phone `number` of the person")
	c.Flags().BoolVar(&look, "look", false, "only show what names the person")
	return c
}

func whoIsErased(brand *config.Brand, members, emails, phones []string) ([]erase.Who, error) {
	var who []erase.Who
	for _, id := range members {
		member, err := identity.NewMask(brand.HashKey.Reveal(), brand.Name).Read(id)
		if err != nil {
			return nil, fmt.Errorf("--member %s: %w", id, err)
		}
		who = append(who, erase.Who{Member: member})
	}
	for _, email := range emails {
		who = append(who, erase.Who{Email: email})
	}
	for _, phone := range phones {
		who = append(who, erase.Who{Phone: phone})
	}
	if len(who) == 0 {
		return nil, errors.New("who is missing: give --member, --email or --phone")
	}
	return who, nil
}

func erasePerson(ctx context.Context, out io.Writer, db *schema.DB, cfg *config.Config, brand *config.Brand, who []erase.Who, look bool) error {
	report, err := erase.People(ctx, db, brand, intake.DoorKey(cfg.Privacy.HashKey.Reveal()), who, look)
	screen.Erased(out, report, look)
	if err != nil {
		return err
	}
	if look {
		return nil
	}
	if n := report.Left(); n > 0 {
		return fmt.Errorf("%s still name the person: a night may have been under way; run it again after the night", present.Plural(int(n), "row"))
	}
	return nil
}
