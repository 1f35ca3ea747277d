package intake

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"regulars"
	"regulars/schema"
)

// orderInserter inserts orders, again and again, in the memory of the ones before. It is
// not safe for concurrent use.
type orderInserter struct {
	db      *schema.DB
	columns orderColumns
}

func newOrderInserter(db *schema.DB) *orderInserter { return &orderInserter{db: db} }

// An insert goes to ClickHouse in pieces of so many rows or bytes of raw records, so that
// the memory it takes here doesn't grow with it, and is soon as large as it gets. There it
// is one: ClickHouse gathers the pieces and writes each partition once.
const (
	pieceRows  = 2_000
	pieceBytes = 1 << 20
)

func (in *orderInserter) insert(ctx context.Context, l Load, orders []regulars.Order) error {
	if len(orders) == 0 {
		return nil
	}
	if err := in.insertPieces(ctx, l, orders); err != nil {
		return fmt.Errorf("store %d orders of shop %s: %w", len(orders), l.Shop.Name, err)
	}
	return nil
}

func (in *orderInserter) insertPieces(ctx context.Context, l Load, orders []regulars.Order) error {
	batch, err := in.db.PrepareBatch(ctx, "INSERT INTO orders")
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
