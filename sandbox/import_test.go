package sandbox_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform/file"
	"regulars/sandbox"
	"regulars/sandbox/brand"
	"regulars/sandbox/sandboxtest"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// The feeds of the example, read by ClickHouse as the product reads them, must
// give what the brand's truth says of the store.
func TestTheFeedsBringTheStoreIn(t *testing.T) {
	s, err := sandboxtest.Start(context.Background(), sandbox.Options{Dir: t.TempDir(), Members: 300, Orders: 2000, Now: time.Date(2026, 11, 20, 20, 30, 0, 0, time.UTC)})
	require.NoError(t, err)
	defer func() { _ = s.Close() }()
	for _, pair := range s.Env() {
		name, value, _ := strings.Cut(pair, "=")
		t.Setenv(name, value)
	}
	cfg, err := config.Load(filepath.Join("..", "examples", "sandbox.yaml"))
	require.NoError(t, err)
	db := schematest.Open(t)
	b := cfg.Brands[0]
	store := b.Shops[2]
	received := map[string]int64{}
	for _, f := range store.Feeds {
		files, err := file.NewFeed(f)
		require.NoError(t, err)
		load := intake.Load{ID: "load-" + f.Entity, Brand: &b, Shop: &store, ReadAt: time.Now()}
		result, err := feed.Import(t.Context(), db, load, f, files, false, nil)
		require.NoError(t, err, f.Entity)
		require.Zero(t, result.Rejected, f.Entity)
		require.Equal(t, result.Received, result.Stored, f.Entity)
		received[f.Entity] = result.Received
	}
	t.Log(received)
	for _, entity := range []string{"customers", "consents", "products", "events", "costs"} {
		require.Positive(t, received[entity], entity)
	}
	var want, got storeSums
	for _, o := range s.Orders() {
		if o.Shop == brand.Store {
			want.add(o)
		}
	}
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{schematest.Options(t).Addr}, Auth: clickhouse.Auth{Database: db.Database(), Password: schematest.Options(t).Password}})
	require.NoError(t, err)
	defer conn.Close()
	row := conn.QueryRow(t.Context(), `
		SELECT count(), sum(total), sum(refunded), sum(discount), countIf(customer_id = '' AND phone = ''), max(placed_at)
		FROM orders FINAL`)
	require.NoError(t, row.Scan(&got.orders, &got.total, &got.refunded, &got.discount, &got.nobody, &got.last))
	require.Equal(t, want.orders, got.orders)
	require.Equal(t, want.nobody, got.nobody)
	require.True(t, want.total.Equal(got.total), "total %s, not %s", got.total, want.total)
	require.True(t, want.refunded.Equal(got.refunded), "refunded %s, not %s", got.refunded, want.refunded)
	require.True(t, want.discount.Equal(got.discount), "discount %s, not %s", got.discount, want.discount)
	require.True(t, want.last.Equal(got.last), "the last order was placed at %s, not %s", got.last, want.last)
}

type storeSums struct {
	orders, nobody            uint64
	total, refunded, discount decimal.Decimal
	last                      time.Time
}

func (s *storeSums) add(o sandboxtest.Order) {
	s.orders++
	s.total = s.total.Add(o.Total.Decimal())
	s.refunded = s.refunded.Add(o.Refunded.Decimal())
	s.discount = s.discount.Add(o.Discount.Decimal())
	if o.CustomerID == "" && o.Phone == "" {
		s.nobody++
	}
	if o.PlacedAt.After(s.last) {
		s.last = o.PlacedAt
	}
}
