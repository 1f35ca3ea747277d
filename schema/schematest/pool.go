package schematest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
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

// clean makes a database as a new copy of the template: of one that a test before this
// has left, the tables that it changed are made again and the others are emptied.
func clean(ctx context.Context, options schema.Options, db *schema.DB) error {
	template.once.Do(func() { template.err = readTemplate(ctx, options) })
	if template.err != nil {
		return fmt.Errorf("the tests' template of a database: %w", template.err)
	}
	tables, err := leftTables(ctx, db)
	if err != nil {
		return err
	}
	missing := template.in(db)
	for _, t := range tables {
		made := t.Marks == 0 && missing[t.Text]
		if err := t.empty(ctx, db, made); err != nil {
			return err
		}
		if made {
			delete(missing, t.Text)
		}
	}
	return copyTemplate(ctx, db, missing)
}

// left is a table or view that a test has left.
type left struct {
	Name  string `ch:"name"`
	Text  string `ch:"create_table_query"`
	Rows  uint64 `ch:"rows"`
	Marks uint64 `ch:"marks"`
}

func leftTables(ctx context.Context, db *schema.DB) ([]left, error) {
	var tables []left
	err := db.Conn().Select(ctx, &tables, `
		WITH marked AS
		(
			SELECT table AS marked FROM system.detached_parts WHERE database = currentDatabase()
			UNION ALL
			SELECT table AS marked FROM system.mutations WHERE database = currentDatabase()
		)
		SELECT name, create_table_query, ifNull(total_rows, 0) AS rows, toUInt64(name IN marked) AS marks
		FROM system.tables WHERE database = currentDatabase()`)
	if err != nil {
		return nil, fmt.Errorf("read the tables of %s: %w", db.Database(), err)
	}
	return tables, nil
}

// empty takes the rows out of a table that is as it was made, and drops one that is other
// than the template's or has what no TRUNCATE removes, which are parts that were detached
// and changes of parts.
func (t left) empty(ctx context.Context, db *schema.DB, made bool) error {
	if made && t.Rows == 0 {
		return nil
	}
	emptying := "DROP TABLE "
	if made {
		emptying = "TRUNCATE TABLE "
	}
	if err := db.Conn().Exec(ctx, emptying+schema.QuoteName(t.Name)+" SYNC"); err != nil {
		return fmt.Errorf("empty the table %s: %w", t.Name, err)
	}
	return nil
}
