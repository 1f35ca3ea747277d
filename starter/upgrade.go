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
	"regulars/schema/ledger"
	"regulars/starter/screen"
)

func newUpgrade(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "upgrade",
		Short: "Bring the database to this release, also one of before the first release",
		Long: `A worker brings the database of an earlier release to its own when it starts; this does
the same without one. A database that a build before 0.1.0 made can't be changed into
one of a release: it is renamed and kept, a new one is made, and the ledger (what was sent
to whom, who opted out) is copied into it. The records are read from the shops again.`,
		Example: "  go run ./starter up --no-worker\n  go run ./starter upgrade",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := s.load()
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
	db, err := openClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	aside := db.Database() + "_before_" + strings.ReplaceAll(regulars.Version, ".", "_")
	err = db.Migrate(ctx)
	if errors.Is(err, schema.ErrEdited) {
		return startAgain(ctx, out, db, aside)
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s the database is one of release %s\n", screen.Good.Sprint("✓"), regulars.Version)
	return err
}

// startAgain puts a database aside and gives its ledger to a new one of the same name.
// The new one is complete before the names change, so that it can be asked again.
func startAgain(ctx context.Context, out io.Writer, db *schema.DB, aside string) error {
	next, err := openDatabase(ctx, db.Database()+"_next")
	if err != nil {
		return err
	}
	defer func() { _ = next.Close() }()
	if err := next.Migrate(ctx); err != nil {
		return err
	}
	copied, err := ledger.Adopt(ctx, next, db.Database())
	if err != nil {
		return err
	}
	for _, names := range [][2]string{{db.Database(), aside}, {next.Database(), db.Database()}} {
		if err := db.Conn().Exec(ctx, "RENAME DATABASE "+schema.QuoteName(names[0])+" TO "+schema.QuoteName(names[1])); err != nil {
			return fmt.Errorf("rename database %s to %s: %w", names[0], names[1], schema.Redact(err))
		}
	}
	for _, table := range slices.Sorted(maps.Keys(copied)) {
		fmt.Fprintf(out, "  %-18s %s\n", table, present.Plural(int(copied[table]), "row"))
	}
	_, err = fmt.Fprintf(out, "%s the database is one of release %s with the ledger of before; what it was is kept as %s\n  a backfill, or the next night, reads the shops from the beginning\n",
		screen.Good.Sprint("✓"), regulars.Version, aside)
	return err
}
