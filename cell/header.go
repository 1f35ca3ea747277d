package cell

import (
	"fmt"
	"strings"
)

// Headers finds the headers that stand among a file's rows: the same again, as in exports
// that were joined, and those of other tables, as sheets have them below each other. What
// stands below another header isn't what the columns say.
type Headers struct {
	other int64 // where the last header of another table is; 0: there is none
}

// Judge gives a row that can be used its Problem where it is a header, or stands below one
// of another table. The names are those of the file's columns.
func (h *Headers) Judge(row *Row, names []string) {
	switch {
	case row.Problem == HeaderAgain || row.Problem == "" && IsHeader(row.Cells, names):
		row.Problem, h.other = HeaderAgain, 0
	case row.Problem != "":
	case isOther(row.Cells, names):
		row.Problem, h.other = "the header of another table: put what is below it into a file of its own", row.Line
	case h.other > 0:
		row.Problem = fmt.Sprintf("a row of another table, whose header is in line %d", h.other)
	default:
		return
	}
	if row.Raw == "" {
		row.Raw = strings.Join(row.Cells, "\t")
	}
	row.Cells = nil
}

// IsHeader reports whether cells repeat the names of at least two columns. Files that were
// joined have a mark before each header.
func IsHeader(cells, names []string) bool {
	if len(names) < 2 || len(cells) != len(names) || !strings.HasSuffix(strings.TrimSpace(cells[0]), names[0]) {
		return false
	}
	for i, c := range cells {
		if strings.TrimSpace(strings.TrimPrefix(c, "\ufeff")) != names[i] {
			return false
		}
	}
	return true
}

// isOther reports whether cells are names of columns in part: the first one and another, or
// three fourths of those that hold anything.
func isOther(cells, names []string) bool {
	same, filled := 0, 0
	for i, c := range cells {
		if c == "" || i >= len(names) {
			continue
		}
		filled++
		if c == names[i] {
			same++
		}
	}
	return same >= 2 && (cells[0] == names[0] || same*4 >= filled*3)
}
