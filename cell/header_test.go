package cell_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"regulars/cell"
)

// A header among the rows is the same again, or that of another table: what is below it, up to
// the file's own header, is none of its rows.
func TestHeadersAmongRows(t *testing.T) {
	names := []string{"receipt", "sold_at", "email", "amount"}
	const other, below = "the header of another table", "a row of another table"
	for name, c := range map[string]struct{ rows, want []string }{
		"again":                  {[]string{"1 x y 5", "receipt sold_at email amount", "2 x y 5"}, []string{"", cell.HeaderAgain, ""}},
		"of another table":       {[]string{"1 x y 5", "receipt returned_at email amount", "1 x y 5", "2 x y 5"}, []string{"", other, below, below}},
		"with another first":     {[]string{"refund sold_at email amount", "1 x y 5"}, []string{other, below}},
		"and the file goes on":   {[]string{"receipt sold_at who back", "1 x y 5", "receipt sold_at email amount", "2 x y 5"}, []string{other, below, cell.HeaderAgain, ""}},
		"a cell like its column": {[]string{"1 x email 5", "receipt x y 5"}, []string{"", ""}},
		"half of the cells":      {[]string{"1 x email amount"}, []string{""}},
		"a table of fewer":       {[]string{"receipt sold_at - -", "1 x - -"}, []string{other, below}},
	} {
		var h cell.Headers
		var got []string
		for i, text := range c.rows {
			row := cell.Row{Line: int64(i + 2), Cells: strings.Fields(strings.ReplaceAll(text, "-", " "))}
			for len(row.Cells) < len(names) {
				row.Cells = append(row.Cells, "")
			}
			h.Judge(&row, names)
			problem, _, _ := strings.Cut(row.Problem, ",")
			problem, _, _ = strings.Cut(problem, ":")
			got = append(got, problem)
			require.Equal(t, row.Problem == "", row.Cells != nil, name)
		}
		require.Equal(t, c.want, got, name)
	}
}
