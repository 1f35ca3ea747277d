// Package gate decides whether a night is whole, and certifies it.
//
// # Protocol
//
// For each load of a night the gate compares what the platform says it has, what
// was received, and what ClickHouse holds; a line that differs, or of which too much
// was rejected, shuts the gate: numbers are computed and marked, and campaigns are
// held until a person says otherwise. The lines of one decision are written together
// and share their version; the newest decision of a date holds.
//
// Next to the windows stand the shops as wholes (StoreLine): the platform's own total
// now and what is stored and present now, what the last sweep healed, and what the
// platform can't tell. OnDisk counts every partition again and looks for parts that
// ClickHouse put aside.
//
// The certificate says from ClickHouse alone, at the moment it is asked, whether the
// gate's lines are right, whether the published numbers follow what was pulled, and
// whether the books of every campaign close. It names what is not. It is stored as
// fields, the lines and the books as they were certified; drawing them is present's.
package gate
