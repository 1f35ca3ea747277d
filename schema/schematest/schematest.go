package schematest

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/uuid"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/internal/prerequisite"
	"regulars/schema"
	"regulars/schema/intake"
)

// Open returns a database on the embedded stack with all tables and no rows, which no
// other test uses until this one ends.
func Open(tb testing.TB) *schema.DB {
	tb.Helper()
	return OpenWith(tb, Options(tb))
}

// OpenWith is Open with options that began as those of Options.
func OpenWith(tb testing.TB, options schema.Options) *schema.DB {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	options.Database = pooled(tb, options.Database)
	db, err := schema.Open(ctx, options)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = db.Close() })
	if err := clean(ctx, options, db); err != nil {
		tb.Fatal(err)
	}
	return db
}

// Options are those of a database that only this test uses. Its queries have one
// thread, which is all that the few rows of a test need.
func Options(tb testing.TB) schema.Options {
	tb.Helper()
	limits := config.DefaultClickHouse()
	limits.MaxThreads = 1
	return schema.Options{
		Limits:   limits,
		Addr:     localtest.Stack(tb).ClickHouse,
		Password: localtest.Password(tb),
		Database: "test_" + strings.ReplaceAll(uuid.NewString(), "-", "")[:16],
	}
}

// Connect gives a plain connection to a database, which reads its tables and
// views as anybody would.
func Connect(t testing.TB, db *schema.DB) driver.Conn {
	t.Helper()
	conn, err := clickhouse.Open(&clickhouse.Options{
		Addr:     []string{localtest.Stack(t).ClickHouse},
		Auth:     clickhouse.Auth{Database: db.Database(), Username: "default", Password: localtest.Password(t)},
		Settings: clickhouse.Settings{"session_timezone": "UTC"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// Query reads all rows of a statement, as anybody would.
func Query[T any](t testing.TB, db *schema.DB, statement string) []T {
	t.Helper()
	var all []T
	if err := Connect(t, db).Select(t.Context(), &all, statement); err != nil {
		t.Fatal(err)
	}
	return all
}

// Brand is a brand in Taipei with a shop online and one offline.
func Brand(t testing.TB, name string) *config.Brand {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Taipei")
	if err != nil {
		t.Fatal(err)
	}
	return (&config.Brand{
		Name: name, Timezone: "Asia/Taipei", Zone: zone, Currency: "TWD",
		Shops: []config.Shop{{Name: "web", CountsWhen: "paid"}, {Name: "store", Kind: "offline", CountsWhen: "paid"}},
	}).WithDefaults()
}

// examples are the files that the examples' feeds read.
var examples = map[string]string{"online-retail.yaml": prerequisite.OnlineRetail, "cdnow.yaml": prerequisite.CDNOWMaster}

// Example is the first feed of an example, ready to import; the test is skipped,
// or fails, where the example's data is absent.
func Example(t testing.TB, name string) (intake.Load, config.Feed) {
	t.Helper()
	c, err := config.Load(filepath.Join("..", "..", "examples", name))
	require.NoError(t, err)
	b := &c.Brands[0]
	f := b.Shops[0].Feeds[0]
	file, known := examples[name]
	require.True(t, known, "%s has no data of its own", name)
	f.Path = prerequisite.File(t, file)
	return intake.Load{Brand: b, Shop: &b.Shops[0], ID: "a"}, f
}

// MemberColumns completes a view that stands in for member_asof: the columns of which a
// test says nothing, as an unremarkable member has them. It goes behind the view's own.
const MemberColumns = `, NULL::Nullable(String) AS preferred_channel, []::Array(String) AS tags, 5 AS r_score, 5 AS f_score, 5 AS m_score,
	NULL::Nullable(String) AS value_tier, 'retained' AS life_phase, 'L' AS aipl, NULL::Nullable(Float64) AS p_alive, p_alive AS expected_14d,
	p_alive AS clv_365d, NULL::Nullable(String) AS stage_next, NULL::Nullable(Date) AS stage_next_on, stage_next_on AS first_purchase,
	stage_next_on AS next_purchase`
