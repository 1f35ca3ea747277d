// Package feed reads the files of a shop (CSV, TSV, JSON lines, Parquet …) into the
// same tables that platforms' records go to.
//
// # Protocol
//
// ClickHouse reads each file into a work table as it is; the expressions of the
// feed's columns turn its rows into typed fields, and the rows of one record become
// the record. Only records that are new or differ from what is stored get a new
// version. A row that can't be understood is rejected with its place, its text and
// the reason; where too many are, the load fails: the feed was understood wrongly.
// Files whose fingerprint is that of the last load are skipped, and the load is
// recorded as unchanged.
//
// Work tables carry the feed's and the load's hash in their names: two loads can't
// meet, and what a killed one leaves is dropped by the next.
package feed
