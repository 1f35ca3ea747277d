// Package activities holds the steps that touch the world: thin glue over
// deliver, platform, schema and channel, grouped by what they depend on. Rows go from a
// platform to ClickHouse and from ClickHouse to a channel inside one activity;
// only references (names, dates, ids, counts) come in and go out.
//
// Every activity may run twice, and an attempt that was given up may still be
// running: each one writes so that the second writing changes nothing.
package activities
