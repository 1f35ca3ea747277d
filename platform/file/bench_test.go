package file_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/platform/file"
)

const benchRows = 200_000

func benchText() []byte {
	var b bytes.Buffer
	b.WriteString("order_id,sold_at,email,phone,sku,quantity,amount,status\n")
	for i := range benchRows {
		fmt.Fprintf(&b, "A%09d,2026-11-%02d 10:%02d:00,customer%d@example.com,09%08d,SKU-%d,%d,%d.50,paid\n", i, i%30+1, i%60, i%50_000, i%100_000_000, i%777, i%5+1, i%5000)
	}
	return b.Bytes()
}

// The rate of rows of eight columns, next to encoding/csv in the same run.
func BenchmarkCSV(b *testing.B) {
	text := benchText()
	path := filepath.Join(b.TempDir(), "o.csv")
	require.NoError(b, os.WriteFile(path, text, 0o600))
	b.Run("file", func(b *testing.B) {
		for b.Loop() {
			entries, err := file.List(b.Context(), path)
			require.NoError(b, err)
			rows, err := file.Open(b.Context(), entries[0], file.Dialect{})
			require.NoError(b, err)
			n := 0
			for {
				if _, err = rows.Next(); err != nil {
					break
				}
				n++
			}
			require.ErrorIs(b, err, io.EOF)
			require.Equal(b, benchRows, n)
			require.NoError(b, rows.Close())
		}
		b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("encoding/csv", func(b *testing.B) {
		for b.Loop() {
			r := csv.NewReader(bytes.NewReader(text))
			r.ReuseRecord = true
			for {
				if _, err := r.Read(); err != nil {
					if !errors.Is(err, io.EOF) {
						b.Fatal(err)
					}
					break
				}
			}
		}
		b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}
