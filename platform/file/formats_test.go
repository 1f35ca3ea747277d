package file_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"regulars/platform/file"
)

func TestJSON(t *testing.T) {
	lines := `{"id":20261102123456789012,"at":"2026-11-02","total":12.50,"paid":true,"note":null}` + "\n\n" +
		`{"id": broken` + "\n" + `[1]` + "\n" +
		`{"id":2,"tags":["a", {"b":1.0}],"total":1.5e3,"note":"\u738b\"x\"\n"}` + "\n" + `{"id":3,"id":4}` + "\n" + `{"note":"\ud800"}` + "\n{}\n"
	got, err := readBytes(t, "o.jsonl", []byte(lines), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, []string{"id", "at", "total", "paid", "note", "tags"}, got.columns)
	require.Equal(t, [][]string{{"20261102123456789012", "2026-11-02", "12.50", "true", "", ""}, {"2", "", "1500", "", "王\"x\"\n", `["a",{"b":1.0}]`}}, got.rows)
	require.Equal(t, [][]bool{{true, false, true, true, false, false}, {true, false, true, false, false, false}}, got.typed)
	require.Equal(t, []string{"no valid JSON", "no object", `the key "id" twice`, `a broken escape in "note"`}, got.bad)
	require.Equal(t, []int64{1, 3, 4, 5, 6, 7}, got.lines)
	require.EqualValues(t, 1, got.counts.Blank)

	for name, text := range map[string]string{
		"list": "\ufeff[\n {\"a\": 1, \"b\": \"x\"},\n {\"b\": \"y\"}, 7\n]\n", "pretty": "{\n \"a\": 1,\n \"b\": \"x\"\n}\n{\n \"b\": \"y\"\n}\n 7",
	} {
		got, err := readBytes(t, "o.json", []byte(text), file.Dialect{})
		require.NoError(t, err, name)
		require.Equal(t, []string{"a", "b"}, got.columns)
		require.Equal(t, [][]string{{"1", "x"}, {"", "y"}}, got.rows)
		require.Equal(t, []string{"no object"}, got.bad)
	}
	for _, text := range []string{`[{"a":1},{"a"`, `[{"a":1}`, `[{"a":1}]x`, `[{"a":1} {"a":2}]`} {
		_, err := readBytes(t, "o.json", []byte(text), file.Dialect{})
		require.ErrorIs(t, err, file.ErrBroken, text)
	}
	got, err = readBytes(t, "o.dat", []byte(`[{"a":1}]`), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, "json", got.dialect.Format)
	got, err = readBytes(t, "o.json", []byte("[]"), file.Dialect{})
	require.NoError(t, err)
	require.Empty(t, got.rows)
}

type parquetOrder struct {
	ID     int64             `parquet:"id"`
	Big    uint64            `parquet:"big"`
	Amount int64             `parquet:"amount,decimal(2:18)"`
	Day    int32             `parquet:"day,date"`
	At     time.Time         `parquet:"at,timestamp(microsecond)"`
	Local  int64             `parquet:"local,timestamp(millisecond:local)"`
	Rate   float64           `parquet:"rate"`
	Mail   *string           `parquet:"mail,optional"`
	Paid   bool              `parquet:"paid"`
	Tags   []string          `parquet:"tags,list"`
	Lines  []parquetLine     `parquet:"lines"`
	Attr   map[string]string `parquet:"attr"`
	To     parquetAddress    `parquet:"to"`
}

type parquetLine struct {
	SKU   string   `parquet:"sku"`
	Count *int32   `parquet:"count,optional"`
	Marks []string `parquet:"marks"`
}

type parquetAddress struct {
	City string `parquet:"city"`
}

func TestParquet(t *testing.T) {
	mail, two := "ann@example.com", int32(2)
	var b bytes.Buffer
	w := parquet.NewGenericWriter[parquetOrder](&b, parquet.MaxRowsPerRowGroup(2))
	_, err := w.Write([]parquetOrder{
		{7, 1 << 63, -123450, 20_759, time.Date(2026, 11, 2, 3, 4, 5, 600_000_000, time.UTC), 1_793_592_000_000, 0.1, &mail, true, []string{"a", "b\""},
			[]parquetLine{{"x", &two, []string{"m", "n"}}, {"y", nil, nil}}, map[string]string{"k": "v"}, parquetAddress{"Taipei"}},
		{ID: 8, At: time.Unix(0, 0)}, {ID: 9, At: time.Unix(0, 0), Lines: []parquetLine{{}}},
	})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	got, err := readBytes(t, "o.parquet", b.Bytes(), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, []string{"id", "big", "amount", "day", "at", "local", "rate", "mail", "paid", "tags", "lines", "attr", "to"}, got.columns)
	require.Equal(t, []string{"7", "9223372036854775808", "-1234.50", "2026-11-02", "2026-11-02T03:04:05.6Z", "2026-11-02T04:00:00", "0.1", mail, "true",
		`["a","b\""]`, `[{"sku":"x","count":2,"marks":["m","n"]},{"sku":"y","count":null,"marks":[]}]`, `{"k":"v"}`, `{"city":"Taipei"}`}, got.rows[0])
	require.Equal(t, []bool{true, true, true, true, true, true, true, false, true, false, false, false, false}, got.typed[0])
	require.Equal(t, []string{"8", "0", "0.00", "1970-01-01", "1970-01-01T00:00:00Z", "1970-01-01T00:00:00", "0", "", "false", "[]", "[]", "{}", `{"city":""}`}, got.rows[1])
	require.Equal(t, `[{"sku":"","count":null,"marks":[]}]`, got.rows[2][10])
	require.Len(t, got.rows, 3)
	for _, size := range []int{4, 10, b.Len() / 2, b.Len() - 5} {
		_, err = readBytes(t, "o.parquet", b.Bytes()[:size], file.Dialect{})
		require.ErrorIs(t, err, file.ErrBroken)
	}
	zipped := zipOf(t, map[string][]byte{"o.parquet": b.Bytes(), "__MACOSX/._o.parquet": {1}})
	got, err = readBytes(t, "o.zip", zipped, file.Dialect{})
	require.NoError(t, err)
	require.Len(t, got.rows, 3)
}

func zipOf(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write(content)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func TestZip(t *testing.T) {
	got, err := readBytes(t, "o.zip", zipOf(t, map[string][]byte{"x/o.csv": []byte("id,n\n1,2\n"), "x/.DS_Store": {0}}), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "2"}}, got.rows)
	_, err = readBytes(t, "o.zip", zipOf(t, map[string][]byte{"a.csv": nil, "b.csv": nil}), file.Dialect{})
	require.ErrorIs(t, err, file.ErrRefused)
	require.ErrorContains(t, err, "a.csv")
	require.ErrorContains(t, err, "b.csv")
	_, err = readBytes(t, "o.xlsx", zipOf(t, map[string][]byte{"[Content_Types].xml": nil, "xl/worksheets/sheet1.xml": nil}), file.Dialect{})
	require.ErrorIs(t, err, file.ErrBroken)
	require.ErrorContains(t, err, "o.xlsx is broken (there is no workbook in it)")
	packed := zipOf(t, map[string][]byte{"o.csv": []byte(strings.Repeat("id,n\n", 1000))})
	packed[60] ^= 0x55
	_, err = readBytes(t, "o.zip", packed, file.Dialect{})
	require.ErrorIs(t, err, file.ErrBroken)
}

func workbook(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	require.NoError(t, err)
	return b.Bytes()
}

func TestSheet(t *testing.T) {
	f := excelize.NewFile()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	require.NoError(t, err)
	code := "yyyy/mm/dd hh:mm:ss"
	moment, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	require.NoError(t, err)
	money := `"NT$"#,##0.00;[Red]-#,##0`
	amount, err := f.NewStyle(&excelize.Style{CustomNumFmt: &money})
	require.NoError(t, err)
	set := func(cell string, value any, style int) {
		require.NoError(t, f.SetCellValue("Sheet1", cell, value))
		require.NoError(t, f.SetCellStyle("Sheet1", cell, cell, style))
	}
	require.NoError(t, f.SetSheetRow("Sheet1", "A2", &[]any{"id", "day", "at", "amount", "", "name", "paid"}))
	require.NoError(t, f.SetSheetRow("Sheet1", "A3", &[]any{"00123", nil, nil, nil, "x", "王小明 ", true}))
	set("B3", 46328, date)
	set("C3", 46328.5000115741, moment)
	set("D3", 1234.1, amount)
	require.NoError(t, f.SetSheetRow("Sheet1", "A5", &[]any{int64(123456789012345), 0.1 + 0.2, 4111111111111110, "2026-11-02"}))
	require.NoError(t, f.SetCellRichText("Sheet1", "F5", []excelize.RichTextRun{{Text: "a"}, {Text: " b"}}))
	require.NoError(t, f.SetCellFormula("Sheet1", "D6", "SUM(D3:D5)"))
	require.NoError(t, f.SetSheetRow("Sheet1", "A7", &[]any{"7", nil, nil, nil, nil, nil, nil, "beyond"}))
	got, err := readBytes(t, "o.xlsx", workbook(t, f), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, []string{"id", "day", "at", "amount", "column 5", "name", "paid"}, got.columns)
	require.Equal(t, [][]string{{"00123", "2026-11-02", "2026-11-02T12:00:01", "1234.1", "x", "王小明 ", "true"},
		{"123456789012345", "0.3", "4.11111111111111E+15", "2026-11-02", "", "a b", ""}}, got.rows)
	require.Equal(t, [][]bool{{false, true, true, true, false, false, true}, {true, true, true, false, false, false, false}}, got.typed)
	require.Equal(t, []string{"cell D6 is a formula whose value isn't stored: open the file in Excel and save it", "a cell in column H, the header ends with column G"}, got.bad)
	require.Equal(t, []int64{3, 5, 6, 7}, got.lines)
	require.Equal(t, []string{"format", "sheet"}, got.found)

	_, err = f.NewSheet("Returns")
	require.NoError(t, err)
	_, err = readBytes(t, "o.xlsx", workbook(t, f), file.Dialect{})
	require.NoError(t, err, "an empty sheet is none")
	require.NoError(t, f.SetCellValue("Returns", "B2", "id"))
	_, err = readBytes(t, "o.xlsx", workbook(t, f), file.Dialect{})
	require.ErrorIs(t, err, file.ErrUnclear)
	require.ErrorContains(t, err, "sheet: Sheet1, or Returns")
	got, err = readBytes(t, "o.xlsx", workbook(t, f), file.Dialect{Sheet: "Returns"})
	require.NoError(t, err)
	require.Equal(t, []string{"column 1", "id"}, got.columns)
	_, err = readBytes(t, "o.xlsx", workbook(t, f), file.Dialect{Sheet: "Sales"})
	require.ErrorContains(t, err, `no sheet "Sales"`)
	got, err = readBytes(t, "o.xlsx.gz", gzipped(t, string(workbook(t, f))), file.Dialect{Sheet: "Sheet1", SkipLines: 2, NoHeader: true, Columns: []string{"a", "b", "c", "d", "e", "f", "g", "h"}})
	require.NoError(t, err)
	require.Len(t, got.rows, 3)
	got, err = readBytes(t, "o.zip", zipOf(t, map[string][]byte{"o.xlsx": workbook(t, f)}), file.Dialect{Sheet: "Returns"})
	require.NoError(t, err)
	require.Equal(t, []string{"column 1", "id"}, got.columns)
	_, err = readBytes(t, "o.zip.gz", gzipped(t, string(zipOf(t, map[string][]byte{"o.csv": []byte("a,b")}))), file.Dialect{})
	require.ErrorIs(t, err, file.ErrRefused)
}
