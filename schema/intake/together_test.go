package intake_test

import (
	"bytes"
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// together are writers into one database, which can spare one connection of four.
type together struct {
	*testing.T
	shelf
	load intake.Load
}

func openTogether(t *testing.T) together {
	options := schematest.Options(t)
	options.Limits = config.DefaultClickHouse()
	options.Limits.MaxConnections = 4
	brand := (&config.Brand{Name: "acme", Currency: "TWD", Zone: time.UTC, HashKey: config.NewSecret("a key of the brand")}).WithDefaults()
	db := schematest.OpenWith(t, options)
	load := intake.Load{Brand: brand, Shop: &config.Shop{Name: "web"}, ID: "run/orders", ReadAt: time.Now(), Key: intake.DoorKey("a key of the brand")}
	return together{T: t, shelf: shelf{t: t, db: db, Load: load}, load: load}
}

// numbered holds orders numbered from..to, each of a customer of the same number, and a
// customer.
func numbered(from, to int) intake.Block {
	b := intake.Block{Customers: []regulars.Customer{{ID: strconv.Itoa(from)}}}
	for n := from; n < to; n++ {
		b.Orders = append(b.Orders, order(strconv.Itoa(n), func(o *regulars.Order) { o.CustomerID = "c" + o.ID }))
	}
	return b
}

func (s together) counts() (orders, received, customers, parts uint64) {
	s.Helper()
	require.NoError(s.T, s.db.Conn().QueryRow(s.Context(), `SELECT
		(SELECT count() FROM orders), (SELECT count() FROM received WHERE entity = 'orders'),
		(SELECT count() FROM customers), (SELECT uniqExact(_part) FROM orders)`).Scan(&orders, &received, &customers, &parts))
	return orders, received, customers, parts
}

func (s together) add(w *intake.Writer, b intake.Block) (stored bool) {
	s.Helper()
	stored, err := w.AddBlock(s.Context(), s.load, b)
	require.NoError(s.T, err)
	return stored
}

// The orders of blocks that are added are written by one insert, once they are stored;
// all else is stored at once.
func TestAddedBlocksAreStoredTogether(t *testing.T) {
	s := openTogether(t)
	w := intake.NewWriter(s.db)
	for n := range 3 {
		require.False(t, s.add(w, numbered(1000*n, 1000*(n+1))))
	}
	orders, received, customers, _ := s.counts()
	require.Equal(t, []uint64{0, 0, 3}, []uint64{orders, received, customers})

	// While one is open no other can be: its blocks are stored as they come.
	other := intake.NewWriter(s.db)
	require.True(t, s.add(other, numbered(9000, 9001)))
	orders, received, _, _ = s.counts()
	require.Equal(t, []uint64{1, 1}, []uint64{orders, received})

	require.NoError(t, w.StoreBlock(s.Context(), s.load, intake.Block{}))
	orders, received, customers, parts := s.counts()
	require.Equal(t, []uint64{3001, 3001, 4}, []uint64{orders, received, customers})
	require.LessOrEqual(t, parts, uint64(8+1), "more than one insert")

	require.False(t, s.add(other, numbered(9001, 9002)), "the connection wasn't given back")
	require.NoError(t, other.StoreBlock(s.Context(), s.load, numbered(9002, 9003)))
	orders, received, _, _ = s.counts()
	require.Equal(t, []uint64{3003, 3003}, []uint64{orders, received})

	require.True(t, s.add(w, intake.Block{}), "nothing waits")
	require.True(t, s.add(w, intake.Block{Customers: []regulars.Customer{{ID: "x"}}}), "no order waits")
}

// After an error nothing is stored of what was added, and the next blocks are.
func TestAddedBlocksAreLostWithAnError(t *testing.T) {
	s := openTogether(t)
	w := intake.NewWriter(s.db)
	require.False(t, s.add(w, numbered(0, 10)))
	ended, end := context.WithCancel(s.Context())
	end()
	require.ErrorIs(t, w.StoreBlock(ended, s.load, numbered(10, 20)), context.Canceled)
	orders, received, _, _ := s.counts()
	require.Zero(t, orders+received)

	// Nor where somebody was erased since: they may be among them.
	require.False(t, s.add(w, numbered(0, 10)), "the connection wasn't given back")
	hash := s.load.Key.Hash(identity.KindCustomer, identity.Customer("web", "c7"))
	for _, h := range []uint64{intake.DoorCheck(s.load.Key), hash} {
		require.NoError(t, s.db.Conn().Exec(s.Context(), "INSERT INTO erased (brand, hash, at, version) VALUES ('acme', ?, now(), 1)", h))
	}
	require.ErrorContains(t, w.StoreBlock(s.Context(), s.load, intake.Block{}), "erased meanwhile")
	orders, received, _, _ = s.counts()
	require.Zero(t, orders+received)

	require.False(t, s.add(w, numbered(0, 10)))
	require.NoError(t, w.StoreBlock(s.Context(), s.load, intake.Block{}))
	var named uint64
	require.NoError(t, s.db.Conn().QueryRow(s.Context(), "SELECT countIf(customer_id = 'c7') FROM orders").Scan(&named))
	orders, received, _, _ = s.counts()
	require.Equal(t, []uint64{10, 10, 0}, []uint64{orders, received, named})
}

// An order of 5,000 lines and 16 MiB is stored whole, between small ones.
func TestEnormousOrderIsAdded(t *testing.T) {
	s := openTogether(t)
	const lines, size = 5000, 16 << 20
	b := numbered(0, 3)
	b.Orders[1].Raw = bytes.Repeat([]byte("0123456789abcdef"), size/16)
	for n := range lines {
		b.Orders[1].Lines = append(b.Orders[1].Lines, regulars.Line{SKU: strconv.Itoa(n), Quantity: 1, Amount: 1_0000})
	}
	w := intake.NewWriter(s.db)
	require.False(t, s.add(w, b))
	require.NoError(t, w.StoreBlock(t.Context(), s.load, intake.Block{}))
	var raw, skus, last, others uint64
	require.NoError(t, s.db.Conn().QueryRow(t.Context(), "SELECT maxIf(length(raw), order_id = '1'), maxIf(length(`lines.sku`), order_id = '1'), toUInt64(maxIf(`lines.sku`[-1], order_id = '1')), countIf(order_id != '1') FROM orders").
		Scan(&raw, &skus, &last, &others))
	require.Equal(t, []uint64{size, lines, lines - 1, 2}, []uint64{raw, skus, last, others})
}
