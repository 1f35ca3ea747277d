package input

import (
	"fmt"
	"time"

	"regulars"
)

// Example is one of the definitions' worked examples as facts.
type Example struct {
	Name  string
	Facts Facts
	Date  regulars.BusinessDate
	Wants []Want
}

// Want is what one row of an example must say, as numerator over denominator.
type Want struct {
	Metric, Window         string
	Numerator, Denominator int64
}

// exampleDate is a day after some history.
const exampleDate = regulars.BusinessDate("2025-06-15")

// Examples are those of METRICS.md.
func Examples() []Example {
	return []Example{
		{"28 orders, 6 of them by earlier buyers", ordersByEarlierBuyers(28, 6), exampleDate,
			[]Want{{"repeat_order_rate", "day", 6, 28}}},
		{"100 orders, 9 of them by earlier buyers", ordersByEarlierBuyers(100, 9), exampleDate,
			[]Want{{"repeat_order_rate", "day", 9, 100}}},
		{"100 members; 16 orders, 6 of them by 3 earlier buyers", sixteenOrders(), exampleDate,
			[]Want{{"repeat_order_rate", "day", 6, 16}, {"repeat_member_rate", "day", 3, 100}}},
		{"100 members of whom 8 buy again", membersBuyingAgain(8), exampleDate,
			[]Want{{"repeat_member_rate", "asof", 8, 100}}},
		{"100 members of whom 77 buy again", membersBuyingAgain(77), exampleDate,
			[]Want{{"repeat_member_rate", "asof", 77, 100}}},
		{"revenue 1,000,000 of which 760,000 by earlier buyers", revenueByEarlierBuyers(760_000), exampleDate,
			[]Want{{"repeat_revenue_share", "day", 760_000, 1_000_000}}},
		{"revenue 1,000,000 of which 400,000 by earlier buyers", revenueByEarlierBuyers(400_000), exampleDate,
			[]Want{{"repeat_revenue_share", "day", 400_000, 1_000_000}}},
	}
}

// book writes orders of members one after the other.
type book struct{ orders []Order }

// buy adds an order of a member so many days before the example's date.
func (b *book) buy(member, daysBefore int, units int64) {
	at := exampleDate.AddDays(-daysBefore).Time().Add(time.Duration(len(b.orders)) * time.Second)
	b.orders = append(b.orders, Order{Shop: "shop", Order: regulars.Order{
		ID: fmt.Sprint(len(b.orders)), CustomerID: fmt.Sprint(member + 1), PlacedAt: at, UpdatedAt: at,
		Placed: true, Paid: true, Currency: "TWD", Total: regulars.Money(units * 10_000),
		Lines: []regulars.Line{{SKU: "tea", Quantity: 1, Amount: regulars.Money(units * 10_000)}},
	}})
}

func (b *book) facts() Facts {
	return Facts{Orders: b.orders, Settings: Settings{
		Zone: time.UTC, Currency: "TWD", Region: "TW", MaxJoined: 5,
		Shops: []Shop{{Name: "shop", CountsWhen: "paid", LineProvider: "line"}},
		Cycle: "auto", FallbackDays: 30, MinGaps: 30, Overlap: "recent",
		RFM: RFM{Monetary: "total", RecencyCut: "mean", OrdersCut: "mean", MoneyCut: "mean"},
	}}
}

func ordersByEarlierBuyers(all, earlier int) Facts {
	var b book
	for member := range earlier {
		b.buy(member, 40, 100)
	}
	for member := range all {
		b.buy(member, 0, 100)
	}
	return b.facts()
}

func sixteenOrders() Facts {
	var b book
	for member := range 90 {
		b.buy(member, 40, 100)
	}
	for member := 90; member < 100; member++ {
		b.buy(member, 0, 100)
	}
	for _, member := range []int{0, 0, 0, 0, 1, 2} {
		b.buy(member, 0, 100)
	}
	return b.facts()
}

func membersBuyingAgain(again int) Facts {
	var b book
	for member := range 100 {
		b.buy(member, 40, 100)
	}
	for member := range again {
		b.buy(member, 3, 100)
	}
	return b.facts()
}

func revenueByEarlierBuyers(units int64) Facts {
	var b book
	b.buy(1, 40, 500)
	b.buy(1, 0, units)
	b.buy(2, 0, 1_000_000-units)
	return b.facts()
}
