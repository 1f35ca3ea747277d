package file_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"regulars/platform/file"
)

// outcome is all that a file was read as.
type outcome struct {
	columns []string
	rows    [][]string
	typed   [][]bool
	bad     []string // "line 3: an unclosed quote"
	lines   []int64
	counts  file.Counts
	dialect file.Dialect
	found   []string
}

// readBytes writes a file of that name and reads it.
func readBytes(t testing.TB, name string, content []byte, d file.Dialect) (outcome, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return readPath(t.Context(), path, d)
}

func readPath(ctx context.Context, path string, d file.Dialect) (outcome, error) {
	entries, err := file.List(ctx, path)
	if err != nil {
		return outcome{}, err
	}
	return readEntry(ctx, entries[0], d)
}

func readEntry(ctx context.Context, e file.Entry, d file.Dialect) (o outcome, err error) {
	rows, err := file.Open(ctx, e, d)
	if err != nil {
		return o, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	o.columns, o.dialect, o.found = rows.Columns(), rows.Dialect(), rows.Found()
	for {
		row, err := rows.Next()
		o.counts = rows.Counts()
		if errors.Is(err, io.EOF) {
			return o, nil
		}
		if err != nil {
			return o, err
		}
		o.lines = append(o.lines, row.Line)
		if row.Problem != "" {
			o.bad = append(o.bad, row.Problem)
			continue
		}
		o.rows = append(o.rows, slices.Clone(row.Cells))
		o.typed = append(o.typed, slices.Clone(row.Typed))
	}
}

func gzipped(t testing.TB, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(content))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func encoded(t testing.TB, e encoding.Encoding, text string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(text))
	require.NoError(t, err)
	return b
}

// A day without sales is a file without rows, not an error.
func TestEmptyFiles(t *testing.T) {
	for name, content := range map[string][]byte{
		"empty.csv": nil, "empty.csv.gz": gzipped(t, ""), "nothing.csv.gz": nil, "blank.csv": []byte("\r\n \r\n"), "empty.xlsx": nil, "empty.jsonl": nil, "mark.csv": []byte("\xef\xbb\xbf"),
	} {
		got, err := readBytes(t, name, content, file.Dialect{})
		require.NoError(t, err, name)
		require.Empty(t, got.rows, name)
		require.Empty(t, got.columns, name)
	}
	got, err := readBytes(t, "header.csv", []byte("receipt,sold_at,amount\r\n"), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, []string{"receipt", "sold_at", "amount"}, got.columns)
	require.Empty(t, got.rows)
}

func TestBig5IsAQuestionThatShowsItsReadings(t *testing.T) {
	content := encoded(t, traditionalchinese.Big5, "單號,姓名\nK7,林志豪\nK8,許功蓋\n")
	_, err := readBytes(t, "till.csv", content, file.Dialect{})
	require.ErrorIs(t, err, file.ErrUnclear)
	require.False(t, file.IsTransient(err))
	require.ErrorContains(t, err, "encoding: big5 (單號)")
	require.ErrorContains(t, err, "line 1 is not UTF-8")
	got, err := readBytes(t, "till.csv", content, file.Dialect{Encoding: "Big5"})
	require.NoError(t, err)
	require.Equal(t, []string{"單號", "姓名"}, got.columns)
	require.Equal(t, [][]string{{"K7", "林志豪"}, {"K8", "許功蓋"}}, got.rows)
	require.Equal(t, []string{"format", "delimiter"}, got.found)

	got, err = readBytes(t, "gb.csv", encoded(t, simplifiedchinese.GBK, "单号;姓名\nK7;张伟\n"), file.Dialect{Encoding: "gbk"})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"K7", "张伟"}}, got.rows)
}

func TestUTF16(t *testing.T) {
	text := "receipt\tname\r\nK7\t林志豪\r\nK8\t一\r\n"
	for name, e := range map[string]encoding.Encoding{
		"le, mark": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "be, mark": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	} {
		for _, d := range []file.Dialect{{}, {Encoding: "utf-16"}} {
			got, err := readBytes(t, "o.tsv", encoded(t, e, text), d)
			require.NoError(t, err, name)
			require.Equal(t, []string{"receipt", "name"}, got.columns, name)
			require.Equal(t, [][]string{{"K7", "林志豪"}, {"K8", "一"}}, got.rows, name)
			require.Equal(t, "tab", got.dialect.Delimiter)
			require.Equal(t, "utf-16"+name[:2], got.dialect.Encoding)
		}
	}
}

// What the encoding can't have rejects its row, and only it.
func TestUndecodableRows(t *testing.T) {
	big5 := append(encoded(t, traditionalchinese.Big5, "id,name\n1,林\n2,"), "\xa4\n3,\xff\xff\n"...)
	big5 = append(big5, encoded(t, traditionalchinese.Big5, "4,王\n")...)
	got, err := readBytes(t, "a.csv", big5, file.Dialect{Encoding: "big5"})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "林"}, {"4", "王"}}, got.rows)
	require.Equal(t, []string{"letters that are not big5", "letters that are not big5"}, got.bad)

	// A file with broken bytes is no Latin one for that: everything would fit that.
	for _, header := range []string{"id,name\n", "單號,姓名\n"} {
		for name, e := range map[string]encoding.Encoding{"big5": traditionalchinese.Big5, "gbk": simplifiedchinese.GBK, "euc-kr": korean.EUCKR} {
			text := map[string]string{"big5": "王小明", "gbk": "张伟", "euc-kr": "김민수"}[name]
			content := append(encoded(t, e, strings.Map(func(c rune) rune {
				if name == "big5" || c < 0x80 {
					return c
				}
				return -1
			}, header)+strings.Repeat("1,"+text+"\n", 5)+"2,"), "\xff\xe9\n"...)
			_, err := readBytes(t, "a.csv", content, file.Dialect{})
			require.ErrorIs(t, err, file.ErrUnclear, name)
			require.ErrorContains(t, err, "is not UTF-8: write encoding: ")
			require.Regexp(t, name+` \([^)]+, and the lines that aren't are rejected\)`, err.Error())
		}
	}
	got, err = readBytes(t, "a.csv", []byte("id,name\n1,Andr\xe9\n2,Ren\xe9e\n3,\xd6sten\n"), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, "windows-1252", got.dialect.Encoding)

	broken := []byte("id,name\n" + strings.Repeat("1,林\n", 40) + "2,\xe6\x9e\n3,王\n4,\x00\n")
	_, err = readBytes(t, "a.csv", broken, file.Dialect{})
	require.ErrorIs(t, err, file.ErrUnclear)
	require.ErrorContains(t, err, "line 42 is not UTF-8: write encoding: utf-8 (then the 1 lines")
	got, err = readBytes(t, "a.csv", broken, file.Dialect{Encoding: "utf-8"})
	require.NoError(t, err)
	require.Len(t, got.rows, 41)
	require.Equal(t, []string{"letters that are not utf-8", "a NUL byte"}, got.bad)
}

func TestAnUnclosedQuoteSwallowsNothing(t *testing.T) {
	head := "id,day,amount,name\nB1,2026-11-02,100,Ann\n"
	for name, c := range map[string]struct {
		text string
		rows []string
		bad  []string
	}{
		"never closed": {`B2,2026-11-03,250,"27 inch screen` + "\nB3,2026-11-04,50,Cat\nB4,2026-11-05,60,Dan\n",
			[]string{"B1", "B3", "B4"}, []string{"an unclosed quote"}},
		"closed by another row's": {`B2,2026-11-03,250,"27 inch` + "\nB3,2026-11-04,50,Cat\n" + `B4,2026-11-05,60,"Dan"` + "\n",
			[]string{"B1", "B3", "B4"}, []string{"an unclosed quote"}},
		"closed where a cell ends": {`B2,2026-11-03,250,"27 inch` + "\nB3,2026-11-04,50,Cat\n" + `B4,2026-11-05,60,27"` + "\nB5,2026-11-06,70,Eve\n",
			[]string{"B1", "B5"}, []string{"an unclosed quote, or a cell that holds whole rows", "an unclosed quote, or a cell that holds whole rows", "an unclosed quote, or a cell that holds whole rows"}},
		"text behind": {`B2,2026-11-03,250,"27" screen` + "\nB3,2026-11-04,50,Cat\n",
			[]string{"B1", "B3"}, []string{"text behind a closing quote"}},
		"a cell of several lines": {"B2,2026-11-03,250,\"first, second\nthird, fourth\n\nfifth\"\nB3,2026-11-04,50,\"a \"\"b\"\"\"\n",
			[]string{"B1", "B2", "B3"}, nil},
		"another width":                {"B2,2026-11-03,250\nB3,2026-11-04,50,Cat,x\n", []string{"B1"}, []string{"3 cells, the header has 4", "5 cells, the header has 4"}},
		"several lines, another width": {"B2,2026-11-03,\"x\ny\"\nB3,2026-11-04,50,Cat\n", []string{"B1", "B3"}, []string{"3 cells, the header has 4"}},
		"a quote inside":               {`B2,2026-11-03,250,27" screen` + "\n", []string{"B1", "B2"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readBytes(t, "o.csv", []byte(head+c.text), file.Dialect{})
			require.NoError(t, err)
			var ids []string
			for _, row := range got.rows {
				ids = append(ids, row[0])
			}
			require.Equal(t, c.rows, ids)
			require.Equal(t, c.bad, got.bad)
			require.EqualValues(t, len(c.rows)+len(c.bad), got.counts.Rows)
			require.EqualValues(t, len(c.bad), got.counts.Bad)
		})
	}
}

func TestTheCellOfSeveralLinesIsWhole(t *testing.T) {
	got, err := readBytes(t, "o.csv", []byte("id,note\r\n1,\"a\r\n\r\nb, \"\"c\"\"\"\r\n2,x\r\n"), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "a\n\nb, \"c\""}, {"2", "x"}}, got.rows)
	require.Equal(t, []int64{2, 5}, got.lines)
}

func TestTwoColumnsOfOneName(t *testing.T) {
	_, err := readBytes(t, "o.csv", []byte("id,note,amount,note\n1,a,2,b\n"), file.Dialect{})
	require.ErrorIs(t, err, file.ErrRefused)
	require.ErrorContains(t, err, `two columns named "note", the 2. and the 4.`)
}

func TestFilesCutShort(t *testing.T) {
	var text strings.Builder
	for i := range 20_000 {
		text.WriteString(strings.Repeat(string(rune('a'+i%26)), i%37) + ",x\n")
	}
	packed := gzipped(t, "id,note\n"+text.String())
	for _, d := range []file.Dialect{{}, {Encoding: "utf-8"}} {
		_, err := readBytes(t, "o.csv.gz", packed[:len(packed)*2/3], d)
		require.ErrorIs(t, err, file.ErrBroken)
		require.ErrorContains(t, err, "o.csv.gz is broken (it is cut short)")
		require.False(t, file.IsTransient(err))
	}
	wrong := bytes.Clone(packed)
	wrong[len(wrong)-6] ^= 1
	_, err := readBytes(t, "o.csv.gz", wrong, file.Dialect{})
	require.ErrorIs(t, err, file.ErrBroken)
	both, err := readBytes(t, "o.csv.gz", slices.Concat(gzipped(t, "id,note\n1,a\n"), gzipped(t, "2,b\n")), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "a"}, {"2", "b"}}, both.rows)
}

func TestDelimiters(t *testing.T) {
	for name, c := range map[string]struct {
		text      string
		delimiter string
		row       []string
	}{
		"semicolons, decimal commas": {"id;day;amount\nC1;2026-11-02;1.280,50\nC2;2026-11-03;250,00\n", ";", []string{"C1", "2026-11-02", "1.280,50"}},
		"tabs":                       {"id\tday\tamount\nC1\t2026-11-02\t1,280.50\n", "tab", []string{"C1", "2026-11-02", "1,280.50"}},
		"bars":                       {"id|day\nC1|2026-11-02\n", "|", []string{"C1", "2026-11-02"}},
		"one column":                 {"mail\nann@example.com\n", ",", []string{"ann@example.com"}},
		"quoted":                     {"\"id\",\"amount\"\n\"C1\",\"1;280\"\n", ",", []string{"C1", "1;280"}},
		"CR":                         {"id,day\rC1,2026-11-02\r", ",", []string{"C1", "2026-11-02"}},
		"doubled CR":                 {"id,day\r\r\nC1,2026-11-02\r\r\n", ",", []string{"C1", "2026-11-02"}},
		"Excel's hint":               {"sep=;\nid;a,b\nC1;2,3\n", ";", []string{"C1", "2,3"}},
		"spare delimiters":           {"id,day\nC1,2026-11-02,\nC2,2026-11-02,\n", ",", []string{"C1", "2026-11-02"}},
		"blank rows":                 {"id,day\n\n,\nC1,2026-11-02\n \n\"\",\"\"\n\x1a", ",", []string{"C1", "2026-11-02"}},
		"NULL":                       {"id\tday\nC1\t\\N\n", "tab", []string{"C1", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readBytes(t, "o.csv", []byte(c.text), file.Dialect{})
			require.NoError(t, err)
			require.Empty(t, got.bad)
			require.Equal(t, c.row, got.rows[0])
			require.Equal(t, c.delimiter, got.dialect.Delimiter)
		})
	}
	for text, want := range map[string]string{
		"a,b;c,d\n1,2;3,4\n": "delimiter: , and ; both split",
		"Sales of November\nid,day,amount\n1,2026-11-02,3\n2,2026-11-02,4\n": "write skip_lines",
		"Sales, November\nid,day,amount\n1,2026-11-02,3\n2,2026-11-02,4\n":   "delimiter: , (the first line has 2 cells, and so have 0 of 3 rows)",
		"Sales\nid;day\n1;2026-11-02\n":                                      "the first line has 1 cell, but 2 lines below it have more, between ;: write skip_lines",
		"%PDF-1.7 x":                                                         "is a PDF",
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1abc":                                ".xls",
		"<html><table><tr>":                                                  "web page",
		"\x00\x01\x02\x00\x07\x00\x03\x04\x05\x06\x00\x01":                   "is no text",
	} {
		_, err := readBytes(t, "o.csv", []byte(text), file.Dialect{})
		require.ErrorContains(t, err, want, text)
		require.True(t, errors.Is(err, file.ErrUnclear) || errors.Is(err, file.ErrRefused), text)
	}
}

// What a config says of a file is read as people write it, and what can't be is refused.
func TestDeclaredWords(t *testing.T) {
	for word, sign := range map[string]string{"tab": "\t", "TAB": "\t", `\t`: "\t", "comma": ",", "Semicolon": ";", "pipe": "|", "blanks": " ", ";": ";", "<16 signs, then>": "<16 signs, then>", "、": "、"} {
		got, err := readBytes(t, "o.dat", []byte("id"+sign+"day\n7"+sign+"2026-11-02\n"), file.Dialect{Delimiter: word})
		require.NoError(t, err, word)
		require.Equal(t, [][]string{{"7", "2026-11-02"}}, got.rows, word)
	}
	for _, word := range []string{"a\nb", "\"", "\r", "a seventeenth sign", "\xe6\x9e"} {
		_, err := readBytes(t, "o.dat", []byte("id,day\n"), file.Dialect{Delimiter: word})
		require.ErrorIs(t, err, file.ErrUnclear, word)
		require.ErrorContains(t, err, "can't be one", word)
	}
	for _, word := range []string{" Big5 ", "CP950", "MS950"} {
		got, err := readBytes(t, "o.csv", encoded(t, traditionalchinese.Big5, "id,name\n7,林\n"), file.Dialect{Encoding: word})
		require.NoError(t, err, word)
		require.Equal(t, [][]string{{"7", "林"}}, got.rows, word)
	}
	for word, c := range map[string]struct{ content, want string }{
		"klingon": {"id,name\n", "encoding: klingon is not known"}, "utf-16": {"id,name\n", "doesn't say which byte goes first"}, "x-user-defined": {"id,name\n", "can't be read"},
		"big5": {"\xef\xbb\xbfid,name\n", "begins with the mark of utf-8"}, "cp950": {"id,name\n1,大正\n", "line 2 is UTF-8, but encoding: big5 is declared"},
		"gbk": {"id,name\n1,ann\n2,王小明\n", "line 3 is UTF-8"}, "windows-1252": {"id,name\n1,café\n", "line 2 is UTF-8"},
	} {
		_, err := readBytes(t, "o.csv", []byte(c.content), file.Dialect{Encoding: word})
		require.ErrorContains(t, err, c.want, word)
	}
	for name, e := range map[string]encoding.Encoding{"le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)} {
		got, err := readBytes(t, "o.csv", encoded(t, e, "單號,姓名\n"), file.Dialect{})
		require.NoError(t, err, "two plain letters show which byte is first")
		require.Equal(t, []string{"單號", "姓名"}, got.columns, name)
	}
}

func TestDeclared(t *testing.T) {
	got, err := readBytes(t, "o.txt", []byte("title, of it\n\n  1  2026-11-02 \t 12.75 a\r\n\n2 2026-11-03 - b\n3 x\n"),
		file.Dialect{Format: "Whitespace", NoHeader: true, SkipLines: 1, Columns: []string{"id", "day", "amount", "sku"}})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "2026-11-02", "12.75", "a"}, {"2", "2026-11-03", "-", "b"}}, got.rows)
	require.Equal(t, []string{"2 cells, the header has 4"}, got.bad)
	require.EqualValues(t, 2, got.counts.Blank)
	require.EqualValues(t, 6, got.counts.Lines)

	got, err = readBytes(t, "o.dat", []byte("1~'a~b'~x\n"), file.Dialect{Delimiter: "~", Quote: "'", NoHeader: true})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "a~b", "x"}}, got.rows)
	require.Equal(t, []string{"column 1", "column 2", "column 3"}, got.columns)

	got, err = readBytes(t, "o.tsv", []byte("id\tnote\n1\t\"a\\tb\n"), file.Dialect{Format: "TabSeparatedWithNames"})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "\"a\tb"}}, got.rows)

	for _, format := range []string{"LineAsString", "ORC", "Arrow", "CustomSeparated"} {
		_, err = readBytes(t, "o.log", []byte("a b\n"), file.Dialect{Format: format})
		require.ErrorIs(t, err, file.ErrForeign, format)
	}
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"o-1.csv", "o-2.csv", "o-10.csv", "p-01.csv", "p-02.csv", ".o-3.csv", "~$o-1.csv", "x[1].csv"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	require.NoError(t, os.Mkdir(filepath.Join(dir, "o-4.csv"), 0o700))
	for pattern, want := range map[string][]string{
		"o-*.csv": {"o-1.csv", "o-10.csv", "o-2.csv"}, "o-{1..2}.csv": {"o-1.csv", "o-2.csv"}, "p-{01..02}.csv": {"p-01.csv", "p-02.csv"},
		"{o,p}-?.csv": {"o-1.csv", "o-2.csv"}, "o-[2-9].csv": {"o-2.csv"}, "x[1].csv": {"x[1].csv"}, "*-1*": {"o-1.csv", "o-10.csv"},
		"**/p-*.csv": {"p-01.csv", "p-02.csv"},
	} {
		entries, err := file.List(t.Context(), filepath.Join(dir, pattern))
		require.NoError(t, err, pattern)
		var names []string
		for _, e := range entries {
			names = append(names, e.Name)
			require.NotEmpty(t, e.Stamp)
		}
		require.Equal(t, want, names, pattern)
	}
	_, err := file.List(t.Context(), filepath.Join(dir, "q-*.csv"))
	require.ErrorIs(t, err, file.ErrNone)
	require.ErrorContains(t, err, filepath.Join(dir, "q-*.csv"))
	_, err = file.List(t.Context(), dir)
	require.ErrorContains(t, err, "is a folder")
	_, err = file.List(t.Context(), "ftp://x/y.csv")
	require.ErrorContains(t, err, "ftp:// is not known")
}

// A short Chinese name in GBK may be valid UTF-8 by chance; accents within Latin words and
// letters of three bytes may not.
func TestAFewLettersMayBeEither(t *testing.T) {
	_, err := readBytes(t, "o.csv", []byte("id,name\n1,\xce\xb0\n"), file.Dialect{})
	require.ErrorIs(t, err, file.ErrUnclear)
	require.ErrorContains(t, err, "utf-8 (ΰ)")
	require.ErrorContains(t, err, "gbk (伟)")
	for _, text := range []string{"José", "王", "Müller and ΰ", "αβγδεζηθικ", "1× Tea", "£5"} {
		got, err := readBytes(t, "o.csv", []byte("id,name\n1,"+text+"\n"), file.Dialect{})
		require.NoError(t, err, text)
		require.Equal(t, [][]string{{"1", text}}, got.rows)
	}
	got, err := readBytes(t, "o.csv", []byte("id,name\n1,ΰ\n"), file.Dialect{Encoding: "utf-8"})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "ΰ"}}, got.rows)
}

// Exports that were joined have a mark before each header, which is a header none the less.
func TestJoinedFiles(t *testing.T) {
	got, err := readBytes(t, "a.csv", []byte("\ufeffid,name\n1,a\n\ufeffid,name\n2,b\n"), file.Dialect{})
	require.NoError(t, err)
	require.Equal(t, [][]string{{"1", "a"}, {"2", "b"}}, got.rows)
	require.Equal(t, []string{"the header again"}, got.bad)
}
