// Package faults lets an imitation server misbehave as real ones do: answer with
// an error, late, or not at all, lose the second half of an answer, refuse the
// token.
//
// A List holds the faults of one server. Handler stands before the server's own
// handler: each request meets the first fault of the list that concerns it, or
// the server. The servers themselves stay honest and know nothing of it; one that
// speaks something other than HTTP asks Meet.
package faults
