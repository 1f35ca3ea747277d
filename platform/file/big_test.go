package file_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"regulars/platform/file"
)

// BenchmarkSheet reads a workbook of 500,000 rows, and reports the memory that the
// process took at most. The workbook is made by a process of its own, whose memory
// isn't counted.
func BenchmarkSheet(b *testing.B) {
	path := filepath.Join(b.TempDir(), "o.xlsx")
	maker := exec.CommandContext(b.Context(), os.Args[0])
	maker.Env = append(os.Environ(), bookVariable+"="+path)
	out, err := maker.CombinedOutput()
	require.NoError(b, err, string(out))
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
		require.Equal(b, 500_000, rows, "a part of the workbook was read")
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

// bookVariable names the workbook that this binary makes instead of running tests.
const bookVariable = "REGULARS_MAKE_BOOK"

func TestMain(m *testing.M) {
	path := os.Getenv(bookVariable)
	if path == "" {
		os.Exit(m.Run())
	}
	if err := makeBook(path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// makeBook makes the workbook of BenchmarkSheet.
func makeBook(path string) error {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	if err := w.SetRow("A1", []any{"id", "day", "mail", "phone", "sku", "quantity", "amount", "status"}); err != nil {
		return err
	}
	for i := range 500_000 {
		row := []any{fmt.Sprintf("A%09d", i), 46328 + i%30, fmt.Sprintf("customer%d@example.com", i), fmt.Sprintf("09%08d", i), "SKU-7", i % 5, 12.5, "paid"}
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), row); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.SaveAs(path)
}
