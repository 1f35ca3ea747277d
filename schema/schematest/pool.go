package schematest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"regulars/deploy/local/flock"
	"regulars/deploy/local/localtest"
	"regulars/schema"
)

// pooled returns the name of a database that no other test uses until this one ends.
// To empty a database takes a tenth of the time of making one, so the next test
// takes over what this one leaves: each name has a lock file, which the kernel releases
// even where the test's process is killed, and who takes the name empties it.
func pooled(tb testing.TB, own string) string {
	tb.Helper()
	dir, shared := localtest.Locks()
	mark, err := schema.MigrationsMark()
	if err != nil {
		tb.Fatal(err)
	}
	if !shared {
		return own
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		tb.Fatal(err)
	}
	for n := 0; ; n++ {
		name := fmt.Sprintf("test_%s_%d", mark, n)
		lock, free, err := flock.Try(filepath.Join(dir, name+".lock"))
		if err != nil {
			tb.Fatalf("lock database %s: %v", name, err)
		}
		if free {
			tb.Cleanup(func() { _ = lock.Close() })
			return name
		}
	}
}

// clean makes a database as a new copy of the template: one that a test before this has
// left is emptied, or dropped where that test changed more than its rows.
func clean(ctx context.Context, options schema.Options, db *schema.DB) error {
	template.once.Do(func() { template.err = readTemplate(ctx, options) })
	if template.err != nil {
		return fmt.Errorf("the tests' template of a database: %w", template.err)
	}
	left, err := leftTables(ctx, db)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		return copyTemplate(ctx, db)
	}
	altered, err := isAltered(ctx, db, left)
	if err != nil {
		return err
	}
	if altered {
		return remake(ctx, options, db)
	}
	for _, t := range left {
		if t.Rows == 0 {
			continue
		}
		if err := db.Conn().Exec(ctx, "TRUNCATE TABLE "+schema.QuoteName(t.Name)+" SYNC"); err != nil {
			return fmt.Errorf("empty the table %s: %w", t.Name, err)
		}
	}
	return copyMigrations(ctx, db)
}

// remake drops the database and copies the template.
func remake(ctx context.Context, options schema.Options, db *schema.DB) error {
	if err := db.Drop(ctx); err != nil {
		return err
	}
	again, err := schema.Open(ctx, options) // makes the database
	if err != nil {
		return err
	}
	defer func() { _ = again.Close() }()
	return copyTemplate(ctx, db)
}

// left is a table or view that a test has left.
type left struct {
	Name string `ch:"name"`
	Text string `ch:"create_table_query"`
	Rows uint64 `ch:"rows"`
}

func leftTables(ctx context.Context, db *schema.DB) ([]left, error) {
	var tables []left
	err := db.Conn().Select(ctx, &tables, `SELECT name, create_table_query, ifNull(total_rows, 0) AS rows
		FROM system.tables WHERE database = currentDatabase()`)
	if err != nil {
		return nil, fmt.Errorf("read the tables of %s: %w", db.Database(), err)
	}
	return tables, nil
}

// isAltered reports whether the tables are others than the template's, or have what no
// TRUNCATE removes: parts that were detached, and changes of parts.
func isAltered(ctx context.Context, db *schema.DB, tables []left) (bool, error) {
	if len(tables) != len(template.made) {
		return true, nil
	}
	made := map[string]bool{}
	for _, t := range template.made {
		made[t.in(db)] = true
	}
	for _, t := range tables {
		if !made[t.Text] {
			return true, nil
		}
	}
	var marks uint64
	row := db.Conn().QueryRow(ctx, `SELECT (SELECT count() FROM system.detached_parts WHERE database = currentDatabase())
		+ (SELECT count() FROM system.mutations WHERE database = currentDatabase())`)
	if err := row.Scan(&marks); err != nil {
		return false, fmt.Errorf("read the parts of %s: %w", db.Database(), err)
	}
	return marks > 0, nil
}

// in is the statement that makes the table in another database.
func (s statement) in(db *schema.DB) string {
	return strings.ReplaceAll(s.Text, template.name+".", db.Database()+".")
}
