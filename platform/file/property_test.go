package file_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"regulars/platform/file"
)

// encodings are those that random tables are written in.
var encodings = map[string]encoding.Encoding{
	"utf-8": encoding.Nop, "big5": traditionalchinese.Big5, "gbk": simplifiedchinese.GBK, "shift_jis": japanese.ShiftJIS, "euc-jp": japanese.EUCJP, "euc-kr": korean.EUCKR,
	"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "utf-16be": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
}

// table is a random one: its first row is the header. Every cell can be written in the encoding.
func table(t *rapid.T, e encoding.Encoding, letters string) [][]string {
	width := rapid.IntRange(2, 6).Draw(t, "width")
	names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,8}( [a-z]{1,3})?`), width, width, rapid.ID[string]).Draw(t, "names")
	cell := rapid.OneOf(
		rapid.StringMatching(`[0-9]{1,20}`), rapid.StringMatching(`[A-Z]{1,3}-[0-9]{1,5}`), rapid.StringMatching(`-?[0-9]{1,4}[.,][0-9]{2}`),
		rapid.StringOfN(rapid.RuneFrom([]rune(letters+` ,;|"'abc012`+"\t\n")), 0, 12, -1),
	).Filter(func(c string) bool {
		b, err := e.NewEncoder().String(c)
		back, err2 := e.NewDecoder().String(b)
		return err == nil && err2 == nil && back == c && !strings.Contains(c, "\uFFFD")
	})
	rows := [][]string{names}
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		rows = append(rows, rapid.SliceOfN(cell, width, width).Draw(t, "row"))
	}
	return rows
}

var lettersOf = map[string]string{"utf-8": "王é許한ア", "big5": "王許功蓋", "gbk": "张伟许", "shift_jis": "アイ表能", "euc-jp": "アイ表", "euc-kr": "한국어", "utf-16le": "王一许", "utf-16be": "王一许"}

// Random tables, written by encoding/csv in random dialects, are read back exactly,
// or it is asked; never are they read as another table.
func TestRandomTextFiles(t *testing.T) {
	dir := t.TempDir()
	var asked, read, lines int
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.SampledFrom([]string{"utf-8", "big5", "gbk", "shift_jis", "euc-jp", "euc-kr", "utf-16le", "utf-16be"}).Draw(t, "encoding")
		rows := table(t, encodings[word], lettersOf[word])
		delimiter := rapid.SampledFrom([]string{",", ";", "\t", "|"}).Draw(t, "delimiter")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = rune(delimiter[0])
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		require.NoError(t, w.WriteAll(rows))
		content, err := encodings[word].NewEncoder().Bytes(b.Bytes())
		require.NoError(t, err)
		name := "o.csv"
		if rapid.Bool().Draw(t, "packed") {
			name = "o.csv.gz"
			content = packedBytes(t, content)
		}
		var d file.Dialect
		if rapid.Bool().Draw(t, "encoding declared") {
			d.Encoding = word
		}
		if rapid.Bool().Draw(t, "delimiter declared") {
			d.Delimiter = delimiter
		}
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, content, 0o600))
		got, err := readPath(t.Context(), path, d)
		if errors.Is(err, file.ErrUnclear) {
			asked++
			return
		}
		require.NoError(t, err)
		read++
		require.Equal(t, rows[0], got.columns)
		rest := checkRows(t, rows[1:], got)
		lines += rest
	})
	t.Logf("%d read, %d asked; %d rows refused for lines that look like rows", read, asked, lines)
	require.Positive(t, read)
}

func packedBytes(t *rapid.T, content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// checkRows compares what was read with what was written: rows in their order, each
// exactly, or missing with a problem for it. It returns how many are missing.
func checkRows(t *rapid.T, want [][]string, got outcome) (missing int) {
	var filled [][]string
	for _, row := range want {
		if strings.TrimSpace(strings.Join(row, "")) != "" {
			filled = append(filled, row)
		}
	}
	at := 0
	for _, row := range got.rows {
		for at < len(filled) && !slices.Equal(filled[at], row) {
			at++
			missing++
		}
		require.Less(t, at, len(filled), "no such row was written: %q", row)
		at++
	}
	missing += len(filled) - at
	if missing > 0 {
		require.NotEmpty(t, got.bad, "rows are missing without a problem")
	}
	require.EqualValues(t, len(got.rows)+len(got.bad), got.counts.Rows)
	return missing
}

// Quotes that nobody closed, at random places, swallow no row: those without quotes
// are all read, and every physical line is a row, bad or blank.
func TestRandomUnclosedQuotes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "o.csv")
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 30).Draw(t, "rows")
		var b strings.Builder
		b.WriteString("id,day,amount,name,note\n")
		var plain []string
		total := 0
		for i := range n {
			id := "R" + strings.Repeat("i", i+1)
			cells := []string{id, "2026-11-02", "12.50", "Ann", "x"}
			kind := rapid.IntRange(0, 9).Draw(t, "kind")
			switch kind {
			case 0, 1:
				cells[rapid.IntRange(1, 4).Draw(t, "at")] = `"27 inch`
			case 2:
				at := rapid.IntRange(1, 4).Draw(t, "at")
				cells[at] += `"`
			case 3:
				b.WriteString(rapid.SampledFrom([]string{"\n", ",,,,\n", " \n"}).Draw(t, "blank"))
				total++
				continue
			default:
				plain = append(plain, id)
			}
			b.WriteString(strings.Join(cells, ",") + "\n")
			total++
		}
		require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o600))
		got, err := readPath(t.Context(), path, file.Dialect{Delimiter: ","})
		require.NoError(t, err)
		require.EqualValues(t, total, got.counts.Rows+got.counts.Blank, "%s", b.String())
		var ids []string
		for _, row := range got.rows {
			require.True(t, strings.HasPrefix(row[0], "Ri"), row)
			ids = append(ids, row[0])
		}
		for _, id := range plain {
			if !slices.Contains(ids, id) {
				require.Contains(t, strings.Join(got.bad, ";"), "a cell that holds whole rows", "%s is nowhere:\n%s", id, b.String())
			}
		}
	})
}

func TestRandomJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.jsonl")
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.MapOf(rapid.StringMatching(`[a-z]{1,4}`), rapid.OneOf(
			rapid.Map(rapid.String(), func(s string) any { return s }), rapid.Map(rapid.Int64(), func(n int64) any { return n }),
			rapid.Map(rapid.Bool(), func(b bool) any { return b }), rapid.Just[any](nil),
		)), 0, 10).Draw(t, "rows")
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		var want []map[string]string
		for _, row := range rows {
			require.NoError(t, e.Encode(row))
			texts := map[string]string{}
			for k, v := range row {
				switch v := v.(type) {
				case string:
					texts[k] = strings.ToValidUTF8(v, "\uFFFD")
				case nil:
				default:
					text, err := json.Marshal(v)
					require.NoError(t, err)
					texts[k] = string(text)
				}
			}
			blank := true
			for k, v := range texts {
				if v == "" {
					delete(texts, k)
				}
				blank = blank && strings.TrimSpace(v) == ""
			}
			if !blank {
				want = append(want, texts)
			}
		}
		require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
		got, err := readPath(t.Context(), path, file.Dialect{Encoding: "utf-8"})
		require.NoError(t, err)
		require.Empty(t, got.bad)
		var read []map[string]string
		for _, row := range got.rows {
			texts := map[string]string{}
			for i, c := range row {
				if c != "" {
					texts[got.columns[i]] = c
				}
			}
			read = append(read, texts)
		}
		require.Equal(t, want, read)
	})
}

func TestRandomSheets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "o.xlsx")
	rapid.Check(t, func(t *rapid.T) {
		rows := table(t, encoding.Nop, "王é_x000D_<&>")
		f := excelize.NewFile()
		for i, row := range rows {
			for j, c := range row {
				name, err := excelize.CoordinatesToCellName(j+1, i+1)
				require.NoError(t, err)
				require.NoError(t, f.SetCellStr("Sheet1", name, c))
			}
		}
		require.NoError(t, f.SaveAs(path))
		require.NoError(t, f.Close())
		got, err := readPath(t.Context(), path, file.Dialect{})
		require.NoError(t, err)
		require.Equal(t, rows[0], got.columns)
		require.Zero(t, checkRows(t, rows[1:], got))
	})
}
