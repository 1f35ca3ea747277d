// Package channeltest is the suite that every sender over HTTP passes, whatever its
// provider: what a rate limit, a failure, a lost answer, a page of somebody in between,
// a refused recipient, wrong keys and a cancelled context come to.
//
// A sender is tried against the sandbox's imitation of its provider without a network
// and in the time of testing/synctest, so that waits of minutes take none. A Wire
// stands between both; it loses and replaces answers, and has every request looked at:
// against the provider's official OpenAPI file where there is one (Specification), or
// against the fields that its documents name.
package channeltest
