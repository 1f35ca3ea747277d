// Package vendure imitates the Admin GraphQL API of a Vendure shop (3.7.3), for the
// conformance suite and the tests, as package shops does other platforms.
//
// A Server shows the orders and people of one brand.Shop as they are at that moment. It
// follows what was seen on a running shop, bad habits included: nearly all errors come
// with HTTP 200, amounts are integers of cents in every currency, a cancelled order is
// worth nothing and its lines are empty. It knows a document by the name of its operation,
// evaluates filters, and answers the fields whose names stand anywhere in the document. Its customers have custom
// fields for consent, as a shop may add them.
package vendure
