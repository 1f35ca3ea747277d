package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"regulars"
	"regulars/config"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/ledger/adoption"
	"regulars/schema/rekey"
	"regulars/starter/screen"
	"regulars/starter/session"
)

func newUpgrade(s *session.Session) *cobra.Command {
	return &cobra.Command{
		Use:   "upgrade",
		Short: "Bring the database to this release, also one of before the first release",
		Long: `A worker upgrades the database of an earlier release when it starts; this does
the same without one. It also keys the ids of members that were stored before they were keyed (see
docs/upgrades.md), which no worker does. A database that a build before 0.1.0 made can't be changed into
one of a release: it is renamed and kept, a new one is made, and the ledger (what was sent
to whom, who opted out) is copied into it. The records are read from the shops again.`,
		Example: "  go run ./starter up --no-worker\n  go run ./starter upgrade",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			return upgrade(cmd.Context(), cmd.OutOrStdout(), cfg)
		},
	}
}

func upgrade(ctx context.Context, out io.Writer, cfg *config.Config) error {
	if err := noWorkerPolls(ctx, cfg); err != nil {
		return err
	}
	db, err := session.OpenClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	name := db.Database()
	aside := name + "_before_" + strings.ReplaceAll(regulars.Version, ".", "_")
	err = db.Migrate(ctx)
	if errors.Is(err, schema.ErrEdited) {
		// Views name their database, so the new one must have its name from the beginning.
		err = db.Rename(ctx, aside)
	}
	if err != nil {
		return err
	}
	// A database that stands aside may be of an attempt that was cut short.
	if there, err := db.Exists(ctx, aside); err != nil || there {
		return errors.Join(err, startAgain(ctx, out, cfg, name, aside))
	}
	if err := keyIDs(ctx, out, db, cfg); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s the database is one of release %s\n", screen.Good.Sprint("✓"), regulars.Version)
	return err
}

// startAgain makes a database and gives it the ledger of the one that was put aside.
func startAgain(ctx context.Context, out io.Writer, cfg *config.Config, name, aside string) error {
	db, err := session.OpenClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	if err := adopt(ctx, out, db, cfg, aside); err != nil {
		return err
	}
	if err := keyIDs(ctx, out, db, cfg); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s %s is a database of release %s with the ledger of before; what it was is kept as %s\n  a backfill, or the next night, reads the shops from the beginning\n",
		screen.Good.Sprint("✓"), name, regulars.Version, aside)
	return err
}

// adopt copies the ledger of the database that was put aside, unless that was done.
func adopt(ctx context.Context, out io.Writer, db *schema.DB, cfg *config.Config, aside string) error {
	open, err := rekey.Adopting(ctx, db, cfg.Privacy.HashKey.Reveal(), aside)
	if err != nil || !open {
		return err
	}
	copied, err := adoption.Adopt(ctx, db, aside)
	if err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(copied)) {
		fmt.Fprintf(out, "  %-18s %s\n", table, present.Plural(int(copied[table]), "row"))
	}
	return nil
}

// keyIDs keys the ids of members that were stored before they were keyed.
func keyIDs(ctx context.Context, out io.Writer, db *schema.DB, cfg *config.Config) error {
	report, err := rekey.Run(ctx, db, cfg.Privacy.HashKey.Reveal(), func(table string) {
		fmt.Fprintln(out, screen.Faint.Sprint("  ids keyed in "+table))
	})
	if err != nil || len(report.Brands) == 0 {
		return err
	}
	_, err = fmt.Fprintf(out, "%s the ids of the members of %s are keyed, in %s\n", screen.Good.Sprint("✓"), strings.Join(report.Brands, ", "), present.Plural(int(report.Rows), "row"))
	return err
}
