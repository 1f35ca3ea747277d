// Package notices keeps who was notified of what, so that each recipient hears of a matter
// once, whichever worker is up and however often one is restarted.
//
// The protocol: who wants to notify claims the matter for a recipient, and sends only if its
// claim is the first that is open. What came of it is recorded under the claim. A claim of
// which nothing is recorded belongs to a worker that died: after Lease it is open no longer,
// and the matter may be claimed again. So nothing is lost, and what was recorded as sent is
// never sent twice.
package notices
