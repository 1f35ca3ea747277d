// Package rest is the core of the connectors whose platforms answer with lists of
// JSON over HTTP, page by page: a platform declares its lists (List: address, paging,
// time filters, how a record is read, how one is asked for by its id), what its
// refusals mean (Refusals) and what it can tell (Sights); Source does the rest.
//
// # Protocol
//
// A walk goes along one time of a list's records, in slices where the platform bounds
// a window (Span), and within a slice page by page. Pages are cut in one of three ways
// (Cut): behind the key of the last row, by number, or by a link. Where the numbers of a
// list shrink while it is read, the walk steps back, since the unread rows have moved
// forward; where a list ends before it has shown what it counts, the rest is read by
// number. A list of numbered pages is read up to the moment at which its slice began, and
// then again from there, until a slice is one page: in it rows may leave, and none enters.
// A page that the shop has no time for is asked for in half, for the rest of the load.
//
// A record is read by a table (Fields): what each key of the record becomes, by the
// strict readers of Reader. What can't be read rejects its record, never the page.
package rest
