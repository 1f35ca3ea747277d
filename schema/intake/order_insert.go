package intake

import (
	"context"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars"
	"regulars/schema"
)

// orderInserter inserts orders, again and again, in the memory of the ones before. It is
// not safe for concurrent use.
type orderInserter struct {
	db      *schema.DB
	columns orderColumns

	// An insert that the next orders still belong to, and the ids of those that it has.
	open    driver.Batch
	release func()
	ids     []string
}

func newOrderInserter(db *schema.DB) *orderInserter { return &orderInserter{db: db} }

// An insert goes to ClickHouse in pieces of so many rows or bytes of raw records, so that
// the memory it takes here doesn't grow with it, and is soon as large as it gets. There it
// is one: ClickHouse gathers the pieces and writes each partition once.
const (
	pieceRows  = 2_000
	pieceBytes = 1 << 20
)

// insert stores orders, with those that add took before: all of them, or none.
func (in *orderInserter) insert(ctx context.Context, l Load, orders []regulars.Order) error {
	if in.open != nil {
		if err := in.add(l, orders); err != nil {
			return err
		}
		return in.finish(ctx, l)
	}
	if len(orders) == 0 {
		return nil
	}
	if err := in.insertPieces(ctx, l, orders); err != nil {
		return fmt.Errorf("store %d orders of shop %s: %w", len(orders), l.Shop.Name, err)
	}
	return nil
}

func (in *orderInserter) insertPieces(ctx context.Context, l Load, orders []regulars.Order) error {
	batch, err := in.db.PrepareBatch(ctx, insertOrders)
	if err != nil {
		return schema.Redact(err)
	}
	for len(orders) > 0 {
		n := piece(orders)
		if err := in.send(l, orders[:n], batch, n == len(orders)); err != nil {
			_ = batch.Abort()
			return err
		}
		orders = orders[n:]
	}
	return nil
}

const insertOrders = "INSERT INTO orders"

// hold reports whether there is an insert that orders can be added to: it opens one, if
// ClickHouse can be kept waiting for its end.
func (in *orderInserter) hold(ctx context.Context) (bool, error) {
	if in.open != nil {
		return true, nil
	}
	batch, release, err := in.db.HoldBatch(ctx, insertOrders)
	if err != nil {
		return false, fmt.Errorf("begin to store orders: %w", schema.Redact(err))
	}
	in.open, in.release = batch, release
	return batch != nil, nil
}

// add sends orders to the open insert. None is stored before its end, and none at all
// after an error.
func (in *orderInserter) add(l Load, orders []regulars.Order) error {
	for len(orders) > 0 {
		n := piece(orders)
		if err := in.send(l, orders[:n], in.open, false); err != nil {
			in.abort()
			return fmt.Errorf("store orders of shop %s: %w", l.Shop.Name, err)
		}
		for i := range orders[:n] {
			in.ids = append(in.ids, strings.Clone(orders[i].ID)) // it may be part of a shop's answer
		}
		orders = orders[n:]
	}
	return nil
}

// finish notes the orders of the open insert as received, then stores them.
func (in *orderInserter) finish(ctx context.Context, l Load) error {
	if err := NoteReceived(ctx, in.db, l, EntityOrders, in.ids); err != nil {
		in.abort()
		return err
	}
	n, err := len(in.ids), in.open.Send()
	in.close()
	if err != nil {
		return fmt.Errorf("store %d orders of shop %s: %w", n, l.Shop.Name, schema.Redact(err))
	}
	return nil
}

// abort gives up the open insert, if there is one: ClickHouse stores nothing of it.
func (in *orderInserter) abort() {
	if in.open == nil {
		return
	}
	_ = in.open.Abort()
	in.close()
}

func (in *orderInserter) close() {
	in.release()
	clear(in.ids)
	in.open, in.release, in.ids = nil, nil, in.ids[:0]
}

func (in *orderInserter) send(l Load, orders []regulars.Order, batch driver.Batch, last bool) error {
	in.columns.reset()
	for i := range orders {
		if err := in.columns.add(l, &orders[i]); err != nil {
			return err
		}
	}
	if err := in.columns.give(batch); err != nil {
		return err
	}
	if last {
		return schema.Redact(batch.Send())
	}
	return schema.Redact(batch.Flush())
}

// piece is how many of the orders go into the next piece: at least one.
func piece(orders []regulars.Order) int {
	bytes := 0
	for i := range orders {
		bytes += len(orders[i].Raw)
		if i > 0 && (i >= pieceRows || bytes > pieceBytes) {
			return i
		}
	}
	return len(orders)
}
