package schema

import (
	"context"
	"errors"
	"fmt"
)

// RestoringTable stands in a database from the beginning of a restore to its end.
const RestoringTable = "restoring"

// ErrRestoring means that a restore of the database isn't over: nobody may read what it
// holds, and nobody who was erased since the backup is out of it yet.
var ErrRestoring = errors.New("a restore of the database is under way, or was cut short: `starter restore` again, which begins from the start")

// Restoring reports whether a restore of the database isn't over.
func (db *DB) Restoring(ctx context.Context) (bool, error) {
	var n uint64
	err := db.conn.QueryRow(ctx, "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = ?", RestoringTable).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for a restore under way: %w", Redact(err))
	}
	return n > 0, nil
}

// BeginRestore closes the database to everybody who migrates it, which workers do first.
func (db *DB) BeginRestore(ctx context.Context) error {
	err := db.conn.Exec(ctx, Durable("CREATE TABLE IF NOT EXISTS "+RestoringTable+" (at DateTime) ENGINE = MergeTree ORDER BY at"))
	if err != nil {
		return fmt.Errorf("close the database for a restore: %w", Redact(err))
	}
	return nil
}

// MigrateRestored is Migrate for who restores the database.
func (db *DB) MigrateRestored(ctx context.Context) error { return db.migrate(ctx) }

// EndRestore opens the database.
func (db *DB) EndRestore(ctx context.Context) error { return db.DropTable(ctx, RestoringTable) }
