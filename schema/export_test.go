package schema

import (
	"io/fs"
	"path"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// With is the same database over another connection.
func (db *DB) With(conn driver.Conn) *DB {
	other := *db
	other.conn = conn
	return &other
}

// MigrationsTable makes the books of migrations.
const MigrationsTable = migrationsTable

// Split cuts a file into its statements.
func Split(text string) []string { return split(text) }

// MarkOf is the mark of a migration's text.
func MarkOf(text string) string { return hashOfStatements([]byte(text)) }

// MigrationMarks are the marks of this program's migrations, by file.
func MigrationMarks() (map[string]string, error) {
	names, err := fs.Glob(files, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	marks := map[string]string{}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		marks[path.Base(name)] = hashOfStatements(text)
	}
	return marks, nil
}
