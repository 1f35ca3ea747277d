// Package export writes what leaves the house as a file: members of a segment or an
// audience, numbers, and the orders behind a number; as CSV, as an Excel sheet, or
// as the list that an ad platform takes.
//
// Every CSV goes through one writer, which keeps a spreadsheet from running a cell
// as a formula. A file with personal data is its owner's alone (WholeFile), and is
// there whole or not at all.
package export
