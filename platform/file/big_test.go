package file_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"regulars/platform/file"
)

// BenchmarkSheet reads a workbook of 500,000 rows, and reports the memory that the
// process took at most. The workbook is made by another process: REGULARS_BOOK names it.
func BenchmarkSheet(b *testing.B) {
	path := os.Getenv("REGULARS_BOOK")
	if path == "" {
		b.Skip("REGULARS_BOOK names no file: make one by REGULARS_MAKE_BOOK=file go test -run TestMakeBook")
	}
	for b.Loop() {
		rows := 0
		entries, err := file.List(b.Context(), path)
		require.NoError(b, err)
		r, err := file.Open(b.Context(), entries[0], file.Dialect{})
		require.NoError(b, err)
		for {
			if _, err := r.Next(); err != nil {
				break
			}
			rows++
		}
		require.Equal(b, 500_000, rows)
		require.NoError(b, r.Close())
	}
	status, err := os.ReadFile("/proc/self/status")
	require.NoError(b, err)
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "VmHWM") {
			b.Log(strings.TrimSpace(line))
		}
	}
}

// TestMakeBook makes the workbook of BenchmarkSheet.
func TestMakeBook(t *testing.T) {
	path := os.Getenv("REGULARS_MAKE_BOOK")
	if path == "" {
		t.Skip("REGULARS_MAKE_BOOK names no file")
	}
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(t, err)
	require.NoError(t, w.SetRow("A1", []any{"id", "day", "mail", "phone", "sku", "quantity", "amount", "status"}))
	for i := range 500_000 {
		require.NoError(t, w.SetRow(fmt.Sprintf("A%d", i+2), []any{fmt.Sprintf("A%09d", i), 46328 + i%30, fmt.Sprintf("customer%d@example.com", i), fmt.Sprintf("09%08d", i), "SKU-7", i % 5, 12.5, "paid"}))
	}
	require.NoError(t, w.Flush())
	require.NoError(t, f.SaveAs(filepath.Clean(path)))
}
