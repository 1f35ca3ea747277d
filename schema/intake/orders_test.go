package intake_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/identity"
	"regulars/internal/seed"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

// Orders are stored as the driver would store them from plain values, row by row with
// exact decimals, whatever they hold and however many pieces an insert takes.
func TestOrdersAreStoredAsPlainValues(t *testing.T) {
	db := schematest.Open(t)
	random := rand.New(rand.NewPCG(seed.New(t), 7))
	zone, err := time.LoadLocation("Asia/Taipei")
	require.NoError(t, err)
	brand := (&config.Brand{Name: "acme", Currency: "TWD", Zone: zone, Rates: []config.Rate{{Currency: "USD", From: "1970-01-01", Rate: "31.23456789"}}}).WithDefaults()
	load := intake.Load{Brand: brand, Shop: &config.Shop{Name: "fast"}, ID: "run/1", ReadAt: time.Now().UTC()}
	orders := []regulars.Order{{ID: "empty"}, {ID: "gone", Deleted: true, Currency: "VND", Status: "trash"}}
	for i := range 400 {
		orders = append(orders, randomOrder(random, fmt.Sprint("o", i)))
	}
	for i := range 3 { // pieces of their own
		orders[100+i].Raw = bytes.Repeat([]byte{byte(i), 0xff, '"'}, 1<<20)
	}
	require.NoError(t, intake.InsertOrders(t.Context(), db, load, orders))

	slow := load
	slow.Shop = &config.Shop{Name: "slow"}
	batch, err := db.PrepareBatch(t.Context(), "INSERT INTO orders")
	require.NoError(t, err)
	for i := range orders {
		appendPlain(t, batch, slow, &orders[i])
	}
	require.NoError(t, batch.Send())

	for _, sides := range [][2]string{{"fast", "slow"}, {"slow", "fast"}} {
		var ids []string
		require.NoError(t, db.Conn().QueryRow(t.Context(), `
			SELECT groupArray(order_id) FROM
			(
				SELECT * EXCEPT shop FROM orders WHERE shop = ?
				EXCEPT
				SELECT * EXCEPT shop FROM orders WHERE shop = ?
			)`, sides[0], sides[1]).Scan(&ids))
		require.Empty(t, ids, "orders that only the %s way stores so", sides[0])
	}
	var stored, pieces uint64
	require.NoError(t, db.Conn().QueryRow(t.Context(), "SELECT count(), uniqExact(_part) FROM orders WHERE shop = 'fast'").Scan(&stored, &pieces))
	require.EqualValues(t, len(orders), stored)
	require.LessOrEqual(t, pieces, uint64(8), "pieces of one insert are one part of each partition")
}

func randomOrder(random *rand.Rand, id string) regulars.Order {
	at := func() time.Time {
		return time.Date(1971+random.IntN(170), 1, 1, 0, 0, random.IntN(365*86400), random.IntN(1e9), time.FixedZone("", 3600*(random.IntN(24)-12)))
	}
	money := func() regulars.Money { return regulars.Money(random.Int64N(2e10) - 1e9) }
	flip := func() bool { return random.IntN(2) == 0 }
	word := func() string { return []string{"", "a", "茶", "zq-word", "x\x00y"}[random.IntN(5)] }
	o := regulars.Order{
		ID: id, Number: word(), PlacedAt: at(), CustomerID: word(), Email: word() + "@B.test", Phone: "0912345678", LineID: word(), Name: word(),
		Status: word(), Placed: flip(), Paid: flip(), Fulfilled: flip(), Cancelled: flip(), Test: flip(), Deleted: flip(), Unmapped: flip(), ReturnOf: word(),
		Currency: []string{"TWD", "USD", ""}[random.IntN(3)], Total: money(), Discount: money(), Shipping: money(), Tax: money(), Raw: []byte(word()),
	}
	if flip() {
		o.UpdatedAt = at()
	}
	for range random.IntN(4) {
		o.Codes = append(o.Codes, word())
		o.Lines = append(o.Lines, regulars.Line{
			SKU: word(), ProductID: word(), Title: word(), Category: word(), Quantity: float64(random.IntN(9)) / 4, Amount: money(), Cost: money(), HasCost: flip(), GiftCard: flip(),
		})
		o.Refunds = append(o.Refunds, regulars.Refund{ID: word(), At: at(), Amount: money()})
		o.Refunded = money()
	}
	return o
}

// appendPlain appends an order as the documentation of the table says, by exact decimals.
func appendPlain(t *testing.T, batch driver.Batch, l intake.Load, o *regulars.Order) {
	t.Helper()
	rate := decimal.NewFromInt(1)
	if o.Currency == "USD" {
		rate = decimal.RequireFromString("31.23456789")
	}
	money := func(m regulars.Money) decimal.Decimal { return decimal.New(int64(m), -4).Mul(rate).Round(4) }
	date := func(at time.Time) time.Time { return regulars.DateOf(at, l.Brand.Zone).Time() }
	updated := o.UpdatedAt
	if updated.IsZero() {
		updated = o.PlacedAt
	}
	skus, products, titles, categories := []string{}, []string{}, []string{}, []string{}
	quantities, amounts, costs, gifts := []float64{}, []decimal.Decimal{}, []*decimal.Decimal{}, []bool{}
	for _, line := range o.Lines {
		skus, products, titles, categories = append(skus, line.SKU), append(products, line.ProductID), append(titles, line.Title), append(categories, line.Category)
		quantities, amounts, gifts = append(quantities, line.Quantity), append(amounts, money(line.Amount)), append(gifts, line.GiftCard)
		var cost *decimal.Decimal
		if line.HasCost {
			known := money(line.Cost)
			cost = &known
		}
		costs = append(costs, cost)
	}
	ids, dates, refunds, listed := []string{}, []time.Time{}, []decimal.Decimal{}, regulars.Money(0)
	for _, r := range o.Refunds {
		ids, dates, refunds, listed = append(ids, r.ID), append(dates, date(r.At)), append(refunds, money(r.Amount)), listed+r.Amount
	}
	if o.Refunded > listed {
		ids, dates, refunds = append(ids, ""), append(dates, date(updated)), append(refunds, money(o.Refunded-listed))
	}
	refunded := decimal.Zero
	if n := len(refunds); n > 0 {
		refunded = money(max(o.Refunded, listed))
		refunds[n-1] = refunded.Sub(decimal.Sum(decimal.Zero, refunds[:n-1]...))
	}
	deleted := uint8(0)
	if o.Deleted {
		deleted = 1
	}
	require.NoError(t, batch.Append(
		l.Brand.Name, l.Shop.Name, o.ID, o.Number, o.PlacedAt.UTC(), date(o.PlacedAt), updated.UTC(),
		o.CustomerID, identity.Email(o.Email), identity.PhoneIn(o.Phone, o.Country, l.Brand.Identity.Region), o.LineID, o.Name, o.Status,
		o.Placed, o.Paid, o.Fulfilled, o.Cancelled, o.Test,
		o.Currency, rate, money(o.Total), money(o.Discount), money(o.Shipping), money(o.Tax), refunded,
		skus, products, titles, categories, quantities, amounts, costs,
		ids, dates, refunds,
		o.Raw, l.ID, l.Version(), deleted,
		o.Unmapped, o.ReturnOf, decimal.Max(decimal.New(-int64(o.Total), -4), decimal.Zero), gifts, append([]string{}, o.Codes...),
	))
}
