package intake

import (
	"context"
	"errors"

	"regulars"
	"regulars/schema"
)

// Block is what some pages of a shop held.
type Block struct {
	Orders    []regulars.Order
	Customers []regulars.Customer
	Products  []regulars.Product
	Events    []regulars.Event
	Rejected  []regulars.Rejected
}

// StoreBlock stores a block. It first notes which records were received, so that
// the gate finds out when something of them is missing afterwards. Doing it again
// changes nothing. A record that can't be stored is rejected. Who was erased is left out;
// it returns ErrOtherKey where that can't be known.
func StoreBlock(ctx context.Context, db *schema.DB, l Load, b Block) error {
	return NewWriter(db).StoreBlock(ctx, l, b)
}

// Writer stores the blocks of one load, one after another, in the memory of the ones
// before: growing it for every block took a fourth of a pull's processor time. It
// is not safe for concurrent use; the context of the first block holds for all.
type Writer struct {
	db     *schema.DB
	orders *orderInserter
}

// NewWriter returns a Writer into a database.
func NewWriter(db *schema.DB) *Writer {
	return &Writer{db: db, orders: newOrderInserter(db)}
}

// StoreBlock is the function of the same name.
func (w *Writer) StoreBlock(ctx context.Context, l Load, b Block) error {
	db := w.db
	if len(b.Orders)+len(b.Customers)+len(b.Products)+len(b.Events)+len(b.Rejected) == 0 {
		return nil
	}
	door, err := OpenDoor(ctx, db, l)
	if err != nil {
		return err
	}
	b = door.pass(Sift(l, b))
	if err := noteBlock(ctx, db, l, b); err != nil {
		return err
	}
	if err := w.orders.insert(ctx, l, b.Orders); err != nil {
		return err
	}
	if err := InsertCustomers(ctx, db, l, b.Customers); err != nil {
		return err
	}
	if err := InsertProducts(ctx, db, l, b.Products); err != nil {
		return err
	}
	if err := InsertEvents(ctx, db, l, b.Events); err != nil {
		return err
	}
	b.Rejected = door.passRejected(b.Rejected)
	if err := noteRejected(ctx, db, l, b.Rejected); err != nil {
		return err
	}
	return InsertRejected(ctx, db, l, b.Rejected)
}

func noteBlock(ctx context.Context, db *schema.DB, l Load, b Block) error {
	orders := make([]string, len(b.Orders))
	for i := range b.Orders {
		orders[i] = b.Orders[i].ID
	}
	customers := make([]string, len(b.Customers))
	for i := range b.Customers {
		customers[i] = b.Customers[i].ID
	}
	return errors.Join(
		NoteReceived(ctx, db, l, EntityOrders, orders),
		NoteReceived(ctx, db, l, EntityCustomers, customers),
		NoteReceived(ctx, db, l, EntityProducts, productIDs(b.Products)),
		NoteReceived(ctx, db, l, EntityEvents, eventIDs(b.Events)),
	)
}
