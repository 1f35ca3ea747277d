// Package cards is a journey as a form: who comes in, each step as a card, and when members leave.
//
//	document.go  a journey's document as fields, and back
//	act.go       steps and ways that are added, moved and removed
//	page.go      which controls there are
//	words.go     what they say in both languages
//
// The protocol is that of console/form: the document stays the truth, and the form only writes
// another one. Nothing is saved by it.
//
// Words: a card is a step with its wait, what it does and where it leads; a part is a way by lot.
package cards
