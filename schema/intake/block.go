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
	erased int // people, as the first block of the open insert was sifted
}

// NewWriter returns a Writer into a database.
func NewWriter(db *schema.DB) *Writer {
	return &Writer{db: db, orders: newOrderInserter(db)}
}

// StoreBlock is the function of the same name. It stores the blocks that AddBlock took
// before, too.
func (w *Writer) StoreBlock(ctx context.Context, l Load, b Block) error {
	_, err := w.take(ctx, l, b, false)
	return err
}

// AddBlock takes a block whose orders ClickHouse may write together with those of the next
// ones: what one insert writes costs the less the more it is. It reports whether all blocks
// up to this one are stored. Where they aren't, StoreBlock stores them, if with an empty
// block; after an error none of them is.
func (w *Writer) AddBlock(ctx context.Context, l Load, b Block) (stored bool, err error) {
	return w.take(ctx, l, b, true)
}

func (w *Writer) take(ctx context.Context, l Load, b Block, more bool) (stored bool, err error) {
	if w.orders.open == nil && b.empty() {
		return true, nil
	}
	defer func() {
		if err != nil {
			w.orders.abort()
		}
	}()
	door, err := w.openDoor(ctx, l)
	if err != nil {
		return false, err
	}
	b = door.pass(Sift(l, b))
	if more = more && len(b.Orders) > 0; more {
		if more, err = w.orders.hold(ctx); err != nil {
			return false, err
		}
	}
	if err := noteBlock(ctx, w.db, l, b, w.orders.open == nil); err != nil {
		return false, err
	}
	if more {
		err = w.orders.add(l, b.Orders)
	} else {
		err = w.orders.insert(ctx, l, b.Orders)
	}
	if err != nil {
		return false, err
	}
	return !more, w.storeOthers(ctx, l, door, b)
}

// errErased ends an insert of orders: it may hold somebody who was erased after it began.
var errErased = errors.New("somebody was erased meanwhile: the pull goes on from the last block that is stored")

// openDoor opens the door for a block. It returns errErased where the blocks that aren't
// stored yet passed another one.
func (w *Writer) openDoor(ctx context.Context, l Load) (Door, error) {
	door, err := OpenDoor(ctx, w.db, l)
	if err != nil {
		return Door{}, err
	}
	if w.orders.open != nil && len(door.hashes) != w.erased {
		return Door{}, errErased
	}
	w.erased = len(door.hashes)
	return door, nil
}

// storeOthers stores all of a block but its orders.
func (w *Writer) storeOthers(ctx context.Context, l Load, door Door, b Block) error {
	db := w.db
	if err := InsertCustomers(ctx, db, l, b.Customers); err != nil {
		return err
	}
	if err := InsertProducts(ctx, db, l, b.Products); err != nil {
		return err
	}
	if err := buryUnlisted(ctx, db, l, b); err != nil {
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

func (b Block) empty() bool {
	return len(b.Orders)+len(b.Customers)+len(b.Products)+len(b.Events)+len(b.Rejected) == 0
}

// noteBlock notes what a block holds as received, its orders only where the insert that
// they are added to doesn't.
func noteBlock(ctx context.Context, db *schema.DB, l Load, b Block, withOrders bool) error {
	var orders []string
	if withOrders {
		orders = orderIDs(b.Orders)
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

func orderIDs(orders []regulars.Order) []string {
	ids := make([]string, len(orders))
	for i := range orders {
		ids[i] = orders[i].ID
	}
	return ids
}
