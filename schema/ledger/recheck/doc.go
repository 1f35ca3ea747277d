// Package recheck asks right before sending whether deliveries may still go, and to whom:
// what each member consents to by now, which addresses are suppressed, and whether the address
// is still the planned one.
//
// # Protocol
//
// Ask takes the deliveries as the ledger has just read them, and hands them to ClickHouse
// with the question: reading them there again, for each thing that is asked of them, took three
// times as long as all the rest. It reads nothing that is older than the call. The ledger asks
// the rest (who was merged, goals of journeys, caps) only where it may matter.
//
// Standings is asked behind each claim: whether the claim holds. A member without a delivery
// was erased since they were picked; Forget deletes what the claim wrote of them.
package recheck
