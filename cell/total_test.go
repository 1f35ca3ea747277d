package cell_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/cell"
)

func TestIsTotal(t *testing.T) {
	for _, cells := range [][]string{{"合計", "", "", "1,234"}, {"", "Total:", "", "NT$ 99.50"}, {"小計", ""}, {"Grand Total", "", "3", "", "-20", ""}} {
		require.True(t, cell.IsTotal(cells), cells)
	}
	for _, cells := range [][]string{{"", "", ""}, {"A1", "Total", "", ""}, {"Total", "2026-11-02 10:00", "", ""}, {"Total", "1", "2"}, {"Totally", "", ""}, {"total", "", "", "ann@example.com"}, nil} {
		require.False(t, cell.IsTotal(cells), cells)
	}
}
