package schematest

import (
	"context"
	"fmt"
	"sync"

	"regulars/schema"
)

// template is a database with all tables and no rows, once for all test binaries that
// share a server and have the same migrations. To copy its tables takes a third of the
// time of migrating; TestCopiesAreMigrated proves that it comes to the same.
var template struct {
	once sync.Once
	name string
	made []statement
	err  error
}

// statement makes one table or view, in the template.
type statement struct {
	Text string `ch:"create_table_query"`
}

// copyTemplate makes all tables in a database that has none yet.
func copyTemplate(ctx context.Context, db *schema.DB) error {
	for _, made := range template.made {
		if err := db.Conn().Exec(ctx, made.in(db)); err != nil {
			return fmt.Errorf("copy a table of %s: %w", template.name, err)
		}
	}
	return copyMigrations(ctx, db)
}

func copyMigrations(ctx context.Context, db *schema.DB) error {
	if err := db.Conn().Exec(ctx, "INSERT INTO schema_migrations SELECT * FROM "+template.name+".schema_migrations"); err != nil {
		return fmt.Errorf("copy the migrations of %s: %w", template.name, err)
	}
	return nil
}

// readTemplate migrates the template, which does nothing where another binary has done
// it, and reads how its tables are made, views last.
func readTemplate(ctx context.Context, options schema.Options) error {
	mark, err := schema.MigrationsMark()
	if err != nil {
		return err
	}
	options.Database, options.Trace = "template_"+mark, nil
	db, err := schema.Open(ctx, options)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	template.name = options.Database
	return db.Conn().Select(ctx, &template.made, `SELECT create_table_query FROM system.tables
		WHERE database = currentDatabase() ORDER BY engine = 'View', name`)
}
