-- What ClickHouse has allocated for queries and tables, in bytes.
SELECT toUInt64(greatest(value, 0)) FROM system.metrics WHERE metric = 'MemoryTracking'
