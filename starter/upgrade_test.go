package main

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema"
	"regulars/schema/schematest"
)

func TestVersion(t *testing.T) {
	for _, args := range [][]string{{"version"}, {"--version"}} {
		out, err := starterRun(t, args...)
		require.NoError(t, err)
		require.Equal(t, "regulars "+regulars.Version+"\n", out)
	}
}

// A database of a build before the first release is put aside, and its ledger goes on in
// a new one of the same name.
func TestUpgradeKeepsTheLedger(t *testing.T) {
	trust := newTrust(t)
	out, err := starterRun(t, "upgrade", "--config", trust.path)
	require.NoError(t, err)
	require.Contains(t, out, "the database is one of release "+regulars.Version)

	aside := trust.db.Database() + "_before_0_1_0"
	for _, statement := range []string{
		"INSERT INTO schema_migrations VALUES ('0005_ledger.sql', 'of an old build', 'done', now64(3), toUnixTimestamp64Nano(now64(9)))",
		"INSERT INTO deliveries (brand, campaign, date, member_id, state, version) VALUES ('trust', 'wake', '2026-11-20', 1, 'sent', 1), ('trust', 'wake', '2026-11-20', 2, 'failed', 1)",
		"INSERT INTO orders (brand, shop, order_id, version) VALUES ('trust', 'web', '1', 1)",
	} {
		require.NoError(t, trust.db.Conn().Exec(t.Context(), statement), statement)
	}
	require.ErrorIs(t, trust.db.Migrate(t.Context()), schema.ErrEdited)
	defer func() {
		require.NoError(t, trust.db.Conn().Exec(context.Background(), "DROP DATABASE IF EXISTS "+aside+" SYNC"))
	}()
	out, err = starterRun(t, "upgrade", "--config", trust.path)
	require.NoError(t, err)
	require.Regexp(t, `deliveries\s+2 rows`, out)
	require.Contains(t, out, "kept as "+aside)

	options := schematest.Options(t)
	options.Database = trust.db.Database()
	next, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	defer func() { require.NoError(t, next.Close()) }()
	require.NoError(t, next.Migrate(t.Context()))
	var view string
	require.NoError(t, next.Conn().QueryRow(t.Context(), "SELECT create_table_query FROM system.tables WHERE database = currentDatabase() AND name = 'member_asof'").Scan(&view))
	require.Contains(t, view, next.Database()+".")
	require.NotContains(t, view, aside)
	out, err = starterRun(t, "upgrade", "--config", trust.path)
	require.NoError(t, err, "it may be asked again")
	require.Regexp(t, `deliveries\s+2 rows`, out)
	for query, want := range map[string]uint64{
		"SELECT count() FROM " + next.Database() + ".deliveries FINAL WHERE state = 'sent'": 1,
		"SELECT count() FROM " + next.Database() + ".deliveries FINAL":                      2,
		"SELECT count() FROM " + next.Database() + ".orders":                                0,
		"SELECT count() FROM " + aside + ".orders":                                          1,
	} {
		var n uint64
		require.NoError(t, next.Conn().QueryRow(t.Context(), query).Scan(&n))
		require.Equal(t, want, n, query)
	}
}

// Another server has a BACKUP of its own, and says where it is.
func TestBackupOfAnotherServer(t *testing.T) {
	trust := newTrust(t)
	t.Chdir(t.TempDir())
	for _, args := range [][]string{{"backup", "--out", "new"}, {"restore", "--from", "new"}} {
		_, err := starterRun(t, append(args, "--config", trust.path)...)
		require.ErrorContains(t, err, "(from CLICKHOUSE_ADDR) is not the embedded one of this folder: use its own BACKUP and RESTORE")
	}
	require.NoDirExists(t, filepath.Join(".", "new"))
}
