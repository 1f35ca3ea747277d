// Package workbook reads the rows of .xlsx files in a stream: each cell's text with
// whether it has a type. excelize, which writes ours, reads either a whole sheet into
// memory or rows without the types and formats of their cells, which distinguish a date from
// a number.
//
// # Protocol
//
// Open reads what the sheets share (texts beyond 64 MiB go to a temporary file), Rows
// begins one sheet, Next returns the cells of a row that are there. Numbers have the 15
// digits that a spreadsheet knows. Numbers whose format is a date come as dates without a
// zone. A formula has the value that was stored; without one its cell has a Problem.
// Errors mean that the file is broken.
package workbook
