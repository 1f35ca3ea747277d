package schema_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
	"regulars/schema/rekey"
	"regulars/schema/schematest"
)

func TestMigrateByManyAtOnce(t *testing.T) {
	ctx, options := context.Background(), schematest.Options(t)
	var workers errgroup.Group
	for range 4 {
		workers.Go(func() error {
			db, err := schema.Open(ctx, options)
			if err != nil {
				return err
			}
			defer func() { _ = db.Close() }()
			return errors.Join(db.Migrate(ctx), db.Migrate(ctx))
		})
	}
	require.NoError(t, workers.Wait())
	db, err := schema.Open(ctx, options)
	require.NoError(t, err)
	defer func() { _ = db.Close() }()
	require.NoError(t, db.Drop(ctx))
}

// landed are the marks of the statements of every migration that a release has, or a
// later build of this one: they never change again. A new migration adds its own line.
var landed = map[string]string{
	"0001_loads.sql":             "ac9365b1822297e2",
	"0002_orders.sql":            "b2ec4afd8e1c742a",
	"0003_members.sql":           "bac0236ca67d351b",
	"0004_kpi.sql":               "51a9147d16ace12b",
	"0005_ledger.sql":            "bd9a7a104fbae3ee",
	"0006_certificate.sql":       "a6b38ed78f5a2261",
	"0007_trends.sql":            "2bbbfba9c4a9cd46",
	"0008_member_asof.sql":       "8de20003de3c923e",
	"0009_aipl.sql":              "ec11a9e4764fc2d1",
	"0010_models.sql":            "4692d22bdbc8abdc",
	"0011_profile.sql":           "b9ae063505285d82",
	"0012_restated.sql":          "23ed664f97bc56a4",
	"0013_snapshots.sql":         "56dbd7baf5845c37",
	"0014_planned.sql":           "69e6d73a3ea93157",
	"0015_store.sql":             "2f8faafb88154029",
	"0020_consents.sql":          "d51d77bc367631ce",
	"0021_erased.sql":            "4766268272b07c73",
	"0025_restores.sql":          "b65d6b57a2631ed9",
	"0030_missed.sql":            "e68724b3342a13cc",
	"0031_workers.sql":           "a1b4ea3f3758563c",
	"0033_store_rejected.sql":    "512e4e8e477dea21",
	"0034_returns.sql":           "9aeed16c89540349",
	"0035_unmapped.sql":          "6519066e52b395de",
	"0036_returned.sql":          "29876285ffbe9d85",
	"0037_member_revenue.sql":    "1ea84da38ccc835e",
	"0040_file_rows.sql":         "1ae1a90b355c541a",
	"0050_kept.sql":              "a3754988306f02a2",
	"0051_worker_brands.sql":     "551b898809ed6f61",
	"0060_variants.sql":          "6e11cffb4c7d2248",
	"0061_decisions.sql":         "7db907ddd8f8b61e",
	"0062_no_block.sql":          "b37f3e4a38002bc0",
	"0065_products.sql":          "e232812f8605f7ca",
	"0070_desk.sql":              "667bf8df50ceffcb",
	"0071_languages.sql":         "abc66a89d9044250",
	"0072_due.sql":               "df14a97ae72d30ac",
	"0073_order_coupons.sql":     "12f32ca84d66957e",
	"0075_message_costs.sql":     "b516d09d58a9153b",
	"0076_causes.sql":            "0652783d1cf60593",
	"0077_notifications.sql":     "4b218860e0e7a506",
	"0078_splits.sql":            "8dcf3528af5bf534",
	"0079_saved.sql":             "8af38b0c00ebd005",
	"0079_segment_audience.sql":  "8af38b0c00ebd005",
	"0085_answers.sql":           "9dcf740dc91ff5b4",
	"0086_signs.sql":             "c07c4538e84d4789",
	"0087_shop_hints.sql":        "fc7b6747041af041",
	"0090_node_keys.sql":         "8fd13692e22654ed",
	"0095_trials.sql":            "c41c82bb991947ac",
	"0096_coupons.sql":           "9a7cafd74bd54282",
	"0097_campaign_costs.sql":    "509d6e03d58cc380",
	"0098_journeys.sql":          "6625998b7721f582",
	"0099_ticks.sql":             "970259bc5a91bae8",
	"0100_journey_decisions.sql": "045d5b474bce6dbc",
	"0105_campaign_versions.sql": "1622f47844227ae1",
	"0110_referrals.sql":         "64c9e97456049760",
	"0111_zones.sql":             "2994b3701ac6e699",
	"0125_lately.sql":            "2eaa196e364ebeed",
	"0126_suggestions.sql":       "3f3917d594968c38",
	"0130_fewer_reads.sql":       "2bccc75f525eef44",
	"0131_approved_texts.sql":    "72f078a0141fb883",
	"0132_shop_requests.sql":     "69e4a2e5361ad37f",
	"0135_campaign_texts.sql":    "d854fc1404c6e3eb",
	"0138_written_journeys.sql":  "3ea00a6b01736592",
	"0136_member_reach.sql":      "9be74769640620cb",
	"0140_ad_lists.sql":          "9e769de3f58fd1d2",
	"0141_ad_list_syncs.sql":     "b970465122e3e3c4",
	"0142_stored_at.sql":         "89b89b1d5df81aae",
	"0145_timezones.sql":         "f9ee7f3065152cc3",
	"0148_consents.sql":          "00379083e09a4c65",
	"0149_deleted_products.sql":  "f215b3e0c815c959",
	"0155_raw_products.sql":      "fa6075fd0dddb63c",
	"0161_campaign_results.sql":  "2dd7f8e072739aaa",
}

// What has landed is frozen: what its tables are must be the same in every database.
// Comments may be bettered.
func TestMigrationsAreFrozen(t *testing.T) {
	now, err := schema.MigrationMarks()
	require.NoError(t, err)
	for name, mark := range landed {
		require.Equal(t, mark, now[name], "the statements of %s were changed after it landed: put them back and write the change as a new migration", name)
	}
	for name, mark := range now {
		require.Contains(t, landed, name, "a new migration: once it has landed it is frozen; add %q: %q", name, mark)
	}
	mark := schema.MarkOf("CREATE TABLE a (x String COMMENT 'a -- b') -- why\nENGINE = Memory")
	require.Equal(t, mark, schema.MarkOf("-- Why not.\nCREATE TABLE a\n(x String COMMENT 'a -- b')\n\nENGINE = Memory -- it's \"small\""))
	require.NotEqual(t, mark, schema.MarkOf("CREATE TABLE a (x String COMMENT 'a -- c') ENGINE = Memory"))
	require.NotEqual(t, mark, schema.MarkOf("CREATE TABLE a (x String) ENGINE = Memory"))
}

// record writes into the books of migrations that one was applied.
func (e *engine) record(t *testing.T, name, hash string) {
	t.Helper()
	require.NoError(t, e.conn.Exec(t.Context(), "INSERT INTO schema_migrations VALUES (?, ?, 'done', now64(3), toUnixTimestamp64Nano(now64(9)))", name, hash))
}

// A migration whose statements were edited after it ran would leave two databases of one
// name that differ; one whose comments were edited stops nobody.
func TestMigrateRefusesOtherStatements(t *testing.T) {
	e := openEngine(t)
	e.record(t, "0002_orders.sql", "6088071e35cacc66") // of an earlier text with the same statements
	require.NoError(t, e.db.Migrate(t.Context()))

	e.record(t, "0002_orders.sql", "another text")
	err := e.db.Migrate(t.Context())
	require.ErrorIs(t, err, schema.ErrEdited)
	require.ErrorContains(t, err, "0002_orders.sql")
	require.ErrorContains(t, err, "docs/upgrades.md")
}

// An older release doesn't work on what a newer one has changed.
func TestMigrateRefusesANewerDatabase(t *testing.T) {
	e := openEngine(t)
	e.record(t, "9999_future.sql", "of a newer release")
	err := e.db.Migrate(t.Context())
	require.ErrorIs(t, err, schema.ErrNewer)
	require.ErrorContains(t, err, "9999_future.sql is unknown to "+regulars.Version)
}

// Every release's database becomes one of this release: the same tables as a new one,
// with every row that it had.
func TestUpgradesFromEveryRelease(t *testing.T) {
	fresh := openEngine(t)
	releases, err := filepath.Glob("testdata/*/schema.sql")
	require.NoError(t, err)
	require.NotEmpty(t, releases)
	for _, file := range releases {
		release := filepath.Base(filepath.Dir(file))
		t.Run(release, func(t *testing.T) {
			db, err := schema.Open(t.Context(), schematest.Options(t))
			require.NoError(t, err)
			defer func() { require.NoError(t, errors.Join(db.Drop(t.Context()), db.Close())) }()
			old := &engine{db: db, conn: schematest.Connect(t, db)}
			old.run(t, file)
			old.runText(t, schema.MigrationsTable)
			for _, name := range migrationsOf(t, file) {
				old.record(t, name, landed[name])
			}
			old.run(t, filepath.Join(filepath.Dir(file), "rows.sql"))
			before := old.rows(t)
			require.Greater(t, len(before), 6)

			require.NoError(t, db.Migrate(t.Context()))
			require.Equal(t, fresh.columns(t), old.columns(t))
			after := old.rows(t)
			for table, rows := range before {
				require.Equal(t, rows, after[table], table)
			}
			require.Equal(t, "1001 1200 200 r1,1002 500 0 ", old.text(t,
				"SELECT arrayStringConcat(arraySort(groupArray(concat(order_id, ' ', toString(total), ' ', toString(refunded), ' ', arrayStringConcat(`refunds.id`)))), ',') FROM orders FINAL"))
			require.Equal(t, "1 sent,2 unknown,3 excluded", old.text(t,
				"SELECT arrayStringConcat(arraySort(groupArray(concat(toString(member_id), ' ', toString(state)))), ',') FROM deliveries FINAL"))
			require.NoError(t, db.Migrate(t.Context()), "again")
			old.requireKeyed(t, after)
		})
	}
}

// requireKeyed keys the ids of members that a release left unkeyed: the books say the same,
// of the same people under other ids.
func (e *engine) requireKeyed(t *testing.T, before map[string]uint64) {
	t.Helper()
	brand, key := &config.Brand{Name: "acme", HashKey: config.NewSecret("a key of the tests")}, identity.NodeKey("a key of the tests", "acme")
	_, err := e.db.CheckNodeKey(t.Context(), brand)
	require.ErrorIs(t, err, schema.ErrNotKeyed)
	report, err := rekey.Run(t.Context(), e.db, "a key of the tests", nil)
	require.NoError(t, err)
	require.Equal(t, rekey.Report{Brands: []string{"acme"}, Rows: 5}, report)
	_, err = e.db.CheckNodeKey(t.Context(), brand)
	require.NoError(t, err)
	var want []string
	for id, state := range map[uint64]string{1: "sent", 2: "unknown", 3: "excluded"} {
		want = append(want, fmt.Sprint(key.Keyed(id), " ", state))
	}
	slices.Sort(want)
	require.Equal(t, strings.Join(want, ","), e.text(t,
		"SELECT arrayStringConcat(arraySort(groupArray(concat(toString(member_id), ' ', toString(state)))), ',') FROM deliveries FINAL"))
	after := e.rows(t)
	delete(after, "node_keys")
	require.Equal(t, before, after, "rows of each table")
	brand.HashKey = config.NewSecret("another key of the tests")
	_, err = e.db.CheckNodeKey(t.Context(), brand)
	require.ErrorIs(t, err, schema.ErrOtherNodeKey)
	_, err = rekey.Run(t.Context(), e.db, "another key of the tests", nil)
	require.ErrorIs(t, err, schema.ErrOtherNodeKey)
}

func (e *engine) run(t *testing.T, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	e.runText(t, string(text))
}

func (e *engine) runText(t *testing.T, text string) {
	t.Helper()
	for _, statement := range schema.Split(text) {
		require.NoError(t, e.conn.Exec(t.Context(), statement), statement)
	}
}

// migrationsOf lists the migrations that a release's schema is made of.
func migrationsOf(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(filepath.Dir(file), "migrations.txt"))
	require.NoError(t, err)
	return strings.Fields(string(text))
}

func (e *engine) text(t *testing.T, query string) string {
	t.Helper()
	var text string
	require.NoError(t, e.conn.QueryRow(t.Context(), query).Scan(&text))
	return text
}

// columns are those of every table and view, with what makes the tables' keys.
func (e *engine) columns(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, query := range []string{
		"SELECT concat(table, '.', name, ' ', type, ' ', default_kind, ' ', default_expression, ' ', toString(is_in_sorting_key)) FROM system.columns WHERE database = currentDatabase() ORDER BY table, position",
		"SELECT concat(name, ' ', engine, ' ', partition_key, ' ', sorting_key) FROM system.tables WHERE database = currentDatabase() ORDER BY name",
	} {
		rows, err := e.conn.Query(t.Context(), query)
		require.NoError(t, err)
		for rows.Next() {
			var line string
			require.NoError(t, rows.Scan(&line))
			all = append(all, line)
		}
		require.NoError(t, rows.Close())
	}
	require.Greater(t, len(all), 100)
	return all
}

// rows counts what stands in each table that has any.
func (e *engine) rows(t *testing.T) map[string]uint64 {
	t.Helper()
	var tables []struct {
		Name string `ch:"name"`
		Rows uint64 `ch:"rows"`
	}
	require.NoError(t, e.conn.Select(t.Context(), &tables, `SELECT name, toUInt64(assumeNotNull(total_rows)) AS rows FROM system.tables
		WHERE database = currentDatabase() AND total_rows > 0 AND name != 'schema_migrations'`))
	all := map[string]uint64{}
	for _, table := range tables {
		all[table.Name] = table.Rows
	}
	return all
}
