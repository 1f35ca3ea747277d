// Package schema is the database: it opens and migrates it, runs .sql files with
// checked parameters, and names its errors. What is asked of the database lives in
// the rooms around it, each with its own .sql files:
//
//	intake/  records of shops into tables; loads and windows
//	feed/    files into records
//	derive/  who is who, members' orders, stages, cycles
//	snapshot/ what the deep views return for the last published date
//	metric/  every number: headers, generations, measuring, publishing
//	fit/     the models of package predict: fits and backtests
//	trace/   where a number comes from, and why it changed
//	ledger/  what is owed to whom: plan, claim, record, settle, books
//	gate/    reconciliation and the certificate
//	view/    what people read
//	advice/  what was measured of each kind of messages
//	oracle/  the independent computation; proofs/ compares both
//
// # Protocol
//
// A Script is a .sql file and the struct of its parameters; the two are compared
// when the program starts, so that a misspelt parameter never runs. Values reach
// ClickHouse as query parameters and are never pasted into a text. Migrations only
// go forward, and may be run by several workers at once.
//
// Errors are redacted where they enter: ClickHouse quotes values, and an address or
// a name must not reach a log or Temporal. IsTransient reports what may pass by
// waiting; everything else will not.
package schema
