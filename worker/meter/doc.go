// Package meter is what the worker counts for its operator besides what Temporal's SDK
// counts: how far each shop is known, whether the last night was whole, what became of the
// messages, what waits for a person.
//
// Nothing is counted in memory. The numbers are read from ClickHouse when Prometheus asks,
// so that every worker reports the same and a restart loses nothing; a reading is kept for
// a while (reading.go), so that many scrapes cost no more than one. When ClickHouse doesn't
// answer, regulars_clickhouse_up is 0 and the last reading stays, with its time. What a
// provider says of its quota is asked in the background (quota.go).
//
// Times are Unix seconds, so that a reading that is old doesn't look young: an age is
// time() minus the metric. No label holds a person, an id of a run or an address.
//
// The protocol: New, register it as a prometheus.Collector, Open once there are servers.
package meter
