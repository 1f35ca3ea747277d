package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/intake"
	"regulars/schema/metric"
	"regulars/schema/schematest"
	"regulars/starter/screen"
)

const trusted = `brands:
  - name: trust
    timezone: Asia/Taipei
    currency: TWD
    shops:
      - name: web
        platform: file
        path: orders.csv
        columns: {order_id: id, placed_at: at, amount: amount}
`

// trust is a brand whose nights are run by hand.
type trust struct {
	db    *schema.DB
	brand *config.Brand
	path  string
	loads int
}

func newTrust(t *testing.T) *trust {
	t.Helper()
	withStack(t)
	options := schematest.Options(t)
	db, err := schema.Open(t.Context(), options)
	require.NoError(t, err)
	t.Cleanup(func() {
		_ = db.Drop(context.Background())
		_ = db.Close()
	})
	require.NoError(t, db.Migrate(t.Context()))
	t.Setenv("CLICKHOUSE_DATABASE", options.Database)
	path := filepath.Join(t.TempDir(), "regulars.yaml")
	require.NoError(t, writeFile(path, trusted))
	cfg, err := config.Load(path)
	require.NoError(t, err)
	require.NoError(t, derive.SyncSettings(t.Context(), db, &cfg.Brands[0]))
	return &trust{db: db, brand: &cfg.Brands[0], path: path}
}

// night loads orders and computes a date, as a night does.
func (n *trust) night(t *testing.T, date regulars.BusinessDate, orders ...regulars.Order) {
	t.Helper()
	ctx := t.Context()
	n.loads++
	now := time.Now().UTC()
	load := intake.Load{Brand: n.brand, Shop: &n.brand.Shops[0], ID: "load" + string(rune('0'+n.loads)), ReadAt: now}
	require.NoError(t, intake.InsertOrders(ctx, n.db, load, orders))
	require.NoError(t, intake.PutLoad(ctx, n.db, intake.Row{
		Brand: n.brand.Name, Shop: "web", Entity: "orders", LoadID: load.ID, Kind: intake.LoadWindow,
		State: intake.LoadDone, To: now, StartedAt: now, FinishedAt: now,
	}))
	_, err := derive.Run(ctx, n.db, n.brand, date)
	require.NoError(t, err)
	from, derivation, err := metric.RestateFrom(ctx, n.db, n.brand.Name, date)
	require.NoError(t, err)
	generation, err := metric.Measure(ctx, n.db, n.brand, metric.Measurement{From: from, To: date, Kind: "night", Restates: derivation}, nil)
	require.NoError(t, err)
	require.NoError(t, metric.Publish(ctx, n.db, n.brand.Name, generation))
}

func (n *trust) kpi(t *testing.T, args ...string) string {
	t.Helper()
	out, err := starterRun(t, append([]string{"kpi", "--config", n.path}, args...)...)
	require.NoError(t, err, out)
	t.Log("\n" + out)
	return out
}

func boughtOn(date, id, customer string, total regulars.Money) regulars.Order {
	at, _ := time.Parse(time.DateOnly, date)
	return regulars.Order{
		ID: id, Number: "#" + id, CustomerID: customer, PlacedAt: at, Currency: "TWD", Placed: true, Paid: true,
		Total: total * 10_000, Lines: []regulars.Line{{SKU: "a", Quantity: 2, Amount: total * 10_000}},
	}
}

func TestEveryFigureCanBeTrusted(t *testing.T) {
	n := newTrust(t)
	guest := boughtOn("2025-03-02", "2", "", 300)
	guest.Email = "ann@example.com"
	n.night(t, "2025-03-02", boughtOn("2025-03-01", "1", "a", 500), guest)
	refunded := boughtOn("2025-03-01", "1", "a", 500)
	refunded.Refunds = []regulars.Refund{{ID: "r", At: refunded.PlacedAt.AddDate(0, 0, 2), Amount: 1_200_000}}
	refunded.Refunded = 1_200_000
	linking := boughtOn("2025-03-03", "3", "a", 10)
	linking.Email = "ann@example.com"
	n.night(t, "2025-03-03", refunded, linking)

	out := n.kpi(t, "--date", "2025-03-02", "--explain", "aov", "--window", "7d")
	for _, want := range []string{"revenue / orders", "core", "schema/metric/numbers/repurchase.sql", "1 for each purchase",
		"first, by a night", "night: 2 orders changed"} {
		assert.Contains(t, out, want)
	}
	assert.Regexp(t, `brand +7d +340 +680 +2 [^\n]*\n(?:[^\n]*\n){1,2} +400 +800 +2 `, out)

	assert.Contains(t, out, "\n  go run ./starter kpi --orders aov --date 2025-03-02 --window 7d --out orders.csv\n")
	out = n.kpi(t, "--date", "2025-03-02", "--explain", "aov", "--window", "7d", "--scope", "shop:*")
	assert.Contains(t, out, "--orders aov --date 2025-03-02 --scope shop:web --window 7d --out orders.csv\n")
	out = n.kpi(t, "--date", "2025-03-02", "--explain", "aov")
	assert.Contains(t, out, "--orders aov --date 2025-03-02 --window day --out orders.csv\n", "a command that names one number")

	out = n.kpi(t, "--restated", "--metric", "revenue", "--window", "7d")
	assert.Contains(t, out, "web/1: refunded 0 → 120")
	assert.Regexp(t, `2025-03-02 +revenue 7d +800 +680`, out)
	out = n.kpi(t, "--restated", "--date", "2025-03-02", "--metric", "returning_buyers", "--window", "day")
	assert.Regexp(t, `linked by \w+ and \w+ in web/orders/3`, strings.Join(strings.Fields(out), " "))
	out = n.kpi(t, "--restated", "--date", "2025-03-02", "--metric", "revenue", "--window", "7d", "--format", "csv")
	assert.Contains(t, out, "2025-03-02,brand,revenue,7d,800,680,")
	out = n.kpi(t, "--restated", "--date", "2025-03-02", "--metric", "revenue", "--window", "7d", "--format", "json")
	assert.Contains(t, out, `"from": 800`)

	file := filepath.Join(t.TempDir(), "orders.csv")
	out = n.kpi(t, "--orders", "aov", "--date", "2025-03-03", "--window", "7d", "--out", file)
	assert.Contains(t, out, "✓ the column numerator adds up to 690, as published")
	lines := readLines(t, file)
	require.Len(t, lines, 4)
	sum := decimal.Zero
	for _, line := range lines[1:] {
		assert.Equal(t, "both", line[0])
		sum = sum.Add(decimal.RequireFromString(line[11]))
	}
	assert.Equal(t, "690", sum.String())
	assert.Equal(t, []string{"both", "order", "web", "1", "#1", "2025-03-01"}, lines[1][:6])

	_, err := starterRun(t, "kpi", "--config", n.path, "--orders", "aov", "--date", "2025-03-03", "--out", file)
	assert.ErrorContains(t, err, "choose one with --scope and --window")
	_, err = starterRun(t, "kpi", "--config", n.path, "--explain", "nothing_at_all", "--date", "2025-03-03")
	assert.ErrorContains(t, err, "no file of schema/metric/numbers names a metric nothing_at_all")
}

// Late changes other than orders are named in every format.
func TestRestatedNamesWhatCameLate(t *testing.T) {
	n := newTrust(t)
	n.night(t, "2025-03-02", boughtOn("2025-03-01", "1", "a", 500))
	n.tell(t, "clicks-1", "2025-03-01")
	n.night(t, "2025-03-03")
	n.tell(t, "clicks-2", "2025-03-02", "2025-03-02", "2025-03-03")
	n.night(t, "2025-03-04")

	out := n.kpi(t, "--restated", "--date", "2025-03-03", "--metric", "aarrr_logins", "--window", "7d")
	assert.Contains(t, strings.Join(strings.Fields(out), " "), "3 events from 2025-03-02 on of web, load clicks-2")
	out = n.kpi(t, "--restated", "--date", "2025-03-02", "--metric", "aarrr_logins", "--window", "day", "--format", "csv")
	assert.Contains(t, out, "which\n2025-03-02,brand,aarrr_logins,day,0,2,")
	assert.Contains(t, out, `,0,1,"2 events of 2025-03-02 of web, load clicks-2"`)
	out = n.kpi(t, "--restated", "--date", "2025-03-02", "--metric", "aarrr_logins", "--window", "day", "--format", "json")
	assert.Contains(t, out, `"kind": "events"`)
	assert.Contains(t, out, `"load": "clicks-2"`)
	out = n.kpi(t, "--date", "2025-03-02", "--explain", "aarrr_logins", "--window", "day")
	assert.Contains(t, strings.Join(strings.Fields(out), " "), "night: 2 events of")
}

// tell loads a login of each date.
func (n *trust) tell(t *testing.T, load string, dates ...string) {
	t.Helper()
	conn, now := schematest.Connect(t, n.db), time.Now().UTC()
	for i, date := range dates {
		require.NoError(t, conn.Exec(t.Context(), "INSERT INTO events (brand, shop, event_id, type, date, load_id, version) VALUES ('trust', 'web', ?, 'login', toDate(?), ?, ?)",
			fmt.Sprint(load, i), date, load, uint64(now.UnixNano())))
	}
	require.NoError(t, intake.PutLoad(t.Context(), n.db, intake.Row{
		Brand: n.brand.Name, Shop: "web", Entity: "events", LoadID: load, Kind: intake.LoadWindow,
		State: intake.LoadDone, To: now, StartedAt: now, FinishedAt: now,
	}))
}

func TestACommandIsQuotedWhereAShellNeedsIt(t *testing.T) {
	assert.Equal(t, "shop:web", screen.Quoted("shop:web"))
	assert.Equal(t, "'category:gift sets'", screen.Quoted("category:gift sets"))
	assert.Equal(t, `'product:5'\''-cup'`, screen.Quoted("product:5'-cup"))
}

func readLines(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer func() { _ = f.Close() }()
	lines, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	return lines
}
