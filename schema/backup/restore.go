package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/uuid"

	"regulars/schema"
)

// ErrOtherName means that the database to restore into has another name than the one that
// was backed up: views name the tables that they read together with their database.
var ErrOtherName = errors.New("the backup is of a database with another name")

// ErrNotEmpty means that the database to restore into holds something, which a restore
// would mix with what it loads.
var ErrNotEmpty = errors.New("the database holds data")

// Restore puts the backup in a folder into a database that holds nothing, and migrates
// it to this release. Between is the folder that ClickHouse may read backups from, as
// both see it. What must be done before anything else sees the database is done by
// settle, if given: until it has succeeded the database is closed to workers
// (schema.ErrRestoring), and only another restore, which begins from the start, opens it.
// Restore returns ErrNotEmpty, ErrOtherName, and schema.ErrNewer for a backup of a newer
// release; nothing is changed then.
func Restore(ctx context.Context, db *schema.DB, dir, between string, settle func(context.Context, Manifest) error) (Manifest, error) {
	m, err := Read(dir)
	if err != nil {
		return Manifest{}, err
	}
	if err := schema.CheckKnown(m.Migrations); err != nil {
		return Manifest{}, fmt.Errorf("the backup in %s: %w", dir, err)
	}
	if m.Database != db.Database() {
		return Manifest{}, fmt.Errorf("%w: set CLICKHOUSE_DATABASE=%s, for this command and the workers", ErrOtherName, m.Database)
	}
	if err := checkEmpty(ctx, db); err != nil {
		return Manifest{}, err
	}
	passing := filepath.Join(between, uuid.NewString()+".tar")
	defer func() { _ = os.Remove(passing) }()
	if err := copyFile(filepath.Join(dir, archiveFile), passing); err != nil {
		return Manifest{}, fmt.Errorf("restore: %w", err)
	}
	if err := db.BeginRestore(ctx); err != nil {
		return Manifest{}, err
	}
	if err := dropTables(ctx, db); err != nil {
		return Manifest{}, err
	}
	statement := "RESTORE DATABASE " + schema.QuoteName(m.Database) + " FROM File(" + schema.QuoteText(passing) + ")"
	if err := db.Conn().Exec(ctx, statement); err != nil {
		return Manifest{}, fmt.Errorf("restore database %s: %w", db.Database(), schema.Redact(err))
	}
	if err := db.MigrateRestored(ctx); err != nil {
		return m, err
	}
	if settle != nil {
		if err := settle(ctx, m); err != nil {
			return m, fmt.Errorf("the database stays closed to workers: restore again: %w", err)
		}
	}
	return m, db.EndRestore(ctx)
}

// checkEmpty lets tables be there, as a worker that was started makes them, but no rows.
func checkEmpty(ctx context.Context, db *schema.DB) error {
	if restoring, err := db.Restoring(ctx); err != nil || restoring {
		return err // what a restore that was cut short has left
	}
	rows, err := db.Conn().Query(ctx, `SELECT name, toUInt64(assumeNotNull(total_rows)) FROM system.tables
		WHERE database = currentDatabase() AND total_rows > 0 AND name != 'schema_migrations' ORDER BY name LIMIT 1`)
	if err != nil {
		return fmt.Errorf("look into the database: %w", schema.Redact(err))
	}
	defer func() { _ = rows.Close() }()
	if rows.Next() {
		var table string
		var n uint64
		if err := rows.Scan(&table, &n); err != nil {
			return fmt.Errorf("look into the database: %w", err)
		}
		return fmt.Errorf("%w: %s has %d rows in %s: restore in a folder without data (`starter up --fresh --no-worker` forgets what is here)", ErrNotEmpty, table, n, db.Database())
	}
	return schema.Redact(rows.Err())
}

// dropTables makes room for those of the backup, which may be of an earlier release.
func dropTables(ctx context.Context, db *schema.DB) error {
	var tables []struct {
		Name string `ch:"name"`
	}
	if err := db.Conn().Select(ctx, &tables, "SELECT name FROM system.tables WHERE database = currentDatabase() AND name != ?", schema.RestoringTable); err != nil {
		return fmt.Errorf("list the tables: %w", schema.Redact(err))
	}
	for _, table := range tables {
		if err := db.Conn().Exec(ctx, "DROP TABLE IF EXISTS "+schema.QuoteName(table.Name)+" SYNC"); err != nil {
			return fmt.Errorf("drop the empty table %s: %w", table.Name, schema.Redact(err))
		}
	}
	return nil
}
