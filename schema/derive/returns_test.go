package derive

import (
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
)

// given is a receipt that gives back, two days after the orders.
func given(id, customer string, back int64, of string) regulars.Order {
	o := order(id, customer, -back)
	o.ReturnOf, o.PlacedAt = of, o.PlacedAt.AddDate(0, 0, 2)
	return o
}

// worths are the brand's orders: what each counts for, and what was given back and when.
func (w world) worths() string {
	w.Helper()
	return w.text(`SELECT arrayStringConcat(arraySort(groupArray(concat(order_id, ' ', toString(revenue),
		if(is_purchase, '', ' none'), if(returned = 0, '', concat(' returned ', toString(returned))),
		if(empty(refunds.date), '', concat(' back ', toString(arrayZip(arrayMap(d -> toDayOfMonth(d), refunds.date), refunds.amount))))))), '; ')
		FROM member_orders FINAL WHERE brand = ?`)
}

// A return is a refund of the order that it names, in whichever order the two arrive, and
// else counts on its own date; a cancelled one, or one whose status nobody understands,
// gives back nothing.
func returnsGiveBack(w world) {
	w.brand.Rates = []config.Rate{{Currency: "USD", From: "2000-01-01", Rate: "30"}, {Currency: "USD", From: "2025-03-02", Rate: "40"}}
	now := time.Now()
	w.take("1", now, order("1", "a", 1000), given("R1", "a", 490, ""), given("R2", "a", 100, "2"))
	w.derive()
	require.Equal(w, "1 1000; R1 0 none returned 490 back [(3,490)]; R2 0 none returned 100 back [(3,100)]", w.worths(), "2 is not known")

	w.take("2", now, order("2", "b", 300))
	require.Equal(w, regulars.BusinessDate("2025-03-01"), w.derive().ChangedFrom)
	require.Equal(w, "1 1000; 2 200 back [(3,100)]; R1 0 none returned 490 back [(3,490)]; R2 0 none", w.worths(), "2 came")

	w.take("3", now, given("R3", "a", 150, "2"), given("R4", "a", 60, "2"))
	w.derive()
	require.Equal(w, "1 1000; 2 0 none back [(3,100),(3,150),(3,60)]; R1 0 none returned 490 back [(3,490)]; R2 0 none; R3 0 none; R4 0 none", w.worths(), "more is given back than was bought")

	r3, r4 := given("R3", "a", 150, "1"), given("R4", "a", 60, "2")
	r4.Cancelled = true
	w.take("4", now.Add(time.Second), r3, r4)
	w.derive()
	require.Equal(w, "1 850 back [(3,150)]; 2 200 back [(3,100)]; R1 0 none returned 490 back [(3,490)]; R2 0 none; R3 0 none; R4 0 none", w.worths(),
		"R3 names another order, R4 is cancelled")

	gone := order("2", "b", 300)
	gone.Deleted = true
	r1 := given("R1", "a", 490, "")
	r1.Unmapped = true
	w.take("5", now.Add(2*time.Second), gone, r1)
	w.derive()
	require.Equal(w, "1 850 back [(3,150)]; R1 0 none; R2 0 none returned 100 back [(3,100)]; R3 0 none; R4 0 none", w.worths(), "2 is gone, R1 isn't understood")

	dollars, back, other := order("5", "c", 10), given("R5", "c", 4, "5"), given("R6", "c", 40, "5")
	dollars.Currency, back.Currency = "USD", "USD"
	w.take("6", now, dollars, back, other)
	w.derive()
	require.Contains(w, w.worths(), "; 5 140 back [(3,120),(3,40)]; ", "a refund is converted as its order was, unless it is in another currency")

	strange := order("7", "d", 70)
	strange.Unmapped = true
	w.take("7", now, strange)
	w.derive()
	require.Contains(w, w.worths(), "; 7 0 none; ", "nobody said what its status means")

	before := w.worths()
	w.brand.Lifecycle.FallbackDays++
	w.derive()
	require.Equal(w, before, w.worths(), "all is derived again")
}

// A gift card's line is no revenue, and an order of nothing else is no purchase, unless
// the shop counts them.
func giftCardsAreNoRevenue(w world) {
	line := func(amount int64, gift bool) regulars.Line {
		return regulars.Line{SKU: "s", Quantity: 1, Amount: regulars.Money(amount * 10_000), GiftCard: gift}
	}
	mixed, only, back := order("1", "a", 300), order("2", "a", 200), order("3", "a", 300)
	mixed.Lines = []regulars.Line{line(100, false), line(200, true)}
	only.Lines = []regulars.Line{line(200, true)}
	back.Lines, back.Refunded = mixed.Lines, 150*10_000
	cardBack := order("4", "a", -250)
	cardBack.Lines = []regulars.Line{line(-200, true), line(-50, false)}
	w.take("1", time.Now(), mixed, only, back, cardBack)
	w.derive()
	const shown = "SELECT arrayStringConcat(arraySort(groupArray(concat(order_id, ' ', toString(is_purchase), ' ', toString(total), ' ', toString(revenue), ' ', toString(units), ' ', toString(goods.revenue)))), '; ') FROM member_orders FINAL WHERE brand = ?"
	require.Equal(w, "1 true 100 100 1 [100]; 2 false 0 0 0 []; 3 true 100 0 1 [0]; 4 false -50 0 1 []", w.text(shown))

	const returned = "SELECT toString(sum(returned)) FROM member_orders FINAL WHERE brand = ?"
	require.Equal(w, "50", w.text(returned), "a gift card that is returned was no revenue either")

	w.brand.Shops[0].CountGiftCards = true
	w.sync()
	w.derive()
	require.Equal(w, "1 true 300 300 2 [100,200]; 2 true 200 200 1 [200]; 3 true 300 150 2 [50,100]; 4 false -250 0 2 []", w.text(shown))
	require.Equal(w, "250", w.text(returned))
}
