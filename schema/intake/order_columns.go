package intake

import (
	"fmt"
	"time"
	"unsafe"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"

	"regulars"
	"regulars/identity"
	"regulars/schema/column"
)

// orderColumns are the columns of orders, in the order of the table.
type orderColumns struct {
	brand, shop                              column.Words
	id, number                               []string
	placedAt, date, updatedAt                []time.Time
	customer, email, phone, line, name       []string
	status                                   column.Words
	placed, paid, fulfilled, cancelled, test []bool
	currency                                 column.Words
	rate                                     column.Amounts
	total, discount, shipping, tax, refunded column.Amounts
	sku, product, title                      column.TextLists
	category                                 column.WordLists
	quantity                                 column.FloatLists
	amount                                   column.AmountLists
	cost                                     column.OptionalList
	refundID                                 column.TextLists
	refundDate                               column.DayLists
	refundAmount                             column.AmountLists
	raw                                      []string
	load                                     column.Words
	version                                  []uint64
	deleted                                  []uint8
	unmapped                                 []bool
	returnOf                                 []string
	returned                                 column.Amounts
	gift                                     column.FlagLists
	codes                                    column.TextLists

	hand column.Hand
}

func (c *orderColumns) add(l Load, o *regulars.Order) error {
	o = understood(l.Shop, o)
	rate, err := rateOn(l.Brand, o.Currency, l.Date(o.PlacedAt))
	switch {
	case err != nil && o.Deleted: // nothing that is left of it is converted
		rate = one
	case err != nil:
		return fmt.Errorf("order %s: %w", o.ID, err)
	}
	money := &conversion{rate: rate, same: rate.Equal(one)}

	c.brand.Add(l.Brand.Name)
	c.shop.Add(l.Shop.Name)
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
	c.status.Add(o.Status)
	c.placed = append(c.placed, o.Placed)
	c.paid = append(c.paid, o.Paid)
	c.fulfilled = append(c.fulfilled, o.Fulfilled)
	c.cancelled = append(c.cancelled, o.Cancelled)
	c.test = append(c.test, o.Test)
	c.currency.Add(o.Currency)
	c.rate.Add(money.units(rate, rateScale))
	c.total.Add(money.of(o.Total))
	c.discount.Add(money.of(o.Discount))
	c.shipping.Add(money.of(o.Shipping))
	c.tax.Add(money.of(o.Tax))
	c.addRefunds(l, o, money)
	c.addLines(o, money)
	c.raw = append(c.raw, unsafe.String(unsafe.SliceData(o.Raw), len(o.Raw))) // nobody changes a record
	c.load.Add(l.ID)
	c.version = append(c.version, l.Version())
	c.deleted = append(c.deleted, flag(o.Deleted))
	c.unmapped = append(c.unmapped, o.Unmapped)
	c.returnOf = append(c.returnOf, o.ReturnOf)
	c.returned.Add(int64(max(-o.Total, 0)))
	addTexts(&c.codes, o.Codes)
	if money.err != nil {
		return fmt.Errorf("order %s: %w", o.ID, money.err)
	}
	return nil
}

// addRefunds keeps every refund on its own date. What the platform's sum says
// beyond the refunds it lists is dated at the order's last change.
func (c *orderColumns) addRefunds(l Load, o *regulars.Order, money *conversion) {
	amounts := make([]decimal.Decimal, 0, len(o.Refunds))
	var listed regulars.Money
	for _, r := range o.Refunds {
		c.refundID.Of.Add(r.ID)
		c.refundDate.Of.Add(l.Date(r.At))
		amounts = append(amounts, money.exact(r.Amount))
		listed += r.Amount
	}
	if o.Refunded > listed {
		c.refundID.Of.Add("")
		c.refundDate.Of.Add(l.Date(updatedAt(o)))
		amounts = append(amounts, money.exact(o.Refunded-listed))
	}
	refunded := decimal.Zero
	if n := len(amounts); n > 0 {
		// The last one takes the rounding of a converted currency: together they are what was refunded.
		refunded = money.exact(max(o.Refunded, listed))
		amounts[n-1] = refunded.Sub(decimal.Sum(decimal.Zero, amounts[:n-1]...))
	}
	for _, amount := range amounts {
		c.refundAmount.Of.Add(money.units(amount, regulars.MoneyScale))
	}
	c.refundID.End()
	c.refundDate.End()
	c.refundAmount.End()
	c.refunded.Add(money.units(refunded, regulars.MoneyScale))
}

func (c *orderColumns) addLines(o *regulars.Order, money *conversion) {
	for i := range o.Lines {
		line := &o.Lines[i]
		c.sku.Of.Add(line.SKU)
		c.product.Of.Add(line.ProductID)
		c.title.Of.Add(line.Title)
		c.category.Of.Add(line.Category)
		c.quantity.Of.Add(line.Quantity)
		c.amount.Of.Add(money.of(line.Amount))
		c.gift.Of.Add(line.GiftCard)
		if line.HasCost {
			c.cost.Of.Add(money.of(line.Cost))
		} else {
			c.cost.Of.AddNone()
		}
	}
	c.sku.End()
	c.product.End()
	c.title.End()
	c.category.End()
	c.quantity.End()
	c.amount.End()
	c.gift.End()
	c.cost.End()
}

func addTexts(c *column.TextLists, texts []string) {
	for _, text := range texts {
		c.Of.Add(text)
	}
	c.End()
}

// all are the columns in the order of the table: what the driver takes at once, and what
// it is handed.
func (c *orderColumns) all() []any {
	return []any{
		&c.brand, &c.shop, c.id, c.number, c.placedAt, c.date, c.updatedAt,
		c.customer, c.email, c.phone, c.line, c.name, &c.status,
		c.placed, c.paid, c.fulfilled, c.cancelled, c.test,
		&c.currency, &c.rate, &c.total, &c.discount, &c.shipping, &c.tax, &c.refunded,
		&c.sku, &c.product, &c.title, &c.category, &c.quantity, &c.amount, &c.cost,
		&c.refundID, &c.refundDate, &c.refundAmount,
		c.raw, &c.load, c.version, c.deleted,
		c.unmapped, c.returnOf, &c.returned, &c.gift, &c.codes,
	}
}

// give makes the rows those of a batch, whose columns were reset.
func (c *orderColumns) give(to driver.Batch) error {
	into := to.Columns()
	all := c.all()
	if len(into) != len(all) {
		return fmt.Errorf("the table of orders has %d columns and not %d: is the worker older than the database?", len(into), len(all))
	}
	for i, values := range all {
		var err error
		if filled, is := values.(column.Column); is {
			err = c.hand.Give(filled, into[i])
		} else {
			_, err = into[i].Append(values)
		}
		if err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

// reset forgets the rows, and whatever of a shop's answers they hold.
func (c *orderColumns) reset() {
	for _, values := range c.all() {
		switch values := values.(type) {
		case column.Column:
			values.Reset()
		case []string:
			clear(values)
		}
	}
	c.id, c.number, c.placedAt, c.date, c.updatedAt = c.id[:0], c.number[:0], c.placedAt[:0], c.date[:0], c.updatedAt[:0]
	c.customer, c.email, c.phone, c.line, c.name = c.customer[:0], c.email[:0], c.phone[:0], c.line[:0], c.name[:0]
	c.placed, c.paid, c.fulfilled, c.cancelled, c.test = c.placed[:0], c.paid[:0], c.fulfilled[:0], c.cancelled[:0], c.test[:0]
	c.raw, c.version, c.deleted, c.unmapped, c.returnOf = c.raw[:0], c.version[:0], c.deleted[:0], c.unmapped[:0], c.returnOf[:0]
}
