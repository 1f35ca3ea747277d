package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"regulars/config"
	"regulars/deploy/local/address"
	"regulars/present"
	"regulars/schema"
	"regulars/schema/backup"
	"regulars/schema/erase"
	"regulars/schema/ledger"
	"regulars/starter/screen"
	"regulars/starter/session"
	"regulars/worker/dial"
	"regulars/worker/runs"
	"regulars/workflows"
)

func newBackup(s *session.Session) *cobra.Command {
	var out string
	var running bool
	c := &cobra.Command{
		Use:   "backup --out DIR",
		Short: "Back the database up, the ledger included",
		Long: `Writes everything that the embedded ClickHouse holds of this database into a new folder:
the records, the numbers, the certificates and the ledger. It refuses while a night or a
backfill runs, whose rows would be in it by half. Temporal's history and the config are
not part of it; docs/backup.md says how a restore goes on without them.`,
		Example: "  go run ./starter backup --out /media/backups/2026-11-20",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			return takeBackup(cmd.Context(), cmd.OutOrStdout(), cfg, out, running)
		},
	}
	c.Flags().StringVar(&out, "out", "", "the new `folder`")
	c.Flags().BoolVar(&running, "while-running", false, "also while a night or a backfill runs")
	_ = c.MarkFlagRequired("out")
	return c
}

func takeBackup(ctx context.Context, out io.Writer, cfg *config.Config, dir string, whileRunning bool) error {
	between, err := backupsFolder()
	if err != nil {
		return err
	}
	if !whileRunning {
		if err := nothingRuns(ctx, cfg); err != nil {
			return err
		}
	}
	db, err := session.OpenClickHouse(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := notRekeying(ctx, db); err != nil {
		return err
	}
	m, err := backup.Take(ctx, db, between, dir)
	if err != nil {
		return err
	}
	if _, err := erase.Keep(ctx, db, filepath.Join(dir, erasedInBackup)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s %s: %s of database %s, as of %s UTC\n%s\n", screen.Good.Sprint("✓"), dir,
		present.Plural(int(m.Bytes>>20)+1, "megabyte"), m.Database, m.TakenAt.Format("2006-01-02 15:04:05"),
		screen.Faint.Sprint("what is sent from now on is not in it; the config and its secrets are yours to keep"))
	return err
}

// notRekeying returns an error while some tables hold keyed ids and others not. A database
// of an earlier release has no table that could say so.
func notRekeying(ctx context.Context, db *schema.DB) error {
	applied, err := db.Applied(ctx)
	if err != nil || !slices.Contains(applied, schema.NodeKeysMigration) {
		return err
	}
	rekeying, err := db.Rekeying(ctx)
	if err == nil && rekeying {
		err = schema.ErrRekeying
	}
	return err
}

// erasedInBackup is who had been erased when a backup was taken, for restores of earlier
// ones.
const erasedInBackup = "erased.json"

// backupsFolder is the folder that this folder's own ClickHouse may write to.
func backupsFolder() (string, error) {
	_, server, err := dial.ClickHouse()
	if err != nil {
		return "", err
	}
	dir, err := filepath.Abs(address.Dir)
	if err != nil {
		return "", err
	}
	stack, up := address.Find("")
	if !up || stack.ClickHouse != server.Addr || filepath.Dir(stack.PasswordFile) != dir {
		return "", fmt.Errorf("ClickHouse at %s is not the embedded one of this folder: use its own BACKUP and RESTORE (docs/backup.md)", server)
	}
	return filepath.Join(dir, address.Backups), nil
}

// nothingRuns returns an error while a brand's night, backfill or pull is under way.
func nothingRuns(ctx context.Context, cfg *config.Config) error {
	c, err := session.DialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	for i := range cfg.Brands {
		brand := &cfg.Brands[i]
		for _, kind := range []string{workflows.KindNightly, workflows.KindBackfill} {
			found, err := runs.List(ctx, c, brand, kind, true, runs.Shown)
			if err != nil {
				return err
			}
			if len(found) > 0 {
				return fmt.Errorf("%s is running, and would be in the backup by half: wait for its end, or add --while-running",
					found[0].GetExecution().GetWorkflowId())
			}
		}
	}
	return nil
}

func newRestore(s *session.Session) *cobra.Command {
	var from string
	var erased []string
	c := &cobra.Command{
		Use:   "restore --from DIR",
		Short: "Put a backup into an empty database",
		Long: `Reads a folder that ` + "`starter backup`" + ` made into the embedded ClickHouse, whose database
must hold nothing yet, and migrates it to this release. Start the stack without a worker
before. What was sent after the backup isn't in its ledger: campaigns of the dates that
had ended by now are planned and held until a person releases them.

Who was erased since the backup is in it, and is erased again before anything else may
read the database. This machine knows whom, if they were erased on it; on another, give
the newest copy of the file that ` + "`starter erase`" + ` names, or the erased.json of a newer backup.`,
		Example: "  go run ./starter up --no-worker\n  go run ./starter restore --from /media/backups/2026-11-20 --erased /media/backups/erased-regulars.json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, err := s.Load()
			if err != nil {
				return err
			}
			return restoreBackup(cmd.Context(), cmd.OutOrStdout(), cfg, from, erased)
		},
	}
	c.Flags().StringVar(&from, "from", "", "the `folder` of the backup")
	c.Flags().StringArrayVar(&erased, "erased", nil, "a `file` of who was erased, or none where nobody was since the backup; may be repeated")
	_ = c.MarkFlagRequired("from")
	return c
}

func restoreBackup(ctx context.Context, out io.Writer, cfg *config.Config, dir string, erased []string) error {
	between, err := backupsFolder()
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
	files, known, err := erasedSince(cfg, db.Database(), dir, erased)
	if err != nil {
		return err
	}
	m, err := backup.Restore(ctx, db, dir, between, func(ctx context.Context, m backup.Manifest) error {
		if err := ledger.MarkRestored(ctx, db, m.TakenAt, time.Now().UTC(), m.Release); err != nil {
			return err
		}
		if err := eraseAgain(ctx, out, db, cfg, files); err != nil {
			return err
		}
		return keyIDs(ctx, out, db, cfg)
	})
	if err != nil {
		return err
	}
	if !known {
		fmt.Fprintln(out, screen.Warn.Sprint("! "+whoWasErased))
	}
	_, err = fmt.Fprintf(out, `%s the database is that of %s UTC (release %s)

What is true now:
 · Messages sent since then are not in the ledger, and neither is who opted out by a link since.
   Campaigns of dates that have ended by now will be planned and held; `+"`starter campaign release`"+`
   sends one all the same, to people who may have it already.
 · Dates that end from now on are sent as always.
 · The next night reads what the shops changed since the backup, and computes again.
 · Schedules are Temporal's: `+"`starter schedule apply`"+` makes them again.
`, screen.Good.Sprint("✓"), m.TakenAt.UTC().Format("2006-01-02 15:04:05"), m.Release)
	return err
}

// whoWasErased is said where nothing tells who was erased since the backup.
const whoWasErased = "who was erased since the backup is not known on this machine: before a worker starts, run `starter erase --again FILE` with the newest copy of the file that `starter erase` wrote (or erased.json of a newer backup), unless nobody was"

// erasedSince returns the files that say who was erased: those that are given, this
// machine's own, and the backup's. Without privacy.hash_key nobody could be erased. It
// reports false where nothing tells who was erased since the backup.
func erasedSince(cfg *config.Config, database, dir string, given []string) (files []string, known bool, err error) {
	if cfg.Privacy.HashKey.Reveal() == "" {
		return nil, true, nil
	}
	known = len(given) > 0
	for _, file := range given {
		if file == "none" {
			continue
		}
		if _, err := os.Stat(file); err != nil {
			return nil, false, fmt.Errorf("--erased: %w", err)
		}
		files = append(files, file)
	}
	own := erasedFile(database)
	if _, err := os.Stat(own); err == nil {
		files, known = append(files, own), true
	}
	if _, err := os.Stat(filepath.Join(dir, erasedInBackup)); err == nil {
		files = append(files, filepath.Join(dir, erasedInBackup))
	}
	return files, known, nil
}

// noWorkerPolls returns an error while a worker may be at the database.
func noWorkerPolls(ctx context.Context, cfg *config.Config) error {
	c, err := session.DialTemporal(ctx, cfg)
	if err != nil {
		return err
	}
	defer c.Close()
	n, err := runs.Workers(ctx, c, cfg.Worker.TaskQueue)
	if err != nil {
		return err
	}
	if n > 0 {
		return errors.New("a worker is at work: end the stack and start it with `go run ./starter up --no-worker`, then restore")
	}
	return nil
}
