// Package lines reads a text line by line, and lets its caller look ahead: a cell between
// quotes may go over several lines, and only its end shows whether it does.
//
// # Protocol
//
// At returns the line at an offset from the first that isn't taken yet, and the offset of
// the next; Take goes on to an offset. What isn't taken is kept in memory: who looks ahead
// bounds how far. Lines over 4 MiB are ErrLong, and SkipLong takes them.
package lines
