package cell

// Row is one row of a file, its cells as text.
type Row struct {
	Line    int64    // where it begins: the line of a text file (the first is 1), the row of a sheet, the number of a record
	Cells   []string // one for each column, empty for nothing; valid until the next row is read
	Typed   []bool   // which cells the file itself types (the numbers and times of JSON, Parquet and sheets); nil where all are text
	Problem string   // why the row can't be used; empty where it can
	Raw     string   // as it stood in the file, at most 4 KiB of it; set where Problem is
}

// HeaderAgain is the problem of a row that repeats the header, as in exports that were joined.
const HeaderAgain = "the header again"

// IsNoRecord reports whether a row holds nothing of what the file is about: it is one of totals,
// or the header again. Such rows are left out, and counted.
func (r *Row) IsNoRecord() bool {
	return r.Problem == HeaderAgain || r.Problem == "" && IsTotal(r.Cells)
}
