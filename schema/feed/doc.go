// Package feed loads the files of a shop (CSV, Excel, JSON, Parquet …) into the same
// tables that platforms' records go to.
//
// # Protocol
//
// The worker reads the files (cell.Files; platform/file), so that ClickHouse needs no
// sight of them. They are looked through once: how the dates and numbers of a column are
// written is declared by the config, or evident from all files together, or the feed is
// refused with the cells that leave it open; what files have proved is kept, and a later
// one that contradicts it stops the feed. Then the cells of each row are read, by package
// cell where a field is a column, through ClickHouse where it is an expression (package
// formula), and wait in a work table. Orders are made of its rows, and only records that
// are new or differ from what is stored get a new version.
//
// A row that can't be understood is rejected with its place, its cells and the reason;
// where too many are, the load fails: the feed was understood wrongly. A file that is
// broken is rejected as a whole, and the others go on. All rows of the files = those
// used + rejected + left out by the feed's where, counted in ClickHouse. Files whose
// fingerprint is that of the last load are skipped, and the load is recorded as unchanged.
//
// Work tables carry the feed's and the load's hash in their names: two loads can't
// meet, and what a killed one leaves is dropped by the next.
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
// Amounts are rounded to four decimals. Times without a zone are the shop's.
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
package feed
