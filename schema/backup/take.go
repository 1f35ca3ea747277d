package backup

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"regulars"
	"regulars/schema"
)

// Take backs a database up into a folder, which must be new or empty. Between is the
// folder that ClickHouse may write backups to, as both see it.
func Take(ctx context.Context, db *schema.DB, between, dir string) (Manifest, error) {
	if err := makeEmpty(dir); err != nil {
		return Manifest{}, err
	}
	applied, err := db.Applied(ctx)
	if err != nil {
		return Manifest{}, err
	}
	m := Manifest{Release: regulars.Version, Database: db.Database(), TakenAt: time.Now().UTC(), Migrations: applied}
	passing := filepath.Join(between, uuid.NewString()+".tar")
	defer func() { _ = os.Remove(passing) }()
	statement := "BACKUP DATABASE " + schema.QuoteName(db.Database()) + " TO File(" + schema.QuoteText(passing) + ")"
	if err := db.Conn().Exec(ctx, statement); err != nil {
		return Manifest{}, fmt.Errorf("back up database %s: %w", db.Database(), schema.Redact(err))
	}
	archive := filepath.Join(dir, archiveFile)
	if err := move(passing, archive); err != nil {
		return Manifest{}, fmt.Errorf("back up database %s: %w", db.Database(), err)
	}
	if m.Bytes, m.SHA256, err = hashOf(archive); err != nil {
		return Manifest{}, fmt.Errorf("back up database %s: %w", db.Database(), err)
	}
	// The manifest comes last: a folder without one is no backup.
	if err := m.write(dir); err != nil {
		return Manifest{}, fmt.Errorf("back up database %s: %w", db.Database(), err)
	}
	return m, nil
}

func makeEmpty(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the backup's folder: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("the backup's folder: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: name a new folder for the backup", dir)
	}
	return os.Chmod(dir, 0o700)
}
