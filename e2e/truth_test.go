package e2e

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/sandbox/brand"
	"regulars/sandbox/sandboxtest"
	"regulars/schema/gate"
	"regulars/schema/oracle"
	"regulars/schema/oracle/input"
)

// requireOrders compares every order in ClickHouse with the sandbox's truth:
// there is none too few, none too many, and each is as it stands now.
func (w *world) requireOrders() {
	w.t.Helper()
	type order struct {
		total, refunded decimal.Decimal
		cancelled       bool
	}
	rows := w.rows("SELECT shop, order_id, total, refunded, cancelled FROM orders FINAL WHERE brand = ?", w.brand)
	stored := map[string]order{}
	for rows.Next() {
		var shop, id string
		var o order
		require.NoError(w.t, rows.Scan(&shop, &id, &o.total, &o.refunded, &o.cancelled))
		stored[shop+"/"+id] = o
	}
	require.NoError(w.t, rows.Err())

	listed := 0
	for _, want := range w.Orders() {
		if !want.Listed {
			continue
		}
		listed++
		got, ok := stored[want.Shop+"/"+want.ID]
		require.True(w.t, ok, "order %s of %s is not in ClickHouse", want.ID, want.Shop)
		require.Equal(w.t, want.Cancelled, got.cancelled, "%s %s: cancelled", want.Shop, want.ID)
		require.True(w.t, want.Refunded.Decimal().Equal(got.refunded), "%s %s: refunded %s, not %s", want.Shop, want.ID, want.Refunded, got.refunded)
		if !want.Cancelled {
			require.True(w.t, want.Total.Decimal().Equal(got.total), "%s %s: total %s, not %s", want.Shop, want.ID, want.Total, got.total)
		}
	}
	require.Positive(w.t, listed)
	require.Equal(w.t, listed, len(stored), "orders that no shop has")
}

// same tells of persons who have become one: the later number is the earlier.
type same map[int]int

func (s same) person(n int) int {
	if earlier, ok := s[n]; ok {
		return earlier
	}
	return n
}

// requireMembers compares how many people there are.
func (w *world) requireMembers(merged same) {
	w.t.Helper()
	people := map[int]bool{}
	for _, p := range w.People() {
		if len(p.Accounts) > 0 {
			people[merged.person(p.Number)] = true
		}
	}
	for _, o := range w.Orders() {
		if o.Listed && !o.Test && o.Person > 0 {
			people[merged.person(o.Person)] = true
		}
	}
	// WooCommerce's administrator is a customer record, too.
	members := w.number("SELECT count() FROM members WHERE brand = ? AND email != 'admin@example.com'", w.brand)
	require.EqualValues(w.t, len(people), members, "members")
}

// proven are the metrics that the truth tells without the shops' customer
// records.
var proven = []string{
	"orders", "buyers", "revenue", "units", "aov", "new_buyers", "returning_buyers", "orders_without_member", "cancelled_orders",
	"repeat_order_rate", "repeat_buyer_rate", "repeat_revenue_share", "repeat_customer_revenue_share",
	"new_to_returning_rate", "new_to_returning_rate_30d", "new_to_returning_rate_365d", "retention_rate",
	"purchase_frequency", "spend_per_member", "cycle_median", "cycle_mean", "cycle_p90",
	"stage_new", "stage_active", "stage_sleep", "stage_lost", "stage_deep", "stage_revenue_active", "stage_due_sleep_14d",
	"rfm_vip", "rfm_dormant", "rfm_revenue_vip",
}

// requireKPIs compares what is published of the world's date with a computation
// by brute force from the truth.
func (w *world) requireKPIs(merged same) {
	w.t.Helper()
	published := w.published()
	compared := 0
	for _, want := range oracle.Compute(w.facts(merged), w.date) {
		if !slices.Contains(proven, want.Metric) || strings.HasPrefix(want.Scope, "stage_before") {
			continue
		}
		name := strings.Join([]string{want.Scope, want.Metric, want.Window}, " ")
		got, ok := published[name]
		if !ok {
			require.True(w.t, want.Value == nil || *want.Value == 0, "%s is not published, but is %v", name, value(want.Value))
			continue
		}
		require.True(w.t, near(got, want.Value), "%s is published as %v, but is %v", name, value(got), value(want.Value))
		compared++
	}
	require.Greater(w.t, compared, 300)
}

func (w *world) published() map[string]*float64 {
	w.t.Helper()
	rows := w.rows("SELECT scope, metric, window, value FROM kpi WHERE brand = ? AND date = toDate(?)", w.brand, string(w.date))
	numbers := map[string]*float64{}
	for rows.Next() {
		var scope, metric, window string
		var value *float64
		require.NoError(w.t, rows.Scan(&scope, &metric, &window, &value))
		numbers[strings.Join([]string{scope, metric, window}, " ")] = value
	}
	require.NoError(w.t, rows.Err())
	return numbers
}

func near(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return math.Abs(*a-*b) <= 1e-9*max(1, math.Abs(*a), math.Abs(*b))
}

func value(v *float64) any {
	if v == nil {
		return "null"
	}
	return *v
}

// facts are the orders as the truth has them. Who is who is said by the truth
// too, and not found out: whether the product finds it is what is proven.
func (w *world) facts(merged same) input.Facts {
	f := input.Facts{Settings: input.Settings{
		Zone: taipei, Currency: "TWD", Region: "TW", MaxJoined: 5,
		Cycle: "auto", FallbackDays: 30, MinGaps: 30, Overlap: "recent",
		RFM: input.RFM{Monetary: "total", RecencyCut: "mean", OrdersCut: "mean", MoneyCut: "mean"},
	}}
	for _, name := range []string{brand.Shopify, brand.Woo, brand.Store} {
		f.Settings.Shops = append(f.Settings.Shops, input.Shop{Name: name, CountsWhen: "paid"})
	}
	for _, o := range w.Orders() {
		if o.Listed {
			f.Orders = append(f.Orders, input.Order{Shop: o.Shop, Order: fact(o, merged)})
		}
	}
	return f
}

func fact(o sandboxtest.Order, merged same) regulars.Order {
	fact := regulars.Order{
		ID: o.ID, PlacedAt: o.PlacedAt, UpdatedAt: o.UpdatedAt, Currency: "TWD",
		Placed: true, Paid: o.Paid, Fulfilled: o.Fulfilled, Cancelled: o.Cancelled, Test: o.Test,
		Total: o.Total, Refunded: o.Refunded,
	}
	if o.Person > 0 {
		fact.Email = fmt.Sprintf("person-%d@truth.test", merged.person(o.Person))
	}
	for _, l := range o.Lines {
		fact.Lines = append(fact.Lines, regulars.Line{Quantity: float64(l.Quantity), Amount: l.Amount})
	}
	for _, r := range o.Refunds {
		fact.Refunds = append(fact.Refunds, regulars.Refund{At: r.At, Amount: r.Amount})
	}
	return fact
}

// requireWhole: everything came, the numbers are published and the books close.
func (w *world) requireWhole() {
	w.t.Helper()
	lines, err := gate.Reconciliation(w.t.Context(), w.db, w.brand, w.date)
	require.NoError(w.t, err)
	require.NotEmpty(w.t, lines)
	for _, line := range lines {
		require.True(w.t, line.OK, line.Sentence())
	}
	certificate, err := gate.ReadCertificate(w.t.Context(), w.db, w.brand, w.date)
	require.NoError(w.t, err)
	require.True(w.t, certificate.Whole, "%+v", certificate)
	w.requireWalked()
}

// requireWalked: each member came into the journey once, went on or waits, and got the message of
// a step once; those moved onto it, and nobody else, stand in its campaign's books.
func (w *world) requireWalked() {
	w.t.Helper()
	require.Greater(w.t, w.number("SELECT uniqExact(member_id) FROM journey_moves FINAL WHERE brand = ?", w.brand), uint64(100))
	require.Zero(w.t, w.number("SELECT countIf(n != 1) FROM (SELECT countIf(step = '') AS n FROM journey_moves FINAL WHERE brand = ? GROUP BY member_id)", w.brand), "came in")
	require.Zero(w.t, w.number("SELECT countIf(n > 1) FROM (SELECT countIf(sends != '') AS n FROM journey_moves FINAL WHERE brand = ? GROUP BY member_id)", w.brand), "was sent for")
	// Who comes to the step after its campaign was planned, as when the night is run again, is the next night's.
	const moved = " FROM journey_moves FINAL WHERE brand = ? AND sends = 'path-mail' AND at < (SELECT max(planned_at) FROM deliveries WHERE campaign = 'path-mail')"
	sent := w.number("SELECT count()"+moved, w.brand)
	require.Positive(w.t, sent)
	require.Equal(w.t, sent, w.number("SELECT uniqExact(member_id) FROM deliveries FINAL WHERE brand = ? AND campaign = 'path-mail'", w.brand))
	require.Equal(w.t, sent, w.number("SELECT count()"+moved+" AND member_id IN (SELECT member_id FROM deliveries WHERE campaign = 'path-mail')", w.brand))
}

// requireRight: the whole night came out as the truth says.
func (w *world) requireRight(merged same) {
	w.t.Helper()
	w.requireWhole()
	w.requireOrders()
	w.requireMembers(merged)
	w.requireKPIs(merged)
}
