// Package form is documents of the config's grammar as the fields of a page, and back: what a
// campaign and a journey are written with by who doesn't write YAML.
//
//	values.go    what is given of a value as fields, and fields as a document's keys
//	rows.go      the items of lists: which there are, moved and left out
//	span.go      controls of two parts, such as a number and its unit
//	control.go   a Sheet makes the controls of fields, with their words and mistakes
//	audience.go  the controls of who is meant
//
// The protocol: the document is the truth. Fields are made of it, what is posted is laid over it,
// and what was not changed stays what it was, to the letter; a field that has no control goes
// along unseen. What can't be right is written all the same, so that the rules of the config say
// what is wrong with it and nothing that was typed is lost.
//
// Words: a field is one key of the document, named by its path, such as enter.is or
// steps[0].after; a part of one, which is no key, is named behind a ~.
package form
