package schema_test

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"

	"regulars/config"
	"regulars/deploy/local/localtest"
	"regulars/platform/file"
	"regulars/schema"
	"regulars/schema/schematest"
)

func importFeed(t *testing.T, db *schema.DB, l schema.Load, f config.Feed) (schema.ImportResult, error) {
	t.Helper()
	plan, err := file.NewPlan(f)
	require.NoError(t, err)
	return db.Import(t.Context(), l, f, schema.FileTable(plan), false, nil)
}

func fileLoad(t *testing.T, id string) schema.Load {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	require.NoError(t, err)
	b := &config.Brand{Name: "acme", Timezone: zone.String(), Zone: zone, Currency: "GBP", Identity: config.Identity{Region: "GB"}}
	s := &config.Shop{Name: "store", Timezone: zone.String(), Zone: zone, Currency: "GBP", LineProvider: "p"}
	return schema.Load{Brand: b, Shop: s, ID: id}
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
	return path
}

func query[T any](t *testing.T, db *schema.DB, text string) []T {
	t.Helper()
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{localtest.Stack(t).ClickHouse}, Auth: clickhouse.Auth{Database: db.Database()}})
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	rows, err := conn.Query(t.Context(), text)
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	var all []T
	for rows.Next() {
		var one T
		require.NoError(t, rows.ScanStruct(&one))
		all = append(all, one)
	}
	require.NoError(t, rows.Err())
	return all
}

func TestImportOnlineRetail(t *testing.T) {
	path := filepath.Join("..", "..", "shared", "data", "online_retail", "online_retail.csv.zst")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the Online Retail data is not beside the repository")
	}
	db := schematest.Open(t)
	f := config.Feed{Path: path, Grain: "line", Where: "isNotNull(CustomerID) AND Quantity > 0 AND UnitPrice > 0", Columns: map[string]string{
		"order_id": "InvoiceNo", "placed_at": "InvoiceDate", "customer_id": "CustomerID",
		"amount": "Quantity * toDecimal64(UnitPrice, 4)", "quantity": "Quantity", "sku": "StockCode", "product": "Description"}}
	start := time.Now()
	r, err := importFeed(t, db, fileLoad(t, "l1"), f)
	require.NoError(t, err)
	t.Log(time.Since(start), fmt.Sprintf("%+v", r))
}

func TestImportCDNOW(t *testing.T) {
	path := filepath.Join("..", "..", "shared", "data", "cdnow", "CDNOW_master.txt")
	if _, err := os.Stat(path); err != nil {
		t.Skip("the CDNOW data is not beside the repository")
	}
	db := schematest.Open(t)
	f := config.Feed{Path: path, SkipLines: 1, Structure: "customer String, day UInt32, cds UInt32, dollars Decimal(18, 2)", Columns: map[string]string{
		"order_id": "_row", "placed_at": "day", "customer_id": "customer", "amount": "dollars", "quantity": "cds"}}
	l := fileLoad(t, "l1")
	r, err := importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, schema.ImportResult{Received: 69659, Stored: 69659, Changed: 69659}, r)
	type sums struct {
		N      uint64 `ch:"n"`
		People uint64 `ch:"people"`
		Total  string `ch:"total"`
		Zero   uint64 `ch:"zero"`
	}
	got := query[sums](t, db, "SELECT count() n, uniqExact(customer_id) people, toString(sum(total)) total, countIf(total = 0) zero FROM orders FINAL")
	require.Equal(t, []sums{{69659, 23570, "2500315.63", 80}}, got)

	r, err = importFeed(t, db, l, f)
	require.NoError(t, err)
	require.True(t, r.Skipped)
	f.Columns["name"] = "''"
	l.ID = "l2"
	r, err = importFeed(t, db, l, f)
	require.NoError(t, err)
	require.Equal(t, schema.ImportResult{Received: 69659, Stored: 69659}, r)
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
	"arrayMap(s -> toString(s), lines.sku) items FROM orders FINAL ORDER BY order_id"

func TestImportFormats(t *testing.T) {
	want := []anOrder{
		{"1", "2011-03-27 00:30:00.000", "2011-03-27", "17850", "15.3000", []string{"a", "b"}},
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
		"regexp":          {"a.log", strings.ReplaceAll(words, "\n\n", "\n"), config.Feed{Format: "Regexp", Structure: structure}},
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
				db := schematest.Open(t)
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
				if name == "regexp" {
					t.Skip("format_regexp is a setting, which a feed doesn't have")
				}
				r, err := importFeed(t, db, fileLoad(t, "l"), f)
				require.NoError(t, err)
				require.Equal(t, schema.ImportResult{Received: 2, Stored: 2, Changed: 2}, r)
				require.Equal(t, want, query[anOrder](t, db, anOrderQuery))
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
	f := config.Feed{Path: path, Grain: "line", Columns: map[string]string{
		"order_id": "id", "placed_at": "at", "customer_id": "customer", "amount": "amount", "sku": "sku"}}
	r, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.NoError(t, err)
	require.Equal(t, schema.ImportResult{Received: 2, Stored: 2, Changed: 2}, r)
	require.Equal(t, []anOrder{
		{"1", "2011-03-27 00:30:00.000", "2011-03-27", "17850", "15.3000", []string{"a", "b"}},
		{"2", "2011-10-30 00:30:00.000", "2011-10-30", "", "2.5500", []string{"c"}},
	}, query[anOrder](t, db, anOrderQuery))
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
	for _, one := range query[aRejection](t, db, rejectedQuery) {
		t.Logf("%+v", one)
	}
	require.Equal(t, schema.ImportResult{Received: 2, Stored: 2, Changed: 2, Rejected: 5}, r)
}

func TestImportBadJSON(t *testing.T) {
	db := schematest.Open(t)
	f := config.Feed{
		Path:    write(t, "a.jsonl", "{\"id\":1,\"at\":\"2011-03-27\",\"amount\":5}\n{\"id\":2,\n{\"id\":3,\"at\":\"2011-03-28\",\"amount\":7}\n"),
		Columns: map[string]string{"order_id": "id", "placed_at": "at", "amount": "amount"},
	}
	r, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.NoError(t, err)
	for _, one := range query[aRejection](t, db, rejectedQuery) {
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
	require.Equal(t, schema.ImportResult{Received: 30_002, Stored: 30_002, Changed: 30_002, Rejected: 1}, r)
	got := query[aRejection](t, db, rejectedQuery)
	require.Equal(t, "a.csv.gz:30002", got[0].Record)
	t.Logf("%+v", got)
}

func TestImportTooManyBadRows(t *testing.T) {
	db := schematest.Open(t)
	text := "id,day,amount\n" + strings.Repeat("1,nope,5\n", 1500)
	f := config.Feed{Path: write(t, "a.csv", text), Columns: map[string]string{"order_id": "id", "placed_at": "day", "amount": "amount"}}
	_, err := importFeed(t, db, fileLoad(t, "l"), f)
	require.ErrorContains(t, err, "more than 1000 rows are rejected, the first is a.csv:1: placed_at is not a time")
	f.Columns["placed_at"] = "toDate(day)"
	_, err = importFeed(t, db, fileLoad(t, "l2"), f)
	require.ErrorContains(t, err, "the first is a.csv:1: placed_at: toDate(day) fails with CANNOT_PARSE_DATE")
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
		"no file":  {config.Feed{Path: path + "x.csv", Columns: columns("amount", "amount")}, []string{"there is no file"}},
		"no match": {config.Feed{Path: path + "*.csv", Columns: columns("amount", "amount")}, []string{"no file matches"}},
		"format":   {config.Feed{Path: path, Format: "CSVV", Columns: columns("amount", "amount")}, []string{"format"}},
		"comma":    {config.Feed{Path: path, Columns: columns("amount", "amount) AS x, (day")}, []string{"columns.amount"}},
	} {
		t.Run(name, func(t *testing.T) {
			plan, err := file.NewPlan(c.feed)
			require.NoError(t, err)
			err = db.CheckFeed(t.Context(), fileLoad(t, "l"), c.feed, schema.FileTable(plan))
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
	conn, err := clickhouse.Open(&clickhouse.Options{Addr: []string{localtest.Stack(t).ClickHouse}, Auth: clickhouse.Auth{Database: db.Database()}})
	require.NoError(t, err)
	defer func() { _ = conn.Close() }()
	require.NoError(t, conn.Exec(t.Context(), text))
}
