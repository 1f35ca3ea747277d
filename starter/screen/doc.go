// Package screen draws on the terminal: tables, trends, and lines that change
// while a workflow runs. It reads nothing: a command hands it the rows.
//
//	table.go, number.go, live.go   what all drawings share
//	section.go                     which metrics stand together, and in which order
//	one file per drawing           named after what it shows
//
// How a value reads is present's; colours carry meaning only: good, bad, and what
// may be read past. Every table fits into Width columns.
package screen
