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
var template blueprint

type blueprint struct {
	once       sync.Once
	name       string
	statements []string // each makes one table or view, in the template
	err        error
}

// in are the statements that make the tables in another database.
func (b *blueprint) in(db *schema.DB) map[string]bool {
	all := make(map[string]bool, len(b.statements))
	for _, statement := range b.statements {
		all[b.moved(statement, db)] = true
	}
	return all
}

func (b *blueprint) moved(statement string, db *schema.DB) string {
	return strings.ReplaceAll(statement, b.name+".", db.Database()+".")
}

// copyTemplate makes the tables that a database misses, and the migrations' rows.
func copyTemplate(ctx context.Context, db *schema.DB, missing map[string]bool) error {
	for _, statement := range template.statements {
		text := template.moved(statement, db)
		if !missing[text] {
			continue
		}
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
	return db.Conn().QueryRow(ctx, `SELECT groupArray(create_table_query) FROM
		(SELECT create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY engine = 'View', name)`).Scan(&template.statements)
}
