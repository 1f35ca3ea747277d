// Command starter is the command line: it starts, schedules, backfills and
// shows. Every command takes --config and --brand, finds a local stack
// automatically, honours TEMPORAL_* and CLICKHOUSE_*, and fails with one sentence.
//
// One file per command, which reads its flags, asks, and hands the answer over. What they
// share, and the commands that have a folder of their own:
//
//	session/    the flags, and the way to the config, Temporal and ClickHouse
//	campaign/   the commands about campaigns
//	preview/    what a campaign would send, shown before it goes
//	results/    what came of campaigns, as it is asked for
//	screen/     what stands on the terminal
//	export/     files: CSV, Excel, lists for ad platforms
//	check/      whether a config can work
//	schedule/   nights in the words of Temporal's schedules
package main
