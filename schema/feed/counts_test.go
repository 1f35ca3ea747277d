package feed_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/platform/file"
	"regulars/schema/feed"
	"regulars/schema/schematest"
)

// Every row of the files is used, rejected or left out, and the load says which.
func TestImportCounts(t *testing.T) {
	db := schematest.Open(t)
	text := "id,day,amount,who\n1,2026-11-02,10,\n\n2,2026-11-02,x,\n3,2026-11-02,0,\n4,2026-11-03,\"1,200\",\n,,,\n合計,,\"1,210\",\n"
	f := config.Feed{
		Path: write(t, "a.csv", text), Where: "amount != '0'",
		Columns: map[string]string{"order_id": "id", "placed_at": "day", "amount": "amount"},
	}
	files, err := file.NewFeed(f)
	require.NoError(t, err)
	want := feed.Counts{Rows: 4, Used: 2, Rejected: 1, LeftOut: 1, Blank: 2, Totals: 1}
	for i := range 2 {
		r, err := feed.Import(t.Context(), db, fileLoad(t, []string{"a", "b"}[i]), f, files, false, nil)
		require.NoError(t, err)
		require.Equal(t, want, r.Counts)
		require.Equal(t, i == 1, r.Unchanged)
	}
	type counts struct {
		FileRows, UsedRows, RejectedRows, LeftOut, Blank, Totals uint64
	}
	require.Equal(t, []counts{{4, 2, 1, 1, 2, 1}, {4, 2, 1, 1, 2, 1}}, schematest.Query[counts](t, db,
		"SELECT file_rows FileRows, used_rows UsedRows, rejected_rows RejectedRows, left_out LeftOut, blank Blank, totals Totals FROM loads FINAL ORDER BY load_id"))

	look, err := feed.LookAt(t.Context(), db, fileLoad(t, "c"), f, files, 0)
	require.NoError(t, err)
	require.Equal(t, want, look.Counts)
	require.Equal(t, int64(2), look.Records)
	require.Equal(t, []feed.Reason{{Reason: "amount is not an amount: x is no number", Rows: 1, First: "a.csv:4"}}, look.Reasons)
	require.Equal(t, "1210", look.Orders.Revenue)
	require.Empty(t, schematest.Query[aRejection](t, db, "SELECT record, reason, raw FROM rejected WHERE load_id = 'c'"))
	look, err = feed.LookAt(t.Context(), db, fileLoad(t, "d"), f, files, 1)
	require.NoError(t, err)
	require.True(t, look.Cut)
	require.Equal(t, int64(1), look.Records)
	left := schematest.Query[struct{ N uint64 }](t, db, "SELECT count() N FROM system.tables WHERE database = currentDatabase() AND (startsWith(name, 'import_') OR startsWith(name, 'look_'))")
	require.Zero(t, left[0].N)
	require.Equal(t, []struct{ N uint64 }{{2}}, schematest.Query[struct{ N uint64 }](t, db, "SELECT count() N FROM orders FINAL"), "a look stores nothing")
}

// What stands where a guest's id would makes nobody a person of the look, as it links nobody in a night.
func TestLookCountsPeople(t *testing.T) {
	text := "id,day,amount,customer,mail,line\n" +
		"1,2026-11-02,10,0,,\n2,2026-11-02,10,-,,\n3,2026-11-02,10,訪客,x@shop.invalid,0\n4,2026-11-02,10,0,ann@x.test,\n5,2026-11-02,10,,ann@x.test,\n6,2026-11-02,10,10,,U1\n"
	f := config.Feed{
		Path:    write(t, "a.csv", text),
		Columns: map[string]string{"order_id": "id", "placed_at": "day", "amount": "amount", "customer_id": "customer", "email": "mail", "line_id": "line"},
	}
	files, err := file.NewFeed(f)
	require.NoError(t, err)
	look, err := feed.LookAt(t.Context(), schematest.Open(t), fileLoad(t, "c"), f, files, 0)
	require.NoError(t, err)
	require.EqualValues(t, 2, look.Orders.People)
	require.EqualValues(t, 3, look.Orders.Nobody)
}

// An amount that its cell says is in another currency than the shop's isn't taken for one of
// the shop's: it is rejected, unless a column says which currency its order is in.
func TestAmountsOfOtherCurrencies(t *testing.T) {
	db := schematest.Open(t)
	f := config.Feed{
		Path:    write(t, "a.csv", "id,day,amount,paid_in\n1,2026-11-02,£10.00,\n2,2026-11-02,US$200.00,GBP\n3,2026-11-03,GBP 5.50,\n4,2026-11-03,$7.00,\n5,2026-11-03,(€3.00),\n"),
		Columns: map[string]string{"order_id": "id", "placed_at": "day", "amount": "amount"},
	}
	look := func() feed.Look {
		files, err := file.NewFeed(f)
		require.NoError(t, err)
		look, err := feed.LookAt(t.Context(), db, fileLoad(t, "a"), f, files, 0)
		require.NoError(t, err)
		return look
	}
	was := look()
	require.Equal(t, "22.5", was.Orders.Revenue)
	require.Equal(t, feed.Counts{Rows: 5, Used: 3, Rejected: 2}, was.Counts)
	require.Len(t, was.Reasons, 2)
	const remedy = ", and the shop's currency is GBP: say where the currency stands (columns: currency), or give the shop that currency"
	require.ElementsMatch(t, []feed.Reason{
		{Reason: "amount is in USD: US$200.00" + remedy, Rows: 1, First: "a.csv:3"}, {Reason: "amount is in EUR: (€3.00)" + remedy, Rows: 1, First: "a.csv:6"},
	}, was.Reasons)
	f.Columns["currency"] = "paid_in"
	require.Equal(t, feed.Counts{Rows: 5, Used: 5}, look().Counts)
}

// What files have proved holds for those that come later, and what contradicts it stops
// the feed with both rows.
func TestProvedStylesHold(t *testing.T) {
	db := schematest.Open(t)
	dir := t.TempDir()
	f := config.Feed{Path: filepath.Join(dir, "o-*.csv"), Columns: map[string]string{"order_id": "id", "placed_at": "day", "amount": "amount"}}
	load := func(id, name, text string) (feed.Result, error) {
		for _, old := range []string{"o-1.csv", "o-2.csv", "o-3.csv", "o-4.csv"} {
			_ = os.Remove(filepath.Join(dir, old))
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
		files, err := file.NewFeed(f)
		require.NoError(t, err)
		return feed.Import(t.Context(), db, fileLoad(t, id), f, files, false, nil)
	}
	_, err := load("a", "o-1.csv", "id,day,amount\n1,10/11/2026,1.500\n")
	require.ErrorContains(t, err, `declare dates: "mdy" or "dmy"`)
	_, err = load("b", "o-2.csv", "id,day,amount\n1,10/31/2026,\"1,250.75\"\n")
	require.NoError(t, err)
	r, err := load("c", "o-3.csv", "id,day,amount\n2,10/11/2026,1.500\n")
	require.NoError(t, err, "neither the date nor the amount is evident, and both were")
	require.Contains(t, r.Taken, "placed_at: dates mdy")
	type order struct{ ID, Day, Total string }
	require.Equal(t, []order{{"1", "2026-10-31", "1250.75"}, {"2", "2026-10-11", "1.5"}},
		schematest.Query[order](t, db, "SELECT order_id ID, toString(date) Day, toString(orders.total) Total FROM orders FINAL ORDER BY order_id"))
	_, err = load("d", "o-4.csv", "id,day,amount\n3,31/10/2026,1\n")
	for _, words := range []string{"columns.placed_at", "31/10/2026 in line 2 of o-4.csv is written as dmy", "earlier files as mdy", "10/31/2026 in line 2 of o-2.csv", `declare dates: "dmy"`} {
		require.ErrorContains(t, err, words)
	}
	_, err = load("e", "o-4.csv", "id,day,amount\n3,10/31/2026,\"1.250,75\"\n")
	require.ErrorContains(t, err, "columns.amount")
	require.ErrorContains(t, err, "earlier files as 1,234.50")
	f.Dates = config.Words{"": "dmy"}
	_, err = load("f", "o-4.csv", "id,day,amount\n3,31/10/2026,1\n")
	require.NoError(t, err, "what is declared holds")
}

// What an event needs is not made up: a date of zeros is no time, and 1970 isn't one either.
func TestEventsNeedTheirTime(t *testing.T) {
	db := schematest.Open(t)
	f := config.Feed{
		Entity: "events", Path: write(t, "e.csv", "what,at,who\nlogin,2026-11-02 10:00:00,a@x.test\nlogin,0000-00-00 00:00:00,b@x.test\nlogin,,c@x.test\n"),
		Columns: map[string]string{"type": "what", "at": "at", "email": "who"},
	}
	r, err := importFeed(t, db, fileLoad(t, "a"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 1, Stored: 1, Changed: 1, Rejected: 2}, r)
}
