package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"regulars/schema"
)

func TestDurable(t *testing.T) {
	const with = "SETTINGS fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, " +
		"min_compressed_bytes_to_fsync_after_merge = 1, old_parts_lifetime = 480, max_suspicious_broken_parts = 1000"
	for _, c := range []struct{ statement, want string }{
		{"CREATE TABLE a (x Int8) ENGINE = MergeTree ORDER BY x", "CREATE TABLE a (x Int8) ENGINE = MergeTree ORDER BY x\n" + with + "\n"},
		{"CREATE TABLE a (x Int8)\nENGINE = ReplacingMergeTree(x, y)\nORDER BY x", "CREATE TABLE a (x Int8)\nENGINE = ReplacingMergeTree(x, y)\nORDER BY x\n" + with + "\n"},
		{"CREATE TABLE a ENGINE = MergeTree ORDER BY x SETTINGS index_granularity = 64 AS SELECT 1 AS x SETTINGS max_threads = 1",
			"CREATE TABLE a ENGINE = MergeTree ORDER BY x " + with + ", index_granularity = 64 AS SELECT 1 AS x SETTINGS max_threads = 1"},
		{"CREATE TABLE a ENGINE = MergeTree ORDER BY x AS\nWITH 1 AS y SELECT y AS x SETTINGS max_threads = 1",
			"CREATE TABLE a ENGINE = MergeTree ORDER BY x\n" + with + "\nAS\nWITH 1 AS y SELECT y AS x SETTINGS max_threads = 1"},
		{"CREATE TABLE a (x Int8) ENGINE = Memory", "CREATE TABLE a (x Int8) ENGINE = Memory"},
		{"CREATE TABLE a AS b", "CREATE TABLE a AS b"},
		{"INSERT INTO a SELECT 'ENGINE = MergeTree'", "INSERT INTO a SELECT 'ENGINE = MergeTree'"},
	} {
		assert.Equal(t, c.want, schema.Durable(c.statement))
	}
}

// The tables say themselves that they are durable: a foreign server's config
// doesn't.
func TestEveryTableIsDurable(t *testing.T) {
	e := openEngine(t)
	ctx := t.Context()
	require.NoError(t, e.conn.Exec(ctx, "CREATE TABLE work AS deliveries"))
	var tables uint64
	var engine string
	require.NoError(t, e.conn.QueryRow(ctx,
		`SELECT count(), anyIf(engine_full, name = 'work') FROM system.tables
		 WHERE database = currentDatabase() AND engine LIKE '%MergeTree'`).Scan(&tables, &engine))
	require.Greater(t, tables, uint64(30))
	require.Contains(t, engine, "fsync_after_insert", "CREATE TABLE AS copies the settings")
	lacking, err := e.db.NotDurable(ctx)
	require.NoError(t, err)
	require.Empty(t, lacking)

	// Tables of an earlier release get what they lack, also from two workers at once.
	for _, statement := range []string{
		"ALTER TABLE deliveries RESET SETTING fsync_after_insert",
		"ALTER TABLE loads MODIFY SETTING old_parts_lifetime = 1",
		"CREATE TABLE older (x Int8) ENGINE = MergeTree ORDER BY x",
	} {
		require.NoError(t, e.conn.Exec(ctx, statement))
	}
	lacking, err = e.db.NotDurable(ctx)
	require.NoError(t, err)
	require.Equal(t, []string{"deliveries", "loads", "older"}, lacking)
	var workers errgroup.Group
	for range 2 {
		workers.Go(func() error { return e.db.Migrate(ctx) })
	}
	require.NoError(t, workers.Wait())
	lacking, err = e.db.NotDurable(ctx)
	require.NoError(t, err)
	require.Empty(t, lacking)
}

// The embedded server writes also those tables to the disk that say nothing.
func TestEmbeddedServerIsDurable(t *testing.T) {
	e := openEngine(t)
	var values []string
	require.NoError(t, e.conn.QueryRow(t.Context(), `SELECT groupArray(concat(name, '=', value)) FROM
		(SELECT name, value FROM system.merge_tree_settings WHERE changed ORDER BY name)`).Scan(&values))
	changed := strings.Join(values, " ")
	for _, want := range []string{
		"fsync_after_insert=1", "fsync_part_directory=1", "min_rows_to_fsync_after_merge=1",
		"min_compressed_bytes_to_fsync_after_merge=1", "max_suspicious_broken_parts=1000",
	} {
		assert.Contains(t, changed, want)
	}
}
