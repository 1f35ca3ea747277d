package proposal

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"regulars/internal/seed"
)

// sale is an order as it was; its amounts are in hundredths.
type sale struct {
	id, till, person string
	at               time.Time
	lines            []saleLine
}

type saleLine struct {
	sku    string
	pieces int64
	price  int64 // of a piece
}

func (s sale) total() int64 {
	sum := int64(0)
	for _, l := range s.lines {
		sum += l.pieces * l.price
	}
	return sum
}

// dialect is how somebody writes sales into files.
type dialect struct {
	encoding  string
	delimiter rune
	date      string // Go's layout
	clock     string // of a column of its own; empty: none
	number    string // 1234.50 as it is written
	currency  string
	rows      string // order, line, pieces (quantity and unit price), first_row, every_row
	headers   int
	nameless  bool // no column of the product
	restart   bool // numbers start again every day
	overlap   bool // two files that share some orders
	crlf      bool
	blanks    bool
	totals    bool
	extra     bool
}

// headersOf are the names of columns in several languages: number, date, time, mail,
// product, quantity, unit price, amount, till.
var headersOf = [][]string{
	{"Order ID", "Order Date", "Time", "Email", "SKU", "Quantity", "Unit Price", "Amount", "Till"},
	{"receipt", "sold_at", "time", "email", "sku", "qty", "unit_price", "total", "till"},
	{"訂單編號", "訂購日期", "時間", "信箱", "商品編號", "數量", "單價", "金額", "機號"},
	{"单号", "日期", "时间", "邮箱", "货号", "数量", "单价", "金额", "机号"},
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

func randomDialect(r *rand.Rand) dialect {
	d := dialect{
		encoding: pick(r, "utf-8", "utf-8-bom", "big5", "gbk", "utf-16le"), delimiter: pick(r, ',', ';', '\t', '|'),
		date:   pick(r, "2006-01-02", "2006-01-02 15:04:05", "2006/1/2 15:04", "01/02/2006", "1/2/2006 15:04", "02/01/2006 15:04", "02.01.2006", "1/2/2006 3:04 PM", "20060102", "2006年1月2日", "02 Jan 2006", "06/01/02", "2006-01-02T15:04:05Z"),
		number: pick(r, "1234.50", "1,234.50", "1.234,50", "1234,50", "1234", "1,234", "1.234"), currency: pick(r, "", "", "NT$", "$"),
		rows: pick(r, "order", "line", "line", "pieces", "first_row", "every_row"), nameless: r.IntN(8) == 0, restart: r.IntN(5) == 0, overlap: r.IntN(5) == 0,
		crlf: r.IntN(2) == 0, blanks: r.IntN(3) == 0, totals: r.IntN(4) == 0, extra: r.IntN(2) == 0,
	}
	switch d.encoding {
	case "big5":
		d.headers = 2
	case "gbk":
		d.headers = 3
	default:
		d.headers = r.IntN(len(headersOf))
	}
	if !strings.Contains(d.date, "15") && !strings.Contains(d.date, "3:04") && r.IntN(2) == 0 {
		d.clock = pick(r, "15:04", "15:04:05", "1504", "150405")
	}
	return d
}

// randomSales are some sales; the numbers start again every day where the dialect says so.
func randomSales(r *rand.Rand, d dialect) []sale {
	at := time.Date(2026, time.Month(1+r.IntN(12)), 1+r.IntN(28), 9, 0, 0, 0, time.UTC)
	receipt, day := 0, at.YearDay()
	var all []sale
	for i := range 1 + r.IntN(12) {
		at = at.Add(time.Duration(r.IntN(40)) * time.Hour).Add(time.Duration(1+r.IntN(59*60)) * time.Second)
		if d.restart && at.YearDay() != day {
			receipt, day = 0, at.YearDay()
		}
		receipt++
		s := sale{id: fmt.Sprintf("%04d", receipt), till: pick(r, "a", "b"), at: at, person: fmt.Sprintf("p%d@example.com", r.IntN(8))}
		if r.IntN(6) == 0 {
			s.person = ""
		}
		if !d.restart {
			s.id = fmt.Sprintf("A%d", 100+i)
		}
		for n := range 1 + r.IntN(3) {
			l := saleLine{sku: fmt.Sprintf("T%d", n), pieces: int64(1 + r.IntN(3)), price: int64(1+r.IntN(40000)) * pick(r, int64(1), 1, 25, 100, 1000)}
			if !strings.ContainsAny(d.number[len(d.number)-3:], ".,") || len(d.number) == len("1,234") {
				l.price = l.price / 100 * 100
			}
			s.lines = append(s.lines, l)
		}
		all = append(all, s)
	}
	return all
}

// money writes an amount as the dialect does.
func (d dialect) money(hundredths int64) string {
	whole, frac := fmt.Sprint(hundredths/100), fmt.Sprintf("%02d", hundredths%100)
	group, point := "", ""
	switch d.number {
	case "1234.50":
		point = "."
	case "1,234.50":
		group, point = ",", "."
	case "1.234,50":
		group, point = ".", ","
	case "1234,50":
		point = ","
	case "1,234":
		group = ","
	case "1.234":
		group = "."
	}
	for i := len(whole) - 3; i > 0 && group != ""; i -= 3 {
		whole = whole[:i] + group + whole[i:]
	}
	if point != "" {
		whole += point + frac
	}
	return d.currency + whole
}

// rowsOf are the rows of a sale.
func (d dialect) rowsOf(s sale) [][]string {
	lines := s.lines
	if d.rows == "order" {
		lines = lines[:1]
	}
	var rows [][]string
	for i, l := range lines {
		pieces, price, amount := fmt.Sprint(l.pieces), d.money(l.price), d.money(l.pieces*l.price)
		switch {
		case d.rows == "order", d.rows == "every_row", d.rows == "first_row" && i == 0:
			amount = d.money(s.total())
		case d.rows == "first_row":
			amount = ""
		}
		row := []string{s.id, s.at.Format(d.date), "", s.person, l.sku, pieces, price, amount, s.till}
		if d.clock != "" {
			row[2] = s.at.Format(d.clock)
		}
		rows = append(rows, d.kept(row))
	}
	return rows
}

// kept are the cells of the columns that the dialect has.
func (d dialect) kept(row []string) []string {
	has := []bool{true, true, d.clock != "", true, !d.nameless && d.rows != "order", d.rows == "pieces", d.rows == "pieces", d.rows != "pieces", d.restart}
	var kept []string
	for i, c := range row {
		if has[i] {
			kept = append(kept, c)
		}
	}
	if d.extra {
		kept = append(kept, "x;y,z|7")
	}
	return kept
}

func (d dialect) write(t *testing.T, r *rand.Rand, path string, sales []sale) {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = d.delimiter, d.crlf
	header := d.kept(headersOf[d.headers])
	if d.extra {
		header[len(header)-1] = "note"
	}
	require.NoError(t, w.Write(header))
	for _, s := range sales {
		for _, row := range d.rowsOf(s) {
			require.NoError(t, w.Write(row))
		}
		if d.blanks && r.IntN(4) == 0 {
			require.NoError(t, w.Write(make([]string, len(header))))
		}
	}
	if d.totals {
		row := make([]string, len(header))
		row[0] = "Total"
		require.NoError(t, w.Write(row))
	}
	w.Flush()
	code, mark := map[string]encoding.Encoding{
		"big5": traditionalchinese.Big5, "gbk": simplifiedchinese.GBK, "utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	}[d.encoding], ""
	if code == nil {
		code = encoding.Nop
	}
	if d.encoding == "utf-8-bom" {
		mark = "\ufeff"
	}
	content, err := code.NewEncoder().Bytes(append([]byte(mark), b.Bytes()...))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, content, 0o600))
}

// seen is a sale as its files can tell it.
func (d dialect) seen(s sale) string {
	layout := d.date
	if d.clock != "" {
		layout += " " + d.clock
	}
	at, _ := time.Parse(layout, s.at.Format(layout))
	return fmt.Sprintf("%s %d.%02d", at.UTC().Format(time.DateTime), s.total()/100, s.total()%100)
}

// Random orders that are written in random dialects are read back exactly by a look alone,
// or it is asked; never do other orders come out.
func TestRandomDialects(t *testing.T) {
	const files = 1500
	r := rand.New(rand.NewPCG(seed.New(t), 1))
	dir := t.TempDir()
	read, asked := 0, map[string]int{}
	for range files {
		d := randomDialect(r)
		sales := randomSales(r, d)
		paths := d.writeAll(t, r, dir, sales)
		report := d.look(t, paths)
		if len(report.Questions) > 0 {
			key, _, _ := strings.Cut(report.Questions[0].Key, ".")
			asked[key]++
			continue
		}
		read++
		requireSales(t, d, sales, report)
	}
	t.Logf("%d of %d read, asked: %v", read, files, asked)
	require.Greater(t, read, files/5, asked)
	for _, key := range []string{"dates", "numbers", "grain", "order_cells", "columns"} {
		require.Positive(t, asked[key], "asked for %s", key)
	}
}

// writeAll writes the sales into one file, or into two that share most of them.
func (d dialect) writeAll(t *testing.T, r *rand.Rand, dir string, sales []sale) []string {
	t.Helper()
	paths := []string{filepath.Join(dir, "o-1.csv")}
	if !d.overlap || len(sales) < 3 {
		d.write(t, r, paths[0], sales)
		return paths
	}
	paths = append(paths, filepath.Join(dir, "o-2.csv"))
	d.write(t, r, paths[0], sales[:len(sales)-1])
	d.write(t, r, paths[1], sales[1:])
	return paths
}

// look looks at the files; which of several encodings it is, is answered.
func (d dialect) look(t *testing.T, paths []string) *Report {
	t.Helper()
	report, err := Look(t.Context(), Options{Paths: paths})
	require.NoError(t, err, "%+v", d)
	if len(report.Questions) > 0 && report.Questions[0].Key == "encoding" {
		report, err = Look(t.Context(), Options{Paths: paths, Answers: []string{"encoding=" + d.encoding}})
		require.NoError(t, err, "%+v", d)
	}
	return report
}

func requireSales(t *testing.T, d dialect, sales []sale, report *Report) {
	t.Helper()
	require.NotNil(t, report.Orders, "%+v: %v", d, report.Notes)
	require.Zero(t, report.Orders.Bad, "%+v: %v", d, report.Orders.Refused)
	var want, got []string
	for _, s := range sales {
		want = append(want, d.seen(s))
	}
	for _, o := range report.Orders.all {
		got = append(got, o.At.UTC().Format(time.DateTime)+" "+o.Total.StringFixed(2))
	}
	slices.Sort(want)
	slices.Sort(got)
	require.Equal(t, want, got, "%+v\n%s\n%v", d, report.YAML(), report.Notes)
}
