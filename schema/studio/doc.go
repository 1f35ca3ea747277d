// Package studio keeps the campaigns that are written on the console: every version of each,
// what people said of it, and with which version a run was planned.
//
//	version.go  Save, Versions, Newest: documents as they were saved
//	review.go   Approve and Reject, by the mark of what was looked at
//	brand.go    Brand: a brand with the campaigns that were approved; ForRun: as a run was planned
//	pin.go      which version a run was planned with
//	filed.go    what campaigns of the file said when their runs were let go
//
// The protocol: a version takes effect when it is approved, and only as the very text that was
// looked at; what is saved later waits, and the approved one goes on. Who saves says which
// version they had before them, so that nobody's work is lost silently. A campaign lives in
// one place: a name that the config's file has, too, is refused here and there. A run keeps
// the version that it was planned with to its end. A journey whose messages are written on the
// console stands still while one of its steps' campaigns has no version that takes part.
//
// Words: a document is a campaign as YAML of the config; a version is a document with its
// number; live is the version that nights plan with; a pin says which version a run has.
package studio
