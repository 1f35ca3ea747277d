package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/deploy/local/address"
	"regulars/identity"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/erase"
	"regulars/schema/intake"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func newErase(s *session.Session) *cobra.Command {
	var members, emails, phones []string
	var look bool
	var again string
	c := &cobra.Command{
		Use:   "erase",
		Short: "Remove a person everywhere, and keep them out",
		Long: `Removes a person from every table: records of customers, consents, events, raw and
rejected records, who is who. Their orders stay in the sums and their deliveries in the
books of the campaigns, of nobody. Keyed hashes of the identifiers stay, so that no later
pull or file takes the person in again. Afterwards every text and id of every table is
searched, and what was found before and after is shown.

Not reached by it: the shop itself, the files of feeds, exports and reports that were
written earlier, backups, and mails that were sent. ClickHouse keeps the parts of tables
that were replaced for eight minutes more. The numbers are right after the next night.

The hashes are also written to a file under .local. Keep its newest copy with the backups:
a restore of an earlier backup needs it to keep out who was erased since. With a
ClickHouse of your own, erase --again FILE does after a restore what ours does by itself.`,
		Example: "  go run ./starter erase --email somebody@example.com --look\n  go run ./starter erase --email somebody@example.com\n  go run ./starter erase --again .local/erased-regulars.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if again != "" {
				return eraseAllAgain(cmd.Context(), cmd.OutOrStdout(), s, again)
			}
			cfg, brand, err := s.Brand()
			if err != nil {
				return err
			}
			who, err := whoIsErased(brand, members, emails, phones)
			if err != nil {
				return err
			}
			db, err := session.OpenClickHouse(cmd.Context())
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
	c.Flags().StringVar(&again, "again", "", "erase again whom this `file` of an earlier erasure names, of every brand: after a restore")
	c.MarkFlagsMutuallyExclusive("again", "look")
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
	for _, w := range who {
		if err := w.Check(brand); err != nil {
			return nil, err
		}
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
	if err := keepErased(ctx, out, db); err != nil {
		return err
	}
	if n := report.Left(); n > 0 {
		return fmt.Errorf("%s still name the person: a night may have been under way; run it again after the night", present.Plural(int(n), "row"))
	}
	return nil
}

// erasedFile is where this machine keeps who was erased from a database.
func erasedFile(database string) string {
	return filepath.Join(address.Dir, "erased-"+database+".json")
}

// keepErased writes who was erased to this machine's file, and says what it is for.
func keepErased(ctx context.Context, out io.Writer, db *schema.DB) error {
	file := erasedFile(db.Database())
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("keep who was erased: %w", err)
	}
	n, err := erase.Keep(ctx, db, file)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "their keyed hashes (%s) are in %s:\nkeep a copy with the backups, outside of this machine; after a restore of an earlier backup nothing else keeps them out\n",
		present.Whole(n), file)
	return err
}

// eraseAllAgain erases again after a restore by a server's own means.
func eraseAllAgain(ctx context.Context, out io.Writer, s *session.Session, file string) error {
	cfg, err := s.Load()
	if err != nil {
		return err
	}
	if err := noWorkerPolls(ctx, cfg); err != nil {
		return err
	}
	db, err := session.OpenClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	if err := eraseAgain(ctx, out, db, cfg, []string{file}); err != nil {
		return err
	}
	return keyIDs(ctx, out, db, cfg)
}

// eraseAgain keeps out, and removes, whom the files and the database have as erased, and
// returns an error where a row still names one of them.
func eraseAgain(ctx context.Context, out io.Writer, db *schema.DB, cfg *config.Config, files []string) error {
	for _, file := range files {
		if _, err := erase.Recall(ctx, db, file); err != nil {
			return err
		}
	}
	brands, err := erase.Brands(ctx, db, cfg)
	if err != nil {
		return err
	}
	left := 0
	for _, brand := range brands {
		report, err := erase.Again(ctx, db, brand, intake.DoorKey(cfg.Privacy.HashKey.Reveal()))
		if err != nil {
			return fmt.Errorf("erase again from brand %s: %w", brand.Name, err)
		}
		fmt.Fprintf(out, "who was erased from %s before is erased again: ", brand.Name)
		screen.Erased(out, report, false)
		left += int(report.Left())
	}
	if left > 0 {
		return fmt.Errorf("%s still name people who were erased", present.Plural(left, "row"))
	}
	if len(brands) == 0 {
		return nil
	}
	return keepErased(ctx, out, db)
}
