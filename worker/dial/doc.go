// Package dial finds ClickHouse and Temporal and connects to them: the one
// place that knows where a worker and the commands look for their servers.
//
// ClickHouse and Temporal return the options of a connection together with the
// Server they lead to: the address, and what named it. The environment comes
// first (CLICKHOUSE_*, TEMPORAL_* and Temporal's own config file), then the
// local stack that is up in this folder, then the usual port of this machine. A
// folder whose own stack is down gets ErrStackDown, never some other server
// that happens to listen on the usual port.
//
// Commands connect by OpenClickHouse and DialTemporal, which wait seconds at most
// and fail with a sentence that names the server and the remedy. A worker dials
// by the same options with a patience of its own.
package dial
