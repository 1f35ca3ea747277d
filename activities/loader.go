package activities

import (
	"context"
	"errors"
	"time"

	"regulars"
	"regulars/platform"
	"regulars/schema"
)

// A block is stored when it holds so many rows or bytes, or is so old.
const (
	blockRows = 20_000
	blockAge  = 2 * time.Second
)

// What a load holds in memory: one block is gathered while the one before is
// stored. The worker's budget counts with both.
const (
	BlockBytes     = 8 << 20 // raw records
	BlocksInFlight = 2       // of one load
)

// block is what some pages held, and the cursor behind the last of them.
type block struct {
	readAt    time.Time
	orders    []regulars.Order
	customers []regulars.Customer
	rejected  []regulars.Rejected
	cursor    platform.Cursor
	pages     int64
	bytes     int
}

func (b *block) rows() int { return len(b.orders) + len(b.customers) + len(b.rejected) }

func (b *block) full() bool {
	return b.rows() >= blockRows || b.bytes >= BlockBytes || time.Since(b.readAt) >= blockAge
}

func (b *block) add(page platform.Page) {
	b.orders = append(b.orders, page.Orders...)
	b.customers = append(b.customers, page.Customers...)
	b.rejected = append(b.rejected, page.Rejected...)
	b.cursor = page.Next
	b.pages++
	for i := range page.Orders {
		b.bytes += len(page.Orders[i].Raw)
	}
	for i := range page.Customers {
		b.bytes += len(page.Customers[i].Raw)
	}
	for i := range page.Rejected {
		b.bytes += len(page.Rejected[i].Raw)
	}
}

// loader gathers pages into blocks and stores one block while the next is
// fetched. The cursor is heartbeated only after its rows are stored.
type loader struct {
	ctx     context.Context
	db      *schema.DB
	load    schema.Load
	beat    *beat[Pulled]
	askedAt time.Time // not later than the page under way was asked for
	block   block
	blocks  chan block
	stored  chan struct{} // closed when the storing has ended
	err     error         // why; read after stored
}

func startLoader(ctx context.Context, db *schema.DB, load schema.Load, beat *beat[Pulled]) *loader {
	l := &loader{
		ctx: ctx, db: db, load: load, beat: beat, askedAt: time.Now(),
		blocks: make(chan block), stored: make(chan struct{}),
	}
	go l.store()
	return l
}

// add takes a page; it blocks while the block before is still being stored.
func (l *loader) add(page platform.Page) error {
	if l.block.pages == 0 {
		l.block.readAt = l.askedAt
	}
	l.askedAt = time.Now()
	l.block.add(page)
	if !l.block.full() {
		return nil
	}
	return l.flush()
}

func (l *loader) flush() error {
	if l.block.pages == 0 {
		return nil
	}
	select {
	case l.blocks <- l.block:
		l.block = block{}
		return nil
	case <-l.stored:
		return errStoring
	}
}

// errStoring ends the pull; finish tells what happened.
var errStoring = errors.New("the rows can't be stored")

// finish stores what is left and waits for it.
func (l *loader) finish() error {
	_ = l.flush()
	close(l.blocks)
	<-l.stored
	return l.err
}

func (l *loader) store() {
	defer close(l.stored)
	for b := range l.blocks {
		if l.err = l.storeBlock(b); l.err != nil {
			return
		}
	}
}

func (l *loader) storeBlock(b block) error {
	load := l.load
	load.ReadAt = b.readAt
	if err := l.note(load, b); err != nil {
		return err
	}
	if err := l.db.InsertOrders(l.ctx, load, b.orders); err != nil {
		return err
	}
	if err := l.db.InsertCustomers(l.ctx, load, b.customers); err != nil {
		return err
	}
	if err := l.db.InsertRejected(l.ctx, load, b.rejected); err != nil {
		return err
	}
	done := l.beat.get()
	done.Cursor, done.Waits = b.cursor, ""
	done.Pages += b.pages
	done.Rows += int64(len(b.orders) + len(b.customers))
	done.Rejected += int64(len(b.rejected))
	l.beat.set(l.ctx, done)
	return nil
}

// note writes down what came before it is stored, so that the gate can tell
// when something of it is missing.
func (l *loader) note(load schema.Load, b block) error {
	orders := make([]string, len(b.orders))
	for i := range b.orders {
		orders[i] = b.orders[i].ID
	}
	customers := make([]string, len(b.customers))
	for i := range b.customers {
		customers[i] = b.customers[i].ID
	}
	return errors.Join(
		l.db.NoteReceived(l.ctx, load, string(platform.Orders), orders),
		l.db.NoteReceived(l.ctx, load, string(platform.Customers), customers),
	)
}
