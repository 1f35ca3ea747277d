// Package export writes what leaves the house as a file: members of a segment or an
// audience, numbers, and the orders behind a number; as CSV, as an Excel sheet, or
// as the list that an ad platform takes.
//
// A table takes rows of values and is a CSV file or an Excel sheet (table.go). CSV has
// the columns' own names and all digits; a sheet has headers in a language, dates that
// are dates, numbers in formats, and a filter. Neither lets a spreadsheet run a cell as
// a formula. A file with personal data is its owner's alone (WholeFile), and is there
// whole or not at all.
package export
