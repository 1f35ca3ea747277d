package report_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/config/audience"
	"regulars/platform/file"
	"regulars/sandbox"
	"regulars/sandbox/sandboxtest"
	"regulars/schema"
	"regulars/schema/derive"
	"regulars/schema/feed"
	"regulars/schema/fit"
	"regulars/schema/gate"
	"regulars/schema/intake"
	"regulars/schema/ledger"
	"regulars/schema/metric"
	"regulars/schema/schematest"
	"regulars/schema/snapshot"
)

// world is one database with brands in it.
type world struct {
	t    *testing.T
	db   *schema.DB
	date regulars.BusinessDate
}

func newWorld(t *testing.T) *world {
	t.Helper()
	if testing.Short() {
		t.Skip("needs the embedded stack")
	}
	return &world{t: t, db: schematest.Open(t), date: "2026-11-20"}
}

// brand is one with a shop and no orders; its settings are in the database.
func (w *world) brand(name string) *config.Brand {
	w.t.Helper()
	b := (&config.Brand{
		Name: name, Timezone: "Asia/Taipei", Currency: "TWD", Language: "en", Zone: taipei(w.t),
		Shops:     []config.Shop{{Name: "web", Platform: "file", Kind: "online", Zone: taipei(w.t)}},
		Identity:  config.Identity{Region: "TW", MaxJoined: 5},
		Lifecycle: config.Lifecycle{Cycle: "auto", FallbackDays: 30, MinGaps: 30, Overlap: "recent"},
		RFM:       config.RFM{Monetary: "total", RecencyCut: "mean", OrdersCut: "mean", MoneyCut: "mean"},
	}).WithDefaults()
	require.NoError(w.t, derive.SyncSettings(w.t.Context(), w.db, b))
	return b
}

func taipei(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	return zone
}

// empty is a brand whose shops have sold nothing.
func (w *world) empty() *config.Brand {
	b := w.brand("quiet")
	w.publish(b, w.date, w.date)
	return b
}

// young is a brand that sold for the first time on the date.
func (w *world) young() *config.Brand {
	b := w.brand("young")
	at := time.Date(2026, 11, 20, 3, 0, 0, 0, time.UTC)
	orders := make([]regulars.Order, 7)
	for i := range orders {
		orders[i] = regulars.Order{
			ID: fmt.Sprint(i), PlacedAt: at.Add(time.Duration(i) * time.Hour), Email: fmt.Sprintf("p%d@example.com", i%5), Name: "Mary Smith",
			Placed: true, Paid: true, Currency: "TWD", Total: regulars.Money(10_000 * (100 + i)),
		}
	}
	w.load(b, "web", orders)
	w.publish(b, w.date, w.date)
	return b
}

// sold is the sandbox's brand, whole: orders, customers, events, a night's
// campaigns and certificate.
func (w *world) sold() *config.Brand {
	w.t.Helper()
	now := time.Date(2026, 11, 20, 19, 0, 0, 0, time.UTC) // the date has just ended in Taipei
	box, err := sandboxtest.Start(context.Background(), sandbox.Options{Dir: w.t.TempDir(), Members: 2500, Orders: 16000, Now: now, NoDefects: true})
	require.NoError(w.t, err)
	w.t.Cleanup(func() { _ = box.Close() })
	for _, pair := range box.Env() {
		name, value, _ := strings.Cut(pair, "=")
		w.t.Setenv(name, value)
	}
	cfg, err := config.Load("../examples/sandbox.yaml")
	require.NoError(w.t, err)
	b := &cfg.Brands[0]
	b.Language = "zh-Hant"
	b.Targets = []config.Target{{Metric: "revenue", Value: 30000}, {Metric: "orders", Value: 5}}
	b.WithDefaults()
	require.NoError(w.t, derive.SyncSettings(w.t.Context(), w.db, b))
	w.loadSandbox(b, box)
	w.publish(b, w.date.AddDays(-366), w.date.AddDays(-364))
	w.publish(b, w.date.AddDays(-91), w.date)
	w.night(b)
	return b
}

// night is what a night leaves in addition to the numbers: a gate that found something,
// campaigns in several states, a certificate that isn't whole.
func (w *world) night(b *config.Brand) {
	w.t.Helper()
	ctx, n := w.t.Context(), uint64(120)
	require.NoError(w.t, gate.PutReconciled(ctx, w.db, b.Name, w.date, []gate.Reconciled{
		{Shop: "shopify", Entity: "orders", Platform: &n, Received: n, Stored: n, OK: true},
		{Shop: "woo", Entity: "orders", Platform: &n, Received: n - 1, Stored: n - 1, Reason: "one order is missing: run the night again"},
	}))
	l, err := ledger.New(w.db, "a key of the tests")
	require.NoError(w.t, err)
	for i, campaign := range b.Campaigns {
		plan := ledger.Plan{
			Run:      ledger.Run{Brand: b.Name, Campaign: campaign.Name, Date: w.date},
			Audience: audience.Audience{Is: campaign.Audience.Enters}, Channels: campaign.Channels, Purpose: "marketing", Holdout: 0.1,
		}
		_, _, err := l.Plan(ctx, plan)
		require.NoError(w.t, err)
		if i%2 == 0 {
			_, err = l.Settle(ctx, plan.Run, 0, "past")
			require.NoError(w.t, err)
			require.NoError(w.t, l.SetState(ctx, plan.Run, ledger.RunDone, "", ""))
		}
	}
	_, err = gate.Certify(ctx, w.db, b.Name, w.date, time.Now())
	require.NoError(w.t, err)
}

func (w *world) loadSandbox(b *config.Brand, box *sandboxtest.Sandbox) {
	w.t.Helper()
	byShop := map[string][]regulars.Order{}
	for _, o := range box.Orders() {
		if o.Listed {
			byShop[o.Shop] = append(byShop[o.Shop], orderOf(o))
		}
	}
	byShop["woo"] = append(byShop["woo"], w.rush()...)
	for shop, orders := range byShop {
		w.load(b, shop, orders)
	}
	store, err := b.Shop("store")
	require.NoError(w.t, err)
	for i, f := range store.Feeds {
		if f.Entity == "orders" {
			continue
		}
		files, err := file.NewFeed(f)
		require.NoError(w.t, err)
		l := intake.Load{Brand: b, Shop: store, ID: fmt.Sprintf("feed%d", i), ReadAt: time.Now()}
		_, err = feed.Import(w.t.Context(), w.db, l, f, files, false, nil)
		require.NoError(w.t, err)
	}
}

// rush are so many orders of the date that it is out of the ordinary.
func (w *world) rush() []regulars.Order {
	orders := make([]regulars.Order, 60)
	for i := range orders {
		orders[i] = regulars.Order{
			ID: fmt.Sprintf("rush%d", i), PlacedAt: w.date.Time().Add(time.Duration(i) * time.Minute), Email: fmt.Sprintf("rush%d@example.com", i),
			Name: "陳小美", Placed: true, Paid: true, Currency: "TWD", Total: regulars.Money(10_000 * 990),
		}
	}
	return orders
}

func orderOf(o sandboxtest.Order) regulars.Order {
	order := regulars.Order{
		ID: o.ID, PlacedAt: o.PlacedAt, UpdatedAt: o.UpdatedAt, CustomerID: o.CustomerID, Email: o.Email, Phone: o.Phone,
		LineID: o.LineID, Name: o.Name, Placed: true, Paid: o.Paid, Fulfilled: o.Fulfilled, Cancelled: o.Cancelled, Test: o.Test,
		Currency: "TWD", Total: o.Total, Discount: o.Discount, Shipping: o.Shipping, Refunded: o.Refunded,
	}
	for i, r := range o.Refunds {
		order.Refunds = append(order.Refunds, regulars.Refund{ID: fmt.Sprint(i), At: r.At, Amount: r.Amount})
	}
	for _, l := range o.Lines {
		order.Lines = append(order.Lines, regulars.Line{SKU: l.SKU, Title: l.Title, Category: l.Category, Quantity: float64(l.Quantity), Amount: l.Amount})
	}
	return order
}

func (w *world) load(b *config.Brand, shop string, orders []regulars.Order) {
	w.t.Helper()
	s, err := b.Shop(shop)
	require.NoError(w.t, err)
	at := time.Now()
	row := intake.Row{
		Brand: b.Name, Shop: shop, Entity: "orders", LoadID: shop + "/orders", Kind: intake.LoadWindow, To: at, State: intake.LoadDone, StartedAt: at,
	}
	require.NoError(w.t, intake.InsertOrders(w.t.Context(), w.db, intake.Load{Brand: b, Shop: s, ID: row.LoadID, ReadAt: at}, orders))
	require.NoError(w.t, intake.PutLoad(w.t.Context(), w.db, row))
}

func (w *world) publish(b *config.Brand, from, to regulars.BusinessDate) {
	w.t.Helper()
	ctx := w.t.Context()
	started := time.Now()
	_, err := derive.Run(ctx, w.db, b, w.date)
	require.NoError(w.t, err)
	_, err = fit.Ensure(ctx, w.db, b, from, to, nil)
	require.NoError(w.t, err)
	generation, err := metric.Measure(ctx, w.db, b, metric.Measurement{From: from, To: to, Kind: "backfill"}, nil)
	require.NoError(w.t, err)
	require.NoError(w.t, metric.Publish(ctx, w.db, b.Name, generation))
	require.NoError(w.t, snapshot.Write(ctx, w.db, b.Name))
	w.t.Logf("%s %s..%s in %s", b.Name, from, to, time.Since(started).Round(time.Millisecond))
}
