package schematest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/schema"
)

// Whatever a test leaves in its database, the next one finds it as new.
func TestADatabaseIsCleaned(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the embedded stack")
	}
	options := Options(t)
	db, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	defer func() { require.NoError(t, db.Drop(t.Context())) }()
	require.NoError(t, clean(t.Context(), options, db))
	want := contents(t, db)
	require.Greater(t, len(want), 60)

	for _, used := range [][]string{
		{"INSERT INTO orders (brand, shop, order_id) VALUES ('b', 'web', '1')", "TRUNCATE TABLE schema_migrations"},
		{"CREATE OR REPLACE VIEW recommendations AS SELECT 1 AS brand"},
		{"DROP TABLE orders"},
		{"INSERT INTO loads (brand, shop) VALUES ('b', 'web')", "ALTER TABLE loads DETACH PARTITION ID 'all'"},
		{"ALTER TABLE orders DELETE WHERE 1 SETTINGS mutations_sync = 1"},
	} {
		for _, statement := range used {
			require.NoError(t, db.Conn().Exec(t.Context(), statement))
		}
		require.NoError(t, clean(t.Context(), options, db))
		require.Equal(t, want, contents(t, db), "after %q", used)
		require.Zero(t, marks(t, db), "after %q", used)
	}
}

// marks counts what no TRUNCATE removes.
func marks(t *testing.T, db *schema.DB) (n uint64) {
	t.Helper()
	require.NoError(t, db.Conn().QueryRow(t.Context(), `SELECT (SELECT count() FROM system.detached_parts WHERE database = currentDatabase())
		+ (SELECT count() FROM system.mutations WHERE database = currentDatabase())`).Scan(&n))
	return n
}

// Two tests at a time have two databases.
func TestADatabaseHasOneUser(t *testing.T) {
	if testing.Short() {
		t.Skip("needs the embedded stack")
	}
	require.NotEqual(t, Open(t).Database(), Open(t).Database())
}
