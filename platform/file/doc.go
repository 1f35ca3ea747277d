// Package file reads files of rows: it finds them (package store), unpacks, decodes and
// splits them into rows of text cells, in a stream. What a cell means is package cell's;
// what becomes of the rows is schema/feed's.
//
// # Protocol
//
// List returns the files of a path, Open one of them, Next its rows, until io.EOF. A
// Dialect says how a file is written; what it leaves empty is found out, and Found
// names it. Nothing is guessed: where two readings are possible, Open returns ErrUnclear
// and names the key to write; what is no table is ErrRefused, what is cut short or has
// a wrong checksum ErrBroken (nothing of it is to be used, also where Next returns it
// after many rows). A row that can't be used is returned with its Problem. Rows returned
// + blank ones = records in the file.
//
// # Packing
//
// gzip (all its members), zstd, bzip2, xz and lz4 are known by how they begin, brotli by
// .br; a zip holds one file. Files of other machines are fetched whole before
// they are read; a Feed fetches them once, however often it opens them.
//
// # Letters
//
// An encoding that isn't declared is that of the byte order mark, UTF-16 where every
// other byte is NUL, or UTF-8 where all of the file is: for this it is read once before
// its rows. Otherwise it is a question, which shows the first foreign cell in each
// encoding that fits, unless one alone can decode the whole file. Letters that the
// encoding doesn't have reject their row.
//
// # Rows and cells of text
//
// The delimiter is the one of , ; tab | that splits the header and all rows of a sample
// (256 KiB, at most 1,000 rows) into the same number of cells. A first line sep=; declares
// it. Lines end with LF, CRLF or CR. A cell between quotes may hold delimiters, doubled quotes
// and lines, at most 1 MiB and 1,000 lines. A quote that isn't closed as RFC 4180 has it never
// swallows rows: its line alone is bad, and reading goes on behind it; where it is closed, but
// the lines in between could be rows themselves, all of them are bad. Between tabs such a quote is a
// sign like others where the line has the header's width.
//
// A row must be as wide as the header. A shorter one is refused even if only its last
// cells are missing: Excel and Sheets write all delimiters, so it is as likely a row that
// was cut, or broken by an unquoted line's end. One delimiter more than the header
// has, on every row, is taken as such. A cell \N is NULL, thus empty. Rows without
// any text are blank and left out. The header's names are trimmed; one that is
// missing is "column 3", the same name twice is refused.
//
// # Files with types
//
// JSON is objects, one on each line or in a list; the columns are the keys of all of them,
// for which the file is read once before. Parquet and .xlsx keep their types. Numbers
// keep their digits, but those of a sheet have the 15 that it shows; whole numbers that
// it filled up with zeros come as 4.11E+15, so that nobody takes them for an id. Its dates
// have no zone; cells of formulas have the value that was stored; of merged cells the first has
// the value. In lists and objects, cells are their JSON.
//
// NewPlan is the way of before, by ClickHouse's own table functions; formats that Open
// calls ErrForeign still take it.
package file
