package intake_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/config"
	"regulars/schema"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

var (
	began  = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	placed = began.AddDate(0, 0, 9)
	edited = placed.AddDate(0, 0, 1).Add(400 * time.Millisecond)
)

// shelf is what is stored of one shop. Next to it stand two others that have records of the
// same ids: another shop of the brand, and a shop of that name of another brand.
type shelf struct {
	t  *testing.T
	db *schema.DB
	intake.Load
	others []intake.Load
}

func openShelf(t *testing.T) shelf {
	t.Helper()
	brandOf := func(name string) *config.Brand {
		return (&config.Brand{Name: name, Currency: "TWD", Zone: time.UTC, HashKey: config.NewSecret("a key of the brand"),
			Rates: []config.Rate{{Currency: "USD", From: "2020-01-01", Rate: "30"}}}).WithDefaults()
	}
	acme := brandOf("acme")
	load := func(b *config.Brand, shop string) intake.Load {
		return intake.Load{Brand: b, Shop: &config.Shop{Name: shop}, ID: "run/sweep", ReadAt: began.AddDate(0, 1, 0)}
	}
	return shelf{t: t, db: schematest.Open(t), Load: load(acme, "web"), others: []intake.Load{load(acme, "store"), load(brandOf("other"), "web")}}
}

// store stores a block here, in its state at a time.
func (s shelf) store(l intake.Load, at time.Time, b intake.Block) {
	s.t.Helper()
	l.ReadAt = at
	require.NoError(s.t, intake.StoreBlock(s.t.Context(), s.db, l, b))
}

func (s shelf) list(l intake.Load, entity string, records ...intake.Listed) {
	s.t.Helper()
	require.NoError(s.t, intake.InsertListed(s.t.Context(), s.db, l, entity, records))
}

func order(id string, change func(*regulars.Order)) regulars.Order {
	o := regulars.Order{ID: id, PlacedAt: placed, UpdatedAt: edited, Status: "paid", CustomerID: "c", Email: "a@b.test", Currency: "TWD", Total: 100_0000}
	if change != nil {
		change(&o)
	}
	return o
}

// listed is an order as the list shows it that holds it as it is stored.
func listed(o regulars.Order, change func(*intake.Listed)) intake.Listed {
	r := intake.Listed{ID: o.ID, Status: o.Status, CustomerID: o.CustomerID, Email: o.Email, Modified: o.UpdatedAt, Total: o.Total, Refunded: o.Refunded}
	if change != nil {
		change(&r)
	}
	return r
}

// found are the differences by their ids: missing, absent, or changed.
func (s shelf) found(entity, after string, again bool, spans ...intake.Span) map[string]string {
	s.t.Helper()
	all, err := intake.Differences(s.t.Context(), s.db, s.Load, entity, spans, after, again)
	require.NoError(s.t, err)
	found, last := map[string]string{}, ""
	for _, d := range all {
		require.Less(s.t, last, d.ID, "differences come sorted by id")
		last = d.ID
		switch {
		case d.Missing:
			found[d.ID] = "missing"
		case d.Absent:
			found[d.ID] = "absent"
		default:
			found[d.ID] = "changed"
		}
	}
	return found
}

var march = intake.Span{From: began, To: began.AddDate(0, 1, 0)}

func TestOrdersThatTheListHoldsOtherwise(t *testing.T) {
	s := openShelf(t)
	for _, c := range []struct {
		id     string
		stored func(*regulars.Order)
		listed func(*intake.Listed)
		want   string
	}{
		{"as it is", nil, nil, ""},
		{"dollars", func(o *regulars.Order) { o.Currency = "USD" }, nil, ""},
		{"edited", nil, func(r *intake.Listed) { r.Modified = r.Modified.Add(time.Second) }, "changed"},
		{"within the second", nil, func(r *intake.Listed) { r.Modified = r.Modified.Add(300 * time.Millisecond) }, ""},
		{"another status", nil, func(r *intake.Listed) { r.Status = "refunded" }, "changed"},
		{"another customer", nil, func(r *intake.Listed) { r.CustomerID = "d" }, "changed"},
		{"another mail", nil, func(r *intake.Listed) { r.Email = "c@b.test" }, "changed"},
		{"no mail", func(o *regulars.Order) { o.Email = "" }, nil, ""},
		{"another total", nil, func(r *intake.Listed) { r.Total += 100 }, "changed"},
		{"another refund", nil, func(r *intake.Listed) { r.Refunded += 100 }, "changed"},
		{"a list of ids and times", nil, func(r *intake.Listed) { r.Status, r.Total = "", 0 }, ""},
		{"a list of ids", nil, func(r *intake.Listed) { r.Modified, r.Total = time.Time{}, 0 }, ""},
	} {
		o := order(c.id, c.stored)
		s.store(s.Load, began, intake.Block{Orders: []regulars.Order{o}})
		s.list(s.Load, intake.EntityOrders, listed(o, c.listed))
		for _, other := range s.others { // where it differs if it doesn't here
			apart := order(c.id, func(o *regulars.Order) { o.Total, o.Status, o.UpdatedAt = 7, "open", edited.AddDate(0, 0, 1) })
			s.store(other, began, intake.Block{Orders: []regulars.Order{apart}})
			s.list(other, intake.EntityOrders, listed(o, nil))
		}
		found := s.found(intake.EntityOrders, "", false, march)
		require.Equal(t, c.want, found[c.id], c.id)
	}
}

func TestOrdersThatOnlyOneSideHolds(t *testing.T) {
	s := openShelf(t)
	at := func(when time.Time) func(*regulars.Order) { return func(o *regulars.Order) { o.PlacedAt = when } }
	s.store(s.Load, began, intake.Block{Orders: []regulars.Order{
		order("absent", nil), order("first moment", at(march.From)), order("last moment", at(march.To.Add(-time.Millisecond))),
		order("before", at(march.From.Add(-time.Millisecond))), order("after", at(march.To)), order("deleted", nil),
	}})
	require.NoError(t, intake.Bury(t.Context(), s.db, s.Load, intake.EntityOrders, []string{"deleted"}))
	s.list(s.Load, intake.EntityOrders, listed(order("missing", nil), nil), listed(order("deleted", nil), nil))
	for _, other := range s.others {
		s.store(other, began, intake.Block{Orders: []regulars.Order{order("missing", nil), order("deleted", nil)}})
		s.list(other, intake.EntityOrders, listed(order("absent", nil), nil))
		s.store(other, began, intake.Block{Rejected: []regulars.Rejected{{Entity: "orders", ID: "missing", CreatedAt: placed, UpdatedAt: edited}}})
	}
	s.list(s.Load, intake.EntityCustomers, listed(order("absent", nil), nil))
	earlier := s.Load
	earlier.ID = "earlier/sweep"
	s.list(earlier, intake.EntityOrders, listed(order("absent", nil), nil))
	want := map[string]string{"absent": "absent", "first moment": "absent", "last moment": "absent", "missing": "missing", "deleted": "missing"}
	require.Equal(t, want, s.found(intake.EntityOrders, "", false, march))
	require.Equal(t, map[string]string{"last moment": "absent", "missing": "missing"}, s.found(intake.EntityOrders, "first moment", false, march), "behind an id")
	quarter := []intake.Span{{From: march.From, To: march.From.Add(time.Hour)}, {From: march.To, To: march.To.Add(time.Hour)}}
	require.Equal(t, map[string]string{"first moment": "absent", "after": "absent", "missing": "missing", "deleted": "missing"}, s.found(intake.EntityOrders, "", false, quarter...), "in the spans that were listed")
}

// What was rejected as it is now is no difference, until it changes, the rules change, or
// somebody asks for it.
func TestRejectedRecordsAreReadAgainWhenTheyChange(t *testing.T) {
	s := openShelf(t)
	for _, entity := range []string{intake.EntityOrders, intake.EntityCustomers} {
		ids := []string{"as it was", "without a time", "edited", "of other rules"}
		reject := func(l intake.Load, ids ...string) {
			var all []regulars.Rejected
			for _, id := range ids {
				all = append(all, regulars.Rejected{Entity: entity, ID: id, Reason: "no currency", CreatedAt: placed, UpdatedAt: edited})
			}
			s.store(l, began, intake.Block{Rejected: all})
		}
		reject(s.Load, ids[:3]...)
		reject(s.others[0], "never judged here")
		reject(s.others[1], "never judged here")
		ruled := s.Load
		ruled.Shop = &config.Shop{Name: "web", Currency: "USD"}
		reject(ruled, "of other rules")
		at := func(id string, modified time.Time) intake.Listed {
			return intake.Listed{ID: id, Status: "paid", Modified: modified}
		}
		s.list(s.Load, entity, at("as it was", edited.Add(time.Millisecond)), at("without a time", time.Time{}), at("edited", edited.Add(time.Second)), at("of other rules", edited), at("never judged here", edited))
		want := map[string]string{"edited": "missing", "of other rules": "missing", "never judged here": "missing"}
		require.Equal(t, want, s.found(entity, "", false, march), entity)
		want["as it was"], want["without a time"] = "missing", "missing"
		require.Equal(t, want, s.found(entity, "", true, march), "%s, asked for again", entity)
	}
}

func TestCustomersThatTheListHoldsOtherwise(t *testing.T) {
	s := openShelf(t)
	customer := func(id string) regulars.Customer { return regulars.Customer{ID: id, UpdatedAt: edited} }
	at := func(id string, modified time.Time) intake.Listed { return intake.Listed{ID: id, Modified: modified} }
	ids := []string{"as it is", "edited", "without a time", "absent", "deleted"}
	var stored []regulars.Customer
	for _, id := range ids {
		stored = append(stored, customer(id))
	}
	s.store(s.Load, began, intake.Block{Customers: stored})
	require.NoError(t, intake.Bury(t.Context(), s.db, s.Load, intake.EntityCustomers, []string{"deleted"}))
	s.list(s.Load, intake.EntityCustomers, at("as it is", edited.Add(time.Millisecond)), at("edited", edited.Add(time.Second)), at("without a time", time.Time{}), at("missing", edited), at("deleted", edited))
	for _, other := range s.others {
		s.store(other, began, intake.Block{Customers: []regulars.Customer{customer("missing"), {ID: "as it is", UpdatedAt: began}, customer("deleted")}})
		s.list(other, intake.EntityCustomers, at("absent", edited))
	}
	s.list(s.Load, intake.EntityOrders, at("absent", edited))
	want := map[string]string{"edited": "changed", "absent": "absent", "missing": "missing", "deleted": "missing"}
	require.Equal(t, want, s.found(intake.EntityCustomers, "", false))
	require.Equal(t, map[string]string{"missing": "missing"}, s.found(intake.EntityCustomers, "edited", false), "behind an id")
}

func TestRefundsThatTheListHoldsOtherwise(t *testing.T) {
	s := openShelf(t)
	given := func(id string, amount regulars.Money) func(*regulars.Order) {
		return func(o *regulars.Order) {
			o.Refunds, o.Refunded = []regulars.Refund{{ID: id, At: edited, Amount: amount}}, amount
		}
	}
	dollars := order("dollars", given("r2", 20_0000))
	dollars.Currency = "USD"
	s.store(s.Load, began, intake.Block{Orders: []regulars.Order{
		order("as it is", given("r1", 20_0000)), dollars, order("taken back", given("r3", 5_0000)), order("another amount", given("r4", 5_0000)),
		order("came", nil), order("hidden", given("r6", 5_0000)), order("rejected", given("r7", 5_0000)), order("another id", given("r8", 5_0000)), order("deleted", given("r9", 5_0000)),
	}})
	require.NoError(t, intake.Hide(t.Context(), s.db, s.Load, intake.EntityOrders, []string{"hidden"}))
	require.NoError(t, intake.Bury(t.Context(), s.db, s.Load, intake.EntityOrders, []string{"deleted"}))
	s.store(s.Load, began, intake.Block{Rejected: []regulars.Rejected{{Entity: "orders", ID: "rejected", CreatedAt: placed, UpdatedAt: edited}}})
	refund := func(id, of string, amount regulars.Money) intake.Listed {
		return intake.Listed{ID: id, Order: of, Refunded: amount}
	}
	s.list(s.Load, intake.EntityRefunds, refund("r1", "as it is", 20_0000), refund("r2", "dollars", 20_0000), refund("r4", "another amount", 5_0100), refund("r5", "came", 1_0000),
		refund("r10", "not stored", 1_0000), refund("r11", "another id", 5_0000))
	for _, other := range s.others {
		s.store(other, began, intake.Block{Orders: []regulars.Order{order("not stored", nil), order("as it is", nil), order("came", given("r5", 1_0000))}})
		s.list(other, intake.EntityRefunds, refund("r3", "taken back", 5_0000))
		require.NoError(t, intake.Hide(t.Context(), s.db, other, intake.EntityOrders, []string{"came"}))
		s.store(other, began, intake.Block{Rejected: []regulars.Rejected{{Entity: "orders", ID: "came", CreatedAt: placed, UpdatedAt: edited}}})
	}
	changed := func(ids ...string) map[string]string {
		want := map[string]string{}
		for _, id := range ids {
			want[id] = "changed"
		}
		return want
	}
	require.Equal(t, changed("another amount", "another id", "came", "taken back"), s.found(intake.EntityRefunds, "", false))
	require.Equal(t, changed("came", "taken back"), s.found(intake.EntityRefunds, "another id", false), "behind an id")
	require.Equal(t, changed("another amount", "another id", "came", "rejected", "taken back"), s.found(intake.EntityRefunds, "", true), "asked for again")
}
