package file_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"regulars/platform/file"
)

// A parquetKind writes a column of one type: it draws a value, as the file holds it and as
// it should be read.
type parquetKind struct {
	name  string
	node  func() parquet.Node
	typed bool
	draw  func(t *rapid.T) (parquet.Value, string)
}

// digitsOf draws a whole number of up to so many digits, as people write it.
func digitsOf(t *rapid.T, most int) string {
	text := rapid.StringMatching(fmt.Sprintf(`[1-9][0-9]{0,%d}`, most-1)).Draw(t, "digits")
	if rapid.Bool().Draw(t, "negative") {
		return "-" + text
	}
	return text
}

// pointed puts a point before the last two digits.
func pointed(digits string) string {
	sign, figures := "", digits
	if digits[0] == '-' {
		sign, figures = "-", digits[1:]
	}
	for len(figures) < 3 {
		figures = "0" + figures
	}
	return sign + figures[:len(figures)-2] + "." + figures[len(figures)-2:]
}

// civil draws a day and a time by the calendar, with milliseconds.
func civil(t *rapid.T) time.Time {
	return time.Date(rapid.IntRange(1970, 2140).Draw(t, "year"), time.Month(rapid.IntRange(1, 12).Draw(t, "month")), rapid.IntRange(1, 28).Draw(t, "day"),
		rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"), rapid.IntRange(0, 59).Draw(t, "second"), rapid.IntRange(0, 999).Draw(t, "ms")*1_000_000, time.UTC)
}

// written is a time as the file's reader should write it: without zeros behind.
func written(at time.Time) string {
	text := fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d", at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second())
	if ms := at.Nanosecond() / 1_000_000; ms > 0 {
		text += strings.TrimRight(fmt.Sprintf(".%03d", ms), "0")
	}
	return text
}

var parquetKinds = []parquetKind{
	{"text", parquet.String, false, func(t *rapid.T) (parquet.Value, string) {
		text := rapid.StringMatching(`[ -~王é]{1,12}`).Draw(t, "text")
		return parquet.ByteArrayValue([]byte(text)), text
	}},
	{"id", parquet.String, false, func(t *rapid.T) (parquet.Value, string) {
		text := rapid.StringMatching(`0[0-9]{19}`).Draw(t, "id")
		return parquet.ByteArrayValue([]byte(text)), text
	}},
	{"int64", func() parquet.Node { return parquet.Int(64) }, true, func(t *rapid.T) (parquet.Value, string) {
		text := digitsOf(t, 18)
		n, err := strconv.ParseInt(text, 10, 64)
		require.NoError(t, err)
		return parquet.Int64Value(n), text
	}},
	{"uint64", func() parquet.Node { return parquet.Uint(64) }, true, func(t *rapid.T) (parquet.Value, string) {
		text := rapid.SampledFrom([]string{"18446744073709551615", "9223372036854775808", "10000000000000000000", "1"}).Draw(t, "n")
		n, err := strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
		return parquet.Int64Value(int64(n)), text
	}},
	{"wide decimal", func() parquet.Node { return parquet.Decimal(0, 38, parquet.FixedLenByteArrayType(16)) }, true, func(t *rapid.T) (parquet.Value, string) {
		text := digitsOf(t, 30)
		return parquet.FixedLenByteArrayValue(complement(t, text)), text
	}},
	{"amount", func() parquet.Node { return parquet.Decimal(2, 38, parquet.FixedLenByteArrayType(16)) }, true, func(t *rapid.T) (parquet.Value, string) {
		text := digitsOf(t, 20)
		return parquet.FixedLenByteArrayValue(complement(t, text)), pointed(text)
	}},
	{"small amount", func() parquet.Node { return parquet.Decimal(2, 18, parquet.Int64Type) }, true, func(t *rapid.T) (parquet.Value, string) {
		text := digitsOf(t, 17)
		n, err := strconv.ParseInt(text, 10, 64)
		require.NoError(t, err)
		return parquet.Int64Value(n), pointed(text)
	}},
	{"time in UTC", func() parquet.Node { return parquet.TimestampAdjusted(parquet.Microsecond, true) }, true, func(t *rapid.T) (parquet.Value, string) {
		at := civil(t)
		return parquet.Int64Value(at.UnixMicro()), written(at) + "Z"
	}},
	{"time of the clocks", func() parquet.Node { return parquet.TimestampAdjusted(parquet.Millisecond, false) }, true, func(t *rapid.T) (parquet.Value, string) {
		at := civil(t)
		return parquet.Int64Value(at.UnixMilli()), written(at)
	}},
	{"day", parquet.Date, true, func(t *rapid.T) (parquet.Value, string) {
		at := civil(t)
		return parquet.Int32Value(int32(at.Unix() / 86400)), fmt.Sprintf("%04d-%02d-%02d", at.Year(), at.Month(), at.Day())
	}},
	{"flag", func() parquet.Node { return parquet.Leaf(parquet.BooleanType) }, true, func(t *rapid.T) (parquet.Value, string) {
		flag := rapid.Bool().Draw(t, "flag")
		return parquet.BooleanValue(flag), map[bool]string{true: "true", false: "false"}[flag]
	}},
}

// complement writes a number in sixteen bytes.
func complement(t *rapid.T, text string) []byte {
	n, ok := new(big.Int).SetString(text, 10)
	require.True(t, ok)
	if n.Sign() < 0 {
		n.Add(n, new(big.Int).Lsh(big.NewInt(1), 128))
	}
	return n.FillBytes(make([]byte, 16))
}

// Random tables in Parquet, of random types, with nulls, lists and any packing, are read as
// they were written: with all digits, and with a zone only where the file has one.
func TestRandomParquet(t *testing.T) {
	seen, path := map[string]int{}, filepath.Join(t.TempDir(), "o.parquet")
	rapid.Check(t, func(t *rapid.T) {
		kinds := rapid.SliceOfN(rapid.SampledFrom(parquetKinds), 1, 6).Draw(t, "kinds")
		group := parquet.Group{}
		optional := make([]bool, len(kinds))
		for i, kind := range kinds {
			node := kind.node()
			if optional[i] = rapid.Bool().Draw(t, "optional"); optional[i] {
				node = parquet.Optional(node)
			}
			group[fmt.Sprintf("c%02d", i)] = node
		}
		lists := rapid.Bool().Draw(t, "lists")
		if lists {
			group["list"] = parquet.List(parquet.String())
		}
		var rows []parquet.Row
		var want [][]string
		for range rapid.IntRange(1, 20).Draw(t, "rows") {
			row, cells := parquetRow(t, kinds, optional, lists, seen)
			rows, want = append(rows, row), append(want, cells)
		}
		var b bytes.Buffer
		codec := rapid.SampledFrom([]compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Zstd, &parquet.Brotli, &parquet.Lz4Raw}).Draw(t, "codec")
		w := parquet.NewWriter(&b, parquet.NewSchema("table", group), parquet.Compression(codec), parquet.MaxRowsPerRowGroup(int64(rapid.IntRange(1, 30).Draw(t, "group"))))
		_, err := w.WriteRows(rows)
		require.NoError(t, err)
		require.NoError(t, w.Close())
		require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
		got, err := readPath(t.Context(), path, file.Dialect{})
		require.NoError(t, err)
		require.Empty(t, got.bad)
		checkParquet(t, kinds, want, got)
	})
	for _, kind := range parquetKinds {
		require.Positive(t, seen[kind.name], "no %s was written", kind.name)
	}
	require.Positive(t, seen["null"])
	require.Positive(t, seen["list"])
}

func parquetRow(t *rapid.T, kinds []parquetKind, optional []bool, lists bool, seen map[string]int) (row parquet.Row, cells []string) {
	for i, kind := range kinds {
		if optional[i] && rapid.IntRange(0, 3).Draw(t, "null") == 0 {
			row, cells = append(row, parquet.NullValue().Level(0, 0, i)), append(cells, "")
			seen["null"]++
			continue
		}
		value, text := kind.draw(t)
		level := 0
		if optional[i] {
			level = 1
		}
		row, cells = append(row, value.Level(0, level, i)), append(cells, text)
		seen[kind.name]++
	}
	if !lists {
		return row, cells
	}
	words := rapid.SliceOfN(rapid.StringMatching(`[a-z"\\王]{0,4}`), 0, 3).Draw(t, "words")
	if len(words) == 0 {
		row = append(row, parquet.NullValue().Level(0, 0, len(kinds)))
	}
	for i, word := range words {
		row = append(row, parquet.ByteArrayValue([]byte(word)).Level(min(i, 1), 1, len(kinds)))
	}
	text, err := json.Marshal(append([]string{}, words...))
	require.NoError(t, err)
	seen["list"]++
	return row, append(cells, string(text))
}

func checkParquet(t *rapid.T, kinds []parquetKind, want [][]string, got outcome) {
	n := 0
	for _, cells := range want {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue // blank rows are left out
		}
		require.Equal(t, cells, got.rows[n])
		for i, kind := range kinds {
			require.Equal(t, kind.typed && cells[i] != "", got.typed[n][i], kind.name)
		}
		n++
	}
	require.Len(t, got.rows, n)
	require.EqualValues(t, len(want)-n, got.counts.Blank)
}
