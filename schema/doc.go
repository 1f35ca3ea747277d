// Package schema is what ClickHouse holds and computes: migrations, the SQL of
// the numbers, and their runner.
//
//	migrations/  tables and views, forward only
//	derive/      from orders to members, their orders and their stages
//	snapshot/    one reading of the derived tables, which all metrics share
//	metrics/     one family of metrics per file; every file computes all dates
//	             of a range, so a night and a backfill run the same SQL
//	recommend/   what goes with what, as of a generation's last date
//	settings/    what the config says, where SQL can read it
//	models/      what the fits of package predict need, and the backtest
//	evidence/    the orders behind each family's numbers, one file per family
//	ledger/      campaigns: the plan, the claims, the books
//	load/        rows from platforms and files
//	show/        what the command line reads
//
// Every .sql file takes its values as ClickHouse query parameters.
package schema
