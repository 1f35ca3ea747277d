package intake

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/schema"
)

// Load is one pull of one shop: where its rows belong and when they were read.
type Load struct {
	Brand  *config.Brand
	Shop   *config.Shop
	ID     string
	ReadAt time.Time    // when the page was asked for; the rows' version
	Key    identity.Key // see DoorKey; needed where people were erased
}

// Version orders the readings of a record: nanoseconds since 1970.
func (l Load) Version() uint64 { return uint64(l.ReadAt.UnixNano()) }

// NodeKey is the key of the nodes of the load's brand.
func (l Load) NodeKey() identity.Key {
	return identity.NodeKey(l.Brand.HashKey.Reveal(), l.Brand.Name)
}

// Date is the business date of a moment, as ClickHouse's driver takes it.
func (l Load) Date(t time.Time) time.Time {
	year, month, day := t.In(l.Brand.Zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// InsertOrders stores orders as they are now. The same order again replaces the
// row; an older reading never replaces a newer one.
func InsertOrders(ctx context.Context, db *schema.DB, l Load, orders []regulars.Order) error {
	return newOrderInserter(db).insert(ctx, l, orders)
}

// insert sends whole columns, which spares a copy per row.
func InsertColumns(ctx context.Context, db *schema.DB, statement string, columns []any) error {
	batch, err := db.PrepareBatch(ctx, statement, driver.WithReleaseConnection())
	if err != nil {
		return schema.Redact(err)
	}
	for i, column := range columns {
		if err := batch.Column(i).Append(column); err != nil {
			_ = batch.Abort()
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return schema.Redact(batch.Send())
}

// Inserter inserts whole columns again and again by one statement, and uses the memory of
// the ones before. It is not safe for concurrent use.
type Inserter struct {
	db        *schema.DB
	statement string
	batch     driver.Batch
	columns   []column.Interface
}

// NewInserter returns an Inserter of a statement INSERT INTO table (columns).
func NewInserter(db *schema.DB, statement string) *Inserter {
	return &Inserter{db: db, statement: statement}
}

// Insert sends columns in one insert; no connection is held between two of them. The
// context of the first one holds for all.
func (in *Inserter) Insert(ctx context.Context, columns []any) error {
	if in.batch == nil {
		batch, err := in.db.PrepareBatch(ctx, in.statement, driver.WithReleaseConnection())
		if err != nil {
			return schema.Redact(err)
		}
		in.batch, in.columns = batch, batch.Columns()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, values := range columns {
		in.columns[i].Reset()
		if _, err := in.columns[i].Append(values); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return schema.Redact(in.batch.Send())
}

func updatedAt(o *regulars.Order) time.Time {
	if o.UpdatedAt.IsZero() {
		return o.PlacedAt
	}
	return o.UpdatedAt
}

func flag(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}

// rateOn is how many units of the brand's currency one unit of currency was
// worth on a date.
func rateOn(b *config.Brand, currency string, date time.Time) (decimal.Decimal, error) {
	if currency == "" || b.Currency == "" || currency == b.Currency {
		return decimal.NewFromInt(1), nil
	}
	day := date.Format("2006-01-02")
	best, found := config.Rate{}, false
	for _, r := range b.Rates {
		if r.Currency == currency && r.From <= day && (!found || r.From > best.From) {
			best, found = r, true
		}
	}
	if !found {
		return decimal.Zero, fmt.Errorf("no rate from %s to %s on %s: add one under rates", currency, b.Currency, day)
	}
	rate, err := decimal.NewFromString(best.Rate)
	if err != nil {
		return decimal.Zero, fmt.Errorf("rate of %s from %s is not a number", currency, best.From)
	}
	return rate, nil
}
