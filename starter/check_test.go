package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/schema"
	"regulars/schema/schematest"
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
          stages: [lost]
          where: %WHERE%
        channels: [sms]
        templates: {sms: {text: '%TEXT%'}}
privacy: {hash_key: '${TEST_KEY}'}
`

func feedConfig(t *testing.T, where, text string) string {
	t.Helper()
	t.Setenv("TEST_TOKEN", "token")
	t.Setenv("TEST_KEY", "a key of enough characters")
	dir := t.TempDir()
	path := filepath.Join(dir, "regulars.yaml")
	yaml := strings.NewReplacer("%WHERE%", where, "%TEXT%", text).Replace(wrongFeed)
	require.NoError(t, os.WriteFile(path, []byte(yaml), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "sales.csv"), []byte("id,sold_at,amount,who\n1,2026-11-20 10:00:00,120,a\n"), 0o600))
	return path
}

// A template's mistakes stand among the config's, each with its line.
func TestCheckTellsAllMistakesAtOnce(t *testing.T) {
	path := feedConfig(t, "purchases > 1", "Hi {{ member.nam }}")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, bytes.Replace(text, []byte("TWD"), []byte("NTD"), 1), 0o600))
	var out bytes.Buffer
	err = runCheck(t.Context(), &out, &session{configPath: path}, true)
	require.ErrorContains(t, err, "2 mistakes")
	require.Regexp(t, `(?s)yaml:5:.*NTD.*yaml:19:.*templates\.sms.*unknown variable "member\.nam"`, out.String())
}

// What only ClickHouse can tell: columns that a file doesn't have, predicates
// that make no sense.
func TestCheckAsksClickHouse(t *testing.T) {
	options := schematest.Options(t)
	t.Setenv("CLICKHOUSE_ADDR", localtest.Stack(t).ClickHouse)
	t.Setenv("CLICKHOUSE_DATABASE", options.Database)
	db, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	cfg, err := config.Load(feedConfig(t, "purchaces > 1", "Hi"))
	require.NoError(t, err)
	brand := &cfg.Brands[0]
	where := checkWhere(cfg, "brands[0].campaigns[0].audience.where", brand, &brand.Campaigns[0])

	f := where(t.Context())
	require.NoError(t, f.err)
	require.Contains(t, strings.Join(f.warn, ""), "the tables are not made yet")
	require.NoError(t, db.Migrate(t.Context()))
	defer func() { _ = db.Drop(t.Context()) }()
	f = where(t.Context())
	require.ErrorContains(t, f.err, "yaml:17:")
	require.ErrorContains(t, f.err, "maybe you meant purchases")

	f = checkShop(brand, &brand.Shops[0])(t.Context())
	require.ErrorContains(t, f.err, "columns.amount: amout can't be computed")
	require.ErrorContains(t, f.err, "the file's columns are id, sold_at, amount, who")
	brand.Shops[0].Feeds[0].Columns["amount"] = "amount"
	f = checkShop(brand, &brand.Shops[0])(t.Context())
	require.NoError(t, f.err)
	require.Contains(t, f.says, "orders as CSVWithNames (1 file)")
}

func TestArgumentsInWords(t *testing.T) {
	for args, says := range map[string]string{
		"campaign approve":     "starter campaign approve CAMPAIGN",
		"campaign preview a b": "for one campaign",
		"audience back":        "--out is missing",
	} {
		root := newRoot()
		root.SetArgs(strings.Fields(args))
		require.ErrorContains(t, root.Execute(), says)
	}
	cfg, err := config.Load(feedConfig(t, "purchases > 1", "Hi"))
	require.NoError(t, err)
	_, err = endedOr("2999-01-01", &cfg.Brands[0])
	require.ErrorContains(t, err, "has not ended yet in Asia/Taipei")
	d, err := endedOr("", &cfg.Brands[0])
	require.NoError(t, err)
	require.NotEmpty(t, d)
}

func TestLastWordOf(t *testing.T) {
	require.Equal(t, "worker: no such thing", lastWordOf("{\"msg\":\"a\"}\nworker: no such thing\n"))
	require.Equal(t, `{"msg":"a"}`, lastWordOf("{\"msg\":\"a\"}\n"))
}
