// Package desk keeps what people do on the console's pages: the trail of who did what, when
// and why, and the segments that they saved.
//
//	trail.go     Record and Newest: exports, opt-outs, erasures, backfills, nights, schedules
//	segments.go  Save, Remove and Segments
//	splits.go    links between identifiers that were undone
//
// Decisions about campaigns are in the ledger instead. Nothing here is ever changed, but what
// names a member is deleted with them (erase).
package desk
