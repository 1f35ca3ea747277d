package shelf

import (
	"context"

	"regulars/pull"
	"regulars/schema"
	"regulars/schema/intake"
)

// Shelf is the pull.Store of one load. It is not safe for concurrent use.
type Shelf struct {
	Load   intake.Load // the time of reading is each block's own
	writer *intake.Writer
}

// New returns the shelf of a load in a database.
func New(db *schema.DB, load intake.Load) Shelf {
	return Shelf{Load: load, writer: intake.NewWriter(db)}
}

// StoreBlock is pull.Store's.
func (s Shelf) StoreBlock(ctx context.Context, b pull.Block) error {
	return s.writer.StoreBlock(ctx, s.readAt(b), records(b))
}

// AddBlock is pull.Store's.
func (s Shelf) AddBlock(ctx context.Context, b pull.Block) (stored bool, err error) {
	return s.writer.AddBlock(ctx, s.readAt(b), records(b))
}

func (s Shelf) readAt(b pull.Block) intake.Load {
	load := s.Load
	load.ReadAt = b.ReadAt
	return load
}

func records(b pull.Block) intake.Block {
	return intake.Block{Orders: b.Orders, Customers: b.Customers, Products: b.Products, Events: b.Events, Rejected: b.Rejected}
}
