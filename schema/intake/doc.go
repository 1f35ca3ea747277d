// Package intake puts the records of shops into ClickHouse: orders, customers with
// their consents, and records that were rejected; and it remembers the loads that
// fetched them.
//
// # Protocol
//
// A load is one pull of one entity of one shop, with the window that it covers. It
// is recorded as running before the first record is asked for, and as done only
// after everything that was received is stored: the next window begins where the
// last done one ended. Which records were received is noted before they are stored,
// so that CountLoad finds out afterwards what is missing.
//
// Whether all of a shop is stored is another question: a shop's whole list is kept in
// store_lists, compared there (Differences), and what the shop says is deleted is buried
// (Bury): a tombstone under the load that asked, so that a derivation restates it. What
// the shop has and hides is noted (Hide) and stays. KeepHoldings notes how many records
// each partition holds; Losses counts them again.
//
// A record is a row that replaces an older reading of itself. Its version is the
// time at which it was asked for, not the platform's own time of change, which
// platforms forget to move: an older reading never replaces a newer one, and storing
// a block twice changes nothing.
//
// Money is converted to the brand's currency and business dates are computed here,
// once.
package intake
