// Package parquetcell writes the values of Parquet columns as text: decimals and whole numbers
// with all their digits, dates and times as RFC 3339 (with a zone only where the file has
// them in UTC), lists, maps and groups as JSON.
//
// # Protocol
//
// A Reader is made for each leaf by ReaderOf; Cell writes its value. Nested puts the
// leaves of one column together again. ok is false for bytes that are no text.
package parquetcell
