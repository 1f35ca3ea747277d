package cell_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/cell"
)

func TestIsTotal(t *testing.T) {
	for _, cells := range [][]string{{"合計", "", "", "1,234"}, {"", "Total:", "", "NT$ 99.50"}, {"小計", ""}, {"Grand Total", "", "3", "", "-20", ""},
		{"總計", "", "150"}, {"合計", "", "12", "150"}, {"共 2 筆", "", ""}, {" 合計 ", " ", " 5 "}, {"Total", "2026-11-02", "", ""}, {"Total", "5", "6", "-7", "(8)", ""},
		{"Total: 1,234,567,890,123,456,789", ""}, {"SUBTOTAL", ""}, {"總共 12 條", ""}, {"3 Orders.", ""}, {"共12筆資料", "", "150"}, {"2 records", "", ""}, {"Total: 2 rows", "", ""}, {"合計：1,234元", "", ""}, {"Sum: 3", "", ""},
		{"本日合計", "", "", "200"}, {"營業總額：1,234元", "", ""}, {"累計金額", "", "9"}, {"Daily Total", "", "200"}, {"TOTAL ORDERS: 2", "", "200"}} {
		require.True(t, cell.IsTotal(cells), cells)
	}
	for _, cells := range [][]string{{"", "", ""}, {"A1", "Total", "", ""}, {"Total", "2026-11-02 10:00", "", ""}, {"Total", "1", "2"}, {"Total", "2026-11-02", ""}, {"Total", "20261102", ""}, {"T-1: 2", "", ""}, {"共享單車 2 筆", "", ""}, {"2 cats", "", ""}, {"Total: ann", "", ""}, {"Total-7", "", ""}, {"Totally", "", ""}, {"total", "", "", "ann@example.com"}, nil,
		{"Total Care", "", "200"}, {"合計用筆", "", "200"}, {"本日特餐", "", "200"}, {"Total", "-", ""}, {"Total", "x", ""}, {"Total", "2026-11-02", "5", ""}, {"Total: 1,234,567,890,123,456,789.00", ""}, {"Total: ", "x"}, {"12", "", ""}, {"Total", "Total", ""}} {
		require.False(t, cell.IsTotal(cells), cells)
	}
}
