// Package keep keeps answers that take long until what they were made of changes.
//
// The mark of some tables is a hash of which parts ClickHouse has of them, which any insert,
// deletion or swap changes and a merge does not; to read it takes milliseconds, whatever the
// tables hold. So a page that is looked at again costs the mark alone, and nothing is shown
// that is no longer so, unless who asks allows an age. What may take longer than a page should
// is waited for no longer than some time, and is there for who asks again (Within).
package keep
