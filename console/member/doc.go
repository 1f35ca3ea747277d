// Package member makes the page of one member of all that is known of them: their orders on
// a line, stages, events, messages, consents, predictions, and why this is one person. Who
// may not see names sees none, nor an address, nor what could lead to one.
//
//	page.go  the Page, and what it says of the member now
//	past.go  orders, stages, events and messages
//	who.go   identifiers and what joined them
package member
