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
func (l Load) Date(t time.Time) time.Time { return regulars.DateOf(t, l.Brand.Zone).Time() }

// InsertOrders stores orders as they are now. The same order again replaces the
// row; an older reading never replaces a newer one.
func InsertOrders(ctx context.Context, db *schema.DB, l Load, orders []regulars.Order) error {
	return insertOrders(ctx, NewInserter(db, insertOrdersStatement), l, orders)
}

const insertOrdersStatement = "INSERT INTO orders"

func insertOrders(ctx context.Context, into *Inserter, l Load, orders []regulars.Order) error {
	if len(orders) == 0 {
		return nil
	}
	c := newOrderColumns(len(orders))
	for i := range orders {
		if err := c.add(l, &orders[i]); err != nil {
			return err
		}
	}
	if err := into.Insert(ctx, c.columns()); err != nil {
		return fmt.Errorf("store %d orders of shop %s: %w", len(orders), l.Shop.Name, err)
	}
	return nil
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

type orderColumns struct {
	brand, shop, id, number                    []string
	placedAt, date, updatedAt                  []time.Time
	customer, email, phone, line, name, status []string
	placed, paid, fulfilled, cancelled, test   []bool
	currency                                   []string
	rate                                       []decimal.Decimal
	total, discount, shipping, tax, refunded   []decimal.Decimal
	sku, product, title, category              [][]string
	quantity                                   [][]float64
	amount                                     [][]decimal.Decimal
	cost                                       [][]*decimal.Decimal
	refundID                                   [][]string
	refundDate                                 [][]time.Time
	refundAmount                               [][]decimal.Decimal
	raw                                        [][]byte
	load                                       []string
	version                                    []uint64
	deleted                                    []uint8
	unmapped                                   []bool
	returnOf                                   []string
	returned                                   []decimal.Decimal
	gift                                       [][]bool
	codes                                      [][]string
}

func newOrderColumns(n int) *orderColumns {
	return &orderColumns{brand: make([]string, 0, n), id: make([]string, 0, n), raw: make([][]byte, 0, n)}
}

func (c *orderColumns) add(l Load, o *regulars.Order) error {
	o = understood(l.Shop, o)
	rate, err := rateOn(l.Brand, o.Currency, l.Date(o.PlacedAt))
	if err != nil {
		return fmt.Errorf("order %s: %w", o.ID, err)
	}
	money := func(m regulars.Money) decimal.Decimal { return m.Decimal().Mul(rate).Round(regulars.MoneyScale) }

	c.brand = append(c.brand, l.Brand.Name)
	c.shop = append(c.shop, l.Shop.Name)
	c.id = append(c.id, o.ID)
	c.number = append(c.number, o.Number)
	c.placedAt = append(c.placedAt, o.PlacedAt.UTC())
	c.date = append(c.date, l.Date(o.PlacedAt))
	c.updatedAt = append(c.updatedAt, updatedAt(o).UTC())
	c.customer = append(c.customer, o.CustomerID)
	c.email = append(c.email, identity.Email(o.Email))
	c.phone = append(c.phone, identity.PhoneIn(o.Phone, o.Country, l.Brand.Identity.Region))
	c.line = append(c.line, o.LineID)
	c.name = append(c.name, o.Name)
	c.status = append(c.status, o.Status)
	c.placed = append(c.placed, o.Placed)
	c.paid = append(c.paid, o.Paid)
	c.fulfilled = append(c.fulfilled, o.Fulfilled)
	c.cancelled = append(c.cancelled, o.Cancelled)
	c.test = append(c.test, o.Test)
	c.currency = append(c.currency, o.Currency)
	c.rate = append(c.rate, rate)
	c.total = append(c.total, money(o.Total))
	c.discount = append(c.discount, money(o.Discount))
	c.shipping = append(c.shipping, money(o.Shipping))
	c.tax = append(c.tax, money(o.Tax))
	c.addRefunds(l, o, money)
	c.addLines(o, money)
	c.raw = append(c.raw, o.Raw)
	c.load = append(c.load, l.ID)
	c.version = append(c.version, l.Version())
	c.deleted = append(c.deleted, flag(o.Deleted))
	c.unmapped = append(c.unmapped, o.Unmapped)
	c.returnOf = append(c.returnOf, o.ReturnOf)
	c.returned = append(c.returned, max(-o.Total, 0).Decimal())
	c.codes = append(c.codes, o.Codes)
	return nil
}

// addRefunds keeps every refund on its own date. What the platform's sum says
// beyond the refunds it lists is dated at the order's last change.
func (c *orderColumns) addRefunds(l Load, o *regulars.Order, money func(regulars.Money) decimal.Decimal) {
	ids := make([]string, 0, len(o.Refunds))
	dates := make([]time.Time, 0, len(o.Refunds))
	amounts := make([]decimal.Decimal, 0, len(o.Refunds))
	var listed regulars.Money
	for _, r := range o.Refunds {
		ids = append(ids, r.ID)
		dates = append(dates, l.Date(r.At))
		amounts = append(amounts, money(r.Amount))
		listed += r.Amount
	}
	if o.Refunded > listed {
		ids = append(ids, "")
		dates = append(dates, l.Date(updatedAt(o)))
		amounts = append(amounts, money(o.Refunded-listed))
	}
	if n := len(amounts); n > 0 {
		// The last one takes the rounding of a converted currency: together they are what was refunded.
		whole := money(max(o.Refunded, listed))
		amounts[n-1] = whole.Sub(decimal.Sum(decimal.Zero, amounts[:n-1]...))
	}
	c.refundID = append(c.refundID, ids)
	c.refundDate = append(c.refundDate, dates)
	c.refundAmount = append(c.refundAmount, amounts)
	c.refunded = append(c.refunded, decimal.Sum(decimal.Zero, amounts...))
}

func (c *orderColumns) addLines(o *regulars.Order, money func(regulars.Money) decimal.Decimal) {
	n := len(o.Lines)
	sku, product, title, category := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	quantity, amount, cost, gift := make([]float64, n), make([]decimal.Decimal, n), make([]*decimal.Decimal, n), make([]bool, n)
	for i, line := range o.Lines {
		sku[i], product[i], title[i], category[i] = line.SKU, line.ProductID, line.Title, line.Category
		quantity[i], amount[i], gift[i] = line.Quantity, money(line.Amount), line.GiftCard
		if line.HasCost {
			known := money(line.Cost)
			cost[i] = &known
		}
	}
	c.sku, c.product = append(c.sku, sku), append(c.product, product)
	c.title, c.category = append(c.title, title), append(c.category, category)
	c.quantity, c.amount, c.cost = append(c.quantity, quantity), append(c.amount, amount), append(c.cost, cost)
	c.gift = append(c.gift, gift)
}

func (c *orderColumns) columns() []any {
	return []any{
		c.brand, c.shop, c.id, c.number, c.placedAt, c.date, c.updatedAt,
		c.customer, c.email, c.phone, c.line, c.name, c.status,
		c.placed, c.paid, c.fulfilled, c.cancelled, c.test,
		c.currency, c.rate, c.total, c.discount, c.shipping, c.tax, c.refunded,
		c.sku, c.product, c.title, c.category, c.quantity, c.amount, c.cost,
		c.refundID, c.refundDate, c.refundAmount,
		c.raw, c.load, c.version, c.deleted,
		c.unmapped, c.returnOf, c.returned, c.gift, c.codes,
	}
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
