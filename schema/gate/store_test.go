package gate_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/gate"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

func TestStoreDiffers(t *testing.T) {
	n := func(n uint64) *uint64 { return &n }
	for _, c := range []struct {
		name                     string
		platform                 *uint64
		stored, rejected, unsure uint64
		differs                  bool
	}{
		{"alike", n(10), 10, 0, 0, false},
		{"the platform can't count", nil, 10, 0, 0, false},
		{"one was deleted", n(9), 10, 0, 0, true},
		{"one is missing", n(11), 10, 0, 0, true},
		{"one was not understood", n(11), 10, 1, 0, false},
		{"one of those was deleted since", n(10), 10, 1, 0, true},
		{"rejected ones hide no deletion", n(9), 10, 3, 0, true},
		{"nor one that makes up for them", n(12), 10, 3, 0, true},
		{"some lists count the trash", n(12), 10, 0, 2, false},
		{"and no more than that", n(13), 10, 0, 2, true},
	} {
		line := gate.StoreLine{Platform: c.platform, Stored: c.stored, Rejected: c.rejected, Unsure: c.unsure}
		require.Equal(t, c.differs, line.Differs(), c.name)
	}
}

// A shop that differs as a whole keeps a certificate from being whole, which keeps what
// was compared and what can't be seen.
func TestCertificateOfAStoreThatDiffers(t *testing.T) {
	db := schematest.Open(t)
	ctx := t.Context()
	const date = regulars.BusinessDate("2026-03-14")
	total := uint64(9)
	lines := []gate.StoreLine{
		{Shop: "web", Entity: "orders", Platform: &total, Stored: 10, Reason: "one differs", Unseen: "the dead", SweptAt: time.Now().UTC().Truncate(time.Second)},
		{Shop: "web", Entity: "customers", Stored: 3, OK: true},
	}
	require.NoError(t, gate.PutStores(ctx, db, "acme", date, lines))
	c, err := gate.Certify(ctx, db, "acme", date, time.Now())
	require.NoError(t, err)
	require.False(t, c.Whole)
	require.Contains(t, c.Reasons, "shop web as a whole, orders: one differs")
	stored, err := gate.ReadCertificate(ctx, db, "acme", date)
	require.NoError(t, err)
	require.Equal(t, lines, stored.Stores)

	lines[0].OK, lines[0].Reason = true, ""
	require.NoError(t, gate.PutStores(ctx, db, "acme", date, lines))
	c, err = gate.Certify(ctx, db, "acme", date, time.Now())
	require.NoError(t, err)
	require.NotContains(t, c.Reasons, "shop web as a whole, orders: one differs")
}

// Lines that are stored already are read by these names.
func TestStoredStoreLines(t *testing.T) {
	total := uint64(9)
	text, err := json.Marshal(gate.StoreLine{
		Shop: "web", Entity: "orders", Platform: &total, Stored: 8, Hidden: 1, Rejected: 2, Healed: 3, HealedNow: 4, Tells: "total", Unseen: "the dead", Reason: "so",
	})
	require.NoError(t, err)
	require.JSONEq(t, `{"shop": "web", "entity": "orders", "platform": 9, "stored": 8, "hidden": 1, "rejected": 2, "ok": false, "reason": "so",
		"healed": 3, "healed_now": 4, "tells": "total", "unseen": "the dead"}`, string(text))
}

// The certificate counts again what it vouches for, also of shops whose files are
// unchanged: a partition that is gone isn't whole, nor what others inserted for it.
func TestCertificateMissesAPartition(t *testing.T) {
	db := schematest.Open(t)
	ctx, conn := t.Context(), schematest.Connect(t, db)
	fill := func(from, to int) {
		require.NoError(t, conn.Exec(ctx, `INSERT INTO orders (brand, shop, order_id, version)
			SELECT 'acme', 'store', toString(number), 1 FROM numbers(?, ?)`, from, to-from))
	}
	reasons := func() string {
		c, err := gate.Certify(ctx, db, "acme", "2026-03-14", time.Now())
		require.NoError(t, err)
		return strings.Join(c.Reasons, "\n")
	}
	fill(0, 400)
	require.NoError(t, intake.KeepHoldings(ctx, db, "acme", "store"))
	require.NotContains(t, reasons(), "store, orders")
	require.NotContains(t, reasons(), "detached")

	require.NoError(t, conn.Exec(ctx, "ALTER TABLE orders DETACH PARTITION 2"))
	fill(1000, 1200) // into all partitions
	require.Contains(t, reasons(), "shop store, orders: ClickHouse holds")
	require.Contains(t, reasons(), "table orders: 1 parts are detached (by hand)")

	require.NoError(t, conn.Exec(ctx, "ALTER TABLE orders ATTACH PARTITION 2"))
	require.NotContains(t, reasons(), "store, orders")
	require.NotContains(t, reasons(), "detached")
}
