// Command starter is the command line: it starts, schedules, backfills and
// shows. Every command takes --config and --brand, finds a local stack by
// itself, honours TEMPORAL_* and CLICKHOUSE_*, and fails with one sentence.
//
// One file per command; what they share is session.go (the way to the config,
// Temporal and ClickHouse) and the files that draw (table.go, number.go,
// live.go).
package main
