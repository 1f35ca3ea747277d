// Package edit changes a config's file as a person would with an editor: what it adds
// stands where they would write it, and every other byte stays, comments and all
// (insert.go). Nothing is written that has more mistakes than the file had (write.go).
//
// Words: an item is the text of one shop as it stands in a list, from its dash on,
// without what it is indented by.
package edit
