// Package cell says what a cell of a file means. A file is rows of cells of text;
// a cell becomes an amount, a time or an id only by a reader of this package, which
// is strict: it returns the one value that the text can mean, or an error that says
// why there is none.
//
// # Protocol
//
// How a column is written (the order of its dates, the signs in its numbers) is a
// style. It is declared, or evident: a Survey looks at every cell of the column and
// returns the only style that all of them fit. Where several fit, or none, it says
// which and shows the cells; nothing is guessed.
package cell
