package feed_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"regulars/cell"
	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/platform/file"
	"regulars/schema"
	"regulars/schema/feed"
	"regulars/schema/intake"
	"regulars/schema/schematest"
)

func importFeed(t *testing.T, db *schema.DB, l intake.Load, f config.Feed) (feed.Result, error) {
	t.Helper()
	files, err := file.NewFeed(f)
	require.NoError(t, err)
	return bare(feed.Import(t.Context(), db, l, f, files, false, nil))
}

// bare is a result without what TestImportCounts looks at.
func bare(r feed.Result, err error) (feed.Result, error) {
	r.Counts, r.Taken = feed.Counts{}, nil
	return r, err
}

func fileLoad(t *testing.T, id string) intake.Load {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	b := (&config.Brand{Name: "acme", Timezone: zone.String(), Zone: zone, Currency: "GBP", Identity: config.Identity{Region: "GB"}}).WithDefaults()
	s := &config.Shop{Name: "store", Timezone: zone.String(), Zone: zone, Currency: "GBP", LineProvider: "p"}
	return intake.Load{Brand: b, Shop: s, ID: id}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

type exampleSums struct {
	Orders  uint64 `ch:"n"`
	Lines   uint64 `ch:"items"`
	Members uint64 `ch:"people"`
	Revenue string `ch:"revenue"`
	Zero    uint64 `ch:"zero"`
	From    string `ch:"from_date"`
	To      string `ch:"to_date"`
}

const exampleQuery = "SELECT count() n, sum(length(lines.sku)) items, uniqExact(customer_id) people, toString(sum(total)) revenue, " +
	"countIf(total = 0) zero, toString(min(date)) from_date, toString(max(date)) to_date FROM orders FINAL"

func TestImportOnlineRetail(t *testing.T) {
	l, f := schematest.Example(t, "online-retail.yaml")
	db := schematest.Open(t)
	r, err := importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 18532, Stored: 18532, Changed: 18532}, r)
	require.Equal(t, []exampleSums{{18532, 397884, 4338, "8911407.904", 0, "2010-12-01", "2011-12-09"}}, schematest.Query[exampleSums](t, db, exampleQuery))
	type month struct {
		First string
		N     uint64
	}
	cohorts := schematest.Query[month](t, db, "SELECT formatDateTime(first, '%Y-%m') First, count() N FROM (SELECT min(date) first FROM orders FINAL GROUP BY customer_id) GROUP BY First ORDER BY First")
	var sizes []uint64
	for _, c := range cohorts {
		sizes = append(sizes, c.N)
	}
	require.Equal(t, []uint64{885, 417, 380, 452, 300, 284, 242, 188, 169, 299, 358, 323, 41}, sizes)
}

func TestImportCDNOW(t *testing.T) {
	l, f := schematest.Example(t, "cdnow.yaml")
	db := schematest.Open(t)
	r, err := importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 69659, Stored: 69659, Changed: 69659}, r)
	require.Equal(t, []exampleSums{{69659, 69659, 23570, "2500315.63", 80, "1997-01-01", "1998-06-30"}}, schematest.Query[exampleSums](t, db, exampleQuery))

	r, err = importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 69659, Stored: 69659, Skipped: true}, r, "the same load again")
	l.ID = "b"
	r, err = importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 69659, Stored: 69659, Skipped: true, Unchanged: true}, r, "an unchanged file")
	f.Columns["name"] = "''"
	l.ID = "c"
	r, err = importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 69659, Stored: 69659}, r, "read again, nothing differs")
}

type anOrder struct {
	ID       string   `ch:"id"`
	At       string   `ch:"at"`
	Date     string   `ch:"day"`
	Customer string   `ch:"customer"`
	Total    string   `ch:"amount"`
	Lines    []string `ch:"items"`
}

const anOrderQuery = "SELECT order_id id, toString(placed_at) at, toString(date) day, customer_id customer, toDecimalString(total, 4) amount, " +
	"arrayMap(s -> toString(s), lines.sku) items FROM orders FINAL WHERE shop = '%s' ORDER BY order_id"

func TestImportFormats(t *testing.T) {
	// The clocks skipped 01:30 on that day: the order is of the first moment after it.
	want := []anOrder{
		{"1", "2011-03-27 01:00:00.000", "2011-03-27", "17850", "15.3000", []string{"a", "b"}},
		{"C2", "2011-10-30 00:30:00.000", "2011-10-30", "", "2.5500", []string{"c"}},
	}
	csv := "id,at,customer,amount,sku\n1,2011-03-27 01:30:00,17850,12.75,a\n1,2011-03-27 05:00:00,17850,2.55,b\nC2,2011-10-30 01:30:00,,2.55,c\n"
	tsv := strings.ReplaceAll(csv, ",", "\t")
	jsonl := `{"id":1,"at":"2011-03-27 01:30:00","customer":17850,"amount":12.75,"sku":"a"}
{"id":1,"at":"2011-03-27 05:00:00","customer":17850,"amount":2.55,"sku":"b"}
{"id":"C2","at":"2011-10-30 01:30:00","customer":null,"amount":"2.55","sku":"c"}
`
	words := " 1  2011-03-27T01:30:00 17850   12.75 a\r\n  1 2011-03-27T05:00:00 17850 2.55  b \n\nC2\t2011-10-30T01:30:00 -  2.55 c\n"
	headless := strings.SplitN(csv, "\n", 2)[1]
	structure := "id String, at String, customer String, amount String, sku String"
	db := schematest.Open(t)
	cases := map[string]struct {
		file, text string
		feed       config.Feed
	}{
		"csv":             {"a.csv", csv, config.Feed{}},
		"crlf":            {"a.csv", strings.ReplaceAll(csv, "\n", "\r\n"), config.Feed{}},
		"bom":             {"a.csv", "\ufeff" + csv, config.Feed{}},
		"csv, structure":  {"a.csv", headless, config.Feed{Structure: structure}},
		"csv, both":       {"a.csv", csv, config.Feed{Structure: structure}},
		"csv, skip":       {"a.csv", "made on monday\n" + csv, config.Feed{SkipLines: 1}},
		"tsv":             {"a.tsv", tsv, config.Feed{}},
		"json lines":      {"a.jsonl", jsonl, config.Feed{}},
		"words":           {"a.txt", words, config.Feed{Structure: structure}},
		"words, skip":     {"a.txt", "h e a d\n" + words, config.Feed{Structure: structure, SkipLines: 1}},
		"words, typed":    {"a.asc", words, config.Feed{Structure: "id String, at DateTime, customer String, amount Float64, sku LowCardinality(String)"}},
		"lines":           {"a.log", words, config.Feed{Format: "LineAsString", Where: "trim(line) != '' AND trim(line) != '\\r'"}},
		"format by hand":  {"a.dat", csv, config.Feed{Format: "CSVWithNames"}},
		"quoted strings":  {"a.csv", strings.ReplaceAll(csv, "2.55", `"2.55"`), config.Feed{}},
		"semicolon comma": {"a.csv", strings.ReplaceAll(csv, "12.75", `"12.75 "`), config.Feed{}},
	}
	for name, c := range cases {
		for _, packed := range []string{"", ".gz", ".zst"} {
			if packed != "" && len(name) > 10 {
				continue
			}
			t.Run(name+packed, func(t *testing.T) {
				f := c.feed
				f.Path, f.Grain = pack(t, c.file+packed, c.text), "line"
				f.Columns = map[string]string{"order_id": "id", "placed_at": "at", "customer_id": "customer", "amount": "amount", "sku": "sku"}
				if strings.HasPrefix(name, "words") {
					f.Columns["customer_id"] = "if(customer = '-', '', customer)"
				}
				if name == "lines" {
					for i, key := range []string{"order_id", "placed_at", "customer_id", "amount", "sku"} {
						f.Columns[key] = fmt.Sprintf("replace(extractAll(line, '\\\\S+')[%d], '-\\0', '')", i+1)
					}
					f.Columns["customer_id"] = "nullIf(extractAll(line, '\\\\S+')[3], '-')"
				}
				l := fileLoad(t, "l")
				l.Shop.Name = name + packed
				r, err := importFeed(t, db, l, f)
				require.NoError(t, err)
				require.Equal(t, feed.Result{Received: 2, Stored: 2, Changed: 2}, r)
				require.Equal(t, want, schematest.Query[anOrder](t, db, fmt.Sprintf(anOrderQuery, l.Shop.Name)))
			})
		}
	}
}

func TestImportParquet(t *testing.T) {
	db := schematest.Open(t)
	path := filepath.Join(t.TempDir(), "a.parquet")
	exec(t, db, "INSERT INTO FUNCTION file('"+path+"', 'Parquet') SELECT * FROM values("+
		"'id Int64, at DateTime64(6, ''UTC''), customer Nullable(Float64), amount Float64, sku LowCardinality(String)', "+
		"(1, '2011-03-27 00:30:00', 17850, 12.75, 'a'), (1, '2011-03-28 00:30:00', nan, 2.55, 'b'), (2, '2011-10-30 00:30:00', nan, 2.55, 'c'))")
	f := config.Feed{Path: path, Grain: "line", OnRepeat: "sum", Columns: map[string]string{
		"order_id": "id", "placed_at": "at", "customer_id": "customer", "amount": "amount", "sku": "sku"}}
	r, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 2, Stored: 2, Changed: 2}, r)
	require.Equal(t, []anOrder{
		{"1", "2011-03-27 00:30:00.000", "2011-03-27", "17850", "15.3000", []string{"a", "b"}},
		{"2", "2011-10-30 00:30:00.000", "2011-10-30", "", "2.5500", []string{"c"}},
	}, schematest.Query[anOrder](t, db, fmt.Sprintf(anOrderQuery, "store")))
}

func TestImportTabs(t *testing.T) {
	for name, end := range map[string]string{"unix": "\n", "windows": "\r\n"} {
		t.Run(name, func(t *testing.T) {
			db := schematest.Open(t)
			text := "receipt\tday\tpieces\tprice\tremark\nT1\t2011-03-27\t1\t2.5\t\"hi\nT2\t2011-03-28\t0.5\t4\t\nT3\t2011-03-28\t2\t\\N\t\n"
			f := config.Feed{
				Path:    write(t, "a.tsv", strings.ReplaceAll(text, "\n", end)),
				Columns: map[string]string{"order_id": "receipt", "placed_at": "day", "amount": "pieces * price"},
			}
			r, err := importFeed(t, db, fileLoad(t, "l"), f)
			require.NoError(t, err)
			require.Equal(t, feed.Result{Received: 2, Stored: 2, Changed: 2, Rejected: 1}, r)
			totals := "SELECT order_id id, toDecimalString(total, 4) amount FROM orders FINAL ORDER BY order_id"
			require.Equal(t, []aTotal{{"T1", "2.5000"}, {"T2", "2.0000"}}, schematest.Query[aTotal](t, db, totals))
		})
	}
}

type aTotal struct {
	ID     string `ch:"id"`
	Amount string `ch:"amount"`
}

type aRejection struct {
	Record string `ch:"record"`
	Reason string `ch:"reason"`
	Raw    string `ch:"raw"`
}

const rejectedQuery = "SELECT record, reason, raw FROM rejected FINAL ORDER BY toUInt64(splitByChar(':', record)[2])"

func TestImportBadRows(t *testing.T) {
	db := schematest.Open(t)
	f := config.Feed{
		Path:    write(t, "a.csv", "id,day,amount\n1,20110327,5\n2,what,6\n3,20110328,x\n,20110329,1\n5,20110330,8,9\n6,20110331,\n7,20110401,1.25\n"),
		Columns: map[string]string{"order_id": "id", "placed_at": "toDate(toUInt32(day)::String)", "amount": "amount"},
	}
	r, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.NoError(t, err)
	for _, one := range schematest.Query[aRejection](t, db, rejectedQuery) {
		t.Logf("%+v", one)
	}
	require.Equal(t, feed.Result{Received: 2, Stored: 2, Changed: 2, Rejected: 5}, r)
}

// A file without a row is a day without sales: it adds nothing and stops nobody,
// whatever its format, packed or not; one that can't be read is not taken for one.
func TestImportFilesWithoutRows(t *testing.T) {
	db := schematest.Open(t)
	csv := "receipt,sold_at,email,amount\nA1,2026-11-02,ann@example.com,100\n"
	columns := map[string]string{"order_id": "receipt", "placed_at": "sold_at", "email": "email", "amount": "amount"}
	header, _, _ := strings.Cut(csv, "\n")
	for name, files := range map[string]map[string]string{
		"a header only":       {"o-1.csv": csv, "o-2.csv": header + "\n"},
		"the first of them":   {"o-1.csv": header, "o-2.csv": csv},
		"a mark and CRLF":     {"o-1.csv": "\ufeff" + header + "\r\n", "o-2.csv": csv},
		"an empty file":       {"o-1.csv": "", "o-2.csv": csv},
		"tabs":                {"o-1.tsv": strings.ReplaceAll(header, ",", "\t") + "\n", "o-2.tsv": strings.ReplaceAll(csv, ",", "\t")},
		"an empty packed one": {"o-1.csv.gz": "", "o-2.csv.gz": csv},
		"a packed header":     {"o-1.csv.gz": header + "\n", "o-2.csv.gz": csv},
	} {
		t.Run(name, func(t *testing.T) {
			dir, extension := t.TempDir(), ""
			for file, text := range files {
				if extension = strings.TrimPrefix(file, file[:3]); strings.HasSuffix(file, ".gz") {
					text = gzipped(t, text)
				}
				require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644))
			}
			f := config.Feed{Entity: "orders", Path: filepath.Join(dir, "o-*"+extension), Columns: columns}
			l := fileLoad(t, name)
			l.Shop.Name = name
			files, err := file.NewFeed(f)
			require.NoError(t, err)
			_, err = feed.LookAt(t.Context(), db, l, f, files, 0)
			require.NoError(t, err)
			result, err := importFeed(t, db, l, f)
			require.NoError(t, err)
			require.Equal(t, feed.Result{Received: 1, Stored: 1, Changed: 1}, result)
		})
	}
	broken := config.Feed{Entity: "orders", Path: write(t, "o.json", "this is no JSON\n"), Columns: columns}
	_, err := importFeed(t, db, fileLoad(t, "broken"), broken)
	require.ErrorContains(t, err, "o.json")
	require.ErrorIs(t, err, cell.ErrBroken)
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var packed strings.Builder
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return packed.String()
}

func TestImportBadJSON(t *testing.T) {
	db := schematest.Open(t)
	f := config.Feed{
		Path:    write(t, "a.jsonl", "{\"id\":1,\"at\":\"2011-03-27\",\"amount\":5}\n{\"id\":2,\n{\"id\":3,\"at\":\"2011-03-28\",\"amount\":7}\n"),
		Columns: map[string]string{"order_id": "id", "placed_at": "at", "amount": "amount"},
	}
	r, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.NoError(t, err)
	for _, one := range schematest.Query[aRejection](t, db, rejectedQuery) {
		t.Logf("%+v", one)
	}
	require.Equal(t, int64(2), r.Received)
}

func TestImportLateLetter(t *testing.T) {
	db := schematest.Open(t)
	var text strings.Builder
	text.WriteString("id,day,quantity,price\n")
	for i := range 30_000 {
		fmt.Fprintf(&text, "%d,2011-03-27,2,2.55\n", i+1)
	}
	text.WriteString("C1,2011-03-27,2,2.55\n30002,2011-03-27,two,2.55\n30003,2011-03-27,3,2.55\n")
	f := config.Feed{Path: pack(t, "a.csv.gz", text.String()), Columns: map[string]string{"order_id": "id", "placed_at": "day", "amount": "quantity * price"}}
	r, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 30_002, Stored: 30_002, Changed: 30_002, Rejected: 1}, r)
	got := schematest.Query[aRejection](t, db, rejectedQuery)
	require.Equal(t, "a.csv.gz:30003", got[0].Record)
	t.Logf("%+v", got)
}

func TestImportTooManyBadRows(t *testing.T) {
	db := schematest.Open(t)
	text := "id,day,amount\n" + strings.Repeat("1,nope,5\n", 1500)
	f := config.Feed{Path: write(t, "a.csv", text), Columns: map[string]string{"order_id": "id", "placed_at": "day", "amount": "amount"}}
	_, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.ErrorContains(t, err, "more than 1000 rows are rejected, the first is a.csv:2: placed_at is not a time")
	f.Columns["placed_at"] = "parseDateTimeBestEffort(day)"
	_, err = importFeed(t, db, fileLoad(t, "l2"), f)
	require.ErrorContains(t, err, "100 of the first 100 rows are rejected, the first is a.csv:2: placed_at: parseDateTimeBestEffort(day) fails with CANNOT_PARSE_DATETIME")
}

func TestImportWrongExpression(t *testing.T) {
	db := schematest.Open(t)
	path := write(t, "a.csv", "id,day,amount\n1,2011-03-27,5\n")
	columns := func(key, e string) map[string]string {
		m := map[string]string{"order_id": "id", "placed_at": "day", "amount": "amount"}
		m[key] = e
		return m
	}
	for name, c := range map[string]struct {
		feed config.Feed
		want []string
	}{
		"unknown":  {config.Feed{Path: path, Columns: columns("amount", "price * 2")}, []string{"columns.amount", "price", "id, day, amount"}},
		"syntax":   {config.Feed{Path: path, Columns: columns("amount", "amount *")}, []string{"columns.amount"}},
		"types":    {config.Feed{Path: path, Columns: columns("amount", "day * 2")}, []string{"columns.amount"}},
		"where":    {config.Feed{Path: path, Where: "nope = 1", Columns: columns("amount", "amount")}, []string{"where", "id, day, amount"}},
		"no file":  {config.Feed{Path: path + "x.csv", Columns: columns("amount", "amount")}, []string{"no file matches"}},
		"no match": {config.Feed{Path: path + "*.csv", Columns: columns("amount", "amount")}, []string{"no file matches"}},
		"format":   {config.Feed{Path: path, Format: "CSVV", Columns: columns("amount", "amount")}, []string{"format"}},
		"comma":    {config.Feed{Path: path, Columns: columns("amount", "amount) AS x, (day")}, []string{"columns.amount"}},
	} {
		t.Run(name, func(t *testing.T) {
			files, err := file.NewFeed(c.feed)
			require.NoError(t, err)
			_, err = feed.LookAt(t.Context(), db, fileLoad(t, "l"), c.feed, files, 0)
			_, importErr := importFeed(t, db, fileLoad(t, "l"), c.feed)
			for _, w := range c.want {
				require.ErrorContains(t, err, w)
				require.ErrorContains(t, importErr, w)
			}
			t.Log(err)
		})
	}
}

func pack(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	out, err := os.Create(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, out.Close()) }()
	var w io.WriteCloser = nopCloser{out}
	switch filepath.Ext(name) {
	case ".gz":
		w = gzip.NewWriter(out)
	case ".zst":
		w, err = zstd.NewWriter(out)
		require.NoError(t, err)
	}
	_, err = io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return path
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

func exec(t *testing.T, db *schema.DB, text string) {
	t.Helper()
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{localtest.Stack(t).ClickHouse}, Auth: clickhouse.Auth{Database: db.Database(), Password: localtest.Password(t)}})
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	require.NoError(t, conn.Exec(t.Context(), text))
}

func TestImportAfresh(t *testing.T) {
	db := schematest.Open(t)
	dir := t.TempDir()
	put := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
	}
	put("1.csv", "id,at,amount,changed\n1,2026-01-01 10:00:00,5,2026-01-01\n2,2026-01-01 11:00:00,6,2026-01-01\n2,2026-01-01 11:00:00,1,2026-01-01\n")
	put("2.csv", "id,at,amount,changed\n2,2026-01-01 10:30:00,7,2026-01-02\n3,2026-01-02 11:00:00,8,2026-01-02\n")
	f := config.Feed{Path: dir + "/*.csv", Grain: "line", OnRepeat: "sum", Columns: map[string]string{"order_id": "id", "placed_at": "at", "amount": "amount"}}
	totals := func() map[string]string {
		m := map[string]string{}
		for _, o := range schematest.Query[anOrder](t, db, fmt.Sprintf(anOrderQuery, "store")) {
			m[o.ID] = o.At[11:16] + " " + o.Total
		}
		return m
	}
	r, err := importFeed(t, db, fileLoad(t, "a"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 3, Stored: 3, Changed: 3}, r)
	require.Equal(t, map[string]string{"1": "10:00 5.0000", "2": "10:30 14.0000", "3": "11:00 8.0000"}, totals(), "lines are summed over the files where that is declared")

	put("2.csv", "id,at,amount,changed\n2,2026-01-01 10:30:00,7,2026-01-02\n3,2026-01-02 11:00:00,8.5,2026-01-02\n4,2026-01-02,1,2026-01-02\n")
	r, err = importFeed(t, db, fileLoad(t, "b"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 4, Stored: 4, Changed: 2}, r)

	f.Columns["updated_at"], f.OnRepeat = "changed", ""
	_, err = importFeed(t, db, fileLoad(t, "c"), f)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"1": "10:00 5.0000", "2": "10:30 7.0000", "3": "11:00 8.5000", "4": "00:00 1.0000"}, totals(), "with updated_at the newest file has the order")

	f.Grain = "order"
	_, err = importFeed(t, db, fileLoad(t, "d"), f)
	require.NoError(t, err)
	require.Equal(t, map[string]string{"1": "10:00 5.0000", "2": "10:30 7.0000", "3": "11:00 8.5000", "4": "00:00 1.0000"}, totals())

	require.NoError(t, os.Remove(filepath.Join(dir, "2.csv")))
	r, err = importFeed(t, db, fileLoad(t, "e"), f)
	require.NoError(t, err)
	require.Equal(t, int64(2), r.Received)
	require.Len(t, totals(), 4, "what left the files stays")
}

// A worker dies in the middle of a load, and the load is tried again: nothing is doubled and
// nothing left behind, also where the first one comes back to life.
func TestImportAfterAWorkerDied(t *testing.T) {
	db := schematest.Open(t)
	dir := t.TempDir()
	for i := range 3 {
		text := fmt.Sprintf("id,at,amount\n%d,2026-01-01 10:00:00,5\n%d,2026-01-01 11:00:00,6\n", 2*i, 2*i+1)
		require.NoError(t, os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.csv", i)), []byte(text), 0o600))
	}
	f := config.Feed{Path: dir + "/*.csv", Columns: map[string]string{"order_id": "id", "placed_at": "at", "amount": "amount"}}
	files, err := file.NewFeed(f)
	require.NoError(t, err)
	dead, back, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	reads := 0
	go func() {
		_, err := feed.Import(t.Context(), db, fileLoad(t, "a"), f, files, false, func(int64) {
			if reads++; reads == 2 { // the rows of a file are stored, those of the next are not yet
				close(dead)
				<-back
			}
		})
		done <- err
	}()
	<-dead
	const leftovers = "SELECT count() N FROM system.tables WHERE database = currentDatabase() AND name LIKE 'import\\_%'"
	type tables struct{ N uint64 }
	require.NotZero(t, schematest.Query[tables](t, db, leftovers)[0].N)
	r, err := importFeed(t, db, fileLoad(t, "a"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 6, Stored: 6, Changed: 6}, r)
	check := func() {
		t.Helper()
		type state struct {
			Orders  uint64
			Rows    uint64
			Revenue string
			Load    string
		}
		require.Equal(t, []state{{6, 6, "33", "done 6"}}, schematest.Query[state](t, db, "SELECT uniqExact(order_id) Orders, count() Rows, toString(sum(total)) Revenue, "+
			"(SELECT groupConcat(concat(state, ' ', toString(stored))) FROM loads FINAL) Load FROM orders FINAL"))
		require.Zero(t, schematest.Query[tables](t, db, leftovers)[0].N)
	}
	check()
	close(back)
	require.Error(t, <-done, "its tables are gone")
	check()
	again, err := importFeed(t, db, fileLoad(t, "a"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 6, Stored: 6, Skipped: true}, again)
}

func TestImportEveryField(t *testing.T) {
	db := schematest.Open(t)
	f := config.Feed{
		Path: write(t, "a.csv", "id,at,who,mail,tel,amount,back,back_at,void,state,cur\n"+
			"1,2026-01-05 10:00:00,7.0, A@X.tw ,020 7946 0958,\"1,234.50\",100,2026-02-01,no,paid,\n"+
			"1,2026-01-05 09:00:00,,,,0.5,50,2026-03-01,no,paid,\n"+
			"2,2026-01-05 10:00:00,8,not a mail,12,10,,,yes,paid,usd\n"+
			"3,2026-01-05 10:00:00,9,,,10,10,,no,pending,\n"),
		Grain: "line", Columns: map[string]string{
			"order_id": "id", "placed_at": "at", "customer_id": "who", "email": "mail", "phone": "tel", "amount": "amount",
			"refunded": "back", "refunded_at": "back_at", "cancelled": "void", "status": "state", "currency": "cur"},
	}
	l := fileLoad(t, "a")
	r, err := importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 2, Stored: 2, Changed: 2, Rejected: 1}, r, "an order without a rate stops no other one")
	rejected := schematest.Query[aRejection](t, db, rejectedQuery)
	require.Len(t, rejected, 1)
	require.Equal(t, "a.csv:4", rejected[0].Record)
	require.Equal(t, "no rate from USD to GBP on 2026-01-05: add one under rates", rejected[0].Reason)
	require.Contains(t, rejected[0].Raw, `"order_id":"2"`)
	l.Brand.Rates = []config.Rate{{Currency: "USD", From: "2026-01-01", Rate: "0.75"}, {Currency: "USD", From: "2025-01-01", Rate: "0.5"}}
	_, err = importFeed(t, db, l, f)
	require.NoError(t, err)
	type full struct {
		ID, At, Who, Mail, Tel, Total, Refunds, Flags, Currency string
	}
	got := schematest.Query[full](t, db, "SELECT order_id ID, toString(placed_at) At, customer_id Who, email Mail, phone Tel, toString(orders.total) Total, "+
		"toString(arrayZip(refunds.date, refunds.amount)) Refunds, concat(toString(placed), toString(paid), toString(fulfilled), toString(cancelled)) Flags, currency Currency FROM orders FINAL ORDER BY order_id")
	require.Equal(t, []full{
		{"1", "2026-01-05 09:00:00.000", "7", "a@x.tw", "+442079460958", "1235", "[('2026-02-01',100),('2026-03-01',50)]", "truetruefalsefalse", "GBP"},
		{"2", "2026-01-05 10:00:00.000", "8", "", "", "7.5", "[]", "truetruefalsetrue", "USD"},
		{"3", "2026-01-05 10:00:00.000", "9", "", "", "10", "[('2026-01-05',10)]", "truefalsefalsefalse", "GBP"},
	}, got)
}

func TestImportEntities(t *testing.T) {
	db := schematest.Open(t)
	for _, f := range []config.Feed{
		{Entity: "customers", Path: write(t, "c.csv", "id,mail,born,joined,tags,news,until,lives\n1,A@x.tw,1955-03-01,2026-01-01 00:30:00,\"vip, old\",yes,2026-03-31, asia/TAIPEI\n2,,--03-01,,,,,Mars/Base\n"),
			Columns: map[string]string{"customer_id": "id", "email": "mail", "birth_date": "born", "registered_at": "joined", "tags": "tags", "consent_edm": "news", "points_expire_on": "until", "timezone": "lives"}},
		{Entity: "products", Path: write(t, "p.csv", "id,name,cost\n1,Mug,2.5\n2,Cup,\n"),
			Columns: map[string]string{"product_id": "id", "title": "name", "cost": "cost"}},
		{Entity: "events", Path: write(t, "e.jsonl", "{\"type\":\"page_view\",\"at\":\"2026-01-01T10:00:00Z\",\"mail\":\"a@x.tw\",\"p\":{\"sku\":\"a\",\"n\":1}}\n{\"type\":\"page_view\",\"at\":\"2026-01-01T10:00:00Z\",\"mail\":\"a@x.tw\",\"p\":{\"sku\":\"a\",\"n\":1}}\n"),
			Columns: map[string]string{"type": "type", "at": "at", "email": "mail", "properties": "p"}},
		{Entity: "costs", Path: write(t, "k.csv", "day,amount\n2026-01-01,5\n2026-01-01,2.5\n2026-01-02,1\n"),
			Columns: map[string]string{"date": "day", "amount": "amount", "kind": "'ads'"}},
		{Entity: "consents", Path: write(t, "s.csv", "mail,tel,ok,at\nA@x.tw,020 7946 0958,true,2026-01-01 10:00:00\nb@x.tw,,no,2026-01-01 10:00:00\n"),
			Columns: map[string]string{"email": "mail", "phone": "tel", "granted": "ok", "at": "at", "channel": "'email'"}},
	} {
		for _, id := range []string{"a", "b"} {
			files, err := file.NewFeed(f)
			require.NoError(t, err)
			r, err := bare(feed.Import(t.Context(), db, fileLoad(t, id+f.Entity), f, files, true, nil))
			require.NoError(t, err, f.Entity)
			want := feed.Result{Received: 2, Stored: 2}
			if f.Entity == "consents" {
				want = feed.Result{Received: 3, Stored: 3}
			}
			if id == "a" {
				want.Changed = r.Changed
				require.GreaterOrEqual(t, r.Changed, r.Received)
			}
			require.Equal(t, want, r, f.Entity)
		}
	}
	type text struct {
		T string
	}
	one := func(q string) string {
		var all []string
		for _, r := range schematest.Query[text](t, db, q) {
			all = append(all, r.T)
		}
		return strings.Join(all, "; ")
	}
	require.Equal(t, "(1,'a@x.tw','1955-03-01','2026-01-01 00:30:00.000','2026-01-01','2026-03-31',['vip','old']); (2,'','--03-01',NULL,NULL,NULL,[])",
		strings.ReplaceAll(one("SELECT toString((toUInt8(customer_id), email, birth_date, registered_at, registered_on, points_expire_on, tags)) T FROM customers FINAL ORDER BY customer_id"), "\"", "'"))
	require.Equal(t, "Asia/Taipei; ", one("SELECT toString(timezone) T FROM customers FINAL ORDER BY customer_id"))
	require.Equal(t, `the time zone "Mars/Base" is none: it counts as not said; write it as Asia/Taipei`, one("SELECT DISTINCT reason T FROM rejected WHERE entity = 'customers'"), "the row stays")
	require.Equal(t, "Mug 2.5; Cup ", one("SELECT concat(title, ' ', ifNull(toString(cost), '')) T FROM products FINAL ORDER BY product_id"))
	require.Equal(t, "{'n':'1','sku':'a'}; {'n':'1','sku':'a'}", one("SELECT toString(mapSort(properties)) T FROM events FINAL ORDER BY event_id"))
	require.Equal(t, "2026-01-01 7.5; 2026-01-02 1", one("SELECT concat(toString(date), ' ', toString(amount)) T FROM costs FINAL ORDER BY date"))
	require.Equal(t, "edm false; edm true; edm true; edm true", one("SELECT concat(channel, ' ', toString(granted)) T FROM consent_facts FINAL ORDER BY granted"))
}

func TestImportFromAddress(t *testing.T) {
	db := schematest.Open(t)
	dir := filepath.Dir(pack(t, "a.csv.gz", "id,`at,amount\n1,2026-01-01,5\n2,2026-01-01,x\n"))
	folder := http.FileServer(http.Dir(dir))
	fetches := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			fetches++
		}
		folder.ServeHTTP(w, r)
	}))
	defer server.Close()
	f := config.Feed{Path: server.URL + "/a.csv.gz?day=1", Columns: map[string]string{"order_id": "id", "placed_at": "`\\`at`", "amount": "amount"}}
	r, err := importFeed(t, db, fileLoad(t, "a"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 1, Stored: 1, Changed: 1, Rejected: 1}, r)
	require.Equal(t, 1, fetches, "all passes over the file read what was fetched once")
	r, err = importFeed(t, db, fileLoad(t, "b"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 1, Stored: 1, Rejected: 1, Skipped: true, Unchanged: true}, r)
	f.Path = strings.Replace(server.URL, "://", "://me:secret@", 1) + "/b.csv?signature=secret"
	_, err = importFeed(t, db, fileLoad(t, "c"), f)
	require.ErrorContains(t, err, "no file matches")
	require.NotContains(t, err.Error(), "secret")
}

// Other rows that expressions fail on, among many that are right.
func TestImportFailingRows(t *testing.T) {
	db := schematest.Open(t)
	var text strings.Builder
	text.WriteString("id,day\n")
	for i := range 20_000 {
		day := "2026-01-01 10:00:00"
		if i%1_500 == 7 {
			day = "soon"
		}
		fmt.Fprintf(&text, "%d,%s\n", i+1, day)
	}
	f := config.Feed{Path: write(t, "a.csv", text.String()), Where: "id > 10", Columns: map[string]string{
		"order_id": "id", "placed_at": "parseDateTimeBestEffort(day)", "amount": "intDiv(100, id - 50)"}}
	r, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 19_976, Stored: 19_976, Changed: 19_976, Rejected: 14}, r)
	got := schematest.Query[aRejection](t, db, rejectedQuery)
	require.Equal(t, aRejection{"a.csv:51", "amount: intDiv(100, id - 50) fails with ILLEGAL_DIVISION", "id: 50; day: 2026-01-01 10:00:00"}, got[0])
	require.Equal(t, "a.csv:1509", got[1].Record)
	left := schematest.Query[struct{ N uint64 }](t, db, "SELECT count() N FROM system.tables WHERE database = currentDatabase() AND startsWith(name, 'import_')")
	require.Zero(t, left[0].N)
}

// What ClickHouse reads of an amount, a time and an id, whatever its type.
func TestImportTypes(t *testing.T) {
	db := schematest.Open(t)
	path := write(t, "a.csv", "x\n1\n")
	for i, c := range []struct{ field, e, want string }{
		{"amount", "toFloat32(2.55)", "2.55"}, {"amount", "6 * 2.55", "15.3"}, {"amount", "'2.00005'", "2.0001"}, {"amount", "-3", "-3"},
		{"amount", "toLowCardinality('12')", "12"}, {"amount", "toDecimal128('7.12345', 5)", "7.1235"}, {"amount", "true", "1"}, {"amount", "toNullable(4)", "4"},
		{"amount", "toFixedString('8.5', 8)", "8.5"},
		{"placed_at", "20110701", "2011-06-30 23:00:00.000"}, {"placed_at", "'20110701'", "2011-06-30 23:00:00.000"},
		{"placed_at", "toDate('2011-07-01')", "2011-06-30 23:00:00.000"}, {"placed_at", "toDate32('2011-07-01')", "2011-06-30 23:00:00.000"},
		{"placed_at", "toDateTime('2011-07-01 01:00:00')", "2011-07-01 00:00:00.000"}, {"placed_at", "toDateTime64('2011-07-01 01:00:00.5', 9)", "2011-07-01 00:00:00.500"},
		{"placed_at", "toDateTime('2011-07-01 01:00:00', 'UTC')", "2011-07-01 01:00:00.000"}, {"placed_at", "'2011-07-01T01:00:00+08:00'", "2011-06-30 17:00:00.000"},
		{"placed_at", "1309478400", "2011-07-01 00:00:00.000"}, {"placed_at", "1309478400123", "2011-07-01 00:00:00.123"}, {"placed_at", "toFloat64(20110701)", "2011-06-30 23:00:00.000"},
		{"customer_id", "toFloat64(17850)", "17850"}, {"customer_id", "nan", ""}, {"customer_id", "NULL", ""}, {"customer_id", "toDecimal64(17, 2)", "17"},
		{"customer_id", "toUInt64(12345678901234567890)", "12345678901234567890"}, {"customer_id", "' 7 '", "7"}, {"customer_id", "toLowCardinality(toNullable('z'))", "z"},
		{"customer_id", "concat(_file, toString(_row))", "a.csv1"}, {"customer_id", "x -- a comment", "1"},
		{"cancelled", "'Yes'", "true"}, {"cancelled", "0", "false"}, {"cancelled", "toDate('2026-01-01')", "true"}, {"cancelled", "toDateOrNull('')", "false"}, {"cancelled", "x > 5", "false"},
	} {
		f := config.Feed{Path: path, Columns: map[string]string{"order_id": "x", "placed_at": "'2026-01-01'", "amount": "1"}}
		f.Columns[c.field] = c.e
		l := fileLoad(t, fmt.Sprint(i))
		l.Shop.Name = fmt.Sprint(i)
		_, err := importFeed(t, db, l, f)
		require.NoError(t, err, c.e)
		type text struct{ T string }
		column := map[string]string{"amount": "total"}[c.field]
		if column == "" {
			column = c.field
		}
		got := schematest.Query[text](t, db, fmt.Sprintf("SELECT toString(%s) T FROM orders FINAL WHERE shop = '%d'", column, i))
		require.Equal(t, []text{{c.want}}, got, c.field+": "+c.e)
	}
}

func TestImportManyRows(t *testing.T) {
	if testing.Short() {
		t.Skip("many rows")
	}
	db := schematest.Open(t)
	path := filepath.Join(t.TempDir(), "a.csv.zst")
	exec(t, db, "INSERT INTO FUNCTION file('"+path+"', 'CSVWithNames') SELECT intDiv(number, 3) id, toDateTime('2020-01-01 00:00:00') + number at, intDiv(number, 3) % 50000 who, "+
		"concat('09', leftPad(toString(intDiv(number, 3) % 50000), 8, '0')) tel, 2.55 amount, concat('s', toString(number % 97)) sku FROM numbers(200000)")
	f := config.Feed{Path: path, Grain: "line", Columns: map[string]string{
		"order_id": "id", "placed_at": "at", "customer_id": "who", "phone": "tel", "amount": "amount", "sku": "sku", "number": "_row"}}
	start := time.Now()
	var rows int64
	l := fileLoad(t, "a")
	files, err := file.NewFeed(f)
	require.NoError(t, err)
	r, err := bare(feed.Import(t.Context(), db, l, f, files, false, func(n int64) { rows = n }))
	require.NoError(t, err)
	require.Equal(t, feed.Result{Received: 66_667, Stored: 66_667, Changed: 66_667}, r)
	require.Equal(t, int64(200_000), rows)
	t.Logf("200,000 lines in %s", time.Since(start))
	type check struct{ Wrong, N uint64 }
	require.Equal(t, []check{{0, 66_667}}, schematest.Query[check](t, db, "SELECT countIf(toUInt64(number) != toUInt64(order_id) * 3 + 1) Wrong, count() N FROM orders FINAL"))
}
