package check

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/deploy/local/address"
	"regulars/deploy/local/localtest"
	"regulars/schema"
	"regulars/schema/schematest"
	"regulars/schema/studio"
)

const wrongFeed = `
brands:
  - name: tea
    timezone: Asia/Taipei
    currency: TWD
    shops:
      - name: store
        platform: file
        path: sales.csv
        columns: {order_id: id, placed_at: sold_at, amount: amout, customer_id: who}
    channels:
      sms: {account_sid: AC1, auth_token: '${TEST_TOKEN}', from: '+886912345678'}
    campaigns:
      - name: back
        audience:
          enters: [lost]
          where: purchaces > 1
        channels: [sms]
        templates: {sms: {text: 'Hi'}}
privacy: {hash_key: '${TEST_KEY}'}
`

func feedConfig(t *testing.T) string {
	t.Helper()
	t.Setenv("TEST_TOKEN", "token")
	t.Setenv("TEST_KEY", "a key of enough characters")
	dir := t.TempDir()
	path := filepath.Join(dir, "regulars.yaml")
	require.NoError(t, os.WriteFile(path, []byte(wrongFeed), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sales.csv"), []byte("id,sold_at,amount,who\n1,2026-11-20 10:00:00,120,a\n"), 0o600))
	return path
}

// What only ClickHouse can tell: columns that a file doesn't have, predicates
// that make no sense.
func TestCheckAsksClickHouse(t *testing.T) {
	options := schematest.Options(t)
	t.Setenv("CLICKHOUSE_ADDR", localtest.Stack(t).ClickHouse)
	t.Setenv("CLICKHOUSE_PASSWORD_FILE", localtest.Stack(t).PasswordFile)
	t.Setenv("CLICKHOUSE_DATABASE", options.Database)
	db, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	cfg, err := config.Load(feedConfig(t))
	require.NoError(t, err)
	brand := &cfg.Brands[0]
	ask := checkWhere(cfg, "brands[0].campaigns[0].audience.where", brand, &brand.Campaigns[0])

	f := ask(t.Context())
	require.NoError(t, f.Err)
	require.Contains(t, strings.Join(f.Warn, ""), "the tables are not made yet")
	f = checkWritten(cfg, brand)(t.Context())
	require.NoError(t, f.Err, "there is no table of them yet")
	require.Equal(t, "none is approved", f.Says)
	require.NoError(t, db.Migrate(t.Context()))
	defer func() { _ = db.Drop(t.Context()) }()
	findsTheStack(t, cfg, options.Database)
	f = ask(t.Context())
	require.ErrorContains(t, f.Err, "yaml:17:")
	require.ErrorContains(t, f.Err, "maybe you meant purchases")

	checksTheConsolesCampaigns(t, cfg, db)

	f = checkShop(brand, &brand.Shops[0])(t.Context())
	require.ErrorContains(t, f.Err, "columns.amount: amout can't be computed")
	require.ErrorContains(t, f.Err, "the file's columns are id, sold_at, amount, who")
	brand.Shops[0].Feeds[0].Columns["amount"] = "amount"
	f = checkShop(brand, &brand.Shops[0])(t.Context())
	require.NoError(t, f.Err)
	require.Contains(t, f.Says, "1 orders in 1 file, revenue 120 TWD, 1 people, 2026-11-20 to 2026-11-20 (rows: 1 = 1 used + 0 rejected + 0 left out)")
}

// The stack answers, and nobody polls a queue of nobody.
func findsTheStack(t *testing.T, cfg *config.Config, database string) {
	t.Helper()
	f := checkClickHouse(t.Context())
	require.NoError(t, f.Err)
	require.Regexp(t, `^database `+database+` \(.+\), shows at once what was written$`, f.Says)
	t.Setenv(address.TemporalEnv, localtest.Stack(t).Temporal)
	cfg.Worker.TaskQueue = "of nobody in " + database
	f = checkTemporal(cfg)(t.Context())
	require.NoError(t, f.Err)
	require.Contains(t, f.What, "temporal "+localtest.Stack(t).Temporal)
	require.Contains(t, f.Says, "task queue of nobody in "+database+", 0 workers")
	require.Contains(t, strings.Join(f.Warn, ""), "no worker polls")
}

// What was approved on the console is looked at as the file's campaigns are.
func checksTheConsolesCampaigns(t *testing.T, cfg *config.Config, db *schema.DB) {
	t.Helper()
	brand := &cfg.Brands[0]
	approve := func(name, where, text string) {
		v := studio.Version{Name: name, By: "ed", Document: fmt.Sprintf("campaigns:\n  - name: %s\n    audience: {is: [active], where: %s}\n    channels: [sms]\n    templates: {sms: {text: '%s'}}\n", name, where, text)}
		number, err := studio.Campaigns.Save(t.Context(), db, brand.Name, v, 0)
		require.NoError(t, err)
		require.NoError(t, studio.Campaigns.Say(t.Context(), db, brand.Name, studio.Review{Name: name, Number: number, Mark: v.Mark(), Verdict: studio.Approved, By: "mei"}))
	}
	ask := checkWritten(cfg, brand)
	approve("fine", "purchases > 1", "Hi")
	f := ask(t.Context())
	require.NoError(t, f.Err)
	require.Equal(t, "1 campaign approved", f.Says)
	approve("wrong", "purchaces > 1", "Hi {{ member.name }}")
	approve("back", "purchases > 1", "Hi")
	f = ask(t.Context())
	require.ErrorContains(t, f.Err, "wrong.audience.where")
	require.ErrorContains(t, f.Err, "maybe you meant purchases")
	require.ErrorContains(t, f.Err, "wrong.templates.sms")
	require.ErrorContains(t, f.Err, "back: ", "it stands in the file, too")
	require.NotContains(t, f.Err.Error(), "fine")
}
