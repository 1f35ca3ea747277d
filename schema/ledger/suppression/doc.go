// Package suppression keeps the addresses that must not be used again: those that take
// nothing, whose owner complained, or who left.
//
// The protocol: an address stands in the books by its keyed hash only. Record writes at once,
// and plans and the claim of every batch ask; nothing that is recorded is undone by
// what came before it, and only who left may come back.
package suppression
