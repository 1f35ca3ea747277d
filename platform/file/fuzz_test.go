package file_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"regulars/platform/file"
)

// check reads any bytes as a file of that name, and checks what holds of all: every row
// is as wide as the header and valid text, or has a problem, and the counts agree.
func check(t *testing.T, name string, content []byte, d file.Dialect) outcome {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	got, err := readPath(t.Context(), path, d)
	if err != nil {
		require.False(t, file.IsTransient(err), "%v", err)
		require.True(t, errors.Is(err, file.ErrBroken) || errors.Is(err, file.ErrUnclear) || errors.Is(err, file.ErrRefused), "%v", err)
		return got
	}
	for _, row := range got.rows {
		require.Len(t, row, len(got.columns))
		for _, c := range row {
			require.True(t, utf8.ValidString(c), "%q", c)
		}
	}
	for _, c := range got.columns {
		require.True(t, utf8.ValidString(c), "%q", c)
	}
	require.EqualValues(t, len(got.rows)+len(got.bad), got.counts.Rows)
	require.EqualValues(t, len(got.bad), got.counts.Bad)
	for i := 1; i < len(got.lines); i++ {
		require.Less(t, got.lines[i-1], got.lines[i])
	}
	return got
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("id,name\n1,\"a\nb\"\n2,\"x\n\n3,y\n"), "")
	f.Add([]byte("id;a,b\r\n1;\"2\"\"\",\r\n"), ";")
	f.Add([]byte("\xef\xbb\xbfid\tn\r1\t\\N\r"), "tab")
	f.Fuzz(func(t *testing.T, content []byte, delimiter string) {
		got := check(t, "o.csv", content, file.Dialect{Encoding: "utf-8", Delimiter: delimiter})
		if lines := int64(bytes.Count(content, []byte("\n"))+1) + int64(bytes.Count(content, []byte("\r"))); got.counts.Rows+got.counts.Blank > lines {
			t.Errorf("%d rows and %d blank ones in %d lines", got.counts.Rows, got.counts.Blank, lines)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("id,n\n1,\xa4\xa4\n"), uint8(0))
	f.Add([]byte("\xff\xfei\x00,\x00n\x00\n\x001\x00,\x00\x00\xd8\n\x00"), uint8(1))
	f.Fuzz(func(t *testing.T, content []byte, n uint8) {
		words := []string{"", "utf-16", "big5", "gbk", "shift-jis", "euc-jp", "euc-kr", "latin1", "utf-16le", "gb18030"}
		check(t, "o.csv", content, file.Dialect{Encoding: words[int(n)%len(words)]})
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte("{\"a\":1,\"b\":[{}]}\n{\"a\":\"\\u738b\"}\nx\n"))
	f.Add([]byte(`[{"a":1e5},{"b":null},7]`))
	f.Add([]byte("{\n\"a\":\"\\ud800\"}{\"a\":2}"))
	f.Fuzz(func(t *testing.T, content []byte) { check(t, "o.json", content, file.Dialect{Encoding: "utf-8"}) })
}

func FuzzUnpack(f *testing.F) {
	f.Add(gzipped(f, "id,n\n1,2\n"), uint8(0))
	f.Add(zipOf(f, map[string][]byte{"o.csv": []byte("id,n\n1,2\n")}), uint8(1))
	f.Add([]byte("\x28\xb5\x2f\xfd\x04\x00\x41\x00\x00id,n\n1,2\n"), uint8(2))
	f.Fuzz(func(t *testing.T, content []byte, n uint8) {
		names := []string{"o.csv.gz", "o.zip", "o.csv.zst", "o.csv.bz2", "o.csv.xz", "o.csv.lz4", "o.csv.br"}
		if len(content) < 1<<16 {
			check(t, names[int(n)%len(names)], content, file.Dialect{Delimiter: ","})
		}
	})
}

func FuzzXLSX(f *testing.F) {
	book := excelize.NewFile()
	require.NoError(f, book.SetSheetRow("Sheet1", "A1", &[]any{"id", "n"}))
	require.NoError(f, book.SetSheetRow("Sheet1", "A2", &[]any{"1", 2.5}))
	f.Add([]byte(`<worksheet><sheetData><row r="1"><c t="str"><v>id</v></c></row><row><c r="A2" t="s"><v>0</v></c><c s="1"><f>A1</f></c></row></sheetData></worksheet>`), []byte(`<sst><si><t>x</t></si></sst>`), []byte(`<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`))
	f.Fuzz(func(t *testing.T, sheet, shared, styles []byte) {
		check(t, "o.xlsx", zipOf(t, map[string][]byte{
			"xl/workbook.xml":            []byte(`<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`),
			"xl/_rels/workbook.xml.rels": []byte(`<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`),
			"xl/worksheets/sheet1.xml":   sheet, "xl/sharedStrings.xml": shared, "xl/styles.xml": styles,
		}), file.Dialect{})
	})
}

func FuzzParquet(f *testing.F) {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[parquetLine](&b)
	_, err := w.Write([]parquetLine{{"a", nil, []string{"b"}}, {SKU: "c"}})
	require.NoError(f, err)
	require.NoError(f, w.Close())
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, content []byte) {
		if bytes.HasPrefix(content, []byte("PAR1")) {
			check(t, "o.parquet", content, file.Dialect{})
		}
	})
}
