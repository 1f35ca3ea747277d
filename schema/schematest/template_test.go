package schematest

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
)

// A test's database has the tables, views and migrations of one that was migrated,
// and no rows.
func TestCopiesAreMigrated(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the embedded stack")
	}
	migrated, err := schema.Open(t.Context(), Options(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = migrated.Close() })
	defer func() { require.NoError(t, migrated.Drop(t.Context())) }()
	require.NoError(t, migrated.Migrate(t.Context()))
	copied := Open(t)

	want, got := contents(t, migrated), contents(t, copied)
	require.Greater(t, len(want), 60)
	require.Equal(t, want, got)
	applied, err := copied.Applied(t.Context())
	require.NoError(t, err)
	all, err := migrated.Applied(t.Context())
	require.NoError(t, err)
	require.Equal(t, all, applied)
	require.NoError(t, copied.Migrate(t.Context()), "nothing is left to migrate")
	require.Equal(t, want, contents(t, copied))
}

// contents are how each table of a database is made, with its columns and settings, and
// its number of rows; of the migrations the number of those that hold, as merges drop others.
func contents(t *testing.T, db *schema.DB) map[string]string {
	t.Helper()
	type table struct{ Name, Text string }
	all := map[string]string{}
	for _, row := range Query[table](t, db, `SELECT name AS Name, concat(create_table_query, ' ', engine_full, ' ', toString(if(name = 'schema_migrations', (SELECT count() FROM schema_migrations FINAL), ifNull(total_rows, 0)))) AS Text
		FROM system.tables WHERE database = currentDatabase()`) {
		all[row.Name] = strings.ReplaceAll(row.Text, db.Database(), "DATABASE")
	}
	return all
}
