// Package formula computes what the columns of a feed say in the config: expressions of
// ClickHouse over the rows of a file, which are text.
//
// # Protocol
//
// Scope.New reads the expressions against the columns of a file and returns a Set, or an
// error that names the one that makes no sense. ReadBatches hands on the rows of a file
// in batches; Set.Evaluate sends a batch along with a query, so that ClickHouse needs no
// sight of the file, and returns the values as text. A row on which an expression fails
// is found by halves and has a problem; the others go on.
//
// Cells are text. An expression that makes no sense over text is tried with as few of
// its columns as numbers, or as times, as it takes; a cell that is none of them is its
// row's problem then.
package formula
