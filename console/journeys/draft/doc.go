// Package draft is the pages on which journeys are written: from an example, a copy or nothing,
// as YAML, drawn and checked before they are saved, and reviewed before they take effect.
//
//	page.go    what a page shows: the picture, who comes in, what becomes of who is in it
//	desk.go    what is saved, approved, rejected and removed
//	serve.go   what is asked for and posted
//	list.go    every journey, and where it lives
//
// Words: a document is a journey as YAML of the config (schema/studio); a draft is what
// somebody has before them and has not saved. What it has in common with campaigns is theirs
// (console/studio).
package draft
