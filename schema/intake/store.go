package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"regulars"
	"regulars/identity"
	"regulars/schema"
)

// EntityRefunds are compared with the shop's own list; they are stored in their
// orders.
const EntityRefunds = "refunds"

// ShopParams name one shop of one brand.
type shopParams struct{ Brand, Shop string }

type beforeParams struct {
	shopParams
	Before time.Time
}

var (
	storedNow    = schema.NewScript[beforeParams]("intake", files, "store_stored.sql")
	storedMonths = schema.NewScript[beforeParams]("intake", files, "store_months.sql")
	lastSweeps   = schema.NewScript[shopParams]("intake", files, "last_sweeps.sql")
)

// Present is how many records of a shop are stored and present.
type Present struct {
	Orders, Refunds, Customers uint64
	HiddenOrders               uint64 // kept, and in no list of the shop
	OtherRefunds               uint64 // of hidden orders and of those in the trash: lists may count them
	RejectedOrders             uint64 // known to the shop and stored nowhere
	RejectedCustomers          uint64
	ErasedCustomers            uint64 // erased here: the shop may have them
	Products                   uint64 // each once with all its SKUs, whenever it was made
	HiddenProducts             uint64
	RejectedProducts           uint64
	Events                     uint64 // whenever they happened
}

// CountPresent counts the records that were created before a moment.
func CountPresent(ctx context.Context, db *schema.DB, brand, shop string, before time.Time) (p Present, err error) {
	err = storedNow.Row(ctx, db, beforeParams{shopParams{brand, shop}, before},
		&p.Orders, &p.HiddenOrders, &p.Refunds, &p.OtherRefunds, &p.Customers, &p.RejectedOrders, &p.RejectedCustomers, &p.ErasedCustomers,
		&p.Products, &p.HiddenProducts, &p.RejectedProducts, &p.Events)
	return p, err
}

// Month is how many orders of one UTC month are stored and present, or known as rejected.
type Month struct {
	From   time.Time `ch:"month"`
	Orders uint64    `ch:"orders"`
}

// CountMonths counts the orders that were placed before a moment, month by month;
// months without any are left out.
func CountMonths(ctx context.Context, db *schema.DB, brand, shop string, before time.Time) (months []Month, err error) {
	err = storedMonths.Select(ctx, db, &months, beforeParams{shopParams{brand, shop}, before})
	return months, err
}

// LastSweep is what the last sweep of a whole shop healed of one entity.
type LastSweep struct {
	Entity string    `ch:"entity"`
	Healed uint64    `ch:"healed"`
	Open   uint64    `ch:"open"`
	At     time.Time `ch:"at"`
}

// LastSweeps returns the last whole sweep of each entity of a shop.
func LastSweeps(ctx context.Context, db *schema.DB, brand, shop string) (last map[string]LastSweep, err error) {
	var rows []LastSweep
	err = lastSweeps.Select(ctx, db, &rows, shopParams{brand, shop})
	last = map[string]LastSweep{}
	for _, row := range rows {
		last[row.Entity] = row
	}
	return last, err
}

// Sweep is what a sweep found of one entity of a shop, and healed.
type Sweep struct {
	Entity                            string
	Whole                             bool // of the whole shop; else of the months that differed
	Listed                            uint64
	Missing, Changed, Deleted, Hidden uint64
	Rejected                          uint64 // read again, and not to be stored
	Open                              uint64 // differences that are left
	StartedAt, FinishedAt             time.Time
	Failed                            bool
	Skipped                           bool // the shop hands out no list
}

// PutSweep records what a sweep did; the newest record of an entity holds.
func PutSweep(ctx context.Context, db *schema.DB, l Load, s Sweep) error {
	state := LoadDone
	if s.Failed {
		state = LoadFailed
	}
	err := db.Conn().Exec(ctx, `INSERT INTO sweeps (brand, shop, entity, sweep, whole, state, listed, missing, changed, deleted, hidden, rejected, open,
		started_at, finished_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.Brand.Name, l.Shop.Name, s.Entity, l.ID, s.Whole, state, s.Listed, s.Missing, s.Changed, s.Deleted, s.Hidden, s.Rejected, s.Open,
		s.StartedAt.UTC(), s.FinishedAt.UTC(), uint64(time.Now().UnixNano()))
	if err != nil {
		return fmt.Errorf("record the sweep of shop %s: %w", l.Shop.Name, schema.Redact(err))
	}
	return nil
}

// Listed is a record as a shop's whole list shows it.
type Listed struct {
	ID, Order, Status, CustomerID, Email string
	Modified                             time.Time
	Total, Refunded                      regulars.Money
}

// InsertListed keeps a part of a shop's whole list for the comparison. Doing it again
// changes nothing. Who was erased is left out; it returns ErrOtherKey where that can't be
// known.
func InsertListed(ctx context.Context, db *schema.DB, l Load, entity string, records []Listed) error {
	door, err := OpenDoor(ctx, db, l)
	if err != nil {
		return err
	}
	records, erased := door.passListed(entity, records)
	if err := InsertErased(ctx, db, l, erased); err != nil {
		return err
	}
	return insertListed(ctx, db, l, entity, records)
}

func insertListed(ctx context.Context, db *schema.DB, l Load, entity string, records []Listed) error {
	n := len(records)
	if n == 0 {
		return nil
	}
	ids, parents, statuses, customers := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	modified, mails := make([]time.Time, n), make([]uint64, n)
	totals, refunded := make([]decimal.Decimal, n), make([]decimal.Decimal, n)
	key := l.NodeKey()
	for i, r := range records {
		ids[i], parents[i], statuses[i], customers[i] = r.ID, r.Order, r.Status, r.CustomerID
		modified[i] = epochOr(r.Modified)
		if mail := identity.Email(r.Email); mail != "" {
			mails[i] = key.Node(identity.KindEmail, mail)
		}
		totals[i], refunded[i] = r.Total.Decimal(), r.Refunded.Decimal()
	}
	columns := []any{
		repeat(l.Brand.Name, n), repeat(l.Shop.Name, n), repeat(l.ID, n), repeat(entity, n), ids, parents, modified, statuses, customers,
		mails, totals, refunded, repeat(time.Now().UTC(), n),
	}
	if err := InsertColumns(ctx, db, "INSERT INTO store_lists", columns); err != nil {
		return fmt.Errorf("keep %d listed %s of shop %s: %w", n, entity, l.Shop.Name, err)
	}
	return nil
}
