package schematest

import (
	"context"
	"fmt"
	"strings"
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
func copyTemplate(ctx context.Context, options schema.Options, db *schema.DB) error {
	template.once.Do(func() { template.err = readTemplate(ctx, options) })
	if template.err != nil {
		return fmt.Errorf("the tests' template of a database: %w", template.err)
	}
	for _, made := range template.made {
		text := strings.ReplaceAll(made.Text, template.name+".", db.Database()+".")
		if err := db.Conn().Exec(ctx, text); err != nil {
			return fmt.Errorf("copy a table of %s: %w", template.name, err)
		}
	}
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
