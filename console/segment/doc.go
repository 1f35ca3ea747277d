// Package segment is the conditions by which the members' page narrows members down: read
// from an address and written back into one, shown as chips that each lead to the page with
// them turned, and as an audience of the campaigns' own grammar, so that whom a page counts
// is whom a campaign would address.
//
//	filter.go  a Filter of an address, its audience, and its YAML
//	chips.go   what there is to choose
//	find.go    whom it selects, of what the night stored
//	lines.go   who they are and whom a message reaches, as a page shows it
package segment
