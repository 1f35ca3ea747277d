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
//
// A reader returns ErrNothing for a cell that holds nothing, wraps ErrZeroDate for
// 0000-00-00, and otherwise returns a *Refused, whose text fits behind "placed_at is ".
//
//	date.go    Time and Day, birth.go Birth; of the parts that moment.go and clock.go find, or format.go by a layout
//	number.go  Amount, Money and Quantity, with what currency.go takes off
//	id.go      ID; plain.go Word and Nothing; flag.go Flag and Consent
//	survey.go  what a column is, as dates (survey_dates.go) and numbers (survey_numbers.go)
package cell
