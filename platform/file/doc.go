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
// of the whole line, not of one piece; quantity is 1 where it is absent, one a line, and one
// an order where the feed has no lines. gift_card marks a line that is one. return_of names
// the order that a receipt with an amount below zero gives back.
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
// # Orders of several rows
//
// The files of a glob are one table. What a row of orders is says grain: line (a line of
// an order, whose rows are summed) or order (the order as a whole, of which the newest by
// updated_at, file name and row holds). Where grain is left out, an order has one row;
// an id that repeats with other contents is refused, with both rows, unless updated_at
// says which is newer.
//
// An order that several files hold with the same rows counts once: exports overlap. One
// that they hold with other rows is the newest file's where updated_at says which that is,
// and else refused; on_repeat: newest (the later file), sum (all rows, one that stands in
// both files once) or refuse (also where updated_at differs) declares it. An id whose rows
// are of other days, or name other people, is refused as a number that starts again: make
// the id of several columns.
//
// What a row says of its order (status, flags, currency, refunded) holds for the whole
// order, on whichever of its rows it stands. Where every row has the cell, a cancelled
// line counts nothing in an order that isn't. order_cells: first_row says that such cells
// stand on the first row only; every_row that each row repeats them, so that amounts which
// are the same on each row of every order (amount, discount, shipping, tax, refunded)
// count once. Where it is left out, what the whole feed shows is taken. A row may leave
// out placed_at and amount where another row of its order has them.
//
// An order without flags of its own counts as its status word says (regulars.Status, and
// the shop's statuses), and as placed, paid and fulfilled where it has none. With a word
// that nobody mapped it is kept and doesn't count. A currency without a rate rejects its
// order.
package file
