// Package present says how values read: in the page, on the terminal and in
// Temporal's details alike. It knows the nouns and reads nothing.
//
//	number.go       a value in its unit, in the brand's currency
//	trend.go        how far a value moved
//	direction.go    which movement is welcome
//	names.go        names of stages, classes, windows and metrics; one file per language
//	table.go        rows under headings, as Markdown or for others to draw
//	certificate.go  the proof of a night, as tables and as Markdown
//
// A Unit and a Direction are words, and the same ones as in the headers of the
// metrics: callers convert. A ratio of 0.25 reads "25.0 %" and moves in percentage
// points; what is unknown reads NoValue.
package present
