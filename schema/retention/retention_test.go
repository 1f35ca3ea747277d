package retention_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars/schema/retention"
	"regulars/schema/schematest"
)

// Raw records of readings that are older than the limit are emptied, the younger stay, and
// all that was read of either stays; the limit can be changed and taken off.
func TestKeep(t *testing.T) {
	db := schematest.Open(t)
	conn := schematest.Connect(t, db)
	exec := func(statement string, args ...any) {
		t.Helper()
		require.NoError(t, conn.Exec(t.Context(), statement, args...))
	}
	count := func(statement string) (n uint64) {
		t.Helper()
		require.NoError(t, conn.QueryRow(t.Context(), statement).Scan(&n))
		return n
	}
	names := map[string]string{"orders": "name", "customers": "name", "products": "title", "events": "visitor"}
	for table, name := range names {
		id := table[:len(table)-1] + "_id"
		for i, age := range []int{1, 29, 31, 400} {
			exec("INSERT INTO "+table+" (brand, shop, "+id+", "+name+", raw, version) VALUES ('acme', 'web', ?, 'Mei', '{}', ?)", fmt.Sprint(i), uint64(time.Now().AddDate(0, 0, -age).UnixNano()))
		}
	}
	kept := func(table string) []uint64 {
		t.Helper()
		exec("OPTIMIZE TABLE " + table + " FINAL")
		return []uint64{count("SELECT count() FROM " + table + " WHERE raw = '{}'"), count("SELECT count() FROM " + table + " WHERE " + names[table] + " = 'Mei'")}
	}
	changes := "SELECT count() FROM system.mutations WHERE database = currentDatabase()"
	require.NoError(t, retention.Keep(t.Context(), db, 0))
	require.Zero(t, count(changes))
	require.Equal(t, []uint64{4, 4}, kept("orders"))
	require.NoError(t, retention.Keep(t.Context(), db, 100))
	require.Equal(t, []uint64{3, 4}, kept("orders"))
	require.NoError(t, retention.Keep(t.Context(), db, 30))
	for table := range names {
		require.Equal(t, []uint64{2, 4}, kept(table), table)
	}
	made := count(changes)
	require.NoError(t, retention.Keep(t.Context(), db, 30))
	require.Equal(t, made, count(changes), "what holds already is done again")

	require.NoError(t, retention.Keep(t.Context(), db, 0))
	exec("INSERT INTO orders (brand, shop, order_id, name, raw, version) VALUES ('acme', 'web', 'late', 'Mei', '{}', 1)")
	require.Equal(t, []uint64{3, 5}, kept("orders"), "the limit is off")
	require.EqualValues(t, 4, count("SELECT count() FROM system.columns WHERE database = currentDatabase() AND table IN ('orders', 'customers', 'products', 'events') AND name = 'raw' AND compression_codec LIKE '%ZSTD%'"),
		"the compression stays")
}
