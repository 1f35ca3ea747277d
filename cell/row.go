package cell

// Row is one row of a file, its cells as text.
type Row struct {
	Line    int64    // where it begins: the line of a text file (the first is 1), the row of a sheet, the number of a record
	Cells   []string // one for each column, empty for nothing; valid until the next row is read
	Typed   []bool   // which cells the file itself types (the numbers and times of JSON, Parquet and sheets); nil where all are text
	Problem string   // why the row can't be used; empty where it can
	Raw     string   // as it stood in the file, at most 4 KiB of it; set where Problem is
}
