// Package walk leads members through journeys, all who are due at a time: no member has a
// workflow of its own. Advance takes a journey on by one business date:
//
//	ask conditions -> leave -> come in -> each step in its order
//
// Where members stand is derived from their moves, rows that are never changed. The nth
// move of an entry is made once, however often it is asked: the first row of it holds. So
// advancing a date again moves only who wasn't moved yet, and what has happened stays: who
// left because they bought is not let in again because the order was refunded.
//
// Between the nights TickAll leads on who is due, all journeys of a brand in one: what is known of
// those members is read once, into work tables, and each journey asks these. Where that can't be
// read each journey reads for itself, so that one which can't be asked stops no other.
//
// A replay walks nights gone by, and the ticks between them at which something happened
// (between.go), by the statements of a real tick: those at other moments would move nobody.
//
// A move that sends names the campaign; the ledger finds the members by it, and whether,
// where and when they are reached is its business.
//
// Words: an entry is one member's coming in; a move leads out of a step to the next one; the
// definition is the version of the journey that an entry walks; a walk is empty for what
// happens, or names a replay, whose moves are removed at its end.
package walk
