package intake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"regulars"
	"regulars/schema/intake"
)

func ids(records ...string) []string { return records }

// rejected are records that came and are stored nowhere, created at a time.
func rejected(entity string, at time.Time, ids ...string) intake.Block {
	var b intake.Block
	for _, id := range ids {
		b.Rejected = append(b.Rejected, regulars.Rejected{Entity: entity, ID: id, Reason: "no currency", CreatedAt: at, UpdatedAt: at})
	}
	return b
}

// What a shop's totals are compared with: each record counts in one place, and none of
// another shop's or brand's.
func TestWhatIsPresentIsCounted(t *testing.T) {
	s := openShelf(t)
	before := began.AddDate(0, 0, 20)
	given := func(n int) func(*regulars.Order) {
		return func(o *regulars.Order) {
			for i := range n {
				o.Refunds = append(o.Refunds, regulars.Refund{ID: string(rune('a' + i)), At: edited, Amount: 1_0000})
			}
			o.Refunded = regulars.Money(n) * 1_0000
		}
	}
	unlisted := order("a sum without its refunds", nil)
	unlisted.Refunded = 5_0000
	late := order("placed at the moment", given(1))
	late.PlacedAt = before
	april := order("april", nil)
	april.PlacedAt = began.AddDate(0, 1, 0)
	s.store(s.Load, began, intake.Block{
		Orders: []regulars.Order{order("one", given(2)), order("two", nil), order("hidden", given(3)), order("listed again", given(1)), order("deleted", given(4)), unlisted, late, april, order("stored since", nil), order("rejected again", nil)},
		Customers: []regulars.Customer{{ID: "c1", RegisteredAt: before.Add(-time.Second)}, {ID: "c2"}, {ID: "c3", RegisteredAt: before}, {ID: "c4", RegisteredAt: began}, {ID: "gone"},
			{ID: "erased:1", Deleted: true}, {ID: "erased:2", Deleted: true}, {ID: "c5"}},
		Products: []regulars.Product{{ID: "p", SKU: "p1"}, {ID: "p", SKU: "p2"}, {ID: "q"}, {ID: "hidden"}, {ID: "gone", SKU: "g1"}, {ID: "gone", SKU: "g2"}, {ID: "rejected again"}},
		Events:   []regulars.Event{{ID: "e1", Type: "login", At: began}},
	})
	s.store(s.Load, began.Add(time.Hour), intake.Block{Orders: []regulars.Order{order("one", given(2))}, Customers: []regulars.Customer{{ID: "c1", RegisteredAt: began}}})
	require.NoError(t, intake.Hide(t.Context(), s.db, s.Load, intake.EntityOrders, ids("hidden", "listed again")))
	require.NoError(t, intake.Hide(t.Context(), s.db, s.Load, intake.EntityCustomers, ids("two")))
	shown := s.Load
	shown.ReadAt = s.ReadAt.Add(time.Hour)
	require.NoError(t, intake.Show(t.Context(), s.db, shown, intake.EntityOrders, ids("listed again")))
	require.NoError(t, intake.Bury(t.Context(), s.db, s.Load, intake.EntityOrders, ids("deleted")))
	require.NoError(t, intake.Bury(t.Context(), s.db, s.Load, intake.EntityCustomers, ids("gone")))
	require.NoError(t, intake.Bury(t.Context(), s.db, s.Load, intake.EntityProducts, ids("gone")))
	require.NoError(t, intake.Hide(t.Context(), s.db, s.Load, intake.EntityProducts, ids("hidden")))

	// Two are stored nowhere, one in a state of before its rejection; one was deleted since,
	// and of one the shop is not compared yet.
	s.store(s.Load, began.Add(-time.Hour), rejected("orders", placed, "stored since"))
	s.store(s.Load, began.Add(time.Hour), rejected("orders", placed, "nowhere", "nowhere either", "rejected again"))
	s.store(s.Load, began.Add(time.Hour), rejected("orders", before, "later"))
	s.store(s.Load, began.Add(time.Hour), rejected("orders", placed, "deleted since"))
	s.store(s.Load, began.Add(2*time.Hour), intake.Block{Orders: []regulars.Order{order("deleted since", func(o *regulars.Order) { o.Deleted = true })}})
	s.store(s.Load, began, rejected("customers", placed, "c9"))
	s.store(s.Load, began.Add(time.Hour), rejected("customers", placed, "c4", "c8"))
	s.store(s.Load, began.Add(time.Hour), rejected("customers", before, "c7"))
	s.store(s.Load, began.Add(-time.Hour), rejected("products", placed, "gone"))
	s.store(s.Load, began.Add(time.Hour), rejected("products", placed, "unreadable", "rejected again"))
	for _, other := range s.others {
		s.store(other, began, intake.Block{
			Orders: []regulars.Order{order("nowhere", given(1)), order("c8", nil)}, Customers: []regulars.Customer{{ID: "c8"}, {ID: "erased:3", Deleted: true}},
			Products: []regulars.Product{{ID: "p", SKU: "p3"}, {ID: "unreadable"}}, Events: []regulars.Event{{ID: "e2", Type: "login", At: began}},
		})
		s.store(other, began.Add(2*time.Hour), rejected("orders", placed, "one", "there"))
		s.store(other, began.Add(2*time.Hour), rejected("customers", placed, "c1", "there"))
		require.NoError(t, intake.Hide(t.Context(), s.db, other, intake.EntityOrders, ids("one")))
	}

	present, err := intake.CountPresent(t.Context(), s.db, "acme", "web", before)
	require.NoError(t, err)
	require.Equal(t, intake.Present{
		Orders: 6, HiddenOrders: 1, Refunds: 3, OtherRefunds: 3 + 4, Customers: 4,
		RejectedOrders: 2, RejectedCustomers: 2, ErasedCustomers: 2, Products: 3, HiddenProducts: 1, RejectedProducts: 1, Events: 1,
	}, present, "orders: one, two, listed again, a sum, stored since, rejected again")

	months, err := intake.CountMonths(t.Context(), s.db, "acme", "web", april.PlacedAt.Add(time.Second))
	require.NoError(t, err)
	require.Equal(t, []intake.Month{{From: began, Orders: 10}, {From: april.PlacedAt, Orders: 1}}, months, "seven stored and listed, three rejected and stored nowhere")
	months, err = intake.CountMonths(t.Context(), s.db, "acme", "web", before)
	require.NoError(t, err)
	require.Equal(t, []intake.Month{{From: began, Orders: 8}}, months, "before the moment")
}

// A tombstone is the record as it was; what was read later stays, and so do other shops.
func TestTombstones(t *testing.T) {
	s := openShelf(t)
	block := func(name string) intake.Block {
		return intake.Block{Orders: []regulars.Order{order("1", func(o *regulars.Order) { o.Name = name }), order("2", nil)}, Customers: []regulars.Customer{{ID: "1", Name: name}, {ID: "2"}}}
	}
	for _, l := range append([]intake.Load{s.Load}, s.others...) {
		s.store(l, began, block("old"))
		s.store(l, began.Add(time.Hour), block("new"))
	}
	gone := s.Load
	gone.ID = "run/gone"
	look := func(entity, id string) (rows uint64, said string) {
		require.NoError(t, s.db.Conn().QueryRow(t.Context(), "SELECT countIf(is_deleted = 1), argMax(concat(name, if(is_deleted = 1, ' deleted by ', ' stands of '), load_id), version) FROM "+entity+
			" WHERE brand = 'acme' AND shop = 'web' AND "+entity[:len(entity)-1]+"_id = ?", id).Scan(&rows, &said))
		return rows, said
	}
	for _, entity := range ids(intake.EntityOrders, intake.EntityCustomers) {
		gone.ReadAt = began.Add(30 * time.Minute)
		require.NoError(t, intake.Bury(t.Context(), s.db, gone, entity, ids("1")))
		rows, said := look(entity, "1")
		require.Zero(t, rows, "%s that were read since", entity)
		require.Equal(t, "new stands of run/sweep", said)

		gone.ReadAt = began.Add(2 * time.Hour)
		require.NoError(t, intake.Bury(t.Context(), s.db, gone, entity, ids("1", "unknown")))
		require.NoError(t, intake.Bury(t.Context(), s.db, gone, entity, ids("1")), "done again")
		rows, said = look(entity, "1")
		require.EqualValues(t, 1, rows, "one tombstone, of the newest state")
		require.Equal(t, "new deleted by run/gone", said)
		rows, _ = look(entity, "2")
		require.Zero(t, rows)
		var others uint64
		require.NoError(t, s.db.Conn().QueryRow(t.Context(), "SELECT count() FROM "+entity+" WHERE is_deleted = 1 AND (brand, shop) != ('acme', 'web')").Scan(&others))
		require.Zero(t, others)
	}
}

// A load that read all orders of a span shows which of the stored ones are gone.
func TestAbsent(t *testing.T) {
	s := openShelf(t)
	at := func(when time.Time) func(*regulars.Order) { return func(o *regulars.Order) { o.PlacedAt = when } }
	s.store(s.Load, began, intake.Block{Orders: []regulars.Order{
		order("2 gone", at(march.From)), order("1 gone too", at(march.To.Add(-time.Millisecond))), order("before", at(march.From.Add(-time.Millisecond))), order("after", at(march.To)), order("deleted", nil), order("read", nil),
	}})
	require.NoError(t, intake.Bury(t.Context(), s.db, s.Load, intake.EntityOrders, ids("deleted")))
	read := s.Load
	read.ID, read.ReadAt = "run/reread", time.Now()
	require.NoError(t, intake.NoteReceived(t.Context(), s.db, read, intake.EntityOrders, ids("read")))
	require.NoError(t, intake.NoteReceived(t.Context(), s.db, read, intake.EntityCustomers, ids("2 gone")))
	for _, other := range s.others {
		other.ID, other.ReadAt = read.ID, read.ReadAt
		s.store(other, began, intake.Block{Orders: []regulars.Order{order("2 gone", nil), order("elsewhere", nil)}})
		require.NoError(t, intake.NoteReceived(t.Context(), s.db, other, intake.EntityOrders, ids("1 gone too")))
	}
	absent, err := intake.Absent(t.Context(), s.db, read, march)
	require.NoError(t, err)
	require.Equal(t, ids("1 gone too", "2 gone"), absent)
}

// Records that the shop shows in no list are asked for, those first that wait the longest,
// until a list shows them.
func TestHiddenRecords(t *testing.T) {
	s := openShelf(t)
	ctx := t.Context()
	hide := func(l intake.Load, entity string, at time.Time, records ...string) {
		l.ReadAt = at
		require.NoError(t, intake.Hide(ctx, s.db, l, entity, records))
	}
	hidden := func(limit int) []string {
		found, err := intake.Hidden(ctx, s.db, s.Load, intake.EntityOrders, limit)
		require.NoError(t, err)
		return found
	}
	hide(s.Load, intake.EntityOrders, began.Add(time.Hour), "1", "2")
	hide(s.Load, intake.EntityOrders, began, "3", "4")
	hide(s.Load, intake.EntityCustomers, began, "9")
	for _, other := range s.others {
		hide(other, intake.EntityOrders, began, "8")
	}
	require.Equal(t, ids("3", "4", "1", "2"), hidden(9))
	require.Equal(t, ids("3", "4", "1"), hidden(3))
	hide(s.Load, intake.EntityOrders, began.Add(2*time.Hour), "3")
	require.Equal(t, ids("4", "1", "2", "3"), hidden(9), "asked for again, and hidden still")

	s.list(s.Load, intake.EntityOrders, intake.Listed{ID: "1"}, intake.Listed{ID: "3"})
	s.list(s.Load, intake.EntityCustomers, intake.Listed{ID: "2"})
	another := s.Load
	another.ID = "run/another"
	s.list(another, intake.EntityOrders, intake.Listed{ID: "2"})
	for _, other := range s.others {
		s.list(other, intake.EntityOrders, intake.Listed{ID: "4"}, intake.Listed{ID: "8"})
	}
	early := s.Load
	early.ReadAt = began.Add(90 * time.Minute)
	require.NoError(t, intake.Unhide(ctx, s.db, early, intake.EntityOrders))
	require.Equal(t, ids("4", "2", "3"), hidden(9), "3 was hidden after the list was read")
	require.NoError(t, intake.Unhide(ctx, s.db, s.Load, intake.EntityOrders))
	require.Equal(t, ids("4", "2"), hidden(9))
	for _, other := range s.others {
		found, err := intake.Hidden(ctx, s.db, other, intake.EntityOrders, 9)
		require.NoError(t, err)
		require.Equal(t, ids("8"), found)
	}
	found, err := intake.Hidden(ctx, s.db, s.Load, intake.EntityCustomers, 9)
	require.NoError(t, err)
	require.Equal(t, ids("9"), found)
}

// What was rejected, and no list shows any more, is forgotten.
func TestRejectedRecordsThatAreGone(t *testing.T) {
	s := openShelf(t)
	known := func() []string {
		var found []string
		require.NoError(t, s.db.Conn().QueryRow(t.Context(), "SELECT arraySort(groupArray(id)) FROM store_rejected FINAL WHERE brand = 'acme' AND shop = 'web' AND entity = 'orders'").Scan(&found))
		return found
	}
	s.store(s.Load, began, rejected("orders", placed, "listed", "gone"))
	s.store(s.Load, began, rejected("orders", march.To, "of another month"))
	s.store(s.Load, began, rejected("orders", time.Time{}, "of no time"))
	s.store(s.Load, s.ReadAt.Add(time.Hour), rejected("orders", placed, "rejected since"))
	s.store(s.Load, began, rejected("customers", placed, "gone"))
	s.list(s.Load, intake.EntityOrders, intake.Listed{ID: "listed"})
	s.list(s.Load, intake.EntityCustomers, intake.Listed{ID: "gone"})
	another := s.Load
	another.ID = "run/another"
	s.list(another, intake.EntityOrders, intake.Listed{ID: "gone"})
	for _, other := range s.others {
		s.store(other, began, rejected("orders", placed, "gone"))
		s.list(other, intake.EntityOrders, intake.Listed{ID: "gone"})
	}
	require.NoError(t, intake.ForgetRejected(t.Context(), s.db, s.Load, intake.EntityOrders, false, []intake.Span{march}))
	require.Equal(t, ids("listed", "of another month", "of no time", "rejected since"), known(), "of the span that was listed")
	all := intake.Span{To: march.To.AddDate(1, 0, 0)}
	require.NoError(t, intake.ForgetRejected(t.Context(), s.db, s.Load, intake.EntityOrders, true, []intake.Span{all}))
	require.Equal(t, ids("listed", "rejected since"), known(), "of the whole shop")
	var others uint64
	require.NoError(t, s.db.Conn().QueryRow(t.Context(), "SELECT count() FROM store_rejected FINAL WHERE id = 'gone'").Scan(&others))
	require.EqualValues(t, 3, others, "a customer, and those of the others")
}

// The last sweep of a shop is the last that read it whole and came to its end.
func TestLastSweeps(t *testing.T) {
	s := openShelf(t)
	put := func(l intake.Load, entity string, day int, healed uint64, change func(*intake.Sweep)) {
		l.ID = "run/" + string(rune('a'+day))
		w := intake.Sweep{Entity: entity, Whole: true, Missing: healed, Changed: 10 * healed, Deleted: 100 * healed, Hidden: 9, Rejected: 9, Listed: 9, Open: healed, StartedAt: began, FinishedAt: began.AddDate(0, 0, day)}
		if change != nil {
			change(&w)
		}
		require.NoError(t, intake.PutSweep(t.Context(), s.db, l, w))
	}
	require.NoError(t, s.db.Conn().Exec(t.Context(), "SYSTEM STOP MERGES sweeps")) // what was noted before would be gone in a moment
	put(s.Load, "orders", 3, 2, nil)
	put(s.Load, "orders", 1, 1, nil)
	put(s.Load, "orders", 4, 5, func(w *intake.Sweep) { w.Whole = false })
	put(s.Load, "orders", 5, 6, func(w *intake.Sweep) { w.Failed = true })
	put(s.Load, "orders", 6, 8, nil)
	put(s.Load, "orders", 6, 8, func(w *intake.Sweep) { w.Failed = true }) // it was tried again
	put(s.Load, "customers", 2, 4, nil)
	for _, other := range s.others {
		put(other, "orders", 9, 7, nil)
		put(other, "refunds", 9, 7, nil)
	}
	last, err := intake.LastSweeps(t.Context(), s.db, "acme", "web")
	require.NoError(t, err)
	require.Equal(t, map[string]intake.LastSweep{
		"orders":    {Entity: "orders", Healed: 222, Open: 2, At: began.AddDate(0, 0, 3)},
		"customers": {Entity: "customers", Healed: 444, Open: 4, At: began.AddDate(0, 0, 2)},
	}, last)
}

// A hint holds until the record is read a minute or more after it, or the shop was asked.
func TestHinted(t *testing.T) {
	s := openShelf(t)
	hint := func(l intake.Load, entity, id string, at time.Time) {
		require.NoError(t, s.db.Conn().Exec(t.Context(), "INSERT INTO shop_hints (brand, shop, entity, id, asked, version) VALUES (?, ?, ?, ?, false, ?)", l.Brand.Name, l.Shop.Name, entity, id, uint64(at.UnixNano())))
	}
	now := time.Now().UTC().Truncate(time.Millisecond)
	require.NoError(t, s.db.Conn().Exec(t.Context(), "SYSTEM STOP MERGES shop_hints")) // hints that were asked for would be gone in a moment
	for _, c := range []struct{ entity, oldest, read, never string }{{intake.EntityOrders, "o1", "o2", "o3"}, {intake.EntityCustomers, "c1", "c2", "c3"}} {
		hint(s.Load, c.entity, c.never, now.Add(-time.Minute))
		hint(s.Load, c.entity, c.oldest, now.Add(-2*time.Hour))
		hint(s.Load, c.entity, c.read, now.Add(-time.Hour))
		hint(s.Load, c.entity, "asked", now.Add(-time.Hour))
		asked := s.Load
		asked.ReadAt = now
		require.NoError(t, intake.Asked(t.Context(), s.db, asked, c.entity, ids("asked")))
		block := func(id string) intake.Block {
			if c.entity == intake.EntityOrders {
				return intake.Block{Orders: []regulars.Order{order(id, nil)}}
			}
			return intake.Block{Customers: []regulars.Customer{{ID: id}}}
		}
		s.store(s.Load, now.Add(-59*time.Minute), block(c.read))
		s.store(s.Load, now.Add(-3*time.Hour), block(c.read))
		s.store(s.Load, now.Add(-2*time.Hour+59*time.Second), block(c.oldest))
		for _, other := range s.others {
			s.store(other, now, block(c.never))
			hint(other, c.entity, "there", now)
			other.ReadAt = now
			require.NoError(t, intake.Asked(t.Context(), s.db, other, c.entity, ids(c.never)))
		}
		found, err := intake.Hinted(t.Context(), s.db, s.Load, c.entity, 9)
		require.NoError(t, err)
		require.Equal(t, ids(c.oldest, c.never), found, c.entity)
		found, err = intake.Hinted(t.Context(), s.db, s.Load, c.entity, 1)
		require.NoError(t, err)
		require.Equal(t, ids(c.oldest), found, c.entity)
	}
}

// A pull is counted by itself: what other pulls, shops and brands were handed, stored or
// rejected makes up for nothing.
func TestLoadsAreCountedApart(t *testing.T) {
	s := openShelf(t)
	until := began.AddDate(0, 0, 1)
	now := s.Load
	now.ID, now.ReadAt = "run/now", time.Now().UTC().Truncate(time.Millisecond)
	strange := func(word string) func(*regulars.Order) {
		return func(o *regulars.Order) { o.Status, o.Unmapped, o.UpdatedAt = word, true, began }
	}
	s.store(now, now.ReadAt, intake.Block{
		Orders: []regulars.Order{order("1", strange("odd")), order("2", strange("odd")), order("3", strange("queer")), order("late", func(o *regulars.Order) { o.UpdatedAt = until }),
			order("in time", func(o *regulars.Order) { o.UpdatedAt = until.Add(-time.Millisecond) })},
		Customers: []regulars.Customer{{ID: "1", UpdatedAt: until}, {ID: "2", UpdatedAt: began}},
		Products:  []regulars.Product{{ID: "1", SKU: "a"}}, Events: []regulars.Event{{ID: "1", Type: "login", At: began}},
		Rejected: []regulars.Rejected{{Entity: "orders", ID: "9", Reason: "no date"}, {Entity: "customers", ID: "9", Reason: "no date"}},
	})
	for entity, id := range map[string]string{"orders": "lost", "customers": "lost too", "products": "p", "events": "e"} {
		require.NoError(t, intake.NoteReceived(t.Context(), s.db, now, entity, ids(id)))
	}
	for i, other := range append(s.others, s.Load) { // the last: an earlier load of the shop
		if i < 2 {
			other.ID = now.ID
		}
		at := now.ReadAt.Add(-11 * time.Minute) // of the shop itself: before the pull, by any two clocks
		if i < 2 {
			at = now.ReadAt
		}
		s.store(other, at, intake.Block{
			Orders: []regulars.Order{order("lost", strange("other")), order("4", strange("other"))}, Customers: []regulars.Customer{{ID: "lost too", UpdatedAt: until}},
			Products: []regulars.Product{{ID: "p", SKU: "p"}}, Events: []regulars.Event{{ID: "e", Type: "login", At: began}},
			Rejected: []regulars.Rejected{{Entity: "orders", ID: "8", Reason: "no date"}},
		})
	}
	count := func(entity string) []uint64 {
		row, err := intake.CountLoad(t.Context(), s.db, intake.Row{Brand: "acme", Shop: "web", Entity: entity, LoadID: now.ID, StartedAt: now.ReadAt, To: until})
		require.NoError(t, err)
		if entity == intake.EntityOrders || entity == intake.LoadSweep {
			require.Equal(t, "odd (2), queer (1), other (1)", row.Words)
		}
		return []uint64{row.Received, row.Stored, row.Rejected, row.Late, row.Unmapped}
	}
	require.Equal(t, []uint64{6, 5, 1, 1, 4}, count(intake.EntityOrders), "lost is stored by the earlier load only")
	require.Equal(t, []uint64{3, 2, 1, 2, 0}, count(intake.EntityCustomers))
	require.Equal(t, []uint64{2, 1, 0, 0, 0}, count(intake.EntityProducts))
	require.Equal(t, []uint64{2, 1, 0, 0, 0}, count(intake.EntityEvents))
	for _, kind := range ids(intake.LoadReread, intake.LoadSweep, intake.LoadHints) {
		require.Equal(t, []uint64{13, 9, 2, 3, 4}, count(kind), "a load of several entities")
	}
}

// Records that are gone are missed until the shop is compared again, and those that were
// removed on purpose never; each shop is compared by itself.
func TestHoldings(t *testing.T) {
	s := openShelf(t)
	exec := func(statement string) {
		require.NoError(t, s.db.Conn().Exec(t.Context(), statement+" SETTINGS mutations_sync = 1"))
	}
	require.NoError(t, s.db.Conn().Exec(t.Context(), "SYSTEM STOP MERGES holdings")) // an earlier comparison would be gone in a moment
	block := intake.Block{Customers: []regulars.Customer{{ID: "c"}}}
	for i := range 64 {
		block.Orders = append(block.Orders, order(fmt.Sprint(i), nil))
	}
	for _, l := range append(s.others, s.Load) {
		s.store(l, began, block)
	}
	losses := func() (missing []string) {
		all, err := intake.Losses(t.Context(), s.db, "acme")
		require.NoError(t, err)
		for _, l := range all {
			missing = append(missing, fmt.Sprint(l.Shop, " ", l.Entity, " ", l.Expected-l.Stored))
		}
		return missing
	}
	keep := func() { require.NoError(t, intake.KeepHoldings(t.Context(), s.db, "acme", "web")) }
	keep()
	exec("ALTER TABLE orders DELETE WHERE shop = 'store' AND order_id = '1'")
	exec("ALTER TABLE orders DELETE WHERE brand = 'other' AND order_id = '1'")
	require.Empty(t, losses(), "of another shop nothing was noted, and another brand's are its own")
	exec("ALTER TABLE orders DELETE WHERE brand = 'acme' AND shop = 'web' AND order_id IN ('1', '2')")
	require.Equal(t, []string{"web orders 2"}, losses())
	keep()
	require.Empty(t, losses(), "it was compared since")
	before, err := intake.Holdings(t.Context(), s.db, "acme")
	require.NoError(t, err)
	exec("ALTER TABLE orders DELETE WHERE brand = 'acme' AND shop = 'web' AND order_id = '3'")
	require.NoError(t, intake.LowerHoldings(t.Context(), s.db, "acme", before))
	require.Empty(t, losses(), "it was removed on purpose")
	exec("ALTER TABLE customers DELETE WHERE brand = 'acme' AND shop = 'web'")
	require.Equal(t, []string{"web customers 1"}, losses(), "a partition that holds nothing any more")
}
