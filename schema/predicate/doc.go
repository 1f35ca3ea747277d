// Package predicate takes the one text from outside that becomes part of a query: the where
// of an audience. Normalise returns it as ClickHouse's own parser writes it, or says why it
// can't be used. What it lets through is one condition over a member's own values: no
// SELECT, no table, no parameter, no function that does more than compute.
//
// The parsed tree decides, and no lexer of our own: the text is put between parentheses,
// formatted, and parsed once more, and what comes out must still be what stands between them.
package predicate
