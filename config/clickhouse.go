package config

// leastMemory is where sorting and grouping begin to spill to disk: below it a
// query would fail before it could.
const leastMemory = GiB

func (r *reader) checkClickHouse(c ClickHouse) {
	if c.MaxMemory < leastMemory {
		r.Add("clickhouse.max_memory", "a night's queries need at least "+leastMemory.String(), "write 5GiB, or leave it out")
	}
	r.notNegative("clickhouse.max_threads", float64(c.MaxThreads))
	r.positive("clickhouse.max_connections", c.MaxConnections)
}
