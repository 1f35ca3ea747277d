// Package file says how ClickHouse reads a feed of files. It reads nothing
// itself: NewPlan turns a feed of the config into the call of a table function,
// and schema runs it, since parsing is ClickHouse's own.
//
// # Where
//
// A path is local (absolute, or relative to the config's folder), s3:// or
// https://. A local or s3 path may be a glob: *, ?, {a,b} and {1..9}; all
// files that match are one feed. ClickHouse opens the file, not the worker: a
// remote server must see it too.
//
// # What
//
// The format is a ClickHouse format name. When it is absent, it follows from the name:
//
//	.csv                     CSVWithNames; CSV where structure is given
//	.tsv .tab                TabSeparatedWithNames; TabSeparated with structure
//	.parquet .pq             Parquet
//	.jsonl .ndjson .json     JSONEachRow
//	.orc .arrow .avro        ORC, Arrow, Avro
//	.txt and what is unknown words: columns separated by any run of blanks,
//	                         also at the line's start; they need structure
//
// A second extension, .gz, .zst, .bz2, .xz or .lz4, says how it is packed. The
// word Whitespace as format asks for words whatever the name says.
//
// A column whose values look like numbers is read as numbers, as ClickHouse does:
// 007 becomes 7. Give structure, with String, where zeros in front matter.
//
// structure is a ClickHouse column list, such as
// "customer String, day String, dollars Float64". skip_lines leaves out lines
// at the beginning, before a header if there is one.
//
// # Columns of orders
//
// amount is what the order, or the line, was sold for: after its discount, with
// its shipping and tax, before refunds. discount, shipping and tax are stored next to
// it and never added. refunded is what was given back of it so far, with or without
// a minus, on refunded_at (else updated_at, else the order's date). cost is that
// of the whole line, not of one piece; quantity is 1 where it is absent.
//
// Amounts may be text with commas between thousands, 1,234.50, and are rounded
// to four decimals; one that is empty rejects its row. Times without a zone are
// the shop's.
//
// # What becomes of it
//
// A feed's records are upserted: a record whose content didn't change keeps its
// row, and one that left the files stays, for files are often the last weeks
// only. Mark what is gone by cancelled or deleted. The files are themselves the shop
// (Sight): there is nobody to ask whether all of it is stored.
//
// The files of a glob are one table. The lines of an order (grain: line) are
// summed over all of them; where updated_at is given, though, the newest file
// that has an order holds it alone, since exports overlap. Of several rows with
// one id (grain: order) the newest by updated_at, file name and row holds.
//
// An order without flags of its own counts as placed, paid and fulfilled, unless
// its status is a plain word for the contrary: cancelled, void, failed, pending,
// unpaid, draft. A line that is cancelled in an order that isn't counts nothing.
package file
