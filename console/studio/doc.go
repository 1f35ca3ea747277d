// Package studio is the pages on which campaigns are written: from a recipe or a copy, by
// controls over the grammar or as YAML, looked at before they are saved, and reviewed before
// they take effect.
//
//	form.go    a document as the fields of a form, and back
//	fields.go  which controls there are, in which groups
//	look.go    whom a document would reach by the planner's own SQL, and what they would get
//	desk.go    what is saved, approved, rejected and removed
//	page.go    what a page shows
//
// Words: a document is a campaign as YAML of the config (schema/studio); a field is one key
// of it as a control, named by its path, such as audience.enters; a draft is what somebody
// has before them and has not saved.
package studio
