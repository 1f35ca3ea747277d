package intake

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unsafe"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/go-faster/city"

	"regulars"
	"regulars/schema"
)

// orderInserter inserts orders, again and again, in the memory of the ones before. It is
// not safe for concurrent use.
type orderInserter struct {
	db      *schema.DB
	columns orderColumns

	held  []reading // orders that wait for the next ones
	bytes int       // that they take of what loads may keep
}

// reading are orders that one block brought.
type reading struct {
	load   Load
	orders []regulars.Order
}

// placed is an order where it belongs.
type placed struct {
	order *regulars.Order
	load  *Load
}

func newOrderInserter(db *schema.DB) *orderInserter { return &orderInserter{db: db} }

const insertOrders = "INSERT INTO orders"

// partitions is how many the table of orders has. An insert hands ClickHouse the orders of
// one after those of another, each in the order of the key, and asks it to write each block
// as it comes: gathering, splitting and sorting them there took half of an insert's
// processor time, most of it for memory that is taken anew for each copy. Where the table
// is parted otherwise, ClickHouse does so as ever.
const partitions = 8

// A block goes to ClickHouse with so many bytes of raw records, or a little more, so that
// the memory that it takes here is bounded. So few orders aren't worth more than one.
const (
	pieceBytes = 12 << 20
	fewOrders  = 128
)

// hold keeps orders until insert stores them with the next ones, and reports whether there
// was room for them.
func (in *orderInserter) hold(l Load, orders []regulars.Order) bool {
	const order = 1 << 10 // what one takes next to its raw record
	bytes := len(orders) * order
	for i := range orders {
		bytes += len(orders[i].Raw)
	}
	if !in.db.Keep(bytes) {
		return false
	}
	in.held, in.bytes = append(in.held, reading{l, orders}), in.bytes+bytes
	return true
}

// holds reports whether orders wait.
func (in *orderInserter) holds() bool { return len(in.held) > 0 }

// drop forgets the orders that wait.
func (in *orderInserter) drop() {
	in.db.GiveBack(in.bytes)
	clear(in.held)
	in.held, in.bytes = in.held[:0], 0
}

// insert stores orders after those that wait, which it notes as received.
func (in *orderInserter) insert(ctx context.Context, l Load, orders []regulars.Order) error {
	defer in.drop()
	var waited []string
	for _, r := range in.held {
		waited = append(waited, orderIDs(r.orders)...)
	}
	if err := NoteReceived(ctx, in.db, l, EntityOrders, waited); err != nil {
		return err
	}
	in.held = append(in.held, reading{l, orders})
	n := len(waited) + len(orders)
	if n == 0 {
		return nil
	}
	if err := in.insertParts(ctx, byPartition(in.held, n)); err != nil {
		return fmt.Errorf("store %d orders of shop %s: %w", n, l.Shop.Name, err)
	}
	return nil
}

// byPartition are the orders of readings by where they belong, each partition's in the order
// of the key, and of one id the later reading last; few of them as they are.
func byPartition(readings []reading, n int) (parts [partitions][]placed) {
	for r := range readings {
		for i := range readings[r].orders {
			one := placed{&readings[r].orders[i], &readings[r].load}
			p := uint64(0)
			if n > fewOrders {
				p = city.CH64(unsafe.Slice(unsafe.StringData(one.order.ID), len(one.order.ID))) % partitions // nobody changes it
			}
			parts[p] = append(parts[p], one)
		}
	}
	for _, part := range parts {
		slices.SortStableFunc(part, func(a, b placed) int { return strings.Compare(a.order.ID, b.order.ID) })
	}
	return parts
}

func (in *orderInserter) insertParts(ctx context.Context, parts [partitions][]placed) error {
	settings := in.db.Settings()
	settings["min_insert_block_size_rows"], settings["min_insert_block_size_bytes"] = 0, 0
	batch, err := in.db.PrepareBatch(clickhouse.Context(ctx, clickhouse.WithSettings(settings)), insertOrders)
	if err != nil {
		return schema.Redact(err)
	}
	for _, part := range parts {
		for len(part) > 0 {
			n := piece(part)
			if err := in.send(part[:n], batch); err != nil {
				_ = batch.Abort()
				return err
			}
			part = part[n:]
		}
	}
	return schema.Redact(batch.Send())
}

// send sends one block.
func (in *orderInserter) send(orders []placed, batch driver.Batch) error {
	in.columns.reset()
	defer in.columns.reset()
	for _, one := range orders {
		if err := in.columns.add(*one.load, one.order); err != nil {
			return err
		}
	}
	if err := in.columns.give(batch); err != nil {
		return err
	}
	return schema.Redact(batch.Flush())
}

// piece is how many of the orders go into the next block: at least one.
func piece(orders []placed) int {
	bytes := 0
	for i := range orders {
		bytes += len(orders[i].order.Raw)
		if i > 0 && bytes > pieceBytes {
			return i
		}
	}
	return len(orders)
}
